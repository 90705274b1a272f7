"""The sales ledger: one entry when an order is paid, one for each sum that goes back."""

from datetime import datetime

from django.db.models import Count, Sum

from apps.analytics.models import SaleEntry, SaleLine
from apps.analytics.types import EntryKind
from apps.orders.selectors import OrderDetail


def sale_book(*, order: OrderDetail, now: datetime) -> bool:
    """Book a paid order once; False when it was booked before. Runs in the caller's transaction.

    The gross sum is what was paid, so that the ledger equals the payment provider's to the minor unit.
    """
    tax = order.tax_total.amount_minor
    gross = order.paid_total.amount_minor
    entry, is_new = SaleEntry.objects.get_or_create(
        order_id=order.id,
        kind=EntryKind.SALE,
        sequence=0,
        defaults={
            "order_number": order.number,
            "at": order.payment.paid_at or now,
            "currency": order.currency,
            "gross_minor": gross,
            "tax_minor": tax,
            "shipping_minor": order.shipping_total.amount_minor,
            "discount_minor": order.discount_total.amount_minor,
            "net_minor": gross - tax,
            "items_count": order.items_count,
        },
    )
    if is_new:
        SaleLine.objects.bulk_create(
            SaleLine(
                entry=entry,
                product_id=line.product_id,
                title=line.title[:255],
                quantity=line.quantity,
                total_minor=line.line_total.amount_minor,
            )
            for line in order.lines
        )
    return is_new


def refund_book(*, order: OrderDetail, now: datetime) -> bool:
    """Book what has gone back since the last entry of this order, or come back from the bank; False when nothing.

    Reads the order's own total of refunds, so a refund told twice or two told late end in the same ledger. The tax
    in it is the refund's share of the order's tax, rounded so that a full refund takes back exactly all of it.
    Runs in the caller's transaction.
    """
    refunded = order.refunded_total.amount_minor
    # Two handlers of one order book one after the other.
    list(SaleEntry.objects.select_for_update().filter(order_id=order.id, kind=EntryKind.SALE))
    booked = SaleEntry.objects.filter(order_id=order.id, kind=EntryKind.REFUND).aggregate(
        gross=Sum("gross_minor", default=0), tax=Sum("tax_minor", default=0), entries=Count("pk")
    )
    gross = -refunded - booked["gross"]
    if gross == 0:
        return False
    tax = -tax_share(tax=order.tax_total.amount_minor, part=refunded, whole=order.paid_total.amount_minor)
    tax -= booked["tax"]
    SaleEntry.objects.create(
        order_id=order.id,
        kind=EntryKind.REFUND,
        order_number=order.number,
        at=now,
        currency=order.currency,
        gross_minor=gross,
        tax_minor=tax,
        net_minor=gross - tax,
        sequence=booked["entries"] + 1,
    )
    return True


def tax_share(*, tax: int, part: int, whole: int) -> int:
    """Return the tax in `part` of `whole`, rounded half up; all of it when `part` is the whole or more."""
    if whole <= 0 or part >= whole:
        return tax if part > 0 else 0
    return (2 * tax * part + whole) // (2 * whole)
