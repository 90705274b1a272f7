"""Words of cart and checkout: views, problems with machine codes, refusals."""

from dataclasses import dataclass
from uuid import UUID

from django.db.models import TextChoices

from apps.checkout.totals import DiscountTerms, TaxTerms, Totals
from apps.money.types import Money
from apps.orders.types import percent_text
from tenancy.errors import Conflict, Invalid, NotFound, Refused


class CartStatus(TextChoices):
    """OPEN until an order of it is paid, then COMPLETED: a completed cart is never changed again."""

    OPEN = "OPEN"
    COMPLETED = "COMPLETED"


class DiscountKind(TextChoices):
    PERCENTAGE = "PERCENTAGE"
    AMOUNT = "AMOUNT"
    FREE_SHIPPING = "FREE_SHIPPING"


class ShippingRateKind(TextChoices):
    FLAT = "FLAT"
    BY_WEIGHT = "BY_WEIGHT"
    BY_PRICE = "BY_PRICE"


class ProblemCode(TextChoices):
    """Why a cart cannot be ordered as it stands; stable, one per line or for the whole cart."""

    PRICE_CHANGED = "price_changed"
    GONE = "gone"
    SOLD_OUT = "sold_out"
    LIMITED = "limited"
    CART_EMPTY = "cart_empty"
    SHIPPING_UNAVAILABLE = "shipping_unavailable"
    TOTAL_CHANGED = "total_changed"
    PAYMENT_REFUSED = "payment_refused"
    DISCOUNT_UNKNOWN = "discount_unknown"
    DISCOUNT_OVER = "discount_over"
    DISCOUNT_NOT_YET = "discount_not_yet"
    DISCOUNT_USED_UP = "discount_used_up"
    DISCOUNT_USED_BY_YOU = "discount_used_by_you"
    DISCOUNT_MINIMUM = "discount_minimum"
    DISCOUNT_NOT_FOR_CART = "discount_not_for_cart"


@dataclass(frozen=True, slots=True)
class Problem:
    """One reason, for one line (`line_id`) or the whole cart (None). `message` is for the shopper."""

    code: str
    message: str
    line_id: UUID | None = None
    available: int | None = None
    was: Money | None = None


@dataclass(frozen=True, slots=True)
class CartLineView:
    """A line with today's price. `is_orderable` is False for lines that are gone or sold out."""

    id: UUID
    variant_id: UUID
    product_id: UUID | None
    title: str
    variant_title: str
    handle: str
    sku: str
    image_url: str
    image_alt: str
    quantity: int
    unit_price: Money
    line_total: Money
    stock_left: int | None
    is_orderable: bool
    problems: tuple[Problem, ...]
    cost_minor: int | None = None
    weight_grams: int = 0


@dataclass(frozen=True, slots=True)
class DiscountApplied:
    """A code that holds for a cart: its terms, and the lines they apply to."""

    id: UUID
    code: str
    kind: str
    terms: DiscountTerms
    line_ids: frozenset[UUID]


@dataclass(frozen=True, slots=True)
class CartView:
    """A cart as it would be ordered now. `subtotal` counts the orderable lines only.

    `discount_code` is what the shopper entered; `discount` is there when it holds, else `discount_problem` says why
    not. A code that does not hold is no obstacle to ordering: it just gives nothing.
    """

    id: UUID | None
    lines: tuple[CartLineView, ...]
    items_count: int
    subtotal: Money
    problems: tuple[Problem, ...]
    discount_total: Money
    discount_code: str = ""
    discount: DiscountApplied | None = None
    discount_problem: Problem | None = None
    customer_id: UUID | None = None

    @property
    def goods_minor(self) -> int:
        """What the orderable lines cost after the discount; shipping prices look at it."""
        return self.subtotal.amount_minor - self.discount_total.amount_minor

    @property
    def weight_grams(self) -> int:
        return sum(line.weight_grams for line in self.lines if line.is_orderable)

    @property
    def is_empty(self) -> bool:
        return not self.lines


@dataclass(frozen=True, slots=True)
class CartChange:
    """What a change came to: the cart (made when there was none), its cookie value, what the line holds now.

    `problem` says when less was put in than asked for.
    """

    cart_id: UUID
    token: str
    quantity: int
    problem: Problem | None = None


@dataclass(frozen=True, slots=True)
class ShippingOption:
    """A way to ship this cart to a country, at its price for this cart. Pass `id` to `checkout_start`."""

    id: UUID
    name: str
    price: Money


@dataclass(frozen=True, slots=True)
class TaxInfo:
    """The tax of one country, as the store collects it. `percent` is written out: "19", "8.375"."""

    name: str
    percent_milli: int
    terms: TaxTerms

    @property
    def percent(self) -> str:
        return percent_text(self.percent_milli)

    @property
    def label(self) -> str:
        return f"{self.name} {self.percent} %"


@dataclass(frozen=True, slots=True)
class TaxEstimate:
    """What tax a cart would carry if it went to the store's own country."""

    tax: TaxInfo
    amount: Money


@dataclass(frozen=True, slots=True)
class CheckoutQuote:
    """What the shopper is asked to agree to. Hand `total.amount_minor` back as `expected_total_minor`.

    `countries` are delivered to; `other_countries` are not, and are there so that it can be said.
    """

    cart: CartView
    shipping_options: tuple[ShippingOption, ...]
    shipping: ShippingOption | None
    subtotal: Money
    shipping_total: Money
    discount_total: Money
    tax_total: Money
    total: Money
    countries: tuple[tuple[str, str], ...]
    other_countries: tuple[tuple[str, str], ...]
    tax: TaxInfo | None
    sums: Totals


@dataclass(frozen=True, slots=True)
class CheckoutStarted:
    """Send the shopper to `redirect_url`: Stripe's page, or the order's page when it is already paid."""

    order_id: UUID
    order_token: str
    redirect_url: str


class CartUnknown(NotFound):
    code = "cart_unknown"
    message = "This cart is no longer there."


class CartClosed(Conflict):
    code = "cart_closed"
    message = "This cart has already been ordered."


class CartFull(Refused):
    code = "cart_full"
    message = "A cart holds at most 100 different items."


class QuantityInvalid(Invalid):
    def __init__(self) -> None:
        super().__init__(fields={"quantity": ["A whole number from 1 to 999."]})


class VariantUnavailable(Refused):
    """The variant cannot be put into a cart: `code` is `gone` or `sold_out`."""

    code = "gone"
    message = "This item is no longer available."


class AddressInvalid(Invalid):
    """The contact or address form needs attention; `fields` names each field."""


class CheckoutRefused(Refused):
    """The cart cannot be ordered as it stands; `problems` say why, each with a machine code."""

    code = "checkout_refused"
    message = "Please look at your cart again."

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        self.problems = problems
        super().__init__(problems[0].message if problems else None)


class CheckoutBusy(Conflict):
    """Another tab is changing the same order at this moment."""

    code = "checkout_busy"
    message = "This order is being changed in another window. Try again."
