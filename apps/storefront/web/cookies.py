"""The cart's cookies: the signed token, and a count that public pages may read by script."""

from dataclasses import dataclass
from uuid import UUID

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase
from django.utils import timezone

from apps.checkout.selectors import cart_cookie_name, cart_token_read
from apps.customers.account_selectors import customer_of_session
from apps.customers.types import CustomerInfo

KEPT_SECONDS = 60 * 60 * 24 * 60
COUNT_COOKIE = "cart_count"
DISCOUNT_COOKIE = "discount"
CUSTOMER_COOKIE = "customer"
DISCOUNT_SECONDS = 60 * 60 * 24 * 7
DAY_SECONDS = 60 * 60 * 24


@dataclass(frozen=True, slots=True)
class CookieFact:
    """A cookie as the privacy page tells of it."""

    name: str
    purpose: str
    days: int


def cookies_told() -> tuple[CookieFact, ...]:
    """Return every cookie a shop can set. All are needed for what the shopper asked for; visits are counted without."""
    prefix, kept = settings.COOKIE_PREFIX, KEPT_SECONDS // DAY_SECONDS
    return (
        CookieFact(cart_cookie_name(), "Finds your cart again.", kept),
        CookieFact(f"{prefix}{COUNT_COOKIE}", "Shows how many things are in your cart.", kept),
        CookieFact(
            f"{prefix}{DISCOUNT_COOKIE}",
            "Keeps the code of a link you followed.",
            DISCOUNT_SECONDS // DAY_SECONDS,
        ),
        CookieFact(f"{prefix}{CUSTOMER_COOKIE}", "Keeps you signed in.", kept),
        CookieFact(
            settings.CSRF_COOKIE_NAME,
            "Proves that a form was sent from this shop.",
            settings.CSRF_COOKIE_AGE // DAY_SECONDS,
        ),
    )


def cart_id_of(request: HttpRequest) -> UUID | None:
    """Return the id in the request's cart cookie; None without one, for a forged one and another store's."""
    return cart_token_read(token=request.COOKIES.get(cart_cookie_name()))


def cart_remember(response: HttpResponseBase, *, token: str) -> None:
    """Put the cart's token into the shopper's browser, for this host only."""
    response.set_cookie(
        cart_cookie_name(),
        token,
        max_age=KEPT_SECONDS,
        path="/",
        secure=settings.PUBLIC_SCHEME == "https",
        httponly=True,
        samesite="Lax",
    )


def count_remember(request: HttpRequest, response: HttpResponseBase, *, count: int) -> None:
    """Let pages that are the same for everybody show the count: they carry none, a script reads this cookie."""
    name = f"{settings.COOKIE_PREFIX}{COUNT_COOKIE}"
    if request.COOKIES.get(name) == str(count) or (count == 0 and name not in request.COOKIES):
        return
    response.set_cookie(
        name,
        str(count),
        max_age=KEPT_SECONDS,
        path="/",
        secure=settings.PUBLIC_SCHEME == "https",
        httponly=False,
        samesite="Lax",
    )


def discount_code_of(request: HttpRequest) -> str:
    """Return the code a link brought before there was a cart, "" for none. What it holds is checked when entered."""
    return request.COOKIES.get(f"{settings.COOKIE_PREFIX}{DISCOUNT_COOKIE}", "")[:40]


def discount_code_remember(response: HttpResponseBase, *, code: str) -> None:
    """Keep a code until there is a cart to put it into; "" forgets it."""
    response.set_cookie(
        f"{settings.COOKIE_PREFIX}{DISCOUNT_COOKIE}",
        code,
        max_age=DISCOUNT_SECONDS if code else 0,
        path="/",
        secure=settings.PUBLIC_SCHEME == "https",
        httponly=True,
        samesite="Lax",
    )


def customer_key_of(request: HttpRequest) -> str:
    """Return the session key of the request, "" without one."""
    return request.COOKIES.get(f"{settings.COOKIE_PREFIX}{CUSTOMER_COOKIE}", "")


def customer_of(request: HttpRequest) -> CustomerInfo | None:
    """Return who is signed in at this store, None for nobody. No query without a cookie, else one."""
    key = customer_key_of(request)
    return customer_of_session(key=key, now=timezone.now()) if key else None


def customer_remember(response: HttpResponseBase, *, key: str) -> None:
    """Keep a session key in the shopper's browser, for this host only."""
    response.set_cookie(
        f"{settings.COOKIE_PREFIX}{CUSTOMER_COOKIE}",
        key,
        max_age=KEPT_SECONDS,
        path="/",
        secure=settings.PUBLIC_SCHEME == "https",
        httponly=True,
        samesite="Lax",
    )


def customer_forget(response: HttpResponseBase) -> None:
    """Take the session key out of the browser."""
    customer_remember(response, key="")
    response.cookies[f"{settings.COOKIE_PREFIX}{CUSTOMER_COOKIE}"]["max-age"] = 0
