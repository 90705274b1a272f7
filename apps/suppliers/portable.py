"""What of suppliers and purchases is taken along."""

from apps.suppliers import models
from tenancy.portable import portable

portable("suppliers", models.Supplier)
portable("offers", models.Offer)
portable("purchase_settings", models.PurchaseSettings)
portable("purchase_orders", models.PurchaseOrder, without=("claim_token", "claimed_until"))
portable("purchase_order_lines", models.PurchaseOrderLine)
portable("purchase_events", models.PurchaseEvent)
