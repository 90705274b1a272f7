"""What a merchant sets: codes, zones with their rates, taxes; as asked for, as kept, and what is refused."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import TextChoices

from apps.money.types import Money
from tenancy.errors import Conflict, Invalid, NotFound

MAX_RATES = 5  # as many as Stripe shows; more is no choice but a search
MAX_BANDS = 20


class DiscountState(TextChoices):
    """What a code is worth at this moment."""

    ACTIVE = "ACTIVE"
    SCHEDULED = "SCHEDULED"
    ENDED = "ENDED"
    USED_UP = "USED_UP"
    OFF = "OFF"


@dataclass(frozen=True, slots=True)
class DiscountInput:
    """A code as the merchant wants it. `percent_milli` is thousandths of a percent."""

    code: str
    kind: str
    percent_milli: int = 0
    amount: Money | None = None
    minimum: Money | None = None
    usage_limit: int | None = None
    per_customer_limit: int | None = None
    starts_at: datetime | None = None
    ends_at: datetime | None = None
    collection_ids: tuple[UUID, ...] = ()
    product_ids: tuple[UUID, ...] = ()
    is_active: bool = True


@dataclass(frozen=True, slots=True)
class DiscountInfo:
    id: UUID
    code: str
    kind: str
    percent_milli: int
    amount: Money | None
    minimum_spend: Money | None
    usage_limit: int | None
    per_customer_limit: int | None
    times_used: int
    starts_at: datetime | None
    ends_at: datetime | None
    collection_ids: tuple[UUID, ...]
    product_ids: tuple[UUID, ...]
    is_active: bool
    state: str
    created_at: datetime
    updated_at: datetime


@dataclass(frozen=True, slots=True)
class Band:
    """A step of a rate: up to this many grams or minor units (None = without limit) it costs this much."""

    up_to: int | None
    price_minor: int


@dataclass(frozen=True, slots=True)
class RateInput:
    """A way to ship. With `id` it changes the rate of this id, without it a new one is made."""

    name: str
    kind: str
    price: Money | None = None
    bands: tuple[Band, ...] = ()
    free_over: Money | None = None
    is_active: bool = True
    id: UUID | None = None


@dataclass(frozen=True, slots=True)
class ZoneInput:
    """A zone with all its rates, in the order shoppers see them."""

    name: str
    countries: tuple[str, ...] = ()
    is_rest_of_world: bool = False
    rates: tuple[RateInput, ...] = ()


@dataclass(frozen=True, slots=True)
class RateInfo:
    id: UUID
    name: str
    kind: str
    price: Money
    bands: tuple[Band, ...]
    free_over: Money | None
    is_active: bool


@dataclass(frozen=True, slots=True)
class ZoneInfo:
    id: UUID
    name: str
    countries: tuple[str, ...]
    is_rest_of_world: bool
    rates: tuple[RateInfo, ...]


@dataclass(frozen=True, slots=True)
class TaxRateInfo:
    id: UUID
    country: str
    name: str
    percent_milli: int


@dataclass(frozen=True, slots=True)
class TaxSetup:
    """How the store is taxed. Without a rate for a country, nothing is collected there."""

    is_inclusive: bool
    is_shipping_taxed: bool
    rates: tuple[TaxRateInfo, ...]


class DiscountUnknown(NotFound):
    message = "There is no such discount."


class DiscountInvalid(Invalid):
    """A discount that cannot be; `fields` say why."""


class DiscountCodeTaken(Conflict):
    code = "discount_code_taken"
    message = "There is a discount with this code already."


class ZoneUnknown(NotFound):
    message = "There is no such shipping zone."


class ZoneInvalid(Invalid):
    """A zone or rate that cannot be; `fields` say why."""


class TaxRateUnknown(NotFound):
    message = "There is no such tax rate."


class TaxInvalid(Invalid):
    """A tax rate that cannot be; `fields` say why."""


class TaxCountryTaken(Conflict):
    code = "tax_country_taken"
    message = "This country has a tax rate already."
