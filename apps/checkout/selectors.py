"""Reads of cart and checkout. Prices always come from the catalog, at this moment."""

from collections.abc import Iterable
from uuid import UUID

from apps.catalog.selectors import variants_for_cart
from apps.catalog.types import CartVariant
from apps.checkout.addresses import country_names
from apps.checkout.models import Cart, CartLine, ShippingRate
from apps.checkout.pricing import line_view, lines_totals
from apps.checkout.tokens import cart_cookie_name, cart_token, cart_token_read
from apps.checkout.types import (
    CartStatus,
    CartView,
    CheckoutQuote,
    Problem,
    ProblemCode,
    ShippingOption,
)
from apps.money.types import Money
from apps.orders.selectors import cart_reserved

__all__ = [
    "cart_cookie_name",
    "cart_items_count",
    "cart_token",
    "cart_token_read",
    "cart_view",
    "checkout_quote",
    "shippable_countries",
    "shipping_options",
]


def cart_items_count(*, cart_id: UUID | None) -> int:
    """Return how many pieces an open cart holds, 0 for none. One query."""
    if cart_id is None:
        return 0
    quantities = CartLine.objects.filter(cart_id=cart_id, cart__status=CartStatus.OPEN)
    return sum(quantities.values_list("quantity", flat=True))


def cart_view(*, cart_id: UUID | None, currency: str) -> CartView:
    """Return an open cart as it would be ordered now, or an empty view. At most four queries.

    Lines carry problems: `price_changed` since the shopper last saw it, `gone`, `sold_out`, `limited`. What the
    shopper's own unpaid order reserves counts as available to them.
    """
    lines = list(_lines(cart_id)) if cart_id else []
    return view_of(cart_id=cart_id if lines else None, lines=lines, currency=currency)


def _lines(cart_id: UUID) -> Iterable[CartLine]:
    return CartLine.objects.filter(cart_id=cart_id, cart__status=CartStatus.OPEN).order_by("added_at", "pk")


def view_of(*, cart_id: UUID | None, lines: list[CartLine], currency: str) -> CartView:
    """Return the view of lines already read."""
    if not lines or cart_id is None:
        empty = Problem(code=ProblemCode.CART_EMPTY, message="Your cart is empty.")
        return CartView(id=cart_id, lines=(), items_count=0, subtotal=Money(0, currency), problems=(empty,))
    variants: dict[UUID, CartVariant] = variants_for_cart(variant_ids=[line.variant_id for line in lines])
    own = cart_reserved(cart_id=cart_id)
    views = tuple(
        line_view(
            line=line,
            variant=variants.get(line.variant_id),
            own=own.get(line.variant_id, 0),
            currency=currency,
        )
        for line in lines
    )
    return CartView(
        id=cart_id,
        lines=views,
        items_count=sum(line.quantity for line in views),
        subtotal=Money(lines_totals(views).subtotal_minor, currency),
        problems=tuple(problem for line in views for problem in line.problems),
    )


def shippable_countries(*, locale: str = "en") -> tuple[tuple[str, str], ...]:
    """Return `(code, name)` of every country some active rate ships to, by name. One query."""
    names = country_names(locale)
    allowed = _countries_of(list(ShippingRate.objects.filter(is_active=True)))
    return tuple((code, name) for code, name in names.items() if allowed is None or code in allowed)


def _countries_of(rates: list[ShippingRate]) -> frozenset[str] | None:
    """Return the union of the rates' countries; None means every country."""
    if any(not rate.countries for rate in rates):
        return None
    return frozenset(code for rate in rates for code in rate.countries)


def shipping_options(*, country: str, subtotal_minor: int, currency: str) -> tuple[ShippingOption, ...]:
    """Return the ways to ship a cart of this subtotal to a country, cheapest place first. One query."""
    rates = ShippingRate.objects.filter(is_active=True).order_by("position", "price_minor", "pk")
    return tuple(
        ShippingOption(id=rate.id, name=rate.name, price=Money(_price(rate, subtotal_minor), currency))
        for rate in rates
        if not rate.countries or country in rate.countries
    )


def _price(rate: ShippingRate, subtotal_minor: int) -> int:
    if rate.free_over_minor is not None and subtotal_minor >= rate.free_over_minor:
        return 0
    return rate.price_minor


def checkout_quote(
    *, cart_id: UUID | None, country: str, shipping_method: str | None, currency: str, locale: str = "en"
) -> CheckoutQuote:
    """Return what ordering this cart to `country` would cost, with the ways to ship. At most six queries.

    `shipping_method` is a ShippingOption's id; unknown or None takes the first option.
    """
    cart = cart_view(cart_id=cart_id, currency=currency)
    options = shipping_options(country=country, subtotal_minor=cart.subtotal.amount_minor, currency=currency)
    chosen = next((option for option in options if str(option.id) == shipping_method), None)
    shipping = chosen or next(iter(options), None)
    sums = lines_totals(cart.lines, shipping_minor=shipping.price.amount_minor if shipping else 0)
    return CheckoutQuote(
        cart=cart,
        shipping_options=options,
        shipping=shipping,
        subtotal=Money(sums.subtotal_minor, currency),
        shipping_total=Money(sums.shipping_minor, currency),
        discount_total=Money(sums.discount_minor, currency),
        tax_total=Money(sums.tax_minor, currency),
        total=Money(sums.total_minor, currency),
        countries=shippable_countries(locale=locale),
    )


def cart_exists(*, cart_id: UUID) -> bool:
    """Say whether this cart is open in the current store. One query."""
    return Cart.objects.filter(pk=cart_id, status=CartStatus.OPEN).exists()
