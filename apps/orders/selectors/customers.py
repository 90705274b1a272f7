"""Customers with what they ordered."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from itertools import batched
from typing import Any
from uuid import UUID

from django.db.models import Count, F, Max, Q, Sum

from apps.customers.selectors import CustomerRows, customer_get, customer_list, customers_stream
from apps.customers.types import CustomerInfo
from apps.money.types import Money
from apps.orders.models import Order
from apps.orders.selectors.orders import OrderRow, OrderRows
from apps.orders.types import CustomerUnknown, PaymentStatus

BOUGHT = (PaymentStatus.PAID, PaymentStatus.PARTIALLY_REFUNDED, PaymentStatus.REFUNDED)


@dataclass(frozen=True, slots=True)
class CustomerRow:
    """A customer in a list. `spent` is what was paid less what went back; unpaid orders do not count."""

    id: UUID
    email: str
    name: str
    phone: str
    is_verified: bool
    created_at: datetime
    orders_count: int
    spent: Money
    last_order_at: datetime | None


@dataclass(frozen=True, slots=True)
class CustomerDetail:
    customer: CustomerRow
    orders: tuple[OrderRow, ...]


class CustomerOrderRows:
    """A sliceable list: one query to count, two per slice."""

    def __init__(self, rows: CustomerRows, *, currency: str) -> None:
        self._rows, self._currency = rows, currency

    def __len__(self) -> int:
        return len(self._rows)

    def __getitem__(self, part: slice) -> list[CustomerRow]:
        return _rows(self._rows[part], currency=self._currency)


def _rows(customers: list[CustomerInfo], *, currency: str) -> list[CustomerRow]:
    sums: dict[Any, Mapping[str, Any]] = {
        row["customer_id"]: row
        for row in Order.objects.filter(
            customer_id__in=[item.id for item in customers], payment_status__in=BOUGHT
        )
        .order_by()
        .values("customer_id")
        .annotate(
            count=Count("pk"),
            spent=Sum(F("paid_minor") - F("refunded_minor"), filter=Q(currency=currency)),
            last=Max("placed_at"),
        )
    }
    nothing: dict[str, Any] = {"count": 0, "spent": 0, "last": None}
    return [_row(item, sums.get(item.id, nothing), currency) for item in customers]


def _row(item: CustomerInfo, found: Mapping[str, Any], currency: str) -> CustomerRow:
    return CustomerRow(
        id=item.id,
        email=item.email,
        name=item.name,
        phone=item.phone,
        is_verified=item.is_verified,
        created_at=item.created_at,
        orders_count=found["count"],
        spent=Money(found["spent"] or 0, currency),
        last_order_at=found["last"],
    )


def customer_order_rows(*, search: str = "", currency: str) -> CustomerOrderRows:
    """Return the store's customers with their totals, newest first, to be read by slices."""
    return CustomerOrderRows(customer_list(search=search), currency=currency)


def customer_order_stream(*, currency: str, piece: int = 500) -> Iterator[CustomerRow]:
    """Yield every customer of the store with their totals, newest first; `piece` are in memory at a time.

    Nobody is left out or told twice while others come and go. One statement, and one for each piece.
    """
    for part in batched(customers_stream(piece=piece), piece, strict=False):
        yield from _rows(list(part), currency=currency)


def customer_detail(*, customer_id: UUID, currency: str) -> CustomerDetail:
    """Return a customer with totals and the latest 50 orders. Three queries. Raises CustomerUnknown."""
    found = customer_get(customer_id=customer_id)
    if found is None:
        raise CustomerUnknown
    [row] = _rows([found], currency=currency)
    return CustomerDetail(customer=row, orders=orders_of_customer(customer_id=customer_id))


def orders_of_customer(*, customer_id: UUID, is_bought: bool = False) -> tuple[OrderRow, ...]:
    """Return a customer's latest 50 orders, newest first; `is_bought` leaves out the unpaid. One query."""
    rows = Order.objects.filter(customer_id=customer_id)
    if is_bought:
        rows = rows.filter(payment_status__in=(*BOUGHT, PaymentStatus.ON_HOLD))
    return tuple(OrderRows(rows)[0:50])
