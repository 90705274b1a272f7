"""The European Central Bank's reference rates: one small XML file a working day, in units per euro."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation

from django.conf import settings

from automation.suppliers.fetch import url_fetch
from automation.suppliers.fetch_errors import FetchFailed

PROVIDER = "ECB"
MAX_BYTES = 256 * 1024
_DAY = re.compile(r"<Cube\s+time=['\"](\d{4}-\d{2}-\d{2})['\"]")
_RATE = re.compile(r"<Cube\s+currency=['\"]([A-Z]{3})['\"]\s+rate=['\"]([0-9]{1,12}(?:\.[0-9]{1,10})?)['\"]")


class RatesAway(Exception):
    """The rates could not be had, or not be understood."""


@dataclass(frozen=True, slots=True)
class DayRates:
    """Units of each currency for one euro, of one day."""

    on: date
    per_euro: dict[str, Decimal]

    def between(self, *, base: str, quote: str) -> Decimal | None:
        """Return what one unit of `base` is in `quote`, to ten decimals; None for an unlisted currency."""
        of = self.per_euro | {"EUR": Decimal(1)}
        if base not in of or quote not in of:
            return None
        return (of[quote] / of[base]).quantize(Decimal("1E-10"))


def rates_fetch() -> DayRates:
    """Fetch the newest reference rates. Raises RatesAway."""
    try:
        document = url_fetch(
            url=settings.ECB_RATES_URL,
            accept=("text/xml", "application/xml"),
            max_bytes=MAX_BYTES,
            allowed_origins=frozenset(settings.FETCH_ALLOWED_ORIGINS),
        )
    except FetchFailed as error:
        raise RatesAway(error.message) from error
    return rates_read(text=document.body.decode("utf-8", "replace"))


def rates_read(*, text: str) -> DayRates:
    """Read the file; it is flat, so two patterns read it and no entity of it is ever expanded."""
    day = _DAY.search(text)
    try:
        rates = {code: Decimal(rate) for code, rate in _RATE.findall(text)}
        on = date.fromisoformat(day[1]) if day else None
    except (InvalidOperation, ValueError) as error:
        raise RatesAway("The rates could not be understood.") from error
    good = {code: rate for code, rate in rates.items() if rate > 0}
    if on is None or not good:
        raise RatesAway("The rates could not be understood.")
    return DayRates(on=on, per_euro=good)
