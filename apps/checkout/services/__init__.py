"""Writes of cart and checkout."""

from apps.checkout.services.carts import cart_add, cart_prices_seen, cart_remove, cart_set
from apps.checkout.services.claims import discount_keep, discount_release
from apps.checkout.services.codes import (
    cart_discount_remove,
    cart_discount_set,
    discount_create,
    discount_delete,
    discount_update,
)
from apps.checkout.services.contacts import cart_contact_note, carts_forget
from apps.checkout.services.expiry import orders_expire_due
from apps.checkout.services.ordering import cart_close_for_order, checkout_start
from apps.checkout.services.shipping import (
    shipping_rates_seed,
    shipping_zone_create,
    shipping_zone_delete,
    shipping_zone_update,
)
from apps.checkout.services.taxes import (
    tax_rate_create,
    tax_rate_delete,
    tax_rate_update,
    tax_settings_save,
)
from apps.checkout.services.visits import (
    CartRestored,
    CartSignedIn,
    cart_restore,
    cart_sign_in,
    carts_prune,
)

__all__ = [
    "CartRestored",
    "CartSignedIn",
    "cart_add",
    "cart_close_for_order",
    "cart_contact_note",
    "cart_discount_remove",
    "cart_discount_set",
    "cart_prices_seen",
    "cart_remove",
    "cart_restore",
    "cart_set",
    "cart_sign_in",
    "carts_forget",
    "carts_prune",
    "checkout_start",
    "discount_create",
    "discount_delete",
    "discount_keep",
    "discount_release",
    "discount_update",
    "orders_expire_due",
    "shipping_rates_seed",
    "shipping_zone_create",
    "shipping_zone_delete",
    "shipping_zone_update",
    "tax_rate_create",
    "tax_rate_delete",
    "tax_rate_update",
    "tax_settings_save",
]
