"""A world to research: two suppliers in memory, interest and talk that are set by the test."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Any

from automation.pricing.types import RateUnknown, RateUsed
from automation.research.sources import Sources
from automation.research.types import Mentions, SourceAway, SourceNotConnected, TrendSeries
from automation.suppliers.catalogue import SupplierNotConnected
from automation.suppliers.fake import FakeSupplier, fake_product


@dataclass
class World:
    """`suppliers` by provider (a missing one is not connected); `away` names sources that do not answer."""

    suppliers: dict[str, FakeSupplier] = field(default_factory=dict)
    away: set[str] = field(default_factory=set)
    off: set[str] = field(default_factory=set)
    interest: tuple[float, ...] = (10.0,) * 16
    asked: list[tuple[str, str]] = field(default_factory=list)

    @property
    def sources(self) -> Sources:
        return Sources(catalogue=self._catalogue, trend=self._trend, mentions=self._mentions, rate=self._rate)

    def _catalogue(self, provider: str) -> Any:
        if provider in self.away:
            raise SourceAway(f"{provider} does not answer")
        if provider not in self.suppliers:
            raise SupplierNotConnected("not connected")
        self.asked.append((provider, "catalogue"))
        return self.suppliers[provider]

    def _trend(self, term: str, geo: str, now: datetime) -> TrendSeries:
        self._check("TRENDS", term)
        return TrendSeries("SERPAPI", "RELATIVE_0_100", term, self.interest, now)

    def _mentions(self, term: str, now: datetime) -> Mentions:
        self._check("REDDIT", term)
        return Mentions(term, 8, 300, ({"title": "Nice lamp", "score": 3},), now)

    def _rate(self, base: str, quote: str, now: datetime) -> RateUsed:
        if "RATES" in self.off:
            raise RateUnknown(base, quote)
        return RateUsed(base=base, quote=quote, rate=Decimal("0.90"), provider="ECB", valid_on=now.date())

    def _check(self, source: str, term: str) -> None:
        if source in self.off:
            raise SourceNotConnected
        if source in self.away:
            raise SourceAway(f"{source} does not answer")
        self.asked.append((source, term))


def supplier(provider: str, *titles: str, start: int = 1, **changes: Any) -> FakeSupplier:
    """Return a supplier that sells these titles."""
    made = FakeSupplier(provider=provider)
    for number, title in enumerate(titles, start=start):
        product = fake_product(number, provider=provider, title=title, **changes)
        made.products[product.product_id] = product
    return made


def work_off(run_id: Any, *, store: Any, world: World, now: Callable[[], datetime]) -> None:
    """Do what the task does, with a clock of the test, to the end."""
    from automation.research import services

    for _ in range(500):
        while services.step_work_next(run_id=run_id, store=store, sources=world.sources, now=now()):
            pass
        if services.run_settle(run_id=run_id, now=now()) is None:
            return
    raise AssertionError("the run does not end")
