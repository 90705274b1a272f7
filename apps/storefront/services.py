"""Writes of the storefront's own facts."""

from collections.abc import Mapping
from dataclasses import asdict, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from apps.audit.services import entry_record
from apps.checkout.selectors import cart_view
from apps.checkout.services import CartSignedIn, cart_set, cart_sign_in
from apps.checkout.types import Problem, VariantUnavailable
from apps.customers.account_services import address_save, sign_in
from apps.customers.types import SignedIn
from apps.orders.types import Address
from apps.storefront.models import Opening, ThemeSettings
from apps.storefront.readiness import readiness_get
from apps.storefront.types import Readiness, ReadinessOpen, ThemeValues, theme_check, theme_values
from apps.tenants.services import store_version_bump
from apps.tenants.types import StoreInfo


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


@transaction.atomic
def theme_settings_change(*, store: StoreInfo, changes: Mapping[str, Any], now: datetime) -> None:
    """Change what is said of the current store's look; None goes back to the theme's own. Shoppers see it at once.

    Raises ThemeSettingsInvalid as `theme_settings_save`.
    """
    ThemeSettings.objects.get_or_create(pk=1, defaults={"updated_at": now})
    row = ThemeSettings.objects.select_for_update().get(pk=1)
    before = dict(row.values)
    wanted = {key: value for key, value in (before | dict(changes)).items() if value is not None}
    row.values, row.updated_at = theme_check(wanted), now
    row.save(update_fields=["values", "updated_at"])
    store_version_bump(store_id=store.id)
    changed = [key for key in changes if before.get(key) != row.values.get(key)]
    if changed:
        entry_record(
            verb="theme.changed",
            object_type="store",
            object_id=store.id,
            object_label=store.name,
            store_id=store.id,
            before={key: before.get(key, "") for key in changed},
            after={key: row.values.get(key, "") for key in changed},
        )


@transaction.atomic
def readiness_hide(*, store: StoreInfo, now: datetime) -> Readiness:
    """Put the list of what the shop needs away. Raises ReadinessOpen while something it needs is missing."""
    found = readiness_get(store=store, now=now)
    if not found.is_ready:
        raise ReadinessOpen
    Opening.objects.update_or_create(pk=1, defaults={"hidden_at": now})
    return replace(found, is_hidden=True)


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
