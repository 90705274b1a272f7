"""Taxes of a store."""

from uuid import UUID

from django.db import IntegrityError, transaction

from apps.audit.services import entry_record
from apps.checkout.addresses import country_names
from apps.checkout.models import TaxRate, TaxSettings
from apps.checkout.selectors.taxes import tax_setup
from apps.checkout.totals import WHOLE
from apps.checkout.types import TaxCountryTaken, TaxInvalid, TaxRateInfo, TaxRateUnknown, TaxSetup
from apps.tenants.types import StoreInfo

LONGEST_NAME = 40


@transaction.atomic
def tax_settings_save(*, is_inclusive: bool, is_shipping_taxed: bool, store: StoreInfo) -> TaxSetup:
    """Set whether prices contain the tax and whether shipping is taxed; orders placed before keep theirs."""
    before = tax_setup()
    TaxSettings.objects.update_or_create(
        pk=1, defaults={"is_inclusive": is_inclusive, "is_shipping_taxed": is_shipping_taxed}
    )
    entry_record(
        verb="tax_settings.changed",
        object_type="tax_settings",
        object_id=store.id,
        store_id=store.id,
        merchant_id=store.merchant_id,
        before={"is_inclusive": before.is_inclusive, "is_shipping_taxed": before.is_shipping_taxed},
        after={"is_inclusive": is_inclusive, "is_shipping_taxed": is_shipping_taxed},
    )
    return tax_setup()


@transaction.atomic
def tax_rate_create(*, country: str, name: str, percent_milli: int, store: StoreInfo) -> TaxRateInfo:
    """Make the tax of a country. Raises TaxInvalid (fields) and TaxCountryTaken."""
    _check(country=country, name=name, percent_milli=percent_milli)
    try:
        with transaction.atomic():
            row = TaxRate.objects.create(
                country=country.upper(), name=name.strip(), percent_milli=percent_milli
            )
    except IntegrityError as error:
        raise TaxCountryTaken from error
    _record("tax_rate.created", row, store)
    return _info(row)


@transaction.atomic
def tax_rate_update(*, tax_rate_id: UUID, name: str, percent_milli: int, store: StoreInfo) -> TaxRateInfo:
    """Change name and percentage of a country's tax. Raises TaxRateUnknown and TaxInvalid."""
    row = _lock(tax_rate_id)
    _check(country=row.country, name=name, percent_milli=percent_milli)
    row.name, row.percent_milli = name.strip(), percent_milli
    row.save(update_fields=["name", "percent_milli"])
    _record("tax_rate.changed", row, store)
    return _info(row)


@transaction.atomic
def tax_rate_delete(*, tax_rate_id: UUID, store: StoreInfo) -> None:
    """Collect nothing in this country from now on. Raises TaxRateUnknown."""
    row = _lock(tax_rate_id)
    _record("tax_rate.deleted", row, store)
    row.delete()


def _lock(tax_rate_id: UUID) -> TaxRate:
    row = TaxRate.objects.select_for_update(of=("self",)).filter(pk=tax_rate_id).first()
    if row is None:
        raise TaxRateUnknown
    return row


def _info(row: TaxRate) -> TaxRateInfo:
    return TaxRateInfo(row.pk, row.country, row.name, row.percent_milli)


def _record(verb: str, row: TaxRate, store: StoreInfo) -> None:
    entry_record(
        verb=verb,
        object_type="tax_rate",
        object_id=row.pk,
        object_label=f"{row.country} {row.name}",
        store_id=store.id,
        merchant_id=store.merchant_id,
        after={"percent_milli": row.percent_milli},
    )


def _check(*, country: str, name: str, percent_milli: int) -> None:
    fields: dict[str, list[str]] = {}
    if country.upper() not in country_names():
        fields["country"] = ["Not a country."]
    if not 1 <= len(name.strip()) <= LONGEST_NAME:
        fields["name"] = [f"1 to {LONGEST_NAME} characters."]
    if not 0 <= percent_milli <= WHOLE:
        fields["percentage"] = ["From 0 to 100."]
    if fields:
        raise TaxInvalid(fields=fields)
