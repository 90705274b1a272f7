"""Figures for the dashboard's first page. Days are the store's own."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.db.models import Count, F, Sum
from django.db.models.functions import TruncDate

from apps.money.types import Money
from apps.orders.models import Order
from apps.orders.types import PaymentStatus

DAYS = 7
# Money on hold is not earned yet.
COUNTED = (PaymentStatus.PAID, PaymentStatus.PARTIALLY_REFUNDED, PaymentStatus.REFUNDED)


@dataclass(frozen=True, slots=True)
class DayFigures:
    """Orders paid on one day and what came in for them, less what went back since."""

    date: date
    orders: int
    revenue: Money


@dataclass(frozen=True, slots=True)
class OrderSummary:
    today: DayFigures
    last_7_days: tuple[DayFigures, ...]
    unfulfilled: int


def order_summary(*, currency: str, time_zone: str, now: datetime) -> OrderSummary:
    """Return the last seven days, today last, and how many paid orders wait to be sent. Two queries."""
    zone = _zone(time_zone)
    today = now.astimezone(zone).date()
    first = today - timedelta(days=DAYS - 1)
    start = datetime.combine(first, time.min, tzinfo=zone)
    rows = (
        Order.objects.paid_between(start, now + timedelta(seconds=1))
        .filter(currency=currency, payment_status__in=COUNTED)
        .order_by()
        .annotate(day=TruncDate("paid_at", tzinfo=zone))
        .values("day")
        .annotate(orders=Count("pk"), revenue=Sum(F("paid_minor") - F("refunded_minor")))
        .values_list("day", "orders", "revenue")
    )
    found = {day: (orders, revenue) for day, orders, revenue in rows}
    days = tuple(
        DayFigures(day, found.get(day, (0, 0))[0], Money(found.get(day, (0, 0))[1], currency))
        for day in (first + timedelta(days=offset) for offset in range(DAYS))
    )
    return OrderSummary(
        today=days[-1], last_7_days=days, unfulfilled=Order.objects.waiting_for_fulfilment().count()
    )


def _zone(name: str) -> ZoneInfo:
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError):
        return ZoneInfo("UTC")
