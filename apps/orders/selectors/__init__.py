"""Reads of orders: plain data, counted queries."""

from apps.orders.selectors.customers import (
    CustomerDetail,
    CustomerRow,
    customer_detail,
    customer_order_rows,
    customer_order_stream,
    orders_of_customer,
)
from apps.orders.selectors.lines import SoldLine, sold_lines_stream
from apps.orders.selectors.lookups import (
    OrderDiscount,
    cart_reserved,
    order_discount,
    order_for_cart,
    order_is_paid_by,
    order_payment_reference,
    orders_due,
    orders_exist,
    orders_pending_of_cart,
    placed_view,
)
from apps.orders.selectors.orders import (
    OrderDetail,
    OrderLineInfo,
    OrderRow,
    OrderRows,
    PaymentInfo,
    TimelineEntry,
    order_get,
    order_rows,
    order_status,
)
from apps.orders.selectors.parcels import fulfillment_get, order_has_refunds, refund_get, refunds_unbegun
from apps.orders.selectors.summary import DayFigures, OrderSummary, order_summary
from apps.orders.tokens import order_token, order_token_read

__all__ = [
    "CustomerDetail",
    "CustomerRow",
    "DayFigures",
    "OrderDetail",
    "OrderDiscount",
    "OrderLineInfo",
    "OrderRow",
    "OrderRows",
    "OrderSummary",
    "PaymentInfo",
    "SoldLine",
    "TimelineEntry",
    "cart_reserved",
    "customer_detail",
    "customer_order_rows",
    "customer_order_stream",
    "fulfillment_get",
    "order_discount",
    "order_for_cart",
    "order_get",
    "order_has_refunds",
    "order_is_paid_by",
    "order_payment_reference",
    "order_rows",
    "order_status",
    "order_summary",
    "order_token",
    "order_token_read",
    "orders_due",
    "orders_exist",
    "orders_of_customer",
    "orders_pending_of_cart",
    "placed_view",
    "refund_get",
    "refunds_unbegun",
    "sold_lines_stream",
]
