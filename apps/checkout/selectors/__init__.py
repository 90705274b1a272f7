"""Reads of cart and checkout. Prices always come from the catalog, at this moment."""

from apps.checkout.selectors.carts import cart_exists, cart_items_count, cart_view, view_of
from apps.checkout.selectors.discounts import DiscountRows, discount_get, discount_list
from apps.checkout.selectors.interest import carts_with_variant
from apps.checkout.selectors.machine import MachineCart, MachineCartLine, cart_for_machine
from apps.checkout.selectors.quotes import checkout_quote, tax_estimate
from apps.checkout.selectors.shipping import (
    shippable_countries,
    shipping_is_set,
    shipping_options,
    shipping_zone_get,
    shipping_zones,
)
from apps.checkout.selectors.taxes import tax_is_decided, tax_of_country, tax_setup
from apps.checkout.tokens import cart_cookie_name, cart_token, cart_token_read

__all__ = [
    "DiscountRows",
    "MachineCart",
    "MachineCartLine",
    "cart_cookie_name",
    "cart_exists",
    "cart_for_machine",
    "cart_items_count",
    "cart_token",
    "cart_token_read",
    "cart_view",
    "carts_with_variant",
    "checkout_quote",
    "discount_get",
    "discount_list",
    "shippable_countries",
    "shipping_is_set",
    "shipping_options",
    "shipping_zone_get",
    "shipping_zones",
    "tax_estimate",
    "tax_is_decided",
    "tax_of_country",
    "tax_setup",
    "view_of",
]
