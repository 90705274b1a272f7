"""Words of pricing: rules, runs, rates, and what can be refused."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from uuid import UUID

from django.db.models import TextChoices

from tenancy.errors import Conflict, Invalid, NotFound, Refused

MAX_RULES = 50
# The provider of a merchant's own exchange rate.
OWN = "MERCHANT"
# How long a rate of the central bank is used when it does not answer.
USABLE = timedelta(days=7)
MAX_TIERS = 10
MAX_LINES = 20_000
MAX_MINOR = 9_999_999_999


class RuleKind(TextChoices):
    MULTIPLIER = "MULTIPLIER"
    FIXED = "FIXED"
    TIERS = "TIERS"


class RuleScope(TextChoices):
    ALL = "ALL"
    COLLECTION = "COLLECTION"
    PRODUCT_TYPE = "PRODUCT_TYPE"
    SUPPLIER = "SUPPLIER"


class RunState(TextChoices):
    PREVIEW = "PREVIEW"
    APPLYING = "APPLYING"
    APPLIED = "APPLIED"
    UNDOING = "UNDOING"
    UNDONE = "UNDONE"
    FAILED = "FAILED"


class LineState(TextChoices):
    """CHANGE and what follows from applying it; the others say why nothing is to change."""

    CHANGE = "CHANGE"
    SAME = "SAME"
    LOCKED = "LOCKED"
    NO_COST = "NO_COST"
    NO_RULE = "NO_RULE"
    BELOW_FLOOR = "BELOW_FLOOR"
    APPLIED = "APPLIED"
    REFUSED = "REFUSED"
    UNDONE = "UNDONE"


@dataclass(frozen=True, slots=True)
class Tier:
    """Costs up to `up_to_minor` (None: all others) times `multiplier` plus `fixed_minor`."""

    up_to_minor: int | None
    multiplier: Decimal
    fixed_minor: int = 0


@dataclass(frozen=True, slots=True)
class Rule:
    """How a price follows from a cost, both in minor units of the store's currency.

    `ending_minor` is what prices end in (99 → x.99), never by going down. `compare_at_multiplier` makes a
    compare-at price out of the price.
    """

    name: str
    kind: str = RuleKind.MULTIPLIER
    multiplier: Decimal = Decimal(2)
    fixed_minor: int = 0
    tiers: tuple[Tier, ...] = ()
    ending_minor: int | None = None
    compare_at_multiplier: Decimal | None = None
    scope: str = RuleScope.ALL
    scope_value: str = ""
    id: UUID | None = None


@dataclass(frozen=True, slots=True)
class Priced:
    """What a rule's scope is matched against."""

    supplier: str = ""
    product_type: str = ""
    collection_ids: tuple[UUID, ...] = ()


@dataclass(frozen=True, slots=True)
class RateUsed:
    """An exchange rate with who said it and when; one unit of `base` is `rate` units of `quote`."""

    base: str
    quote: str
    rate: Decimal
    provider: str
    valid_on: date

    def source(self) -> dict[str, str]:
        """Return what is stored beside a price made with it."""
        return {
            "currency": self.base,
            "rate": f"{self.rate.normalize():f}",
            "provider": self.provider,
            "rate_on": self.valid_on.isoformat(),
        }


@dataclass(frozen=True, slots=True)
class Quote:
    """A price with all it was made of. `rule_name` is "" where no rule applies: then there is no price."""

    cost_minor: int
    price_minor: int | None
    compare_at_minor: int | None
    rule_name: str
    rate: RateUsed | None


class RuleUnknown(NotFound):
    message = "There is no such price rule."


class RunUnknown(NotFound):
    message = "There is no such price run."


class RunNotReady(Conflict):
    code = "price_run_not_ready"
    message = "This price run cannot do that now."


class TooManyRules(Refused):
    code = "too_many_rules"
    message = f"A store has at most {MAX_RULES} price rules."


class TooManyVariants(Refused):
    code = "too_many_variants"
    message = f"A price run covers at most {MAX_LINES} variants. Narrow it to a rule or to products."


class RuleInvalid(Invalid):
    def __init__(self, field: str, sentence: str) -> None:
        super().__init__(fields={field: [sentence]})


class RateUnknown(Exception):
    """No exchange rate between two currencies is known that is young enough to reckon with."""

    def __init__(self, base: str, quote: str) -> None:
        self.base, self.quote = base, quote
        super().__init__(f"no exchange rate from {base} to {quote}")
