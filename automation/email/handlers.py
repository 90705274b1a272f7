"""Facts of the core's feed that mails wait for. Kept here, worked off by tasks: the feed is never held up."""

from uuid import UUID

from django.utils import timezone

from automation.core_client.types import CoreEvent
from automation.email.services.erasing import person_erase
from automation.email.services.ready import ready_flows_ensure
from automation.email.services.signals import NAMES, signal_store
from automation.registry.services import on_core_event


def keep(event: CoreEvent) -> None:
    """Keep a fact; the same one again is known by its id."""
    signal_store(event_id=event.id, name=event.name, payload=event.payload, at=event.created_at)


for _name in sorted(NAMES):
    on_core_event(_name)(keep)


@on_core_event("customer.erased")
def on_customer_erased(event: CoreEvent) -> None:
    """Erase the person at once: the feed brings what came before it first, and a new person after it."""
    customer_id, store_id = event.payload.get("customer_id"), event.store_id
    if store_id is None:
        return
    person_erase(
        event_id=event.id,
        email_digest=str(event.payload["email_digest"]),
        customer_id=UUID(str(customer_id)) if customer_id else None,
        had_left=bool(event.payload.get("had_left")),
        store_id=store_id,
        now=timezone.now(),
    )


@on_core_event("store.activated")
def on_store_activated(event: CoreEvent) -> None:
    """Give a new store its ready flows, switched off."""
    ready_flows_ensure(now=timezone.now())
