"""Keep the registry in step with the core, and follow its feed."""

import logging
from collections.abc import Callable
from datetime import datetime
from uuid import UUID

from django.db import transaction

from automation.core_client.client import Core
from automation.core_client.types import CoreEvent, CoreRejected, CoreStore
from automation.registry.models import FeedCursor, Store, StoreState
from automation.registry.selectors import cursor_get, store_find
from automation.registry.types import StoreInfo
from tenancy import pool
from tenancy.context import public_context, store_context

logger = logging.getLogger(__name__)

READER = "automation"
STATES = {"DELETED": StoreState.GONE}
Subscriber = Callable[[CoreEvent], None]
SUBSCRIBERS: dict[str, list[Subscriber]] = {}


def on_core_event(name: str) -> Callable[[Subscriber], Subscriber]:
    """Register a function for a core event. It runs inside the event's store, at least once, in order."""

    def register(function: Subscriber) -> Subscriber:
        SUBSCRIBERS.setdefault(name, []).append(function)
        return function

    return register


def store_sync(*, core: Core, store_id: UUID, now: datetime) -> StoreInfo | None:
    """Read a store from the core and mirror it; gives it a schema at first sight. None when the core has none."""
    try:
        seen = core.store_get(store_id=store_id)
    except CoreRejected as error:
        if error.status == 404:
            store_forget(store_id=store_id, now=now)
            return None
        raise
    if seen.status == "PROVISIONING":
        return None
    return _mirror(seen=seen, now=now)


def _mirror(*, seen: CoreStore, now: datetime) -> StoreInfo | None:
    values = {
        "merchant_id": seen.merchant_id,
        "name": seen.name,
        "state": STATES.get(seen.status, seen.status),
        "currency": seen.currency,
        "country": seen.country,
        "locale": seen.locale,
        "time_zone": seen.time_zone,
        "url": seen.url,
        "synced_at": now,
    }
    with public_context():
        if not Store.objects.filter(pk=seen.id).update(**values):
            _register(store_id=seen.id, values=values)
    return store_find(store_id=seen.id)


def _register(*, store_id: UUID, values: dict[str, object]) -> None:
    """Claim a schema; when the pool is empty build one first. Two readers at once make one row."""
    for _ in range(2):
        with transaction.atomic():
            # One registration of a store at a time; the loser finds the row.
            if Store.objects.filter(pk=store_id).exists():
                return
            schema = pool.schema_claim()
            if schema is not None:
                _, made = Store.objects.get_or_create(pk=store_id, defaults=values | {"schema_name": schema})
                if not made:
                    transaction.set_rollback(True)
                return
        pool.pool_refill(low_water=1, high_water=1)
    raise RuntimeError("no schema could be built for a new store")


def store_forget(*, store_id: UUID, now: datetime) -> None:
    """Drop what this service holds of a store the core deleted; a tombstone remains. Safe to repeat."""
    with public_context():
        store = Store.objects.filter(pk=store_id).exclude(state=StoreState.GONE).first()
        if store is None:
            return
        Store.objects.filter(pk=store_id).update(state=StoreState.CLOSED)
        pool.schema_drop(store.schema_name)
        Store.objects.filter(pk=store_id).update(
            state=StoreState.GONE, name="deleted store", url="", synced_at=now
        )


def registry_reconcile(*, core: Core, now: datetime) -> int:
    """Compare with the core's full list, so that a lost event costs minutes; returns stores seen."""
    after: UUID | None = None
    seen = 0
    while page := core.stores_after(store_id=after, limit=200):
        for row in page:
            if row.status == "DELETED":
                store_forget(store_id=row.id, now=now)
            elif row.status != "PROVISIONING":
                _mirror(seen=row, now=now)
        seen += len(page)
        after = page[-1].id
    return seen


def feed_advance(*, core: Core, now: datetime, limit: int = 100) -> int:
    """Read and apply the next events; returns how many.

    The cursor moves after each event was applied, so a crash repeats at most one; subscribers are idempotent.
    """
    with public_context():
        cursor = cursor_get(reader=READER)
    events = core.events_after(cursor=cursor, limit=limit)
    for event in events:
        _apply(core=core, event=event, now=now)
        with public_context():
            FeedCursor.objects.update_or_create(
                reader=READER, defaults={"cursor": event.cursor, "changed_at": now}
            )
    return len(events)


def _apply(*, core: Core, event: CoreEvent, now: datetime) -> None:
    if event.name == "store.deleted":
        store_forget(store_id=UUID(event.payload["store_id"]), now=now)
        return
    if event.name.startswith("store.") and event.store_id:
        store_sync(core=core, store_id=event.store_id, now=now)
    subscribers = SUBSCRIBERS.get(event.name, [])
    if not subscribers or event.store_id is None:
        return
    store = store_find(store_id=event.store_id) or store_sync(core=core, store_id=event.store_id, now=now)
    if store is None:
        return
    with store_context(store.schema_name):
        for subscriber in subscribers:
            subscriber(event)
