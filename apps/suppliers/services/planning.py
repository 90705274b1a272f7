"""From a paid order to what is bought where."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction

from apps.outbox.services import event_publish
from apps.suppliers.events import PurchaseOrderCreated
from apps.suppliers.models import Offer, PurchaseOrder, PurchaseOrderLine
from apps.suppliers.selectors.purchases import purchase_settings_get
from apps.suppliers.services.rows import note_add
from apps.suppliers.types import LineToBuy, OrderToBuy

type Chosen = list[tuple[LineToBuy, Offer]]


@transaction.atomic
def purchases_plan(*, order: OrderToBuy, store_id: UUID, now: datetime) -> list[UUID]:
    """Plan one purchase order per supplier and country of dispatch; again changes nothing. Returns their ids.

    Lines without an active offer are left to the merchant. Each waits for the store's hold window.
    """
    known = list(PurchaseOrder.objects.filter(order_id=order.order_id).values_list("pk", flat=True))
    if known:
        return known
    made = []
    for (_, ship_from), chosen in sorted(_split(order.lines).items()):
        made.append(_create(order, chosen, ship_from=ship_from, store_id=store_id, now=now))
    return made


def _split(lines: Sequence[LineToBuy]) -> dict[tuple[str, str], Chosen]:
    offers: dict[UUID, Offer] = {}
    rows = Offer.objects.filter(variant_id__in=[line.variant_id for line in lines], is_active=True)
    for offer in rows.select_related("supplier").order_by("priority", "cost_minor", "pk"):
        offers.setdefault(offer.variant_id, offer)
    groups: dict[tuple[str, str], Chosen] = {}
    for line in lines:
        best = offers.get(line.variant_id)
        if best is not None and line.quantity > 0:
            groups.setdefault((best.supplier.provider, best.ship_from), []).append((line, best))
    return groups


def _create(order: OrderToBuy, chosen: Chosen, *, ship_from: str, store_id: UUID, now: datetime) -> UUID:
    settings = purchase_settings_get()
    supplier = chosen[0][1].supplier
    row = PurchaseOrder(
        order_id=order.order_id,
        order_number=order.number,
        supplier=supplier,
        ship_from=ship_from,
        hold_until=now + timedelta(minutes=settings.hold_minutes),
        email=order.email,
        shipping_address=_reachable(order.shipping_address, settings.fallback_phone),
        note=settings.note,
        sold_currency=order.currency,
        created_at=now,
    )
    row.reference = reference_of(row)
    lines_freeze(row=row, chosen=[(line, offer) for line, offer in chosen])
    lines = "1 line" if len(chosen) == 1 else f"{len(chosen)} lines"
    note_add(row=row, message=f"Planned: {lines} at {supplier.name}.", now=now)
    event_publish(
        event=PurchaseOrderCreated(
            purchase_order_id=row.pk, order_id=row.order_id, hold_until=row.hold_until
        ),
        store_id=store_id,
    )
    return row.pk


def _reachable(address: dict[str, str], fallback_phone: str) -> dict[str, str]:
    """Return the address with a phone number: carriers want one where shoppers need not give it."""
    return address if address.get("phone") or not fallback_phone else address | {"phone": fallback_phone}


def reference_of(row: PurchaseOrder) -> str:
    """Return the key the supplier gets: readable, and unique over all stores and repeats."""
    return f"DW-{row.order_number}-{row.pk.hex[-12:]}-{row.group}"


def lines_freeze(*, row: PurchaseOrder, chosen: Sequence[tuple[LineToBuy, Offer]]) -> None:
    """Save the purchase order with its lines as their offers are now; what it had before is replaced."""
    totals_write(row=row, chosen=[(line.quantity, offer) for line, offer in chosen])
    row.save()
    row.lines.all().delete()
    PurchaseOrderLine.objects.bulk_create(
        PurchaseOrderLine(
            purchase_order=row,
            order_line_id=line.order_line_id,
            variant_id=line.variant_id,
            offer_id=offer.pk,
            title=line.title[:255],
            variant_title=line.variant_title,
            sku=line.sku,
            quantity=line.quantity,
            supplier_product_id=offer.supplier_product_id,
            supplier_sku_id=offer.supplier_sku_id,
            sku_attr=offer.sku_attr,
            unit_cost_minor=offer.cost_minor if offer.currency == row.currency else None,
            sold_unit_minor=line.sold_unit_minor,
            image_url=line.image_url,
        )
        for line, offer in chosen
    )


def totals_write(*, row: PurchaseOrder, chosen: Sequence[tuple[int, Offer]]) -> None:
    """Write cost, method and expected days from the offers; unknown or mixed amounts stay unknown."""
    offers = [offer for _, offer in chosen]
    currencies = {offer.currency for offer in offers}
    is_known = len(currencies) == 1 and all(offer.cost_minor is not None for offer in offers)
    row.currency = offers[0].currency if is_known else ""
    row.cost_minor = sum(count * (offer.cost_minor or 0) for count, offer in chosen) if is_known else None
    row.shipping_code = next((offer.shipping_code for offer in offers if offer.shipping_code), "")
    priced = {offer.shipping_currency for offer in offers}
    is_priced = len(priced) == 1 and all(offer.shipping_cost_minor is not None for offer in offers)
    row.shipping_currency = offers[0].shipping_currency if is_priced else ""
    row.shipping_cost_minor = sum(offer.shipping_cost_minor or 0 for offer in offers) if is_priced else None
    row.days_min = max((offer.days_min or 0 for offer in offers), default=0) or None
    row.days_max = max((offer.days_max or 0 for offer in offers), default=0) or None
