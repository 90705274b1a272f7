"""Exchange rates: the merchant's own first, else the central bank's, each kept with provider and day."""

from datetime import datetime, timedelta
from decimal import Decimal

from django.db import transaction

from automation.pricing.models import ExchangeRate
from automation.pricing.rate_feed import PROVIDER, RatesAway, rates_fetch
from automation.pricing.types import OWN, USABLE, RateUnknown, RateUsed

# Asked anew after this.
FRESH = timedelta(hours=12)


def rate_get(*, base: str, quote: str, now: datetime) -> RateUsed:
    """Return the rate to reckon with. Raises RateUnknown when none is younger than a week.

    A rate of the merchant's own counts until it is taken away. Does HTTP at most every twelve hours a pair, so
    it is never called inside a transaction.
    """
    if base == quote:
        return RateUsed(base=base, quote=quote, rate=Decimal(1), provider="SAME", valid_on=now.date())
    own = ExchangeRate.objects.filter(base=base, quote=quote, provider=OWN).order_by("-fetched_at").first()
    if own is not None:
        return _used(own)
    known = ExchangeRate.objects.filter(base=base, quote=quote, provider=PROVIDER)
    newest = known.order_by("-fetched_at", "-pk").first()
    if newest is None or newest.fetched_at < now - FRESH:
        newest = _ask(base=base, quote=quote, now=now) or newest
    if newest is None or newest.fetched_at < now - USABLE:
        raise RateUnknown(base, quote)
    return _used(newest)


def _used(row: ExchangeRate) -> RateUsed:
    return RateUsed(
        base=row.base, quote=row.quote, rate=row.rate, provider=row.provider, valid_on=row.valid_on
    )


def _ask(*, base: str, quote: str, now: datetime) -> ExchangeRate | None:
    try:
        rates = rates_fetch()
    except RatesAway:
        return None
    rate = rates.between(base=base, quote=quote)
    if rate is None or rate <= 0:
        return None
    row, _ = ExchangeRate.objects.update_or_create(
        base=base,
        quote=quote,
        provider=PROVIDER,
        valid_on=rates.on,
        defaults={"rate": rate, "fetched_at": now},
    )
    return row


@transaction.atomic
def rate_set(*, base: str, quote: str, rate: Decimal | None, now: datetime) -> None:
    """Set the merchant's own rate, or take it away with None."""
    ExchangeRate.objects.filter(base=base, quote=quote, provider=OWN).delete()
    if rate is not None:
        ExchangeRate.objects.create(
            base=base, quote=quote, provider=OWN, rate=rate, valid_on=now.date(), fetched_at=now
        )
