"""Writes of the storefront's own facts."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from apps.checkout.selectors import cart_view
from apps.checkout.services import cart_set
from apps.checkout.types import Problem, VariantUnavailable
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
