"""Orders made directly, for tests that are not about the checkout."""

from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from apps.catalog.types import ProductDetail
from apps.money.types import Money
from apps.orders import services
from apps.orders.models import Order
from apps.orders.types import Address, LineSnapshot, OrderSnapshot, PaymentFacts
from tenancy.ids import uuid7


def snapshot_of(
    product: ProductDetail,
    quantity: int = 1,
    *,
    email: str = "ana@example.com",
    name: str = "Ana Kowalska",
    shipping_minor: int = 490,
    **changes: Any,
) -> OrderSnapshot:
    variant = product.variants[0]
    subtotal = variant.price.amount_minor * quantity
    address = Address(name=name, line1="Weg 1", city="Berlin", country="DE", postal_code="10115")
    line = LineSnapshot(
        product_id=product.id,
        variant_id=variant.id,
        title=product.title,
        variant_title=variant.title,
        sku=variant.sku,
        quantity=quantity,
        unit_price_minor=variant.price.amount_minor,
    )
    values: dict[str, Any] = {
        "cart_id": uuid7(),
        "email": email,
        "currency": "EUR",
        "locale": "en",
        "lines": (line,),
        "shipping_address": address,
        "billing_address": address,
        "shipping_method": "Standard shipping",
        "subtotal_minor": subtotal,
        "shipping_minor": shipping_minor,
        "tax_minor": 0,
        "discount_minor": 0,
        "total_minor": subtotal + shipping_minor,
        "fingerprint": "0" * 64,
    }
    return OrderSnapshot(**values | changes)


@transaction.atomic
def place_order(*, store: Any, product: ProductDetail, quantity: int = 1, **changes: Any) -> Order:
    now = timezone.now()
    placed = services.order_place(
        snapshot=snapshot_of(product, quantity, **changes),
        expires_at=now + timedelta(minutes=31),
        store_id=store.id,
        now=now,
    )
    return Order.objects.get(pk=placed.id)


def facts_of(
    order: Order,
    *,
    reference: str | None = None,
    amount_minor: int | None = None,
    currency: str = "EUR",
    at: datetime | None = None,
) -> PaymentFacts:
    minor = order.total_minor if amount_minor is None else amount_minor
    return PaymentFacts(
        provider="stripe",
        reference=reference or f"pi_{order.number}",
        amount=Money(minor, currency),
        paid_at=at or timezone.now(),
    )


def pay_order(order: Order, *, store: Any, **facts: Any) -> services.PaymentResult:
    return services.order_mark_paid(
        order_id=order.pk, payment=facts_of(order, **facts), store_id=store.id, now=timezone.now()
    )
