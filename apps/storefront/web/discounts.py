"""Codes by link: `?discount=CODE` on any page of the shop, kept until there is a cart to put it into."""

import re
from uuid import UUID

from django.http import HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.utils import timezone

from apps.checkout import services as checkout_services
from apps.checkout.types import CartClosed, CartUnknown, ProblemCode
from apps.storefront.web.answers import private_page
from apps.storefront.web.cookies import cart_id_of, discount_code_of, discount_code_remember
from apps.storefront.web.requests import ShopRequest
from tenancy.errors import TooMany
from tenancy.rest.throttling import Limit, client_address

TRIES = Limit("discount-code", times=30, seconds=60)
CODE = re.compile(r"[A-Za-z0-9_-]{2,40}")
# A page of this shop: no other host and no scheme can be written so.
PATH = re.compile(r"/(?!/)[^\s\\\\]{0,500}")
HELD = {None, ProblemCode.DISCOUNT_MINIMUM, ProblemCode.DISCOUNT_NOT_FOR_CART}


def discount_enter(request: ShopRequest, *, cart_id: UUID, code: str) -> str:
    """Put a code into the cart and return the name of the cart's notice about it."""
    try:
        TRIES.hit(client_address(request))
        problem = checkout_services.cart_discount_set(
            cart_id=cart_id, code=code, currency=request.store.currency, now=timezone.now()
        )
    except (CartUnknown, CartClosed):
        return "ordered"
    except TooMany:
        return ""
    kind = problem.code if problem else None
    return "discounted" if kind in HELD else str(kind)


def discount_from_cookie(request: ShopRequest, response: HttpResponseBase, *, cart_id: UUID) -> None:
    """Put the code of an earlier link into the cart that exists now; the cookie has served then."""
    code = discount_code_of(request)
    if code:
        discount_enter(request, cart_id=cart_id, code=code)
        discount_code_remember(response, code="")


@private_page("GET", "HEAD")
def discount_link(request: ShopRequest, code: str) -> HttpResponse:
    """Take a code from a link, then go on to the page it was meant for."""
    wanted = request.GET.get("to", "/")
    response = HttpResponseRedirect(wanted if PATH.fullmatch(wanted) else "/")
    if not CODE.fullmatch(code):
        return response
    cart_id = cart_id_of(request)
    if cart_id is None or discount_enter(request, cart_id=cart_id, code=code) == "ordered":
        discount_code_remember(response, code=code)
    return response
