"""No mail twice although a worker is killed at any moment, and none lost where that can be known. H9."""

from datetime import timedelta
from typing import Any

import pytest
from anymail.exceptions import AnymailRequestsAPIError

from automation.email.models import EmailEvent, Message
from automation.email.providers import AnymailProvider, Handed, OutgoingMail, judge, message_of
from automation.email.services.dispatching import abandoned_settle, messages_send
from automation.email.types import EventKind
from automation.tests.email.working import MemoryProvider, Stage, definition, messages, minutes, send, way

pytestmark = pytest.mark.django_db
ANA = "ana@example.com"
MAIL = OutgoingMail("m1", "s1", ANA, "Hi", "<p>Hi</p>", "Hi", "news@shop.example")


class Killed(BaseException):
    """The worker is gone; nothing of it runs any more."""


class Deadly(MemoryProvider):
    """Kills its worker before or after the mail has gone out."""

    is_after = False

    def hand_over(self, mails: Any) -> list[Handed]:
        if self.is_after:
            super().hand_over(mails)
        raise Killed


def ready(stage: Stage) -> None:
    stage.flow(definition(send("s", stage.template())))
    stage.consents()


@pytest.mark.parametrize("is_after", [False, True])
def test_eml_03_a_worker_killed_during_the_hand_over_sends_nothing_twice(
    stage: Stage, is_after: bool
) -> None:
    ready(stage)
    deadly = Deadly()
    deadly.is_after = is_after
    kept, stage.provider = stage.provider, deadly
    with pytest.raises(Killed):
        stage.work()
    stage.provider = kept
    for _ in range(20):
        stage.later(minutes(30))

    assert len(deadly.sent) == int(is_after)
    assert kept.sent == []
    (message,) = messages()
    assert (message.state, message.reason) == ("UNCERTAIN", "answer_lost")
    assert ("UNCERTAIN", "answer_lost") in stage.history()


def test_a_mail_the_service_evidently_never_got_is_sent_after_all(stage: Stage) -> None:
    ready(stage)
    deadly = Deadly()
    kept, stage.provider = stage.provider, deadly
    with pytest.raises(Killed):
        stage.work()
    stage.provider = kept
    stage.later(minutes(5))
    stage.consents("ben@example.com")
    stage.later(minutes(10))
    ben = Message.objects.get(email="ben@example.com")
    EmailEvent.objects.create(kind=EventKind.ACCEPTED, at=stage.now, message=ben, provider_event="x:1")
    for _ in range(4):
        stage.later(minutes(10))

    assert stage.subjects() == ["Hello"]
    assert {message.state for message in messages()} == {"SENT"}


def test_a_claim_of_a_worker_killed_before_the_hand_over_is_taken_up(stage: Stage) -> None:
    ready(stage)
    stage.provider.outcomes = ["away"]
    stage.work()
    Message.objects.update(state="CLAIMED", leased_until=stage.now + timedelta(seconds=90), due_at=stage.now)
    stage.later(minutes(1))
    assert stage.provider.sent == []
    stage.later(minutes(1))

    assert stage.subjects() == ["Hello"]


def test_h9_a_service_that_is_away_loses_nothing_and_doubles_nothing(stage: Stage) -> None:
    ready(stage)
    for number in range(30):
        stage.consents(f"p{number}@example.com")
    stage.provider.outcomes = ["away"] * 70
    for _ in range(40):
        stage.later(minutes(10))

    assert len(stage.provider.sent) == len({mail.to for mail in stage.provider.sent}) == 31


def test_a_refused_mail_is_said_and_not_tried_again(stage: Stage) -> None:
    ready(stage)
    stage.provider.outcomes = ["refused"]
    stage.work()
    stage.later(timedelta(days=1))

    assert (messages()[0].state, stage.provider.sent) == ("FAILED", [])
    assert ("FAILED", "refused_by_provider") in stage.history()


def test_two_workers_share_the_steps_and_the_messages(stage: Stage) -> None:
    ready(stage)
    stage.provider.outcomes = ["away"]
    stage.work()
    stage.now += minutes(2)
    first = messages_send(core=stage.core, provider=stage.provider, store=stage.store, now=stage.now)
    second = messages_send(core=stage.core, provider=stage.provider, store=stage.store, now=stage.now)

    assert (first, second) == (1, 0)
    assert stage.subjects() == ["Hello"]
    assert way().state == "DONE"
    assert abandoned_settle(now=stage.now) == 0


def error(status: int | None, cause: Exception | None = None) -> Exception:
    made = AnymailRequestsAPIError("x")
    made.status_code = status
    if cause is not None:
        kind = type("Lost", (AnymailRequestsAPIError, type(cause)), {})
        made = kind("x")
        made.__cause__ = cause
    return made


@pytest.mark.parametrize(
    ("failure", "outcome"),
    [
        (error(429), "away"),
        (error(503), "away"),
        (error(401), "away"),
        (error(400), "refused"),
        (error(413), "refused"),
    ],
)
def test_what_an_answer_of_the_service_means(failure: Exception, outcome: str) -> None:
    assert judge(MAIL, failure).outcome == outcome


def test_a_lost_answer_is_uncertain_and_a_refused_connection_is_not() -> None:
    import requests

    early = error(None, requests.ConnectionError("NewConnectionError('refused')"))
    late = error(None, requests.ReadTimeout("read timed out"))
    cut = error(None, requests.ConnectionError("RemoteDisconnected('closed')"))

    assert [judge(MAIL, one).outcome for one in (early, late, cut)] == ["away", "uncertain", "uncertain"]


def test_metadata_names_nobody() -> None:
    message: Any = message_of(MAIL)

    assert message.metadata == {"store": "s1", "message": "m1"}
    assert "ana" not in str(message.metadata | {"tags": message.tags})
    assert message.extra_headers["Message-ID"].startswith("<m1@")


def test_the_configured_service_is_used(mailoutbox: Any) -> None:
    answers = AnymailProvider(name="memory").hand_over([MAIL, MAIL])

    assert [one.outcome for one in answers] == ["sent", "sent"]
    assert [mail.subject for mail in mailoutbox] == ["Hi", "Hi"]
