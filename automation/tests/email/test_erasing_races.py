"""An erasure that comes while somebody else is at work with the person."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

import pytest

from automation.email.models import (
    Enrolment,
    Message,
    WebhookCall,
)
from automation.email.services import calling, erasing
from automation.email.services.calling import calls_make
from automation.email.services.erasing import erasures_finish
from automation.email.services.signals import signals_work
from automation.email.services.walking import steps_work
from automation.tests.email.erasure import ANA, erase, series
from automation.tests.email.working import (
    MemoryProvider,
    Stage,
    contact,
    messages,
    minutes,
)
from tenancy.testing.searching import places_of

pytestmark = pytest.mark.django_db


def test_a_crash_in_the_middle_leaves_nothing_half_done(inside: Stage, monkeypatch: Any) -> None:
    def killed(*_: Any, **__: Any) -> None:
        raise RuntimeError("killed")

    before = places_of(ANA)
    with monkeypatch.context() as patch:
        patch.setattr(erasing, "_calls_erase", killed)
        with pytest.raises(RuntimeError):
            erase(inside)
    assert places_of(ANA) == before
    assert Enrolment.objects.get(contact=contact()).state == "ACTIVE"

    assert erase(inside)
    assert places_of(ANA) == set()


class ErasedMeanwhile(MemoryProvider):
    """Somebody is erased in the very moment their mail is handed over."""

    def __init__(self, stage: Stage, outcome: str) -> None:
        super().__init__(outcomes=[outcome])
        self.stage = stage

    def hand_over(self, mails: Sequence[Any]) -> Any:
        erase(self.stage)
        return super().hand_over(mails)


@pytest.mark.parametrize(
    ("outcome", "state"), [("sent", "SENT"), ("away", "CANCELLED"), ("uncertain", "UNCERTAIN")]
)
def test_a_mail_in_the_hands_of_a_worker_is_finished_and_then_forgotten(
    stage: Stage, outcome: str, state: str
) -> None:
    series(stage)
    stage.consents()
    kept, stage.provider = stage.provider, ErasedMeanwhile(stage, outcome)
    stage.work()
    stage.provider = kept
    assert erasures_finish(now=stage.now) == 1
    assert erasures_finish(now=stage.now) == 0

    stage.later(timedelta(days=3))
    assert places_of(ANA) == places_of("Kowalska") == set()
    assert [message.state for message in messages()] == [state]
    assert kept.sent == []


def test_a_worker_killed_with_the_mail_holds_the_erasure_up_no_longer_than_its_lease(stage: Stage) -> None:
    series(stage)
    stage.consents()
    stage.provider.outcomes = ["away"]
    stage.work()
    lease = stage.now + timedelta(seconds=90)
    Message.objects.update(state="SENDING", leased_until=lease)
    erase(stage)
    assert (erasures_finish(now=stage.now), places_of(ANA)) == (0, {"email_message"})

    stage.later(minutes(2))
    assert erasures_finish(now=stage.now) == 1
    assert places_of(ANA) == set()
    assert stage.provider.sent == []


@pytest.mark.parametrize("work", ["signals", "steps"])
def test_what_the_core_said_before_the_erasure_is_not_written_down(
    stage: Stage, monkeypatch: Any, work: str
) -> None:
    series(stage)
    if work == "steps":
        stage.consents()
        signals_work(core=stage.core, store=stage.store, now=stage.now)
    else:
        # A fact that names nobody: only the core's answer brings the address.
        stage.buys()
    ask = stage.core.mail_people

    def asked(**values: Any) -> Any:
        answer = ask(**values)
        erase(stage)
        return answer

    with monkeypatch.context() as patch:
        patch.setattr(stage.core, "mail_people", asked)
        call = signals_work if work == "signals" else steps_work
        assert call(core=stage.core, store=stage.store, now=stage.now) == 1
    assert places_of(ANA) == set()

    stage.later(minutes(5))
    assert places_of(ANA) == set()
    assert stage.provider.sent == []


def test_a_call_in_the_hands_of_a_worker_leaves_no_trace(inside: Stage, monkeypatch: Any) -> None:
    def posting(call: WebhookCall, **_: Any) -> calling.Answer:
        erase(inside)
        return calling.Answer("again", f"no answer for {ANA}")

    WebhookCall.objects.exclude(contact=contact()).delete()
    monkeypatch.setattr(calling, "_attempt", posting)
    assert calls_make(now=inside.now) == 1

    assert places_of(ANA) == set()
    assert calls_make(now=inside.now + timedelta(days=1)) == 0
