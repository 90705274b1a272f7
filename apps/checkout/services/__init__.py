"""Writes of cart and checkout."""

from apps.checkout.services.carts import cart_add, cart_prices_seen, cart_remove, cart_set
from apps.checkout.services.expiry import orders_expire_due
from apps.checkout.services.ordering import cart_close_for_order, checkout_start
from apps.checkout.services.shipping import shipping_rate_create, shipping_rates_seed

__all__ = [
    "cart_add",
    "cart_close_for_order",
    "cart_prices_seen",
    "cart_remove",
    "cart_set",
    "checkout_start",
    "orders_expire_due",
    "shipping_rate_create",
    "shipping_rates_seed",
]
