"""The cart's page and the forms that change it."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.utils import timezone

from apps.checkout import services as checkout_services
from apps.checkout.selectors import cart_view, tax_estimate
from apps.checkout.types import (
    CartClosed,
    CartFull,
    CartView,
    ProblemCode,
    QuantityInvalid,
    VariantUnavailable,
)
from apps.storefront.services import cart_lines_set
from apps.storefront.web import errors
from apps.storefront.web.answers import private_page, same_origin
from apps.storefront.web.cookies import cart_id_of, cart_remember, count_remember, customer_of
from apps.storefront.web.discounts import discount_enter, discount_from_cookie
from apps.storefront.web.frame import Seo, page_render, shop_frame
from apps.storefront.web.requests import ShopRequest
from tenancy.errors import TooMany
from tenancy.rest.throttling import Limit, client_address

CHANGES = Limit("cart-change", times=120, seconds=60)
QUANTITY = "quantity-"
NOTICES = {
    "added": ("notice-good", "It is in your cart."),
    "limited": ("notice-caution", "We put in as many as there are left."),
    "changed": ("", "Your cart is up to date."),
    "gone": ("notice-danger", "This item is no longer available."),
    "sold_out": ("notice-danger", "This item is sold out."),
    "full": ("notice-caution", "The cart is full: it holds at most 100 different items."),
    "quantity": ("notice-caution", "Please give a quantity from 1 to 999."),
    "discounted": ("notice-good", "Your code is in the cart."),
    "undiscounted": ("", "The code is out of the cart."),
    "discount_unknown": ("notice-caution", "There is no such code."),
    "discount_over": ("notice-caution", "This code is over."),
    "discount_not_yet": ("notice-caution", "This code does not hold yet."),
    "discount_used_up": ("notice-caution", "This code has been used up."),
    "restored": ("notice-good", "Welcome back: here is your cart, at today's prices."),
    "restored_less": (
        "notice-caution",
        "Welcome back: here is your cart, at today's prices. What is no longer available was taken out.",
    ),
    "restored_none": ("notice-caution", "This cart is no longer there."),
    "ordered": ("notice-caution", "That cart has already been ordered. Here is a new one."),
}


@dataclass(frozen=True, slots=True)
class Notice:
    """One line above the cart; `kind` is a CSS class."""

    kind: str
    text: str


@private_page("GET", "HEAD")
def cart_page(request: ShopRequest) -> HttpResponse:
    """The cart at today's prices, with what stands in the way of ordering it."""
    frame = shop_frame(request)
    cart = cart_view(cart_id=cart_id_of(request), currency=request.store.currency)
    said = NOTICES.get(request.GET.get("notice", ""))
    seo = Seo(title=f"Your cart – {frame.name}", canonical=f"{frame.url}/cart", is_indexed=False)
    store = request.store
    context: dict[str, Any] = {
        "cart": cart,
        "tax": tax_estimate(cart=cart, country=store.country, currency=store.currency)
        if cart.lines
        else None,
        "goods": cart.subtotal - cart.discount_total,
        "cart_count": cart.items_count,
        "can_check_out": any(line.is_orderable for line in cart.lines),
        "notice": Notice(*said) if said else None,
    }
    response = page_render(request, name="cart", seo=seo, context=context, frame=frame)
    count_remember(request, response, count=cart.items_count)
    prices_shown(cart)
    return response


def prices_shown(cart: CartView) -> None:
    """Note that the shopper has now been told of changed prices, so that they are told once."""
    if cart.id and any(problem.code == ProblemCode.PRICE_CHANGED for problem in cart.problems):
        checkout_services.cart_prices_seen(cart_id=cart.id, now=timezone.now())


@same_origin
@private_page("POST")
def cart_add(request: ShopRequest) -> HttpResponseBase:
    """Put a variant into the cart, then show the cart."""
    try:
        CHANGES.hit(client_address(request))
        customer = customer_of(request)
        change = checkout_services.cart_add(
            cart_id=cart_id_of(request),
            customer_id=customer.id if customer else None,
            email=customer.email if customer else "",
            variant_id=_uuid(request.POST.get("variant", "")),
            quantity=_quantity(request.POST.get("quantity", "1")),
            now=timezone.now(),
        )
    except TooMany as error:
        return errors.too_many(request, error.retry_after or 60)
    except (VariantUnavailable, CartFull, QuantityInvalid) as error:
        return to_cart(_notice_of(error))
    response = to_cart("limited" if change.problem else "added")
    cart_remember(response, token=change.token)
    discount_from_cookie(request, response, cart_id=change.cart_id)
    return response


@private_page("POST")
def cart_update(request: ShopRequest) -> HttpResponseBase:
    """Take quantities and removals of the cart's form, then show the cart or go on to the checkout."""
    cart_id = cart_id_of(request)
    if cart_id is None:
        return to_cart("")
    try:
        CHANGES.hit(client_address(request))
        problems = cart_lines_set(
            cart_id=cart_id,
            currency=request.store.currency,
            quantities=_quantities(request),
            now=timezone.now(),
        )
    except TooMany as error:
        return errors.too_many(request, error.retry_after or 60)
    except (VariantUnavailable, CartClosed, QuantityInvalid) as error:
        return to_cart(_notice_of(error))
    do = request.POST.get("do")
    if do in {"discount", "undiscount"}:
        return to_cart(
            _discount(request, cart_id, code=request.POST.get("code", "") if do == "discount" else "")
        )
    if do == "checkout" and not problems:
        return redirect("storefront:checkout")
    return to_cart("limited" if problems else "changed")


def _discount(request: ShopRequest, cart_id: UUID, *, code: str) -> str:
    """Enter or take out a code and return the notice for it."""
    if not code:
        checkout_services.cart_discount_remove(cart_id=cart_id, now=timezone.now())
        return "undiscounted"
    return discount_enter(request, cart_id=cart_id, code=code)


def _notice_of(error: Exception) -> str:
    if isinstance(error, VariantUnavailable):
        return error.code
    names: dict[type[Exception], str] = {CartFull: "full", QuantityInvalid: "quantity", CartClosed: "ordered"}
    return names.get(type(error), "")


def to_cart(notice: str) -> HttpResponse:
    """Lead to the cart's page, with one of its notices."""
    response = redirect("storefront:cart")
    if notice in NOTICES:
        response["Location"] += f"?notice={notice}"
    response.status_code = 303
    return response


def _quantities(request: ShopRequest) -> dict[UUID, int]:
    """Return the wanted quantity of every line in the form; 0 takes a line out."""
    removed = request.POST.get("remove", "")
    if removed:
        return {_uuid(removed): 0}
    found = {
        _uuid(name.removeprefix(QUANTITY)): _quantity(value, least=0)
        for name, value in request.POST.items()
        if name.startswith(QUANTITY) and isinstance(value, str)
    }
    return dict(list(found.items())[:100])


def _quantity(text: str, *, least: int = 1) -> int:
    if not (text.isascii() and text.isdigit() and len(text) <= 3 and int(text) >= least):
        raise QuantityInvalid
    return int(text)


def _uuid(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        raise VariantUnavailable from None
