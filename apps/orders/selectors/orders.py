"""Reads of orders: plain data, counted queries."""

from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urljoin
from uuid import UUID

from apps.money.types import Money
from apps.orders.models import Order, OrderLine
from apps.orders.querysets import OrderQuerySet
from apps.orders.selectors.parcels import fulfillment_info, refund_info
from apps.orders.tokens import order_token_read
from apps.orders.types import Address, FulfillmentInfo, OrderUnknown, RefundInfo, RefundState, percent_text


@dataclass(frozen=True, slots=True)
class OrderRow:
    """One order in a list."""

    id: UUID
    number: int
    placed_at: datetime
    email: str
    customer_name: str
    payment_status: str
    fulfillment_status: str
    delivery_status: str
    items_count: int
    total: Money


@dataclass(frozen=True, slots=True)
class OrderLineInfo:
    id: UUID
    product_id: UUID
    variant_id: UUID
    title: str
    variant_title: str
    sku: str
    quantity: int
    unit_price: Money
    line_total: Money
    image_url: str
    discount_total: Money
    tax_total: Money
    fulfilled_quantity: int
    refunded_quantity: int
    unfulfilled_quantity: int


@dataclass(frozen=True, slots=True)
class TimelineEntry:
    at: datetime
    type: str
    message: str


@dataclass(frozen=True, slots=True)
class PaymentInfo:
    provider: str
    reference: str
    status: str
    paid_at: datetime | None


@dataclass(frozen=True, slots=True)
class OrderDetail:
    """Everything about one order. Picture addresses are absolute."""

    id: UUID
    number: int
    placed_at: datetime
    email: str
    customer_name: str
    payment_status: str
    fulfillment_status: str
    delivery_status: str
    hold_reason: str
    items_count: int
    lines: tuple[OrderLineInfo, ...]
    shipping_address: Address
    billing_address: Address
    shipping_method: str
    subtotal: Money
    shipping_total: Money
    tax_total: Money
    discount_total: Money
    total: Money
    paid_total: Money
    refunded_total: Money
    refundable: Money
    shipping_refundable: Money
    discount_code: str
    tax_name: str
    tax_percent: str
    is_tax_inclusive: bool
    currency: str
    locale: str
    note: str
    cancel_reason: str
    expires_at: datetime | None
    timeline: tuple[TimelineEntry, ...]
    payment: PaymentInfo
    fulfillments: tuple[FulfillmentInfo, ...]
    refunds: tuple[RefundInfo, ...]


def order_rows(
    *, search: str = "", payment_status: str = "", fulfillment_status: str = "", delivery_status: str = ""
) -> "OrderRows":
    """Return the store's orders, newest first, as a lazy sequence of OrderRow for paging.

    Two queries a page (count, rows). Unknown statuses match nothing.
    """
    rows = Order.objects.matching(search)
    if payment_status:
        rows = rows.filter(payment_status=payment_status)
    if fulfillment_status:
        rows = rows.filter(fulfillment_status=fulfillment_status)
    if delivery_status:
        rows = rows.filter(delivery_status=delivery_status)
    return OrderRows(rows)


class OrderRows:
    """A sliceable list of orders that reads only the columns and rows shown."""

    def __init__(self, rows: OrderQuerySet) -> None:
        self._rows = rows

    def __len__(self) -> int:
        return self._rows.count()

    def __getitem__(self, part: slice) -> list[OrderRow]:
        columns = (
            "id",
            "number",
            "placed_at",
            "email",
            "customer_name",
            "payment_status",
            "fulfillment_status",
            "delivery_status",
            "items_count",
            "total_minor",
            "currency",
        )
        rows = self._rows.newest_first().values_list(*columns)[part]
        return [
            OrderRow(**dict(zip(columns[:9], row[:9], strict=True)), total=Money(row[9], row[10]))
            for row in rows
        ]


def order_get(*, order_id: UUID, store_url: str) -> OrderDetail:
    """Return one order with lines, parcels, refunds and timeline; at most eight queries. Raises OrderUnknown."""
    row = Order.objects.filter(pk=order_id).first()
    if row is None:
        raise OrderUnknown
    return _detail(row, store_url=store_url)


def _detail(row: Order, *, store_url: str) -> OrderDetail:
    def money(minor: int) -> Money:
        return Money(minor, row.currency)

    parcels = row.fulfillments.prefetch_related("lines", "tracking_numbers").order_by("number")
    refunds = list(row.refunds.prefetch_related("lines").order_by("created_at", "pk"))
    counting = [refund for refund in refunds if refund.state != RefundState.FAILED]
    shipping_tax = 0 if row.is_tax_inclusive else row.shipping_tax_minor
    shipping_left = row.shipping_minor + shipping_tax - sum(item.shipping_minor for item in counting)
    return OrderDetail(
        id=row.pk,
        number=row.number,
        placed_at=row.placed_at,
        email=row.email,
        customer_name=row.customer_name,
        payment_status=row.payment_status,
        fulfillment_status=row.fulfillment_status,
        delivery_status=row.delivery_status,
        hold_reason=row.hold_reason,
        items_count=row.items_count,
        lines=tuple(_line(line, row, store_url) for line in row.lines.order_by("position")),
        shipping_address=Address(**row.shipping_address),
        billing_address=Address(**row.billing_address),
        shipping_method=row.shipping_method,
        subtotal=money(row.subtotal_minor),
        shipping_total=money(row.shipping_minor),
        tax_total=money(row.tax_minor),
        discount_total=money(row.discount_minor),
        total=money(row.total_minor),
        paid_total=money(row.paid_minor),
        refunded_total=money(row.refunded_minor),
        refundable=money(row.paid_minor - sum(item.amount_minor for item in counting)),
        shipping_refundable=money(shipping_left),
        discount_code=row.discount_code,
        tax_name=row.tax_name,
        tax_percent=percent_text(row.tax_percent_milli),
        is_tax_inclusive=row.is_tax_inclusive,
        currency=row.currency,
        locale=row.locale,
        note=row.note,
        cancel_reason=row.cancel_reason,
        expires_at=row.expires_at,
        timeline=tuple(
            TimelineEntry(at=item.at, type=item.type, message=item.message)
            for item in row.timeline.order_by("at", "pk")
        ),
        payment=PaymentInfo(
            provider=row.payment_provider,
            reference=row.payment_reference,
            status=row.payment_status,
            paid_at=row.paid_at,
        ),
        fulfillments=tuple(fulfillment_info(row=parcel) for parcel in parcels),
        refunds=tuple(refund_info(row=refund, currency=row.currency) for refund in refunds),
    )


def _line(line: OrderLine, order: Order, store_url: str) -> OrderLineInfo:
    return OrderLineInfo(
        id=line.pk,
        product_id=line.product_id,
        variant_id=line.variant_id,
        title=line.title,
        variant_title=line.variant_title,
        sku=line.sku,
        quantity=line.quantity,
        unit_price=Money(line.unit_price_minor, order.currency),
        line_total=Money(line.line_total_minor, order.currency),
        image_url=urljoin(f"{store_url}/", line.image_url) if line.image_url else "",
        discount_total=Money(line.discount_minor, order.currency),
        tax_total=Money(line.tax_minor, order.currency),
        fulfilled_quantity=line.fulfilled_quantity,
        refunded_quantity=line.refunded_quantity,
        unfulfilled_quantity=line.quantity - line.fulfilled_quantity - line.removed_quantity,
    )


def order_status(*, token: str, store_url: str) -> OrderDetail | None:
    """Return the order of a status page's token, or None for a token that is not of this store."""
    order_id = order_token_read(token=token)
    row = Order.objects.filter(pk=order_id).first() if order_id else None
    return _detail(row, store_url=store_url) if row else None
