"""What tax a country asks for."""

from apps.checkout.models import TaxRate, TaxSettings
from apps.checkout.totals import TaxTerms
from apps.checkout.types import TaxInfo, TaxRateInfo, TaxSetup


def tax_of_country(*, country: str) -> TaxInfo | None:
    """Return the tax the store collects in a country, None for none. Two queries at most."""
    rate = TaxRate.objects.filter(country=country).first()
    if rate is None:
        return None
    terms = _settings()
    return TaxInfo(
        name=rate.name,
        percent_milli=rate.percent_milli,
        terms=TaxTerms(
            rate_milli=rate.percent_milli,
            is_inclusive=terms.is_inclusive,
            is_on_shipping=terms.is_shipping_taxed,
        ),
    )


def _settings() -> TaxSettings:
    return TaxSettings.objects.first() or TaxSettings()


def tax_setup() -> TaxSetup:
    """Return the store's tax settings and rates by country. Two queries."""
    terms = _settings()
    rates = TaxRate.objects.order_by("country")
    return TaxSetup(
        is_inclusive=terms.is_inclusive,
        is_shipping_taxed=terms.is_shipping_taxed,
        rates=tuple(TaxRateInfo(row.pk, row.country, row.name, row.percent_milli) for row in rates),
    )


def tax_is_decided() -> bool:
    """Say whether somebody has said which tax this store collects, be it none. Two queries at most."""
    return TaxRate.objects.exists() or TaxSettings.objects.exists()
