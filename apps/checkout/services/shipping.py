"""Shipping rates of a store."""

from uuid import UUID

from django.db import transaction

from apps.checkout.models import ShippingRate
from apps.money.types import exponent

DEFAULT_NAME = "Standard shipping"
DEFAULT_PRICE = 490  # 4.90
DEFAULT_FREE_OVER = 6000  # 60.00


def _minor(hundredths: int, currency: str) -> int:
    """Scale an amount written in hundredths to the currency's minor unit, whole for currencies without."""
    digits = exponent(currency)
    return hundredths * 10 ** (digits - 2) if digits >= 2 else -(-hundredths // 10 ** (2 - digits))


@transaction.atomic
def shipping_rates_seed(*, currency: str) -> bool:
    """Give a store that has no rate yet one flat rate for all countries; says whether it did."""
    if ShippingRate.objects.exists():
        return False
    rate = ShippingRate(
        name=DEFAULT_NAME,
        price_minor=_minor(DEFAULT_PRICE, currency),
        free_over_minor=_minor(DEFAULT_FREE_OVER, currency),
    )
    return bool(ShippingRate.objects.bulk_create([rate], ignore_conflicts=True))


def shipping_rate_create(
    *,
    name: str,
    price_minor: int,
    free_over_minor: int | None = None,
    countries: tuple[str, ...] = (),
    position: int = 0,
) -> UUID:
    """Create a flat rate and return its id. No countries means everywhere; amounts in minor units."""
    return ShippingRate.objects.create(
        name=name,
        price_minor=price_minor,
        free_over_minor=free_over_minor,
        countries=[code.upper() for code in countries],
        position=position,
    ).pk
