"""Zones of a store and their rates."""

from collections.abc import Sequence
from dataclasses import asdict
from itertools import pairwise
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import CharField, F
from django.db.models.functions import Cast

from apps.audit.services import entry_record
from apps.checkout.addresses import country_names
from apps.checkout.models import ShippingRate, ShippingZone, ShippingZoneCountry
from apps.checkout.selectors.shipping import shipping_zone_get
from apps.checkout.types import (
    MAX_BANDS,
    MAX_RATES,
    Band,
    RateInput,
    ShippingRateKind,
    ZoneInfo,
    ZoneInput,
    ZoneInvalid,
    ZoneUnknown,
)
from apps.money.types import Money, exponent
from apps.tenants.types import StoreInfo

REST_NAME = "Rest of the world"
DEFAULT_NAME = "Standard shipping"
DEFAULT_PRICE = 490  # 4.90
DEFAULT_FREE_OVER = 6000  # 60.00
LONGEST_NAME = 80


def _minor(hundredths: int, currency: str) -> int:
    """Scale an amount written in hundredths to the currency's minor unit, whole for currencies without."""
    digits = exponent(currency)
    return hundredths * 10 ** (digits - 2) if digits >= 2 else -(-hundredths // 10 ** (2 - digits))


@transaction.atomic
def shipping_rates_seed(*, currency: str) -> bool:
    """Give a store that has no zone yet one for all countries with a flat rate; says whether it did."""
    if ShippingZone.objects.exists():
        return False
    zone = ShippingZone(name=REST_NAME, is_rest_of_world=True)
    if not ShippingZone.objects.bulk_create([zone], ignore_conflicts=True):
        return False
    row = ShippingZone.objects.filter(pk=zone.pk).first()
    if row is None:  # another worker seeded it at this moment
        return False
    ShippingRate.objects.create(
        zone=row,
        name=DEFAULT_NAME,
        price_minor=_minor(DEFAULT_PRICE, currency),
        free_over_minor=_minor(DEFAULT_FREE_OVER, currency),
    )
    return True


@transaction.atomic
def shipping_zone_create(*, data: ZoneInput, store: StoreInfo) -> ZoneInfo:
    """Make a zone with its rates. Raises ZoneInvalid (fields)."""
    _check(data, currency=store.currency)
    position = ShippingZone.objects.count()
    zone = _zone_write(ShippingZone(position=position), data)
    _countries_write(zone, data.countries)
    _rates_write(zone, data.rates)
    return _told("shipping_zone.created", zone, store)


@transaction.atomic
def shipping_zone_update(*, zone_id: UUID, data: ZoneInput, store: StoreInfo) -> ZoneInfo:
    """Replace a zone's name, countries and rates; rates named by id keep it, missing ones are removed.

    Raises ZoneUnknown and ZoneInvalid.
    """
    zone = _lock(zone_id)
    _check(data, currency=store.currency)
    _zone_write(zone, data)
    _countries_write(zone, data.countries)
    _rates_write(zone, data.rates)
    return _told("shipping_zone.changed", zone, store)


@transaction.atomic
def shipping_zone_delete(*, zone_id: UUID, store: StoreInfo) -> None:
    """Delete a zone with its rates: its countries belong to the rest of the world then. Raises ZoneUnknown."""
    zone = _lock(zone_id)
    _record("shipping_zone.deleted", zone, store)
    zone.delete()


def _lock(zone_id: UUID) -> ShippingZone:
    zone = ShippingZone.objects.select_for_update(of=("self",)).filter(pk=zone_id).first()
    if zone is None:
        raise ZoneUnknown
    return zone


def _told(verb: str, zone: ShippingZone, store: StoreInfo) -> ZoneInfo:
    _record(verb, zone, store)
    return shipping_zone_get(zone_id=zone.pk, currency=store.currency)


def _record(verb: str, zone: ShippingZone, store: StoreInfo) -> None:
    entry_record(
        verb=verb,
        object_type="shipping_zone",
        object_id=zone.pk,
        object_label=zone.name,
        store_id=store.id,
        merchant_id=store.merchant_id,
    )


def _zone_write(zone: ShippingZone, data: ZoneInput) -> ShippingZone:
    zone.name, zone.is_rest_of_world = data.name.strip(), data.is_rest_of_world
    try:
        with transaction.atomic():
            zone.save()
    except IntegrityError as error:
        if "one_rest_of_world" in str(error):
            raise ZoneInvalid(fields={"is_rest_of_world": ["Another zone is it already."]}) from error
        raise ZoneInvalid(fields={"name": ["Another zone has this name."]}) from error
    return zone


def _countries_write(zone: ShippingZone, countries: Sequence[str]) -> None:
    wanted = {code.upper() for code in countries}
    zone.country_rows.exclude(code__in=wanted).delete()
    missing = wanted - set(zone.country_rows.values_list("code", flat=True))
    try:
        with transaction.atomic():
            ShippingZoneCountry.objects.bulk_create(
                ShippingZoneCountry(zone=zone, code=code) for code in sorted(missing)
            )
    except IntegrityError as error:
        taken = ShippingZoneCountry.objects.filter(code__in=missing).values_list("code", flat=True)
        sentence = f"In another zone already: {', '.join(sorted(taken))}."
        raise ZoneInvalid(fields={"countries": [sentence]}) from error


def _rates_write(zone: ShippingZone, rates: Sequence[RateInput]) -> None:
    known = {rate.pk: rate for rate in zone.rates.all()}
    kept = {rate.id for rate in rates if rate.id is not None}
    if kept - known.keys():
        raise ZoneInvalid(fields={"rates": ["One of the rates is not of this zone."]})
    zone.rates.exclude(pk__in=kept).delete()
    # Names may be traded between rates: the old ones step aside first.
    zone.rates.update(name=Cast(F("pk"), CharField(max_length=80)))
    for position, data in enumerate(rates):
        row = known.get(data.id) if data.id else None
        row = row or ShippingRate(zone=zone)
        row.name, row.kind, row.position, row.is_active = (
            data.name.strip(),
            data.kind,
            position,
            data.is_active,
        )
        row.price_minor = data.price.amount_minor if data.price else 0
        row.free_over_minor = data.free_over.amount_minor if data.free_over else None
        row.bands = [asdict(band) for band in data.bands]
        row.save()


def _check(data: ZoneInput, *, currency: str) -> None:
    fields: dict[str, list[str]] = {}
    if not data.name.strip() or len(data.name.strip()) > LONGEST_NAME:
        fields["name"] = [f"1 to {LONGEST_NAME} characters."]
    unknown = sorted({code.upper() for code in data.countries} - country_names().keys())
    if unknown:
        fields["countries"] = [f"Not a country: {', '.join(unknown[:5])}."]
    elif data.is_rest_of_world and data.countries:
        fields["countries"] = ["The rest of the world names no countries."]
    elif not data.is_rest_of_world and not data.countries:
        fields["countries"] = ["Name at least one country."]
    said = _rates_problem(data.rates, currency=currency)
    if said:
        fields["rates"] = [said]
    if fields:
        raise ZoneInvalid(fields=fields)


def _rates_problem(rates: Sequence[RateInput], *, currency: str) -> str:
    names = [rate.name.strip() for rate in rates]
    if len(rates) > MAX_RATES:
        return f"At most {MAX_RATES} rates in a zone."
    if len(set(names)) < len(names) or not all(0 < len(name) <= LONGEST_NAME for name in names):
        return f"Every rate has a name of its own, up to {LONGEST_NAME} characters."
    return next(filter(None, (_rate_problem(rate, currency=currency) for rate in rates)), "")


def _rate_problem(rate: RateInput, *, currency: str) -> str:
    amounts: list[Money] = [money for money in (rate.price, rate.free_over) if money is not None]
    if any(money.currency != currency for money in amounts):
        return f"Amounts of this store are in {currency}."
    if any(money.amount_minor < 0 for money in amounts):
        return f"{rate.name}: no amount is below zero."
    if rate.kind == ShippingRateKind.FLAT:
        return "" if rate.price is not None else f"{rate.name}: give a price."
    return _bands_problem(rate.name, rate.bands)


def _bands_problem(name: str, bands: Sequence[Band]) -> str:
    if not 1 <= len(bands) <= MAX_BANDS:
        return f"{name}: 1 to {MAX_BANDS} steps."
    if any(band.price_minor < 0 for band in bands):
        return f"{name}: no amount is below zero."
    limits = [band.up_to for band in bands]
    bounded = [limit for limit in limits if limit is not None]
    is_open_inside = None in limits[:-1]
    is_rising = all(one < other for one, other in pairwise(bounded))
    if is_open_inside or not is_rising or any(limit < 1 for limit in bounded):
        return f"{name}: steps rise, and only the last may be without a limit."
    return ""
