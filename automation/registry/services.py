"""Keep the registry in step with the core, and follow its feed."""

import logging
from collections.abc import Callable
from datetime import datetime
from uuid import UUID

from django.db import transaction

from automation.core_client.client import Core
from automation.core_client.types import CoreEvent, CoreRejected, CoreStore
from automation.registry.files import store_files_delete
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
    values = _values(seen) | {"synced_at": now}
    with public_context():
        # A tombstone stays one: a list read before the deletion must not bring back a store without a schema.
        known = Store.objects.filter(pk=seen.id)
        if not known.exclude(state=StoreState.GONE).update(**values) and not known.exists():
            _register(store_id=seen.id, values=values)
    return store_find(store_id=seen.id)


def _values(seen: CoreStore) -> dict[str, object]:
    return {
        "merchant_id": seen.merchant_id,
        "name": seen.name,
        "state": STATES.get(seen.status, seen.status),
        "currency": seen.currency,
        "country": seen.country,
        "locale": seen.locale,
        "time_zone": seen.time_zone,
        "url": seen.url,
    }


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
    """Drop rows and files of a store the core deleted; a tombstone remains. Safe to repeat."""
    with public_context():
        store = Store.objects.filter(pk=store_id).exclude(state=StoreState.GONE).first()
        if store is None:
            return
        Store.objects.filter(pk=store_id).update(state=StoreState.CLOSED)
        store_files_delete(schema_name=store.schema_name)
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
            elif row.status != "PROVISIONING" and _differs(row):
                # Asked anew: the page may have been read before a change that the feed has brought since.
                store_sync(core=core, store_id=row.id, now=now)
        seen += len(page)
        after = page[-1].id
    return seen


def _differs(row: CoreStore) -> bool:
    """Say whether the registry has the store otherwise than the core's list, or not at all."""
    with public_context():
        known = Store.objects.filter(pk=row.id).exclude(state=StoreState.GONE).values().first()
    if known is None:
        with public_context():
            return not Store.objects.filter(pk=row.id).exists()
    mirrored = _values(row)
    return any(known[name] != value for name, value in mirrored.items())


def feed_advance(*, core: Core, now: datetime, limit: int = 100) -> int:
    """Read and apply the next events; returns how many.

    The cursor moves after each event was applied, so a crash repeats at most one; subscribers are idempotent. Of
    two readers at once (a rolling update) the one behind stops, so the cursor never moves back.
    """
    with public_context():
        cursor = cursor_get(reader=READER)
    applied = 0
    for event in core.events_after(cursor=cursor, limit=limit):
        _apply(core=core, event=event, now=now)
        if not _cursor_move(before=cursor, after=event.cursor, now=now):
            break
        cursor, applied = event.cursor, applied + 1
    return applied


def _cursor_move(*, before: str, after: str, now: datetime) -> bool:
    with public_context():
        if not before:
            _, made = FeedCursor.objects.get_or_create(
                reader=READER, defaults={"cursor": after, "changed_at": now}
            )
            if made:
                return True
        moved = FeedCursor.objects.filter(reader=READER, cursor=before)
        return bool(moved.update(cursor=after, changed_at=now))


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
