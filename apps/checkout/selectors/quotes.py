"""What ordering a cart would cost."""

from uuid import UUID

from apps.checkout.addresses import country_names
from apps.checkout.pricing import lines_totals
from apps.checkout.selectors.carts import cart_view
from apps.checkout.selectors.shipping import shippable_countries, shipping_options
from apps.checkout.selectors.taxes import tax_of_country
from apps.checkout.types import CartView, CheckoutQuote, TaxEstimate
from apps.money.types import Money


def checkout_quote(
    *, cart_id: UUID | None, country: str, shipping_method: str | None, currency: str, locale: str = "en"
) -> CheckoutQuote:
    """Return what ordering this cart to `country` would cost, with the ways to ship. At most 12 queries.

    `shipping_method` is a ShippingOption's id; unknown or None takes the first option.
    """
    cart = cart_view(cart_id=cart_id, currency=currency)
    options = shipping_options(
        country=country, goods_minor=cart.goods_minor, weight_grams=cart.weight_grams, currency=currency
    )
    chosen = next((option for option in options if str(option.id) == shipping_method), None)
    shipping = chosen or next(iter(options), None)
    tax = tax_of_country(country=country)
    sums = lines_totals(
        cart.lines,
        shipping_minor=shipping.price.amount_minor if shipping else 0,
        discount=cart.discount,
        tax=tax,
    )
    countries = shippable_countries(locale=locale)
    reached = {code for code, _ in countries}
    return CheckoutQuote(
        cart=cart,
        shipping_options=options,
        shipping=shipping,
        subtotal=Money(sums.subtotal_minor, currency),
        shipping_total=Money(sums.shipping_minor, currency),
        discount_total=Money(sums.discount_minor, currency),
        tax_total=Money(sums.tax_minor, currency),
        total=Money(sums.total_minor, currency),
        countries=countries,
        other_countries=tuple(item for item in country_names(locale).items() if item[0] not in reached),
        tax=tax,
        sums=sums,
    )


def tax_estimate(*, cart: CartView, country: str, currency: str) -> TaxEstimate | None:
    """Return the tax on a cart's goods if they go to `country`, None where none is collected. Two queries."""
    tax = tax_of_country(country=country)
    if tax is None:
        return None
    sums = lines_totals(cart.lines, discount=cart.discount, tax=tax)
    return TaxEstimate(tax=tax, amount=Money(sums.tax_minor, currency))
