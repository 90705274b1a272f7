"""Carts, discounts, shipping and tax of one store (store schema)."""

from apps.checkout.models.carts import Cart, CartLine
from apps.checkout.models.discounts import Discount, DiscountUse
from apps.checkout.models.shipping import ShippingRate, ShippingZone, ShippingZoneCountry
from apps.checkout.models.taxes import TaxRate, TaxSettings

__all__ = [
    "Cart",
    "CartLine",
    "Discount",
    "DiscountUse",
    "ShippingRate",
    "ShippingZone",
    "ShippingZoneCountry",
    "TaxRate",
    "TaxSettings",
]
