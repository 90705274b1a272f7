"""What checkout and payments ask about orders."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from apps.money.types import Money
from apps.orders.models import Order, OrderLine
from apps.orders.types import LineSnapshot, OrderPlaced, PaymentStatus

OVER = (PaymentStatus.EXPIRED, PaymentStatus.CANCELLED)


@dataclass(frozen=True, slots=True)
class OrderDiscount:
    """The code an order was placed with. `is_over`: the order ended unpaid."""

    discount_id: UUID
    cart_id: UUID
    email: str
    is_over: bool


def order_discount(*, order_id: UUID) -> OrderDiscount | None:
    """Return the code an order was placed with, None without one. One query."""
    row = Order.objects.filter(pk=order_id, discount_id__isnull=False).first()
    if row is None or row.discount_id is None:
        return None
    return OrderDiscount(row.discount_id, row.cart_id, row.email, row.payment_status in OVER)


def order_for_cart(*, cart_id: UUID, lock: bool = False) -> OrderPlaced | None:
    """Return the order this cart stands for: a paid, held or pending one, else None.

    Expired and cancelled orders are history. `lock` holds the row until the caller's transaction ends.
    """
    rows = Order.objects.filter(cart_id=cart_id).exclude(payment_status__in=OVER)
    if lock:
        rows = rows.select_for_update(of=("self",))
    found = sorted(rows, key=lambda row: (row.payment_status == PaymentStatus.PENDING, -row.number))
    if not found:
        return None
    return placed_view(order=found[0], lines=_snapshots(found[0]))


def orders_pending_of_cart(*, cart_id: UUID) -> list[UUID]:
    """Return the ids of a cart's orders still waiting for payment."""
    rows = Order.objects.filter(cart_id=cart_id, payment_status=PaymentStatus.PENDING)
    return list(rows.order_by("pk").values_list("pk", flat=True))


def _snapshots(order: Order) -> tuple[LineSnapshot, ...]:
    return tuple(
        LineSnapshot(
            product_id=line.product_id,
            variant_id=line.variant_id,
            title=line.title,
            variant_title=line.variant_title,
            sku=line.sku,
            quantity=line.quantity,
            unit_price_minor=line.unit_price_minor,
            cost_minor=line.cost_minor,
            image_url=line.image_url,
            discount_minor=line.discount_minor,
            tax_minor=line.tax_minor,
        )
        for line in order.lines.order_by("position")
    )


def placed_view(*, order: Order, lines: tuple[LineSnapshot, ...]) -> OrderPlaced:
    """Return the order as payment needs it."""
    return OrderPlaced(
        id=order.pk,
        number=order.number,
        cart_id=order.cart_id,
        email=order.email,
        locale=order.locale,
        total=Money(order.total_minor, order.currency),
        shipping_total=Money(order.shipping_minor, order.currency),
        discount_total=Money(order.discount_minor, order.currency),
        tax_total=Money(order.tax_minor, order.currency),
        shipping_method=order.shipping_method,
        lines=lines,
        payment_status=order.payment_status,
        fingerprint=order.fingerprint,
        expires_at=order.expires_at,
        tax_name=order.tax_name,
        is_tax_inclusive=order.is_tax_inclusive,
    )


def cart_reserved(*, cart_id: UUID) -> dict[UUID, int]:
    """Return how many units of each variant the cart's own unpaid order holds. One query."""
    rows = OrderLine.objects.filter(order__cart_id=cart_id, order__payment_status=PaymentStatus.PENDING)
    held: dict[UUID, int] = {}
    for variant_id, quantity in rows.values_list("variant_id", "quantity"):
        held[variant_id] = held.get(variant_id, 0) + quantity
    return held


def order_is_paid_by(*, order_id: UUID, reference: str) -> bool:
    """Say whether this payment is the one the order was settled with. One query."""
    return (
        Order.objects.filter(pk=order_id, payment_reference=reference).exclude(payment_reference="").exists()
    )


def order_payment_reference(*, order_id: UUID) -> str:
    """Return the provider's id of the payment an order was settled with, "" for none. One query."""
    found = Order.objects.filter(pk=order_id).values_list("payment_reference", flat=True).first()
    return found or ""


def orders_due(*, now: datetime, limit: int = 200) -> list[UUID]:
    """Return the orders whose time to pay is over, longest first, at most `limit`. One query."""
    rows = Order.objects.filter(payment_status=PaymentStatus.PENDING, expires_at__lte=now)
    return list(rows.order_by("expires_at", "pk").values_list("pk", flat=True)[:limit])


def orders_exist() -> bool:
    """Say whether the current store ever got an order. One query."""
    return Order.objects.exists()
