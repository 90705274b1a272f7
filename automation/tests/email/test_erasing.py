"""The right to erasure: the address leaves every table of the store, the figures stay. EML-07."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from django.db import connection

from automation.core_client.types import CoreEvent
from automation.email.digests import address_digest
from automation.email.handlers import on_customer_erased
from automation.email.models import (
    CartWatch,
    Contact,
    EmailEvent,
    Enrolment,
    Erasure,
    FlowSignal,
    Message,
    Suppression,
    WebhookCall,
)
from automation.email.selectors import contacts_all, flow_rows
from automation.email.services import calling, erasing
from automation.email.services.calling import calls_make
from automation.email.services.erasing import erasures_finish, person_erase
from automation.email.services.intake import ProviderEvent, events_take
from automation.email.services.segments import segment_create
from automation.email.services.signals import signals_work
from automation.email.services.suppressing import suppress, suppressions_tell
from automation.email.services.walking import steps_work
from automation.tests.email.working import (
    MemoryProvider,
    Stage,
    contact,
    definition,
    delay,
    messages,
    minutes,
    send,
)
from tenancy.context import bind_connection, store_context
from tenancy.ids import uuid7

pytestmark = pytest.mark.django_db
ANA, BEN = "ana@example.com", "ben@example.com"
EVENT = UUID(int=7001)
HOOK = "https://hooks.example.com/x"


def places_of(text: str) -> set[str]:
    """Return the tables of the current store's schema with a row in which this text stands, in any column."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT table_name FROM information_schema.tables WHERE table_schema = current_schema()"
        )
        tables = [row[0] for row in cursor.fetchall()]
        found = set()
        for table in tables:
            cursor.execute(f'SELECT 1 FROM "{table}" AS one WHERE one::text ILIKE %s LIMIT 1', [f"%{text}%"])
            found |= {table} if cursor.fetchone() else set()
    return found


def erase(stage: Stage, *, email: str = ANA, event_id: UUID = EVENT, had_left: bool = False) -> bool:
    """Let the core erase an address and its event arrive."""
    known = stage.core.people.get((stage.store.id, email))
    stage.core.person_erase(store_id=stage.store.id, email=email)
    return person_erase(
        event_id=event_id,
        email_digest=address_digest(store_id=stage.store.id, email=email),
        customer_id=known.customer_id if known else None,
        had_left=had_left,
        store_id=stage.store.id,
        now=stage.now,
    )


def series(stage: Stage) -> Any:
    """A mail at once, a call of another program, and a mail in two days."""
    hook = {"id": "hook", "type": "webhook", "url": HOOK, "next": "wait"}
    return stage.flow(
        definition(
            send("now", stage.template("Hello {{ customer.name }}"), "hook"),
            hook,
            delay("wait", 60 * 48, "then"),
            send("then", stage.template("Again")),
            uses_cap=False,
        )
    )


@pytest.fixture
def inside(stage: Stage) -> Stage:
    """Ana is known everywhere: on her way, mailed, called about, with a cart, in a segment, with facts to come."""
    flow = series(stage)
    customer_id = uuid7()
    stage.consents(customer_id=customer_id)
    stage.consents(BEN, name="Ben")
    stage.happens("cart.changed", cart_id=stage.cart("Mug"), email="Ana@Example.com", customer_id=customer_id)
    stage.work()
    segment_create(name="All", rules=[{"check": "is_subscribed"}], now=stage.now)
    message = Message.objects.get(email=ANA)
    Message.objects.create(
        enrolment=None,
        contact=message.contact,
        revision=message.revision,
        email="ANA@example.com",
        variables=message.variables,
        due_at=stage.now + timedelta(days=1),
        checked_at=stage.now,
        created_at=stage.now,
    )
    EmailEvent.objects.create(
        kind="BOUNCED",
        reason=f"550 <{ANA}> is full",
        at=stage.now,
        contact=message.contact,
        flow=flow,
        message=message,
        detail={"url": f"https://shop.example/?to={ANA}"},
    )
    stage.happens("customer.registered", customer_id=customer_id)
    stage.happens("checkout.started", cart_id=stage.cart("Bowl"), email=ANA)
    return stage


def figures() -> list[Any]:
    return [row.figures for row in flow_rows()]


def test_eml_07_after_an_erasure_the_address_stands_nowhere_and_the_figures_stay(inside: Stage) -> None:
    before, known = figures(), contact()
    events = EmailEvent.objects.filter(contact=known).count()
    assert {"email_contact", "email_message", "email_webhookcall", "email_flowsignal"} <= places_of(ANA)

    assert erase(inside)

    assert places_of(ANA) == places_of("Kowalska") == set()
    assert "email_contact" in places_of(BEN)
    (after,) = figures()
    assert (after.entered, after.sent) == (before[0].entered, before[0].sent) == (2, 2)
    assert after.inside == before[0].inside - 1
    way = Enrolment.objects.get(contact=known)
    assert (way.state, way.reason, way.context) == ("EXITED", "erased", {})
    states = Message.objects.filter(contact=known).order_by("due_at").values_list("state", "reason")
    assert list(states) == [("SENT", ""), ("CANCELLED", "erased")]
    call = WebhookCall.objects.get(contact=known)
    assert (call.state, call.outcome, call.body) == ("FAILED", "erased", {})
    # What was counted stays counted; the end of the way and the unsent mail have their lines.
    assert EmailEvent.objects.filter(contact=known).count() == events + 2
    assert not CartWatch.objects.filter(contact=known).exists()
    assert not FlowSignal.objects.filter(state="PENDING").exists()
    assert known.pk not in set(contacts_all().values_list("pk", flat=True))

    inside.later(timedelta(days=3))
    assert inside.subjects(BEN) == ["Hello Ben", "Again"]
    assert len(inside.subjects()) == 1
    assert places_of(ANA) == set()


def test_eml_07_the_same_erasure_again_and_late_harms_nobody_who_came_back(inside: Stage) -> None:
    old = contact().pk
    assert erase(inside)
    assert not erase(inside)
    inside.later(minutes(60))
    inside.consents()
    inside.work()

    # The first erasure once more, when the person is a new one already.
    assert not person_erase(
        event_id=EVENT,
        email_digest=address_digest(store_id=inside.store.id, email=ANA),
        customer_id=None,
        had_left=False,
        store_id=inside.store.id,
        now=inside.now,
    )
    assert contact().pk != old
    kinds = [kind for kind, _ in inside.history()]
    assert kinds == ["SUBSCRIBED", "ENROLLED", "QUEUED", "CALL_QUEUED", "SENT"]

    assert erase(inside, event_id=UUID(int=7002))
    assert places_of(ANA) == set()


def test_an_erasure_of_somebody_unknown_is_kept_and_changes_nothing(inside: Stage) -> None:
    assert erase(inside, email="carl@example.com")
    assert contact().erased_at is None
    assert (Erasure.objects.get().contact_id, Suppression.objects.count()) == (None, 0)


def test_the_feed_brings_it_and_only_to_its_store(inside: Stage, other_store: Any) -> None:
    with store_context(other_store.schema_name):
        Contact.objects.create(email=ANA, created_at=inside.now, updated_at=inside.now)
    inside.core.person_erase(store_id=inside.store.id, email=ANA)
    payload = {
        "email_digest": address_digest(store_id=inside.store.id, email=ANA),
        "customer_id": None,
        "had_left": False,
        "at": inside.now.isoformat(),
    }
    event = CoreEvent(
        cursor="1",
        id=EVENT,
        store_id=inside.store.id,
        name="customer.erased",
        payload=payload,
        created_at=inside.now,
    )
    on_customer_erased(event)
    on_customer_erased(event)

    assert places_of(ANA) == set()
    with store_context(other_store.schema_name):
        assert places_of(ANA) == {"email_contact"}


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


@pytest.mark.parametrize("reason", ["COMPLAINT", "HARD_BOUNCE"])
def test_eml_10_who_was_suppressed_stays_so_by_the_digest(stage: Stage, reason: str) -> None:
    series(stage)
    stage.consents()
    stage.work()
    suppress(emails=[ANA], reason=reason, now=stage.now, note=f"about {ANA}")
    erase(stage)

    assert places_of(ANA) == set()
    assert suppressions_tell(core=stage.core, store=stage.store, now=stage.now) == 0
    assert stage.core.left == []
    stage.later(minutes(60))
    stage.consents()
    stage.work()
    assert stage.history()[-1] == ("NOT_ENROLLED", "suppressed")
    assert len(stage.provider.sent) == 1
    # Listed again by hand it is no second row.
    assert suppress(emails=[ANA], reason="MANUAL", now=stage.now) == 0
    assert Suppression.objects.get().reason == reason


def test_eml_07_who_had_left_comes_back_only_by_a_new_consent(stage: Stage) -> None:
    flow = definition(send("s", stage.template()), trigger="order_paid", basis="purchase")
    stage.flow(flow)
    series(stage)
    erase(stage, had_left=True)
    assert Suppression.objects.get().email is None
    stage.later(minutes(60))
    stage.buys()
    stage.work()
    assert stage.provider.sent == []

    stage.later(minutes(60))
    stage.consents()
    stage.work()
    assert len(stage.subjects()) == 1, stage.history()
    assert not Suppression.objects.exists()


@pytest.mark.parametrize("kind", ["complained", "bounced"])
def test_what_the_mail_service_tells_later_names_nobody_and_still_counts(inside: Stage, kind: str) -> None:
    (message,) = [one for one in messages() if one.email == ANA and one.state == "SENT"]
    erase(inside)
    event = ProviderEvent(
        id="late",
        kind=kind,
        at=inside.now,
        store_id=str(inside.store.id),
        message_id=str(message.pk),
        is_hard=True,
        words=f"550 <{ANA}> unknown",
        url=f"https://shop.example/?to={ANA}",
    )
    assert events_take(provider="memory", events=[event], now=inside.now)["new"] == 1
    bind_connection(inside.store.schema_name)

    assert places_of(ANA) == set()
    assert EmailEvent.objects.get(provider_event="memory:late").kind == kind.upper()
    row = Suppression.objects.get()
    assert row.email_digest == address_digest(store_id=inside.store.id, email=ANA)
    assert suppressions_tell(core=inside.core, store=inside.store, now=inside.now) == 0


def test_a_call_in_the_hands_of_a_worker_leaves_no_trace(inside: Stage, monkeypatch: Any) -> None:
    def posting(call: WebhookCall, **_: Any) -> calling.Answer:
        erase(inside)
        return calling.Answer("again", f"no answer for {ANA}")

    WebhookCall.objects.exclude(contact=contact()).delete()
    monkeypatch.setattr(calling, "_attempt", posting)
    assert calls_make(now=inside.now) == 1

    assert places_of(ANA) == set()
    assert calls_make(now=inside.now + timedelta(days=1)) == 0


def test_orders_that_still_name_the_address_bring_it_back_to_nobody(stage: Stage) -> None:
    stage.flow(definition(send("s", stage.template()), trigger="order_fulfilled", basis="purchase"))
    stage.consents()
    order_id = stage.buys()
    stage.work()
    erase(stage)
    stage.later(minutes(60))
    stage.happens("order.fulfilled", order_id=order_id)
    stage.work()

    assert places_of(ANA) == set()
    assert stage.provider.sent == []
    assert EmailEvent.objects.filter(kind="NOT_ENROLLED", reason="no_address").count() == 1
