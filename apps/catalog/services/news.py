"""What shoppers may want to hear of a variant: it costs less than before, or it can be bought again."""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from apps.catalog.events import VariantPriceDropped, VariantRestocked
from apps.catalog.models import Variant
from apps.outbox.services import event_publish
from apps.tenants.selectors import store_current


@dataclass(frozen=True, slots=True)
class Numbers:
    """Price and stock of a variant at one moment. `left` is None where stock is not counted."""

    price_minor: int
    left: int | None


def numbers_of(variant: Variant) -> Numbers:
    """Return what a shopper would find."""
    left = variant.stock_on_hand - variant.stock_reserved if variant.is_stock_tracked else None
    return Numbers(price_minor=variant.price_minor, left=left)


def news_tell(*, before: dict[UUID, Numbers], after: Iterable[Variant]) -> None:
    """Publish what became cheaper and what came back. A new variant is no news. Joins the caller's transaction."""
    store = store_current()
    for variant in after:
        was, now = before.get(variant.pk), numbers_of(variant)
        if was is None:
            continue
        if 0 < now.price_minor < was.price_minor:
            dropped = VariantPriceDropped(
                variant_id=variant.pk,
                before_minor=was.price_minor,
                after_minor=now.price_minor,
                currency=store.currency,
            )
            event_publish(event=dropped, store_id=store.id)
        if is_gone(was.left) and not is_gone(now.left):
            event_publish(event=VariantRestocked(variant_id=variant.pk), store_id=store.id)


def is_gone(left: int | None) -> bool:
    """Say whether nothing is left to be bought."""
    return left is not None and left <= 0


def restocked_tell(*, variant_ids: Iterable[UUID]) -> None:
    """Publish that these can be bought again. Joins the caller's transaction."""
    store_id = store_current().id
    for variant_id in variant_ids:
        event_publish(event=VariantRestocked(variant_id=variant_id), store_id=store_id)
