"""Offers: which supplier's variant is bought for which of ours."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction

from apps.audit.services import entry_record
from apps.suppliers.models import Offer
from apps.suppliers.selectors.offers import offer_info
from apps.suppliers.services.rows import supplier_ensure
from apps.suppliers.types import (
    MAX_OFFERS_PER_VARIANT,
    OfferInfo,
    OfferInput,
    OffersInvalid,
    OfferUnknown,
)

PLAIN = (
    "product_id", "sku_attr", "title", "ship_from", "shipping_code", "days_min", "days_max", "stock",
    "source_url",
)  # fmt: skip


@transaction.atomic
def offers_upsert(*, provider: str, offers: Sequence[OfferInput], now: datetime) -> list[OfferInfo]:
    """Write a supplier's offers and return them in the given order; the same again changes nothing but the time.

    A new offer of a variant stands behind those it has, unless `priority` says otherwise; a known one keeps its
    priority and whether it is active, which are a person's. Raises OffersInvalid for an eleventh offer.
    """
    supplier = supplier_ensure(provider)
    saved = []
    for given in offers:
        known = Offer.objects.select_for_update().filter(variant_id=given.variant_id)
        rows = list(known.order_by("priority", "pk"))
        key = (supplier.pk, given.supplier_product_id, given.supplier_sku_id)
        row = next(
            (one for one in rows if (one.supplier_id, one.supplier_product_id, one.supplier_sku_id) == key),
            None,
        )
        if row is None:
            if len(rows) >= MAX_OFFERS_PER_VARIANT:
                raise OffersInvalid(
                    fields={"offers": [f"At most {MAX_OFFERS_PER_VARIANT} offers for one variant."]}
                )
            row = Offer(
                supplier=supplier,
                variant_id=given.variant_id,
                supplier_product_id=given.supplier_product_id,
                supplier_sku_id=given.supplier_sku_id,
                priority=given.priority or max((one.priority for one in rows), default=0) + 1,
            )
        _write(row, given, now=now)
        saved.append(row)
    for row in saved:
        row.supplier = supplier
    return [offer_info(row) for row in saved]


def _write(row: Offer, given: OfferInput, *, now: datetime) -> None:
    for name in PLAIN:
        setattr(row, name, getattr(given, name))
    row.cost_minor = given.cost.amount_minor if given.cost else None
    row.currency = given.cost.currency if given.cost else ""
    row.shipping_cost_minor = given.shipping_cost.amount_minor if given.shipping_cost else None
    row.shipping_currency = given.shipping_cost.currency if given.shipping_cost else ""
    row.checked_at = given.checked_at or now
    row.save()


@transaction.atomic
def offer_update(
    *, offer_id: UUID, store_id: UUID, is_active: bool | None = None, priority: int | None = None
) -> OfferInfo:
    """Switch an offer on or off, or move it; orders planned before keep theirs. Raises OfferUnknown."""
    row = Offer.objects.select_for_update(of=("self",)).select_related("supplier").filter(pk=offer_id).first()
    if row is None:
        raise OfferUnknown
    before = {"is_active": row.is_active, "priority": row.priority}
    row.is_active = row.is_active if is_active is None else is_active
    row.priority = row.priority if priority is None else priority
    row.save(update_fields=["is_active", "priority"])
    entry_record(
        verb="offer.changed",
        object_type="offer",
        object_id=row.pk,
        object_label=str(row),
        store_id=store_id,
        before=before,
        after={"is_active": row.is_active, "priority": row.priority},
    )
    return offer_info(row)
