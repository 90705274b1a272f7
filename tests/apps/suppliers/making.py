"""Offers and purchase orders, made as automation makes them."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from django.utils import timezone

from apps.money.types import Money
from apps.orders import services as orders
from apps.suppliers import services
from apps.suppliers.models import PurchaseOrder
from apps.suppliers.types import OfferInput
from tests.apps.orders.making import pay_order, place_order


def offer_of(variant_id: UUID, product_id: UUID, number: int = 1, **changes: Any) -> OfferInput:
    values: dict[str, Any] = {
        "variant_id": variant_id,
        "product_id": product_id,
        "supplier_product_id": f"10050{number}",
        "supplier_sku_id": f"sku-{number}",
        "sku_attr": "14:193#Black",
        "cost": Money(400, "USD"),
        "ship_from": "CN",
        "shipping_code": "STANDARD",
        "shipping_cost": Money(150, "USD"),
        "days_min": 7,
        "days_max": 14,
        "stock": 50,
    }
    return OfferInput(**values | changes)


def offers_write(*offers: OfferInput, provider: str = "ALIEXPRESS") -> Any:
    return services.offers_upsert(provider=provider, offers=offers, now=timezone.now())


def planned(store: Any, product: Any, *, quantity: int = 2) -> PurchaseOrder:
    """A paid order with one purchase order, as the handler of `order.paid` plans it."""
    offers_write(offer_of(product.variants[0].id, product.id))
    order = place_order(store=store, product=product, quantity=quantity)
    pay_order(order, store=store)
    orders.order_purchases_plan(order_id=order.pk, store_id=store.id, now=timezone.now())
    return PurchaseOrder.objects.get(order_id=order.pk)


def due(row: PurchaseOrder) -> PurchaseOrder:
    """The same, after its hold window."""
    row.hold_until = timezone.now() - timedelta(seconds=1)
    row.save(update_fields=["hold_until"])
    return row


def claimed(row: PurchaseOrder, worker: str = "worker-1") -> Any:
    return services.purchase_claim(purchase_order_id=due(row).pk, claim_token=worker, now=timezone.now())


def placed(row: PurchaseOrder, *, store: Any, **changes: Any) -> Any:
    claimed(row)
    values: dict[str, Any] = {"supplier_order_ids": ("8001",), "is_paid": True}
    facts = services.PlacedFacts(**values | changes)
    return services.purchase_placed(
        purchase_order_id=row.pk, facts=facts, store_id=store.id, now=timezone.now()
    )
