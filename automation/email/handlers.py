"""Facts of the core's feed that mails wait for. Kept here, worked off by tasks: the feed is never held up."""

from django.utils import timezone

from automation.core_client.types import CoreEvent
from automation.email.services.ready import ready_flows_ensure
from automation.email.services.signals import NAMES, signal_store
from automation.registry.services import on_core_event


def keep(event: CoreEvent) -> None:
    """Keep a fact; the same one again is known by its id."""
    signal_store(event_id=event.id, name=event.name, payload=event.payload, at=event.created_at)


for _name in sorted(NAMES):
    on_core_event(_name)(keep)


@on_core_event("store.activated")
def on_store_activated(event: CoreEvent) -> None:
    """Give a new store its ready flows, switched off."""
    ready_flows_ensure(now=timezone.now())
