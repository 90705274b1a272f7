"""The link of a cart mail: the cart comes back into this browser."""

from urllib.parse import urlencode

from django.http import HttpResponse
from django.shortcuts import redirect

from apps.checkout.restore_tokens import restore_token_read
from apps.checkout.selectors import cart_exists, cart_token
from apps.storefront.web.answers import private_page
from apps.storefront.web.cookies import cart_remember
from apps.storefront.web.requests import ShopRequest


@private_page("GET", "HEAD")
def cart_restore(request: ShopRequest, token: str) -> HttpResponse:
    """Put the cart of the link into the shopper's browser and show it; one already ordered starts anew.

    A code in the link is handed on to the cart's page.
    """
    cart_id = restore_token_read(token=token)
    response = redirect("storefront:cart")
    code = request.GET.get("discount", "")[:40]
    if cart_id is None or not cart_exists(cart_id=cart_id):
        response["Location"] += "?notice=ordered" if cart_id else ""
        return response
    if code:
        response["Location"] += "?" + urlencode({"discount": code})
    cart_remember(response, token=cart_token(cart_id=cart_id))
    return response
