"""Who a cart belongs to, as far as it is known."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from apps.checkout.addresses import email_clean
from apps.checkout.events import CheckoutBegun
from apps.checkout.models import Cart, DiscountUse
from apps.checkout.services.carts import open_cart
from apps.checkout.services.claims import erased_key
from apps.checkout.types import AddressInvalid
from apps.outbox.services import event_publish
from apps.tenants.selectors import store_current
from tenancy.digests import digest_of


def checkout_noted(*, cart: Cart, email: str, now: datetime) -> None:
    """Note that the checkout was begun with this e-mail; says so once per cart and address.

    Runs in the caller's transaction, which holds the cart.
    """
    is_new = cart.checkout_at is None or cart.email.casefold() != email.casefold()
    if not is_new:
        return
    Cart.objects.filter(pk=cart.pk).update(email=email, checkout_at=now, updated_at=now)
    event_publish(event=CheckoutBegun(cart_id=cart.pk, email=email, at=now), store_id=store_current().id)


@transaction.atomic
def carts_forget(*, email_digest: str, store_id: UUID, before: datetime) -> int:
    """Take an erased address out of the carts begun before, and out of the uses of codes; returns how many carts.

    Again changes nothing. The codes it has used stay used.
    """
    carts = Cart.objects.annotate(digest=digest_of("email", store_id=store_id)).exclude(email="")
    forgotten = carts.filter(digest=email_digest, created_at__lte=before).update(email="", customer_id=None)
    # The count per person of a code goes on with what stands for the address.
    uses = DiscountUse.objects.annotate(digest=digest_of("email_key", store_id=store_id))
    uses.filter(digest=email_digest, used_at__lte=before).update(email_key=erased_key(email_digest))
    return forgotten


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
