"""Orders and their parcels."""

from typing import Any
from uuid import UUID

from tests.apps.orders.making import pay_order, place_order
from tests.isolation.scope import Bodies, Ids

AFTER = ("catalog",)


def make(store: Any, ids: Ids) -> Ids:
    from django.utils import timezone

    from apps.catalog.selectors import product_get
    from apps.money.types import Money
    from apps.orders import services
    from apps.orders.types import LinePieces, RefundWish

    product = product_get(product_id=UUID(ids["product_id"]))
    order = place_order(store=store, product=product, quantity=2)
    pay_order(order, store=store)
    line = order.lines.get()
    parcel = services.fulfillment_create(
        order_id=order.pk, lines=(LinePieces(line.pk, 1),), store_id=store.id, now=timezone.now()
    )
    wish = RefundWish(amount=Money(100, order.currency))
    refund = services.refund_open(order_id=order.pk, wish=wish, store_id=store.id, now=timezone.now())
    services.refund_wait(refund_id=refund.id, reason="Waiting.", now=timezone.now())
    return {
        "order_id": str(order.pk),
        "order_line_id": str(line.pk),
        "fulfillment_id": str(parcel.id),
        "refund_id": str(refund.id),
        "customer_id": str(order.customer_id),
    }


BODIES: Bodies = {
    "orderCancelPost": lambda _: {"reason": "intruder"},
    "fulfillmentListPost": lambda ids: {"lines": [{"order_line_id": ids["order_line_id"], "quantity": 1}]},
    "fulfillmentDetailPatch": lambda _: {"tracking_numbers": [{"number": "INTRUDER-1"}]},
    "fulfillmentCancelPost": lambda _: None,
    "refundListPost": lambda ids: {"lines": [{"order_line_id": ids["order_line_id"], "quantity": 1}]},
    "refundWithdrawPost": lambda _: None,
    "refundQuotePost": lambda ids: {"lines": [{"order_line_id": ids["order_line_id"], "quantity": 1}]},
}
# A paid order is not cancelled; its payment was never at Stripe.
REFUSED = {"orderCancelPost", "refundListPost"}
