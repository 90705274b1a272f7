"""Where a store ships to, and what it costs."""

from uuid import UUID

from django.db.models import Prefetch, Q, QuerySet

from apps.checkout.addresses import country_names
from apps.checkout.models import ShippingRate, ShippingZone, ShippingZoneCountry
from apps.checkout.types import (
    MAX_RATES,
    Band,
    RateInfo,
    ShippingOption,
    ShippingRateKind,
    ZoneInfo,
    ZoneUnknown,
)
from apps.money.types import Money


def shippable_countries(*, locale: str = "en") -> tuple[tuple[str, str], ...]:
    """Return `(code, name)` of every country some active rate ships to, by name. Two queries."""
    names = country_names(locale)
    allowed = set(_open_countries())
    named = set(ShippingZoneCountry.objects.values_list("code", flat=True))
    if ShippingRate.objects.filter(is_active=True, zone__is_rest_of_world=True).exists():
        allowed |= names.keys() - named
    return tuple((code, name) for code, name in names.items() if code in allowed)


def shipping_is_set() -> bool:
    """Say whether the store ships anywhere: a way to ship that is on, in a zone with a country. One query."""
    somewhere = Q(zone__is_rest_of_world=True) | Q(zone__country_rows__isnull=False)
    return ShippingRate.objects.filter(somewhere, is_active=True).exists()


def _open_countries() -> QuerySet[ShippingZoneCountry, str]:
    rates = ShippingRate.objects.filter(is_active=True).values("zone_id")
    return ShippingZoneCountry.objects.filter(zone_id__in=rates).values_list("code", flat=True)


def shipping_options(
    *, country: str, goods_minor: int, weight_grams: int, currency: str
) -> tuple[ShippingOption, ...]:
    """Return at most five ways to ship such a cart to a country, in the merchant's order. Two queries.

    A country's own zone decides, also when it offers nothing; only countries of no zone belong to the rest of the
    world.
    """
    own = ShippingZoneCountry.objects.filter(code=country).values_list("zone_id", flat=True).first()
    rates = ShippingRate.objects.filter(is_active=True).order_by("position", "price_minor", "pk")
    rates = rates.filter(zone_id=own) if own else rates.filter(zone__is_rest_of_world=True)
    offered = []
    for rate in rates:
        price = rate_price(rate=rate, goods_minor=goods_minor, weight_grams=weight_grams)
        if price is not None:
            offered.append(ShippingOption(id=rate.id, name=rate.name, price=Money(price, currency)))
    return tuple(offered[:MAX_RATES])


def rate_price(*, rate: ShippingRate, goods_minor: int, weight_grams: int) -> int | None:
    """Return what a rate asks for such a cart in minor units, None when it does not take it."""
    price: int | None = rate.price_minor
    if rate.kind != ShippingRateKind.FLAT:
        measure = weight_grams if rate.kind == ShippingRateKind.BY_WEIGHT else goods_minor
        fitting = (band for band in rate.bands if band["up_to"] is None or measure <= band["up_to"])
        band = next(fitting, None)
        price = band["price_minor"] if band else None
    if price is not None and rate.free_over_minor is not None and goods_minor >= rate.free_over_minor:
        return 0
    return price


def _zones() -> QuerySet[ShippingZone]:
    rates = ShippingRate.objects.order_by("position", "price_minor", "pk")
    countries = ShippingZoneCountry.objects.order_by("code")
    return ShippingZone.objects.prefetch_related(
        Prefetch("rates", queryset=rates), Prefetch("country_rows", queryset=countries)
    ).order_by("is_rest_of_world", "position", "name", "pk")


def zone_info(*, zone: ShippingZone, currency: str) -> ZoneInfo:
    """Return a zone read with its countries and rates."""
    return ZoneInfo(
        id=zone.pk,
        name=zone.name,
        countries=tuple(row.code for row in zone.country_rows.all()),
        is_rest_of_world=zone.is_rest_of_world,
        rates=tuple(_rate(rate, currency) for rate in zone.rates.all()),
    )


def _rate(rate: ShippingRate, currency: str) -> RateInfo:
    free = rate.free_over_minor
    return RateInfo(
        id=rate.pk,
        name=rate.name,
        kind=rate.kind,
        price=Money(rate.price_minor, currency),
        bands=tuple(Band(**band) for band in rate.bands),
        free_over=None if free is None else Money(free, currency),
        is_active=rate.is_active,
    )


def shipping_zones(*, currency: str) -> tuple[ZoneInfo, ...]:
    """Return all zones with their rates, the rest of the world last. Three queries."""
    return tuple(zone_info(zone=zone, currency=currency) for zone in _zones())


def shipping_zone_get(*, zone_id: UUID, currency: str) -> ZoneInfo:
    """Return one zone. Raises ZoneUnknown. Three queries."""
    zone = _zones().filter(pk=zone_id).first()
    if zone is None:
        raise ZoneUnknown
    return zone_info(zone=zone, currency=currency)
