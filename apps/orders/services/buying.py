"""What an order still wants to be bought: its purchases follow every refund and every parcel sent by hand."""

from datetime import datetime
from uuid import UUID

from django.db.models import Q, Sum

from apps.orders.models import FulfillmentLine, Order
from apps.orders.types import FulfillmentState, PaymentStatus, RefundState
from apps.suppliers import services as suppliers
from apps.suppliers.types import LineWanted

OVER = {
    PaymentStatus.CANCELLED: "The order was cancelled.",
    PaymentStatus.REFUNDED: "The order was refunded.",
}
PART_REFUNDED = "A part of the order was refunded."
SENT_BY_HAND = "The order's parcels were noted by hand."
# How a parcel is named that a purchase brought.
BY_PURCHASE = "purchase:"


def buying_fit(*, order: Order, reason: str, store_id: UUID, now: datetime) -> int:
    """Bring the purchases of an order, which the caller holds, to what it still wants; again changes nothing."""
    is_over = order.payment_status in OVER or _is_all_going_back(order)
    words = OVER.get(PaymentStatus(order.payment_status), OVER[PaymentStatus.REFUNDED]) if is_over else reason
    by_hand = _sent_by_hand(order)
    lines = [
        LineWanted(
            order_line_id=line.pk,
            to_buy=0 if is_over else max(0, line.quantity - line.removed_quantity - by_hand.get(line.pk, 0)),
            kept=0 if is_over else line.quantity - line.removed_quantity,
        )
        for line in order.lines.all()
    ]
    return suppliers.purchases_fit(order_id=order.pk, lines=lines, reason=words, store_id=store_id, now=now)


def _is_all_going_back(order: Order) -> bool:
    """Say whether all that was paid is on its way back, even while the provider has not answered."""
    rows = order.refunds.exclude(state=RefundState.FAILED)
    sum_minor = rows.aggregate(sum=Sum("amount_minor"))["sum"] or 0
    return bool(sum_minor) and sum_minor >= order.paid_minor


def _sent_by_hand(order: Order) -> dict[UUID, int]:
    parcels = Q(fulfillment__order=order) & ~Q(fulfillment__state=FulfillmentState.CANCELLED)
    by_purchase = Q(fulfillment__source_reference__startswith=BY_PURCHASE)
    rows = FulfillmentLine.objects.filter(parcels & (Q(fulfillment__source_reference=None) | ~by_purchase))
    return dict(rows.values_list("order_line_id").annotate(sum=Sum("quantity")).order_by("order_line_id"))
