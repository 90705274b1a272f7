"""The link of a cart mail: the cart comes back into this browser."""

from django.http import HttpResponse
from django.utils import timezone

from apps.checkout import services as checkout_services
from apps.checkout.types import CartUnknown
from apps.storefront.web.answers import private_page
from apps.storefront.web.cart import to_cart
from apps.storefront.web.cookies import cart_id_of, cart_remember
from apps.storefront.web.discounts import discount_from_cookie
from apps.storefront.web.requests import ShopRequest


@private_page("GET", "HEAD")
def cart_restore(request: ShopRequest, token: str) -> HttpResponse:
    """Bring a cart back at today's prices and without what is gone; one already ordered starts anew.

    A code in the link has been taken before this page is reached, and goes into the cart.
    """
    try:
        restored = checkout_services.cart_restore(
            token=token, current_id=cart_id_of(request), now=timezone.now()
        )
    except CartUnknown:
        return to_cart("restored_none")
    if restored.is_ordered:
        return to_cart("ordered")
    response = to_cart("restored_less" if restored.dropped else "restored")
    cart_remember(response, token=restored.token)
    discount_from_cookie(request, response, cart_id=restored.cart_id)
    return response
