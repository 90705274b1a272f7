"""Changing a cart. Quantities are bounded; prices are never taken from a caller."""

from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import Q

from apps.catalog.selectors import variants_for_cart
from apps.catalog.types import CartVariant, ProductStatus
from apps.checkout.events import CartChanged
from apps.checkout.models import Cart, CartLine
from apps.checkout.pricing import stock_left
from apps.checkout.tokens import cart_token
from apps.checkout.totals import MAX_LINES, MAX_QUANTITY
from apps.checkout.types import (
    CartChange,
    CartClosed,
    CartFull,
    CartStatus,
    CartUnknown,
    Problem,
    ProblemCode,
    QuantityInvalid,
    VariantUnavailable,
)
from apps.orders.selectors import cart_reserved
from apps.outbox.services import event_publish
from apps.tenants.selectors import store_current

ANNOUNCED_EVERY = timedelta(minutes=1)


@transaction.atomic
def cart_add(
    *,
    cart_id: UUID | None,
    variant_id: UUID,
    quantity: int,
    now: datetime,
    customer_id: UUID | None = None,
    email: str = "",
) -> CartChange:
    """Put `quantity` (1–999) more of a variant into the cart, and make a cart where there is no open one.

    A new cart belongs to `customer_id`, who is signed in with `email`.

    More than is left is cut down and said in `problem`. Raises QuantityInvalid, VariantUnavailable (`gone`,
    `sold_out`) and CartFull.
    """
    _check_quantity(quantity)
    variant = _variant(variant_id)
    cart = open_cart(cart_id) or Cart.objects.create(
        created_at=now, updated_at=now, customer_id=customer_id, email=email
    )
    line = cart.lines.filter(variant_id=variant_id).first()
    if line is None:
        if cart.lines.count() >= MAX_LINES:
            raise CartFull
        line = CartLine(cart=cart, variant_id=variant_id, quantity=0, added_at=now)
    own = cart_reserved(cart_id=cart.pk).get(variant_id, 0)
    wanted = min(MAX_QUANTITY, line.quantity + quantity)
    return _write(cart=cart, line=line, variant=variant, wanted=wanted, own=own, now=now)


@transaction.atomic
def cart_set(*, cart_id: UUID, line_id: UUID, quantity: int, now: datetime) -> CartChange:
    """Set a line's quantity (0 removes it). More than is left is cut down and said in `problem`.

    Raises QuantityInvalid, CartUnknown (also for a line of another cart), CartClosed and VariantUnavailable.
    """
    if quantity == 0:
        return cart_remove(cart_id=cart_id, line_id=line_id, now=now)
    _check_quantity(quantity)
    cart = cart_open_lock(cart_id)
    line = cart.lines.filter(pk=line_id).first()
    if line is None:
        raise CartUnknown
    variant = _variant(line.variant_id)
    own = cart_reserved(cart_id=cart.pk).get(line.variant_id, 0)
    return _write(cart=cart, line=line, variant=variant, wanted=quantity, own=own, now=now)


@transaction.atomic
def cart_remove(*, cart_id: UUID, line_id: UUID, now: datetime) -> CartChange:
    """Take a line out; a line that is not there is no error. Raises CartUnknown and CartClosed."""
    cart = cart_open_lock(cart_id)
    cart.lines.filter(pk=line_id).delete()
    cart_changed(cart=cart, now=now)
    return CartChange(cart_id=cart.pk, token=cart_token(cart_id=cart.pk), quantity=0)


@transaction.atomic
def cart_prices_seen(*, cart_id: UUID, now: datetime) -> None:
    """Remember that the shopper has been shown today's prices. A cart that is not open stays as it is."""
    cart = open_cart(cart_id)
    if cart is None:
        return
    lines = list(cart.lines.all())
    variants = variants_for_cart(variant_ids=[line.variant_id for line in lines])
    for line in lines:
        variant = variants.get(line.variant_id)
        if variant is not None and variant.price.amount_minor != line.seen_price_minor:
            CartLine.objects.filter(pk=line.pk).update(seen_price_minor=variant.price.amount_minor)


def cart_complete(*, cart_id: UUID, order_id: UUID, now: datetime) -> None:
    """Close a cart whose order is paid; again changes nothing. Runs in the caller's transaction."""
    Cart.objects.filter(pk=cart_id, status=CartStatus.OPEN).update(
        status=CartStatus.COMPLETED, order_id=order_id, updated_at=now
    )


def cart_lock(cart_id: UUID) -> Cart:
    """Return the cart, held until the caller's transaction ends. Raises CartUnknown."""
    cart = Cart.objects.select_for_update(of=("self",)).filter(pk=cart_id).first()
    if cart is None:
        raise CartUnknown
    return cart


def _check_quantity(quantity: int) -> None:
    if isinstance(quantity, bool) or not isinstance(quantity, int) or not 1 <= quantity <= MAX_QUANTITY:
        raise QuantityInvalid


def _variant(variant_id: UUID) -> CartVariant:
    variant = variants_for_cart(variant_ids=[variant_id]).get(variant_id)
    if variant is None or variant.product_status != ProductStatus.ACTIVE:
        raise VariantUnavailable
    return variant


def open_cart(cart_id: UUID | None) -> Cart | None:
    """Return the cart if it is open, held until the caller's transaction ends."""
    if cart_id is None:
        return None
    return Cart.objects.select_for_update(of=("self",)).filter(pk=cart_id, status=CartStatus.OPEN).first()


def cart_open_lock(cart_id: UUID) -> Cart:
    """Return the open cart, held until the caller's transaction ends. Raises CartUnknown and CartClosed."""
    cart = cart_lock(cart_id)
    if cart.status != CartStatus.OPEN:
        raise CartClosed
    return cart


def cart_changed(*, cart: Cart, now: datetime) -> None:
    """Note a change, and tell of it when the shopper's e-mail is known: at most once a minute and cart."""
    rows = Cart.objects.filter(pk=cart.pk)
    rows.update(updated_at=now)
    quiet = Q(announced_at__isnull=True) | Q(announced_at__lte=now - ANNOUNCED_EVERY)
    if cart.email and rows.filter(quiet).update(announced_at=now):
        event_publish(
            event=CartChanged(cart_id=cart.pk, customer_id=cart.customer_id, email=cart.email),
            store_id=store_current().id,
        )


def _write(
    *, cart: Cart, line: CartLine, variant: CartVariant, wanted: int, own: int, now: datetime
) -> CartChange:
    left = stock_left(variant=variant, own=own)
    problem = None
    if left is not None and left < wanted:
        if left == 0:
            raise VariantUnavailable("This item is sold out.", code=ProblemCode.SOLD_OUT)
        sentence = f"Only {left} of {variant.product_title} left."
        problem = Problem(ProblemCode.LIMITED, sentence, line_id=line.pk, available=left)
        wanted = left
    line.quantity, line.title = wanted, variant.product_title[:255]
    line.seen_price_minor = variant.price.amount_minor
    line.save()
    cart_changed(cart=cart, now=now)
    return CartChange(cart_id=cart.pk, token=cart_token(cart_id=cart.pk), quantity=wanted, problem=problem)
