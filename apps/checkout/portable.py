"""What of discounts, shipping and taxes is taken along."""

from apps.checkout import models
from tenancy.portable import left_out, portable

portable("discounts", models.Discount)
portable("discount_uses", models.DiscountUse)
portable("shipping_zones", models.ShippingZone)
portable("shipping_zone_countries", models.ShippingZoneCountry)
portable("shipping_rates", models.ShippingRate)
portable("tax_settings", models.TaxSettings)
portable("tax_rates", models.TaxRate)
left_out("carts", models.Cart, "Unfinished baskets; they live in shoppers' browsers and end by themselves.")
left_out("cart_lines", models.CartLine, "What lies in unfinished baskets.")
