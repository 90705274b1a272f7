"""Stock: reserved by a checkout, then sold or given back. One conditional statement per variant, in id order.

All functions join the caller's transaction, so that stock and order live and die together.
"""

from collections import Counter
from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.db import connection, transaction
from django.db.models.functions import Now

from apps.audit.services import entry_record
from apps.catalog.events import StockLow
from apps.catalog.models import StockSettings
from apps.catalog.selectors.stock import low_stock_threshold
from apps.catalog.services.news import restocked_tell
from apps.catalog.types.errors import OutOfStock
from apps.catalog.types.statuses import MAX_STOCK
from apps.outbox.services import event_publish
from apps.tenants.selectors import store_current
from apps.tenants.services import store_version_bump

# A variant whose stock is not counted is always to be had; what is reserved is noted all the same, so that
# counting can be switched on while checkouts are running.
_RESERVE = """
    UPDATE catalog_variant SET stock_reserved = stock_reserved + %(quantity)s
    WHERE id = %(id)s AND stock_reserved <= %(limit)s
      AND (NOT is_stock_tracked OR stock_on_hand - stock_reserved >= %(quantity)s)
    RETURNING is_stock_tracked, stock_on_hand - stock_reserved, %(quantity)s
"""
_RELEASE = """
    UPDATE catalog_variant SET stock_reserved = greatest(stock_reserved - %(quantity)s, 0)
    WHERE id = %(id)s
    RETURNING is_stock_tracked, stock_on_hand - stock_reserved, %(quantity)s
"""
_COMMIT = """
    UPDATE catalog_variant SET
        stock_reserved = greatest(stock_reserved - %(quantity)s, 0),
        stock_on_hand = CASE WHEN is_stock_tracked THEN greatest(stock_on_hand - %(quantity)s, 0)
                             ELSE stock_on_hand END
    WHERE id = %(id)s
    RETURNING is_stock_tracked, stock_on_hand, %(quantity)s
"""
_RESTOCK = """
    UPDATE catalog_variant SET stock_on_hand = least(stock_on_hand + %(quantity)s, %(limit)s)
    WHERE id = %(id)s AND is_stock_tracked
    RETURNING is_stock_tracked, stock_on_hand - stock_reserved, %(quantity)s
"""


def _merged(lines: Iterable[tuple[UUID, int]]) -> list[tuple[UUID, int]]:
    """Return one line per variant in ascending id: the order that rules out deadlocks."""
    totals: Counter[UUID] = Counter()
    for variant_id, quantity in lines:
        if quantity < 1:
            raise ValueError(f"a quantity is at least 1, not {quantity}")
        totals[variant_id] += quantity
    return sorted(totals.items())


def _run(statement: str, lines: list[tuple[UUID, int]]) -> dict[UUID, tuple[bool, int, int]]:
    """Execute `statement` per line; returns `{variant id: (is tracked, left, quantity)}` of the rows changed."""
    changed = {}
    with connection.cursor() as cursor:
        for variant_id, quantity in lines:
            if quantity > MAX_STOCK:
                continue
            cursor.execute(statement, {"id": variant_id, "quantity": quantity, "limit": 2 * MAX_STOCK})
            row = cursor.fetchone() if cursor.description else None
            if row is not None:
                changed[variant_id] = row
    return changed


def _bump() -> None:
    store_version_bump(store_id=store_current().id)


def _came_back(changed: dict[UUID, tuple[bool, int, int]]) -> None:
    """Tell of what was sold out until these units came back: pages change, and so may somebody's plans."""
    back = [pk for pk, (tracked, left, quantity) in changed.items() if tracked and 0 < left <= quantity]
    if back:
        _bump()
        restocked_tell(variant_ids=sorted(back))


@transaction.atomic
def stock_reserve(*, lines: Iterable[tuple[UUID, int]]) -> None:
    """Reserve every line or nothing. Lines are `(variant_id, quantity)`, quantity at least 1.

    Raises OutOfStock with all variants that are unknown or have too few units; nothing is reserved then.
    Stock can never be oversold, however many buyers come at once.
    """
    wanted = _merged(lines)
    reserved = _run(_RESERVE, wanted)
    missing = [variant_id for variant_id, _ in wanted if variant_id not in reserved]
    if missing:
        raise OutOfStock(missing)
    if any(tracked and left == 0 for tracked, left, _ in reserved.values()):
        _bump()  # pages now say "sold out"


@transaction.atomic
def stock_release(*, lines: Iterable[tuple[UUID, int]]) -> None:
    """Give reserved units back. Variants that were deleted meanwhile are passed over."""
    released = _run(_RELEASE, _merged(lines))
    _came_back(released)


@transaction.atomic
def stock_commit(*, lines: Iterable[tuple[UUID, int]]) -> None:
    """Turn reserved units into sold ones. Deleted variants are passed over; shoppers see no change.

    Publishes `stock.low` for each variant that this sale took down to the store's threshold.
    """
    sold = _run(_COMMIT, _merged(lines))
    threshold = low_stock_threshold()
    if threshold is None:
        return
    low = {
        variant_id: left
        for variant_id, (tracked, left, quantity) in sold.items()
        if tracked and left <= threshold < left + quantity
    }
    if not low:
        return
    store_id = store_current().id
    for variant_id, left in low.items():
        event_publish(event=StockLow(variant_id=variant_id, on_hand=left), store_id=store_id)
    StockSettings.objects.bulk_create([StockSettings()], ignore_conflicts=True)
    StockSettings.objects.update(went_low_at=Now())


@transaction.atomic
def stock_settings_save(*, low_stock_threshold: int | None, store_id: UUID) -> None:
    """Set from how many units on a variant counts as low; None warns of nothing."""
    before = StockSettings.objects.values_list("low_stock_threshold", flat=True).first()
    StockSettings.objects.update_or_create(pk=1, defaults={"low_stock_threshold": low_stock_threshold})
    entry_record(
        verb="stock_settings.changed",
        object_type="stock_settings",
        object_id=store_id,
        store_id=store_id,
        before={"low_stock_threshold": before},
        after={"low_stock_threshold": low_stock_threshold},
    )


def stock_low_told(*, now: datetime) -> None:
    """Note that the merchant was told of what is low up to now."""
    StockSettings.objects.update(told_at=now)


@transaction.atomic
def stock_restock(*, lines: Iterable[tuple[UUID, int]]) -> None:
    """Put sold units back on the shelf, as after a cancelled order. Stock that is not counted stays uncounted."""
    restocked = _run(_RESTOCK, _merged(lines))
    _came_back(restocked)
