"""The customer's account: signing in by a mailed link, orders, addresses. Works without JavaScript."""

from dataclasses import replace
from typing import Any
from uuid import UUID

from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.utils import timezone

from apps.checkout.addresses import address_clean, country_names, email_clean
from apps.checkout.selectors import cart_items_count
from apps.checkout.types import AddressInvalid
from apps.customers import account_services
from apps.customers.account_selectors import addresses_of
from apps.customers.types import AddressesFull, AddressUnknown, SignInLinkInvalid
from apps.orders.selectors import order_token, orders_of_customer
from apps.storefront.services import address_keep, customer_sign_in
from apps.storefront.web import errors
from apps.storefront.web.answers import private_page
from apps.storefront.web.cookies import (
    cart_id_of,
    cart_remember,
    count_remember,
    customer_forget,
    customer_key_of,
    customer_of,
    customer_remember,
)
from apps.storefront.web.fields import address_of, fields_of
from apps.storefront.web.frame import Seo, page_render, shop_frame
from apps.storefront.web.requests import ShopRequest
from tenancy.errors import TooMany
from tenancy.rest.throttling import Limit, client_address

LINKS = Limit("sign-in-link", times=10, seconds=600)
LINKS_OF_ADDRESS = Limit("sign-in-link-address", times=3, seconds=600)
TRIES = Limit("sign-in", times=30, seconds=600)


def _page(request: ShopRequest, name: str, *, title: str, status: int = 200, **context: Any) -> HttpResponse:
    frame = shop_frame(request)
    count = cart_items_count(cart_id=cart_id_of(request))
    seo = Seo(title=f"{title} – {frame.name}", canonical=f"{frame.url}/account", is_indexed=False)
    context["cart_count"] = count
    response = page_render(request, name=name, seo=seo, context=context, frame=frame, status=status)
    count_remember(request, response, count=count)
    return response


@private_page("GET", "HEAD", "POST")
def sign_in(request: ShopRequest) -> HttpResponseBase:
    """Ask for the address and have a link mailed to it; the answer is the same for known and unknown ones."""
    if customer_of(request) is not None:
        return redirect("storefront:account")
    if request.method != "POST":
        return _page(request, "sign_in", title="Sign in", is_sent="sent" in request.GET, email="", problem="")
    given = request.POST.get("email", "")
    try:
        email = email_clean(given)
        LINKS.hit(client_address(request))
        LINKS_OF_ADDRESS.hit(f"{request.store.id}:{email.casefold()}")
    except AddressInvalid as error:
        problem = " ".join((error.fields or {}).get("email", []))
        return _page(
            request, "sign_in", title="Sign in", status=422, is_sent=False, email=given, problem=problem
        )
    except TooMany as error:
        return errors.too_many(request, error.retry_after or 60)
    account_services.sign_in_request(email=email, store_id=request.store.id, now=timezone.now())
    response = redirect("storefront:sign_in")
    response["Location"] += "?sent=1"
    response.status_code = 303
    return response


@private_page("GET", "HEAD", "POST")
def sign_in_link(request: ShopRequest, token: str) -> HttpResponseBase:
    """Show a button first: programs that open links in mails must not use the link up."""
    if request.method != "POST":
        return _page(request, "sign_in_link", title="Sign in", token=token, problem="")
    try:
        TRIES.hit(client_address(request))
        signed_in, cart = customer_sign_in(
            token=token, cart_id=cart_id_of(request), store_id=request.store.id, now=timezone.now()
        )
    except TooMany as error:
        return errors.too_many(request, error.retry_after or 60)
    except SignInLinkInvalid as error:
        return _page(request, "sign_in_link", title="Sign in", status=422, token="", problem=error.message)
    response = redirect("storefront:account")
    response.status_code = 303
    customer_remember(response, key=signed_in.key)
    if cart is not None:
        cart_remember(response, token=cart.token)
    return response


@private_page("POST")
def sign_out(request: ShopRequest) -> HttpResponseBase:
    """End this browser's session."""
    account_services.sign_out(key=customer_key_of(request))
    response = redirect("storefront:home")
    response.status_code = 303
    customer_forget(response)
    return response


@private_page("GET", "HEAD", "POST")
def account(request: ShopRequest) -> HttpResponseBase:
    """Orders and addresses of who is signed in; a POST keeps an address."""
    customer = customer_of(request)
    if customer is None:
        return redirect("storefront:sign_in")
    problems: dict[str, list[str]] = {}
    if request.method == "POST":
        try:
            address = address_clean(address_of(request.POST), shipped_to=None)
            address_keep(
                customer_id=customer.id,
                address=address,
                is_default="is_default" in request.POST,
                now=timezone.now(),
            )
            return _to_account()
        except AddressInvalid as error:
            problems = error.fields or {}
        except AddressesFull as error:
            problems = {"name": [error.message]}
    fields = fields_of(request.POST, problems)
    orders = orders_of_customer(customer_id=customer.id, is_bought=True)
    return _page(
        request,
        "account",
        title="Your account",
        status=422 if problems else 200,
        customer=customer,
        orders=[(row, order_token(order_id=row.id)) for row in orders],
        addresses=addresses_of(customer_id=customer.id),
        address_fields=[
            replace(field, autocomplete=field.autocomplete.removeprefix("shipping "))
            for name, field in fields.items()
            if name != "email"
        ],
        countries=country_names("en").items(),
        country=request.POST.get("country") or request.store.country,
        problems=problems,
    )


def _to_account() -> HttpResponse:
    response = redirect("storefront:account")
    response.status_code = 303
    return response


@private_page("POST")
def address_remove(request: ShopRequest) -> HttpResponseBase:
    """Forget an address of who is signed in."""
    customer = customer_of(request)
    if customer is None:
        return redirect("storefront:sign_in")
    try:
        account_services.address_delete(
            customer_id=customer.id, address_id=UUID(request.POST.get("address", ""))
        )
    except (AddressUnknown, ValueError):
        return errors.not_found(request)
    return _to_account()
