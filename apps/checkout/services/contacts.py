"""Who a cart belongs to, as far as it is known."""

from datetime import datetime
from uuid import UUID

from django.db import connection, transaction

from apps.checkout.addresses import email_clean
from apps.checkout.events import CheckoutBegun
from apps.checkout.models import Cart
from apps.checkout.services.carts import open_cart
from apps.checkout.services.claims import erased_key
from apps.checkout.types import AddressInvalid
from apps.outbox.services import event_publish
from apps.tenants.selectors import store_current


def checkout_noted(*, cart: Cart, email: str, now: datetime) -> None:
    """Note that the checkout was begun with this e-mail; says so once per cart and address.

    Runs in the caller's transaction, which holds the cart.
    """
    is_new = cart.checkout_at is None or cart.email.casefold() != email.casefold()
    if not is_new:
        return
    Cart.objects.filter(pk=cart.pk).update(email=email, checkout_at=now, updated_at=now)
    event_publish(event=CheckoutBegun(cart_id=cart.pk, email=email, at=now), store_id=store_current().id)


FORGET_CARTS = """
    UPDATE checkout_cart SET email = '', customer_id = NULL
    WHERE email <> '' AND created_at <= %s
      AND encode(sha256(convert_to(%s || ':' || lower(email), 'UTF8')), 'hex') = %s
"""
# The count per person of a code goes on with what stands for the address.
FORGET_USES = """
    UPDATE checkout_discountuse SET email_key = %s
    WHERE used_at <= %s AND encode(sha256(convert_to(%s || ':' || lower(email_key), 'UTF8')), 'hex') = %s
"""


@transaction.atomic
def carts_forget(*, email_digest: str, store_id: UUID, before: datetime) -> int:
    """Take an erased address out of the carts begun before, and out of the uses of codes; returns how many carts.

    Again changes nothing. The codes it has used stay used.
    """
    with connection.cursor() as cursor:
        cursor.execute(FORGET_CARTS, [before, str(store_id), email_digest])
        carts = int(cursor.rowcount)
        cursor.execute(FORGET_USES, [erased_key(email_digest), before, str(store_id), email_digest])
    return carts


@transaction.atomic
def cart_contact_note(*, cart_id: UUID, email: str, now: datetime) -> bool:
    """Remember the e-mail a shopper typed before they pay; says whether it was one. Nothing for a closed cart."""
    try:
        address = email_clean(email)
    except AddressInvalid:
        return False
    cart = open_cart(cart_id)
    if cart is None or not cart.lines.exists():
        return False
    checkout_noted(cart=cart, email=address, now=now)
    return True
