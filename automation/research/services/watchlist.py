"""The watch list: tags, notes, a target, and alerts when something changes."""

from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Q

from automation.registry.types import StoreInfo
from automation.research.models import Criteria, Evidence, WatchAlert, WatchlistItem
from automation.research.services.candidates import candidate_locked
from automation.research.sources import Sources
from automation.research.types import AlertKind, CandidateState, SignalKind, WatchlistItemUnknown
from automation.suppliers.catalogue import ProductGone, SupplierError

CHECKED_EVERY = timedelta(hours=20)
CHECKED_AT_ONCE = 25
# Smaller moves are noise.
PRICE_SHARE, RATING_STEP, TREND_SHARE = Decimal("0.05"), 0.2, 0.25
MOST_TAGS = 10


@transaction.atomic
def watchlist_add(
    *, candidate_id: UUID, user_id: UUID, now: datetime, tags: list[str] | None = None, note: str = "",
    target_cost: Decimal | None = None,
) -> WatchlistItem:  # fmt: skip
    """Watch a candidate; again: the item that is there, with the new tags and note."""
    candidate = candidate_locked(candidate_id=candidate_id)
    item, _ = WatchlistItem.objects.update_or_create(
        candidate=candidate,
        defaults={"tags": _tags(tags or []), "note": note, "target_cost": target_cost},
        create_defaults={
            "tags": _tags(tags or []), "note": note, "target_cost": target_cost, "created_by": user_id,
            "created_at": now, "seen": _known(candidate.pk),
        },
    )  # fmt: skip
    if candidate.state != CandidateState.IMPORTED:
        candidate.state, candidate.updated_at = CandidateState.WATCHED, now
        candidate.save(update_fields=["state", "updated_at"])
    return item


def _tags(tags: list[str]) -> list[str]:
    return list(dict.fromkeys(" ".join(tag.split())[:30].lower() for tag in tags if tag.strip()))[:MOST_TAGS]


def _known(candidate_id: UUID) -> dict[str, Any]:
    """Return what the newest evidence says, to compare with later."""
    row = (
        Evidence.objects.filter(candidate_id=candidate_id, kind=SignalKind.OFFER)
        .order_by("-fetched_at")
        .first()
    )
    return {name: row.facts[name] for name in ("cost", "stock", "rating")} if row else {}


def _item(item_id: UUID) -> WatchlistItem:
    found = (
        WatchlistItem.objects.select_for_update(of=("self",))
        .select_related("candidate")
        .filter(pk=item_id)
        .first()
    )
    if found is None:
        raise WatchlistItemUnknown
    return found


@transaction.atomic
def watchlist_update(*, item_id: UUID, changes: dict[str, Any]) -> WatchlistItem:
    """Change tags, note or target_cost of an item. Raises WatchlistItemUnknown."""
    item = _item(item_id)
    for name, value in changes.items():
        setattr(item, name, _tags(value) if name == "tags" else value)
    item.save(update_fields=list(changes) or None)
    return item


@transaction.atomic
def watchlist_remove(*, item_id: UUID, now: datetime) -> None:
    """Watch a candidate no longer. Raises WatchlistItemUnknown."""
    item = _item(item_id)
    candidate = item.candidate
    item.delete()
    if candidate.state == CandidateState.WATCHED:
        candidate.state, candidate.updated_at = CandidateState.SEEN, now
        candidate.save(update_fields=["state", "updated_at"])


@transaction.atomic
def alerts_read(*, item_id: UUID) -> WatchlistItem:
    """Mark an item's alerts as read. Raises WatchlistItemUnknown."""
    item = _item(item_id)
    WatchAlert.objects.filter(item=item, is_read=False).update(is_read=True)
    return item


def watchlist_check(*, store: StoreInfo, sources: Sources, now: datetime) -> int:
    """Look at the items not looked at today, a bounded number at once; returns how many alerts were written."""
    due = WatchlistItem.objects.filter(Q(checked_at=None) | Q(checked_at__lte=now - CHECKED_EVERY))
    alerts = 0
    for item in due.select_related("candidate").order_by("checked_at", "pk")[:CHECKED_AT_ONCE]:
        seen = _look(item, store, sources, now)
        if seen is not None:
            alerts += _compare(item, seen, now)
    return alerts


def _look(item: WatchlistItem, store: StoreInfo, sources: Sources, now: datetime) -> dict[str, Any] | None:
    """Return what is known now; None while a source is away, which is tried again at the next check."""
    one = item.candidate
    criteria = Criteria.objects.filter(pk=1).first()
    try:
        product: Any = sources.catalogue(one.provider).product(
            product_id=one.product_id,
            ship_to=criteria.ship_to if criteria else store.country,
            currency=store.currency,
            language=store.locale[:2],
        )
    except ProductGone:
        return {"cost": None, "stock": 0, "rating": None}
    except SupplierError:
        return None
    costs = [
        variant.cost for variant in product.variants if variant.cost is not None and variant.quantity != 0
    ]
    return {
        "cost": str(min(costs)) if costs else None,
        "stock": sum(variant.quantity or 0 for variant in product.variants),
        "rating": product.rating,
        "trend": _interest(one.keyword),
    }


def _interest(keyword: str) -> float | None:
    row = Evidence.objects.filter(kind=SignalKind.TREND, query=keyword).order_by("-fetched_at").first()
    values = row.facts["values"][-4:] if row else []
    return round(sum(values) / len(values), 2) if values else None


@transaction.atomic
def _compare(item: WatchlistItem, seen: dict[str, Any], now: datetime) -> int:
    found = changes_of(before=item.seen, after=seen, target=item.target_cost)
    WatchAlert.objects.bulk_create(
        WatchAlert(item=item, kind=kind, message=message, before=before, after=after, at=now)
        for kind, message, before, after in found
    )
    item.seen, item.checked_at = seen, now
    item.save(update_fields=["seen", "checked_at"])
    return len(found)


def changes_of(
    *, before: dict[str, Any], after: dict[str, Any], target: Decimal | None
) -> list[tuple[str, str, str, str]]:
    """Return (kind, message, before, after) of everything worth telling. What was unknown before is no change."""
    found = []
    old, new = before.get("cost"), after.get("cost")
    if old and new and abs(Decimal(new) - Decimal(old)) > Decimal(old) * PRICE_SHARE:
        word = "fell" if Decimal(new) < Decimal(old) else "rose"
        found.append((AlertKind.PRICE, f"Its price {word} from {old} to {new}.", old, new))
    if target is not None and new and Decimal(new) <= target and not (old and Decimal(old) <= target):
        found.append(
            (AlertKind.PRICE, f"It costs {new} now: your target of {target} is reached.", old or "", new)
        )
    if before.get("stock") is not None and bool(before["stock"]) != bool(after.get("stock")):
        said = "It is in stock again." if after.get("stock") else "It is sold out or gone."
        found.append((AlertKind.STOCK, said, str(before["stock"]), str(after.get("stock") or 0)))
    one, other = before.get("rating"), after.get("rating")
    if one is not None and other is not None and abs(other - one) >= RATING_STEP:
        found.append(
            (AlertKind.RATING, f"Its rating went from {one:.1f} to {other:.1f}.", str(one), str(other))
        )
    was, now = before.get("trend"), after.get("trend")
    if was and now is not None and abs(now - was) > was * TREND_SHARE:
        word = "falling" if now < was else "rising"
        found.append((AlertKind.TREND, f"Interest is {word}.", str(was), str(now)))
    return [(str(kind), message, old_, new_) for kind, message, old_, new_ in found]
