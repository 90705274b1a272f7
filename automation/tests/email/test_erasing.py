"""The right to erasure: the address leaves every table of the store, the figures stay. EML-07."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from automation.core_client.types import CoreEvent
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
from automation.email.services.erasing import person_erase
from automation.email.services.intake import ProviderEvent, events_take
from automation.email.services.suppressing import suppress, suppressions_tell
from automation.tests.email.erasure import ANA, BEN, EVENT, erase, series
from automation.tests.email.working import (
    Stage,
    contact,
    definition,
    messages,
    minutes,
    send,
)
from tenancy.context import bind_connection, store_context
from tenancy.digests import address_digest
from tenancy.testing.searching import places_of

pytestmark = pytest.mark.django_db


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
