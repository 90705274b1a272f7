"""Reads of the stores known here."""

from uuid import UUID

from automation.registry.models import FeedCursor, Store, StoreState
from automation.registry.types import StoreInfo
from tenancy.context import public_context, require_store


def _info(store: Store) -> StoreInfo:
    return StoreInfo(
        id=store.id,
        schema_name=store.schema_name,
        name=store.name,
        state=store.state,
        currency=store.currency,
        country=store.country,
        locale=store.locale,
        time_zone=store.time_zone,
        url=store.url,
    )


def store_find(*, store_id: UUID) -> StoreInfo | None:
    """Return a store that is known and not gone, or None."""
    with public_context():
        store = Store.objects.filter(pk=store_id).exclude(state=StoreState.GONE).first()
    return _info(store) if store else None


def store_current() -> StoreInfo:
    """Return the store whose schema this thread is in. Raises NoStore outside one."""
    schema = require_store()
    with public_context():
        return _info(Store.objects.get(schema_name=schema))


def schemas_active() -> list[str]:
    """Return the schema names of all active stores."""
    with public_context():
        rows = Store.objects.filter(state=StoreState.ACTIVE).order_by("pk")
        return list(rows.values_list("schema_name", flat=True))


def cursor_get(*, reader: str) -> str:
    """Return how far `reader` has read the feed; "" before its first event."""
    row = FeedCursor.objects.filter(pk=reader).values_list("cursor", flat=True).first()
    return row or ""
