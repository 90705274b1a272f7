"""Words of cart and checkout: views, problems with machine codes, refusals."""

from dataclasses import dataclass
from uuid import UUID

from django.db.models import TextChoices

from apps.money.types import Money
from tenancy.errors import Conflict, Invalid, NotFound, Refused


class CartStatus(TextChoices):
    """OPEN until an order of it is paid, then COMPLETED: a completed cart is never changed again."""

    OPEN = "OPEN"
    COMPLETED = "COMPLETED"


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


@dataclass(frozen=True, slots=True)
class CartView:
    """A cart as it would be ordered now. `subtotal` counts the orderable lines only."""

    id: UUID | None
    lines: tuple[CartLineView, ...]
    items_count: int
    subtotal: Money
    problems: tuple[Problem, ...]

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
class CheckoutQuote:
    """What the shopper is asked to agree to. Hand `total.amount_minor` back as `expected_total_minor`."""

    cart: CartView
    shipping_options: tuple[ShippingOption, ...]
    shipping: ShippingOption | None
    subtotal: Money
    shipping_total: Money
    discount_total: Money
    tax_total: Money
    total: Money
    countries: tuple[tuple[str, str], ...]


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
