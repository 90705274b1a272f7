"""Orders, their parcels and their refunds (store schema). Amounts are minor units of the order's currency."""

from apps.orders.models.fulfillments import Fulfillment, FulfillmentLine, TrackingNumber
from apps.orders.models.orders import Order, OrderCounter, OrderEvent, OrderLine
from apps.orders.models.refunds import Refund, RefundLine

__all__ = [
    "Fulfillment",
    "FulfillmentLine",
    "Order",
    "OrderCounter",
    "OrderEvent",
    "OrderLine",
    "Refund",
    "RefundLine",
    "TrackingNumber",
]
