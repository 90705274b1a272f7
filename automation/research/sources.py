"""The outside world as a run sees it: who can be asked, in one place, so that a test can put another world there."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from automation.connections.selectors import catalogue_for
from automation.pricing.services.rates import rate_get
from automation.pricing.types import RateUsed
from automation.research.models import UploadedTrend
from automation.research.reddit import mentions_read
from automation.research.trends import RELATIVE, UPLOADED, trend_read
from automation.research.types import Mentions, SourceNotConnected, TrendSeries
from automation.suppliers.catalogue import SupplierCatalogue

TRENDS, REDDIT = "TRENDS", "REDDIT"


@dataclass(frozen=True)
class Sources:
    """`catalogue(provider)` of the current store, interest in a term, talk about a term, exchange rates."""

    catalogue: Callable[[str], SupplierCatalogue]
    trend: Callable[[str, str, datetime], TrendSeries]
    mentions: Callable[[str, datetime], Mentions]
    rate: Callable[[str, str, datetime], RateUsed]


def _trend(term: str, geo: str, now: datetime) -> TrendSeries:
    """Ask the platform's source; without one take what the merchant uploaded."""
    try:
        return trend_read(term=term, geo=geo, now=now)
    except SourceNotConnected:
        row = UploadedTrend.objects.filter(term__iexact=term).first()
        if row is None:
            raise
        return TrendSeries(UPLOADED, RELATIVE, term, tuple(row.values), row.uploaded_at)


def sources_real() -> Sources:
    """Return the real sources of the current store."""
    return Sources(
        catalogue=lambda provider: catalogue_for(provider=provider),
        trend=_trend,
        mentions=lambda term, now: mentions_read(term=term, now=now),
        rate=lambda base, quote, now: rate_get(base=base, quote=quote, now=now),
    )
