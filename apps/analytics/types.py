"""Words and refusals of analytics."""

from dataclasses import dataclass
from datetime import date

from django.db.models import TextChoices

from tenancy.errors import Invalid, NotFound, Refused

LONGEST_DAYS = 366


class EntryKind(TextChoices):
    SALE = "SALE"
    REFUND = "REFUND"


class Stage(TextChoices):
    """How far a visit came; each stage includes the ones before it."""

    VISIT = "VISIT"
    CART = "CART"
    CHECKOUT = "CHECKOUT"
    PAID = "PAID"


class Medium(TextChoices):
    DIRECT = "DIRECT"
    SEARCH = "SEARCH"
    SOCIAL = "SOCIAL"
    AI = "AI"
    EMAIL = "EMAIL"
    ADVERT = "ADVERT"
    REFERRAL = "REFERRAL"


class ExportKind(TextChoices):
    SALES = "SALES"
    ENTRIES = "ENTRIES"
    PRODUCTS = "PRODUCTS"
    SOURCES = "SOURCES"
    # All there is, whatever the period: what a merchant takes along.
    CATALOG = "CATALOG"
    ORDERS = "ORDERS"
    CUSTOMERS = "CUSTOMERS"
    # One archive of every table and picture.
    EVERYTHING = "EVERYTHING"


# Kinds that hold all there is, whatever the period. Besides `analytics.export`, whoever asks for these or fetches
# them must be allowed to read what is in them.
RIGHTS_OF_EXPORT: dict[str, tuple[str, ...]] = {
    ExportKind.CATALOG: ("products.read",),
    ExportKind.ORDERS: ("orders.read",),
    ExportKind.CUSTOMERS: ("customers.read",),
    ExportKind.EVERYTHING: (
        "customers.read", "orders.read", "products.read", "discounts.read", "content.read", "suppliers.read",
        "pricing.read", "store.read",
    ),
}  # fmt: skip


class ExportState(TextChoices):
    QUEUED = "QUEUED"
    READY = "READY"
    FAILED = "FAILED"
    EXPIRED = "EXPIRED"


@dataclass(frozen=True, slots=True)
class Period:
    """Days of the store's own calendar, both ends included."""

    first: date
    last: date

    @property
    def days(self) -> int:
        return (self.last - self.first).days + 1


@dataclass(frozen=True, slots=True)
class Scope:
    """What every report is about: days, and the store's money and clock."""

    period: Period
    currency: str
    time_zone: str


class PeriodInvalid(Invalid):
    def __init__(self, sentence: str) -> None:
        super().__init__(fields={"to": [sentence]})


class ExportUnknown(NotFound):
    message = "There is no such export, or its file has been deleted. Ask for a new one."


class ExportFailed(Refused):
    """A file cannot be made, however often it is tried; the sentence is shown beside it."""

    code = "export_failed"
