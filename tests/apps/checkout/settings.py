"""Zones, codes and taxes for tests, made by the services."""

from dataclasses import replace
from typing import Any

from django.utils import timezone

from apps.checkout import services
from apps.checkout.selectors import shipping_zones
from apps.checkout.types import DiscountInfo, DiscountInput, RateInput, ZoneInfo, ZoneInput
from apps.money.types import Money


def euro(amount: str) -> Money:
    return Money.parse(amount, "EUR")


def zone_make(
    store: Any, zone: str, *countries: str, price: str = "3.00", name: str = "Post", **rate: Any
) -> ZoneInfo:
    """A zone with one rate, flat unless told otherwise."""
    made = RateInput(**{"name": name, "kind": "FLAT", "price": euro(price)} | rate)
    return services.shipping_zone_create(
        data=ZoneInput(name=zone, countries=countries, rates=(made,)), store=store
    )


def zone_rate_add(store: Any, zone: str, *, name: str, price: str) -> ZoneInfo:
    """One more flat rate in a zone."""
    found = next(item for item in shipping_zones(currency="EUR") if item.name == zone)
    kept = tuple(
        RateInput(row.name, row.kind, row.price, row.bands, row.free_over, row.is_active, row.id)
        for row in found.rates
    )
    rates = (*kept, RateInput(name=name, kind="FLAT", price=euro(price)))
    return services.shipping_zone_update(
        zone_id=found.id, data=ZoneInput(name=zone, countries=found.countries, rates=rates), store=store
    )


def code_make(store: Any, code: str = "SPRING", **terms: Any) -> DiscountInfo:
    """A code; ten percent unless told otherwise."""
    data = DiscountInput(code=code, kind="PERCENTAGE", percent_milli=10_000)
    return services.discount_create(data=replace(data, **terms), store=store, now=timezone.now())


def tax_make(
    store: Any,
    country: str = "DE",
    percent_milli: int = 19_000,
    *,
    inclusive: bool = True,
    shipping: bool = True,
) -> None:
    services.tax_settings_save(is_inclusive=inclusive, is_shipping_taxed=shipping, store=store)
    services.tax_rate_create(country=country, name="VAT", percent_milli=percent_milli, store=store)
