"""What of orders is taken along."""

from apps.orders import models
from tenancy.portable import portable

portable("orders", models.Order, without=("fingerprint",))
portable("order_lines", models.OrderLine)
portable("order_events", models.OrderEvent)
portable("order_counter", models.OrderCounter)
portable("fulfillments", models.Fulfillment)
portable("fulfillment_lines", models.FulfillmentLine)
portable("tracking_numbers", models.TrackingNumber)
portable("refunds", models.Refund)
portable("refund_lines", models.RefundLine)
