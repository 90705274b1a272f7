"""The checkout: one page, one form; its button leads to Stripe."""

from dataclasses import dataclass
from typing import Any, cast
from urllib.parse import urlsplit
from uuid import UUID

from django.conf import settings
from django.http import HttpResponse, HttpResponseBase, QueryDict
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.csp import csp_override

from apps.checkout import services as checkout_services
from apps.checkout.addresses import country_names
from apps.checkout.selectors import checkout_quote
from apps.checkout.types import AddressInvalid, CartUnknown, CheckoutBusy, CheckoutQuote, CheckoutRefused
from apps.customers.account_selectors import addresses_of
from apps.payments.selectors import payments_are_open
from apps.payments.types import PaymentsClosed, PaymentUnavailable
from apps.storefront.web import errors
from apps.storefront.web.answers import private_page
from apps.storefront.web.cart import prices_shown
from apps.storefront.web.cookies import cart_id_of, count_remember, customer_of
from apps.storefront.web.fields import FIELDS, address_of, fields_of
from apps.storefront.web.frame import Seo, page_render, shop_frame
from apps.storefront.web.requests import ShopRequest
from apps.storefront.web.visits import order_tie
from tenancy.errors import TooMany
from tenancy.rest.throttling import Limit, client_address

TRIES = Limit("checkout", times=20, seconds=60)
LABELS = {field.name: field.label for field in FIELDS} | {"country": "Country"}
CLOSED = ("This shop cannot take payments at the moment. Your cart is kept: please come back later.",)
AWAY = (
    "Our payment provider does not answer right now.",
    "Nothing was charged and your cart is kept. Please try again in a minute.",
)


@dataclass(frozen=True, slots=True)
class AlertItem:
    """One line of an alert; `target` is the id of the field it is about, `code` a machine code."""

    text: str
    target: str = ""
    code: str = ""


@dataclass(frozen=True, slots=True)
class Alert:
    """What went wrong with the last try, above the form. `kind` is a CSS class."""

    title: str
    text: str = ""
    kind: str = "notice-danger"
    items: tuple[AlertItem, ...] = ()


def checkout_policy() -> dict[str, list[str]]:
    """Return the page's CSP: its form may lead on to the payment page, which browsers check as well.

    Where Stripe's API is stood in for, its payment page has that address too.
    """
    policy = {key: list(cast(list[str], value)) for key, value in settings.SECURE_CSP.items()}
    base = urlsplit(settings.STRIPE_API_BASE)
    if base.netloc:
        policy["form-action"].append(f"{base.scheme}://{base.netloc}")
    return policy


@csp_override(checkout_policy())
@private_page("GET", "HEAD", "POST")
def checkout_page(request: ShopRequest) -> HttpResponseBase:
    """Show the form; `do=refresh` re-prices it for another country; `do=pay` orders and leads to Stripe.

    `do=contact` only notes the e-mail, for a cart that is left behind.
    """
    cart_id = cart_id_of(request)
    if cart_id is None:
        return redirect("storefront:cart")
    if request.method == "POST" and request.POST.get("do", "pay") == "pay":
        return _pay(request, cart_id)
    if request.POST.get("email"):
        checkout_services.cart_contact_note(cart_id=cart_id, email=request.POST["email"], now=timezone.now())
    if request.POST.get("do") == "contact":
        return HttpResponse(status=204)
    return _form(request, given=request.POST if request.method == "POST" else _known(request))


def _known(request: ShopRequest) -> QueryDict:
    """Return what is known of a signed-in customer, to be filled in; their default address first."""
    given, customer = QueryDict(mutable=True), customer_of(request)
    if customer is not None:
        addresses = addresses_of(customer_id=customer.id)
        given.update(addresses[0].content if addresses else {"name": customer.name})
        given["email"] = customer.email
    return given


def _pay(request: ShopRequest, cart_id: UUID) -> HttpResponseBase:
    """Order and lead to the payment, or show the form again with what is in the way."""
    given = request.POST
    try:
        TRIES.hit(client_address(request))
        started = checkout_services.checkout_start(
            cart_id=cart_id,
            email=given.get("email", ""),
            shipping_address=address_of(given),
            shipping_method=given.get("shipping_method", ""),
            expected_total_minor=_total(given.get("expected_total", "")),
            now=timezone.now(),
        )
    except TooMany as error:
        return errors.too_many(request, error.retry_after or 60)
    except CartUnknown:
        return redirect("storefront:cart")
    except AddressInvalid as error:
        return _form(request, given=given, problems=error.fields or {}, status=422)
    except CheckoutRefused as error:
        items = tuple(AlertItem(problem.message, code=problem.code) for problem in error.problems)
        alert = Alert("Your order has changed. Please look at it once more.", items=items)
        return _form(request, given=given, alert=alert, status=409)
    except CheckoutBusy as error:
        return _form(request, given=given, alert=Alert(error.message), status=409)
    except PaymentsClosed as error:
        return _form(request, given=given, alert=Alert(error.message), status=503)
    except PaymentUnavailable as error:
        response = _form(request, given=given, alert=Alert(*AWAY, kind="notice-caution"), status=503)
        response["Retry-After"] = str(error.retry_after or 30)
        return response
    order_tie(request, order_id=started.order_id)
    response = redirect(started.redirect_url)
    response.status_code = 303
    return response


def _total(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and len(text) <= 12 else None


def _form(
    request: ShopRequest,
    *,
    given: QueryDict,
    problems: dict[str, list[str]] | None = None,
    alert: Alert | None = None,
    status: int = 200,
) -> HttpResponse:
    frame, store = shop_frame(request), request.store
    if alert is None and not payments_are_open(store_id=store.id):
        alert = Alert(*CLOSED, kind="notice-caution")
    country = given.get("country", "").upper() or store.country
    quote = checkout_quote(
        cart_id=cart_id_of(request),
        country=country,
        shipping_method=given.get("shipping_method") or None,
        currency=store.currency,
        locale="en",
    )
    if quote.cart.is_empty:
        return redirect("storefront:cart")
    problems = problems or {}
    fields = fields_of(given, problems)
    context: dict[str, Any] = {
        "quote": quote,
        "cart_count": quote.cart.items_count,
        "country": _country(quote, country),
        "country_name": country_names("en").get(country, country),
        "country_errors": problems.get("country", []),
        "email": fields["email"],
        "address_fields": [field for name, field in fields.items() if name != "email"],
        "alert": alert or _field_alert(problems) or _quote_alert(quote),
    }
    seo = Seo(title=f"Checkout – {frame.name}", canonical=f"{frame.url}/checkout", is_indexed=False)
    response = page_render(request, name="checkout", seo=seo, context=context, frame=frame, status=status)
    count_remember(request, response, count=quote.cart.items_count)
    prices_shown(quote.cart)
    return response


def _country(quote: CheckoutQuote, wanted: str) -> str:
    """Return the country shown as chosen: the one asked for, also when nothing is delivered there."""
    known = {code for code, _ in (*quote.countries, *quote.other_countries)}
    return wanted if wanted in known else next((code for code, _ in quote.countries), wanted)


def _field_alert(problems: dict[str, list[str]]) -> Alert | None:
    if not problems:
        return None
    items = tuple(
        AlertItem(f"{LABELS.get(name, 'Form')}: {' '.join(texts)}", target=name if name in LABELS else "")
        for name, texts in problems.items()
    )
    return Alert("Please check these fields.", items=items)


def _quote_alert(quote: CheckoutQuote) -> Alert | None:
    """Tell of lines that cannot be ordered as they stand before the shopper tries to pay."""
    problems = quote.cart.problems
    if quote.cart.discount_problem:
        problems += (quote.cart.discount_problem,)
    items = tuple(AlertItem(problem.message, code=problem.code) for problem in problems)
    return Alert("Something in your cart has changed.", kind="notice-caution", items=items) if items else None
