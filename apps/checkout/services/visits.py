"""Carts that follow their shopper: merged at sign-in, restored by a mailed link, swept away when forgotten."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction

from apps.catalog.selectors import variants_for_cart
from apps.catalog.types import CartVariant, ProductStatus
from apps.checkout.models import Cart, CartLine
from apps.checkout.restore_tokens import restore_token_read
from apps.checkout.services.carts import cart_changed, cart_lock, open_cart
from apps.checkout.tokens import cart_token
from apps.checkout.totals import MAX_LINES, MAX_QUANTITY
from apps.checkout.types import CartStatus, CartUnknown

FORGOTTEN = timedelta(days=30)
BATCH = 500


@dataclass(frozen=True, slots=True)
class CartSignedIn:
    """The cart a customer goes on with after signing in; None when there is nothing in any."""

    cart_id: UUID
    token: str


@dataclass(frozen=True, slots=True)
class CartRestored:
    """A cart brought back by its link. `dropped` names what can no longer be bought and was taken out."""

    cart_id: UUID
    token: str
    dropped: tuple[str, ...]
    is_ordered: bool = False


@transaction.atomic
def cart_sign_in(
    *, cart_id: UUID | None, customer_id: UUID, email: str, now: datetime
) -> CartSignedIn | None:
    """Join the cart of this browser with the one the customer left elsewhere, and give it to the customer.

    Of an item in both the larger quantity is kept: the same wish, made twice. The other cart is emptied.
    """
    own = Cart.objects.filter(customer_id=customer_id, status=CartStatus.OPEN).order_by("-updated_at", "pk")
    elsewhere = own.exclude(pk=cart_id) if cart_id else own
    mine = elsewhere.values_list("pk", flat=True).first()
    # Held in one order everywhere: two browsers signing in at once do not wait for each other.
    held = {pk: open_cart(pk) for pk in sorted(pk for pk in (cart_id, mine) if pk)}
    here, there = (held.get(cart_id) if cart_id else None), (held.get(mine) if mine else None)
    if here is not None and here.customer_id not in {None, customer_id}:
        here = None
    target = here or there
    if target is None:
        return None
    if here is not None and there is not None:
        _merge(into=here, source=there, now=now)
    Cart.objects.filter(pk=target.pk).update(customer_id=customer_id, email=email)
    target.customer_id, target.email = customer_id, email
    cart_changed(cart=target, now=now)
    return CartSignedIn(target.pk, cart_token(cart_id=target.pk))


def _merge(*, into: Cart, source: Cart, now: datetime) -> None:
    lines = {line.variant_id: line for line in into.lines.all()}
    for line in source.lines.order_by("added_at", "pk"):
        known = lines.get(line.variant_id)
        if known is not None:
            known.quantity = min(MAX_QUANTITY, max(known.quantity, line.quantity))
            known.save(update_fields=["quantity"])
        elif len(lines) < MAX_LINES:
            lines[line.variant_id] = CartLine.objects.create(
                cart=into,
                variant_id=line.variant_id,
                title=line.title,
                quantity=line.quantity,
                seen_price_minor=line.seen_price_minor,
                added_at=now,
            )
    if source.discount_code and not into.discount_code:
        Cart.objects.filter(pk=into.pk).update(discount_code=source.discount_code)
    source.lines.all().delete()


@transaction.atomic
def cart_restore(*, token: str, current_id: UUID | None, now: datetime) -> CartRestored:
    """Return the cart of a mailed link, at today's prices, without what can no longer be bought.

    What this browser has in another open cart is put in as well. A cart that was ordered meanwhile stays closed.
    Raises CartUnknown for a link that is forged, of another store, or of a cart that is gone.
    """
    cart_id = restore_token_read(token=token)
    if cart_id is None:
        raise CartUnknown
    held = {pk: _find(pk) for pk in sorted({pk for pk in (cart_id, current_id) if pk})}
    cart = held[cart_id]
    if cart is None:
        raise CartUnknown
    if cart.status != CartStatus.OPEN:
        return CartRestored(cart.pk, "", (), is_ordered=True)
    other = held.get(current_id) if current_id not in {None, cart_id} else None
    if other is not None and other.status == CartStatus.OPEN:
        _merge(into=cart, source=other, now=now)
    dropped = _drop_gone(cart, now=now)
    return CartRestored(cart.pk, cart_token(cart_id=cart.pk), dropped)


def _find(cart_id: UUID) -> Cart | None:
    try:
        return cart_lock(cart_id)
    except CartUnknown:
        return None


def _drop_gone(cart: Cart, *, now: datetime) -> tuple[str, ...]:
    lines = list(cart.lines.all())
    variants = variants_for_cart(variant_ids=[line.variant_id for line in lines])
    gone = [line for line in lines if not _is_sold(variants.get(line.variant_id))]
    for line in gone:
        line.delete()
    if gone:
        cart_changed(cart=cart, now=now)
    return tuple(line.title for line in gone)


def _is_sold(variant: CartVariant | None) -> bool:
    return variant is not None and variant.product_status == ProductStatus.ACTIVE and variant.is_available


def carts_prune(*, now: datetime, batches: int = 20) -> int:
    """Delete carts without a customer that nobody touched for 30 days; returns how many.

    At most `batches` times 500, each in a transaction of its own; the rest waits for the next run.
    """
    deleted = 0
    for _ in range(batches):
        with transaction.atomic():
            rows = Cart.objects.filter(customer_id=None, updated_at__lt=now - FORGOTTEN)
            ids = list(
                rows.select_for_update(of=("self",), skip_locked=True)
                .order_by("updated_at", "pk")
                .values_list("pk", flat=True)[:BATCH]
            )
            CartLine.objects.filter(cart_id__in=ids).delete()
            Cart.objects.filter(pk__in=ids).delete()
        deleted += len(ids)
        if len(ids) < BATCH:
            break
    return deleted
