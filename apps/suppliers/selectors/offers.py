"""Reads of offers."""

from collections.abc import Iterable
from uuid import UUID

from apps.money.types import Money
from apps.suppliers.models import Offer
from apps.suppliers.types import OfferInfo


def money_or_none(*, minor: int | None, currency: str) -> Money | None:
    """Return an amount that may be unknown."""
    return None if minor is None or not currency else Money(minor, currency)


def offer_info(row: Offer) -> OfferInfo:
    """Return an offer as plain data; its supplier is loaded."""
    return OfferInfo(
        id=row.pk,
        provider=row.supplier.provider,
        variant_id=row.variant_id,
        product_id=row.product_id,
        supplier_product_id=row.supplier_product_id,
        supplier_sku_id=row.supplier_sku_id,
        sku_attr=row.sku_attr,
        title=row.title,
        cost=money_or_none(minor=row.cost_minor, currency=row.currency),
        ship_from=row.ship_from,
        shipping_code=row.shipping_code,
        shipping_cost=money_or_none(minor=row.shipping_cost_minor, currency=row.shipping_currency),
        days_min=row.days_min,
        days_max=row.days_max,
        stock=row.stock,
        source_url=row.source_url,
        priority=row.priority,
        is_active=row.is_active,
        checked_at=row.checked_at,
    )


def offers_of_variants(*, variant_ids: Iterable[UUID]) -> dict[UUID, list[OfferInfo]]:
    """Return every offer by our variant, the one bought first in front. One query."""
    rows = (
        Offer.objects.filter(variant_id__in=list(variant_ids))
        .select_related("supplier")
        .order_by("-is_active", "priority", "cost_minor", "pk")
    )
    found: dict[UUID, list[OfferInfo]] = {}
    for row in rows:
        found.setdefault(row.variant_id, []).append(offer_info(row))
    return found


def offers_of_product(*, product_id: UUID) -> list[OfferInfo]:
    """Return every offer of a product. One query."""
    rows = Offer.objects.filter(product_id=product_id).select_related("supplier")
    return [offer_info(row) for row in rows.order_by("variant_id", "-is_active", "priority", "pk")]


def offers_newest(*, limit: int = 200) -> list[OfferInfo]:
    """Return the offers written last. One query."""
    rows = Offer.objects.select_related("supplier").order_by("-pk")[:limit]
    return [offer_info(row) for row in rows]
