"""A cart as automation reads it: who it belongs to, what is in it now, how to come back to it."""

from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urljoin
from uuid import UUID

from apps.checkout.models import Cart, CartLine
from apps.checkout.restore_tokens import restore_token
from apps.checkout.selectors.carts import view_of
from apps.checkout.types import CartLineView, CartStatus, CartUnknown
from apps.money.types import Money
from apps.orders.selectors import order_for_cart
from apps.orders.types import PaymentStatus
from apps.tenants.types import StoreInfo


@dataclass(frozen=True, slots=True)
class MachineCartLine:
    """A line at today's price. Addresses are absolute; `is_available` is False for what cannot be bought now."""

    product_id: UUID | None
    variant_id: UUID
    title: str
    variant_title: str
    quantity: int
    unit_price: Money
    line_total: Money
    image_url: str
    url: str
    is_available: bool


@dataclass(frozen=True, slots=True)
class MachineCart:
    """`is_ordered`: money came for it, so nobody is to be reminded of it."""

    id: UUID
    email: str
    customer_id: UUID | None
    is_ordered: bool
    lines: tuple[MachineCartLine, ...]
    items_count: int
    subtotal: Money
    discount_code: str
    restore_url: str
    checkout_at: datetime | None
    updated_at: datetime


def cart_for_machine(*, cart_id: UUID, store: StoreInfo) -> MachineCart:
    """Return a cart of the current store. At most seven queries. Raises CartUnknown."""
    cart = Cart.objects.filter(pk=cart_id).first()
    if cart is None:
        raise CartUnknown
    rows = CartLine.objects.filter(cart_id=cart_id).select_related("cart").order_by("added_at", "pk")
    view = view_of(cart_id=cart_id, lines=list(rows), currency=store.currency)
    order = order_for_cart(cart_id=cart_id)
    is_paid = order is not None and order.payment_status != PaymentStatus.PENDING
    return MachineCart(
        id=cart.pk,
        email=cart.email,
        customer_id=cart.customer_id,
        is_ordered=cart.status == CartStatus.COMPLETED or is_paid,
        lines=tuple(_line(line, store) for line in view.lines),
        items_count=view.items_count,
        subtotal=view.subtotal,
        discount_code=cart.discount_code,
        restore_url=f"{store.url}/cart/restore/{restore_token(cart_id=cart.pk)}",
        checkout_at=cart.checkout_at,
        updated_at=cart.updated_at,
    )


def _line(line: CartLineView, store: StoreInfo) -> MachineCartLine:
    return MachineCartLine(
        product_id=line.product_id,
        variant_id=line.variant_id,
        title=line.title,
        variant_title=line.variant_title,
        quantity=line.quantity,
        unit_price=line.unit_price,
        line_total=line.line_total,
        image_url=urljoin(f"{store.url}/", line.image_url) if line.image_url else "",
        url=f"{store.url}/products/{line.handle}" if line.handle else store.url,
        is_available=line.is_orderable,
    )
