"""Writes of the storefront's own facts."""

from collections.abc import Mapping
from dataclasses import asdict
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from apps.checkout.selectors import cart_view
from apps.checkout.services import CartSignedIn, cart_set, cart_sign_in
from apps.checkout.types import Problem, VariantUnavailable
from apps.customers.account_services import address_save, sign_in
from apps.customers.types import SignedIn
from apps.orders.types import Address
from apps.storefront.models import ThemeSettings
from apps.storefront.types import ThemeValues, theme_check, theme_values
from apps.tenants.services import store_version_bump


@transaction.atomic
def theme_settings_save(*, store_id: UUID, values: Mapping[str, Any], now: datetime) -> ThemeValues:
    """Replace the current store's theme settings and return them completed; shoppers see them at once.

    Raises ThemeSettingsInvalid with every bad field: unknown keys, malformed colours, texts too long, colours
    without enough contrast to be read.
    """
    cleaned = theme_check(values)
    ThemeSettings.objects.update_or_create(pk=1, defaults={"values": cleaned, "updated_at": now})
    store_version_bump(store_id=store_id)
    return theme_values(cleaned)


def cart_lines_set(
    *, cart_id: UUID, currency: str, quantities: Mapping[UUID, int], now: datetime
) -> tuple[Problem, ...]:
    """Give the lines of a cart new quantities (0 takes one out) and return what could not be done as asked.

    Lines that are not named, not there or unchanged stay as they are. Raises CartClosed and QuantityInvalid.
    """
    cart, problems = cart_view(cart_id=cart_id, currency=currency), []
    for line in cart.lines:
        wanted = quantities.get(line.id, line.quantity)
        if wanted == line.quantity:
            continue
        try:
            change = cart_set(cart_id=cart_id, line_id=line.id, quantity=wanted, now=now)
        except VariantUnavailable as error:
            problems.append(Problem(code=error.code, message=error.message, line_id=line.id))
            continue
        if change.problem:
            problems.append(change.problem)
    return tuple(problems)


def customer_sign_in(
    *, token: str, cart_id: UUID | None, store_id: UUID, now: datetime
) -> tuple[SignedIn, CartSignedIn | None]:
    """Use a mailed link and join this browser's cart with the one the customer left elsewhere (STO-05).

    Raises SignInLinkInvalid.
    """
    signed_in = sign_in(token=token, store_id=store_id, now=now)
    cart = cart_sign_in(cart_id=cart_id, customer_id=signed_in.customer_id, email=signed_in.email, now=now)
    return signed_in, cart


def address_keep(*, customer_id: UUID, address: Address, is_default: bool, now: datetime) -> UUID:
    """Keep an address that the checkout's rules have passed. Raises AddressesFull."""
    return address_save(customer_id=customer_id, content=asdict(address), is_default=is_default, now=now)
