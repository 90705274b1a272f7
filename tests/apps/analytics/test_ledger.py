"""ANA-01: sales by the store's own days, net of refunds and tax; every number opens its rows."""

from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.db import transaction
from hypothesis import given
from hypothesis import strategies as st

from apps.analytics import selectors, services
from apps.analytics.models import SaleEntry
from apps.analytics.services.ledger import tax_share
from apps.analytics.types import Period, PeriodInvalid, Scope
from apps.money.types import Money
from apps.orders.models import Order
from apps.orders.selectors import order_get
from apps.orders.services import refunds_record
from apps.orders.types import RefundFacts, RefundState
from tests.apps.orders.making import pay_order, place_order
from tests.conftest import Person

pytestmark = pytest.mark.django_db
MAY = Period(date(2026, 5, 1), date(2026, 5, 31))


def in_may(time_zone: str = "UTC") -> Scope:
    return Scope(period=MAY, currency="EUR", time_zone=time_zone)


def sold(store: Any, product: Any, *, at: datetime, **changes: Any) -> Order:
    order = place_order(store=store, product=product, **changes)
    pay_order(order, store=store, at=at)
    services.sale_book(order=order_get(order_id=order.pk, store_url=""), now=at)
    return order


def give_back(
    order: Order,
    minor: int,
    *,
    store: Any,
    at: datetime,
    reference: str = "re_1",
    state: str = RefundState.SUCCEEDED,
) -> None:
    """Record a refund as the payment provider reports it."""
    fact = RefundFacts(reference=reference, state=state, amount=Money(minor, "EUR"), created_at=at)
    refunds_record(order_id=order.pk, facts=(fact,), store_id=store.id, now=at)


def refunded(order: Order, minor: int, *, store: Any, at: datetime, **facts: Any) -> bool:
    with transaction.atomic():
        give_back(order, minor, store=store, at=at, **facts)
        return services.refund_book(order=order_get(order_id=order.pk, store_url=""), now=at)


def test_ana_01_a_day_is_the_stores_own(in_store: Any, store: Any, lamp: Any) -> None:
    """23:30 UTC on 4 May is 5 May in Berlin and 4 May in New York."""
    order = sold(store, lamp, at=datetime(2026, 5, 4, 23, 30, tzinfo=UTC))

    berlin = selectors.sales_report(scope=in_may("Europe/Berlin"))
    york = selectors.sales_report(scope=in_may("America/New_York"))

    assert [day.date for day in berlin.days if day.orders] == [date(2026, 5, 5)]
    assert [day.date for day in york.days if day.orders] == [date(2026, 5, 4)]
    assert berlin.total.gross == york.total.gross == Money(order.total_minor, "EUR")
    assert len(berlin.days) == 31


def test_ana_01_net_is_without_refunds_and_tax(in_store: Any, store: Any, lamp: Any) -> None:
    at = datetime(2026, 5, 10, 12, tzinfo=UTC)
    subtotal = lamp.variants[0].price.amount_minor
    order = sold(store, lamp, at=at, tax_minor=300, total_minor=subtotal + 490 + 300)
    paid = order.total_minor

    assert refunded(order, 100, store=store, at=at)
    assert refunded(order, paid - 100, store=store, at=at, reference="re_2")

    total = selectors.sales_report(scope=in_may()).total
    assert total.gross == Money(paid, "EUR")
    assert total.refunds == Money(-paid, "EUR")
    assert total.tax == total.net == Money(0, "EUR")
    assert total.orders == 1


def test_ana_01_told_twice_or_late_nothing_is_booked_twice(in_store: Any, store: Any, lamp: Any) -> None:
    at = datetime(2026, 5, 10, 12, tzinfo=UTC)
    order = sold(store, lamp, at=at)

    assert not services.sale_book(order=order_get(order_id=order.pk, store_url=""), now=at)
    assert refunded(order, 150, store=store, at=at)
    assert not refunded(order, 150, store=store, at=at)

    assert sorted(SaleEntry.objects.values_list("kind", "gross_minor")) == [
        ("REFUND", -150),
        ("SALE", order.total_minor),
    ]


def test_ana_01_a_refund_the_bank_sent_back_is_booked_back(
    in_store: Any, store: Any, lamp: Any, deliver: Any
) -> None:
    at = datetime(2026, 5, 10, 12, tzinfo=UTC)
    order = sold(store, lamp, at=at)
    for state in (RefundState.SUCCEEDED, RefundState.FAILED):
        with transaction.atomic():
            give_back(order, 150, store=store, at=at, state=state)
        deliver()
    with transaction.atomic():
        give_back(order, 150, store=store, at=at, reference="re_2")
    deliver()

    gross = SaleEntry.objects.filter(kind="REFUND").order_by("sequence").values_list("gross_minor", flat=True)
    assert list(gross) == [-150, 150, -150]


def test_ana_01_each_number_opens_its_rows(in_store: Any, store: Any, lamp: Any) -> None:
    orders = [sold(store, lamp, at=datetime(2026, 5, day, 9, tzinfo=UTC)) for day in (1, 2, 2)]
    refunded(orders[0], 200, store=store, at=datetime(2026, 5, 2, 10, tzinfo=UTC))
    second = Period(date(2026, 5, 2), date(2026, 5, 2))

    report = selectors.sales_report(scope=Scope(second, "EUR", "UTC"))
    rows = selectors.entries_of(scope=Scope(second, "EUR", "UTC"))[:100]

    assert sum(row.net.amount_minor for row in rows) == report.total.net.amount_minor
    assert sum(row.kind == "SALE" for row in rows) == report.total.orders == 2
    assert {row.order_id for row in rows if row.kind == "REFUND"} == {orders[0].pk}


def test_ana_01_a_paid_order_reaches_the_ledger_by_its_event(
    in_store: Any, store: Any, lamp: Any, deliver: Any
) -> None:
    order = place_order(store=store, product=lamp)
    pay_order(order, store=store)
    deliver()
    with transaction.atomic():
        give_back(order, 120, store=store, at=order.placed_at)
    deliver()
    deliver()

    assert list(SaleEntry.objects.order_by("kind").values_list("kind", "gross_minor")) == [
        ("REFUND", -120),
        ("SALE", order.total_minor),
    ]


def test_ana_01_what_sold_best_comes_first(in_store: Any, store: Any, lamp: Any) -> None:
    at = datetime(2026, 5, 10, 12, tzinfo=UTC)
    sold(store, lamp, at=at, quantity=2)
    sold(store, lamp, at=at)

    (row,) = selectors.top_products(scope=in_may(), limit=5)

    assert (row.product_id, row.quantity, row.orders) == (lamp.id, 3, 2)
    assert row.total == Money(3 * lamp.variants[0].price.amount_minor, "EUR")


def test_ana_01_the_report_costs_two_queries_whatever_was_sold(
    in_store: Any, store: Any, lamp: Any, django_assert_num_queries: Any
) -> None:
    for day in (1, 2, 3):
        sold(store, lamp, at=datetime(2026, 5, day, 9, tzinfo=UTC))

    with django_assert_num_queries(2):
        selectors.sales_report(scope=in_may("Europe/Berlin"))


@given(
    tax=st.integers(0, 10**9), whole=st.integers(1, 10**10), parts=st.lists(st.integers(1, 10**9), max_size=8)
)
def test_tax_of_refunds_adds_up_to_the_tax_of_the_order(tax: int, whole: int, parts: list[int]) -> None:
    """Refund after refund the tax given back grows, never passes the order's tax, and ends in all of it."""
    back, taken = 0, 0
    for part in [*parts, whole]:
        back = min(back + part, whole)
        share = tax_share(tax=tax, part=back, whole=whole)
        assert taken <= share <= tax
        taken = share
    assert taken == tax


def test_a_period_backwards_or_over_a_year_is_refused() -> None:
    today = date(2026, 5, 10)

    assert selectors.period_of(first=None, last=None, today=today) == Period(date(2026, 4, 11), today)
    for first, last in ((date(2026, 5, 2), date(2026, 5, 1)), (date(2024, 1, 1), date(2026, 1, 1))):
        with pytest.raises(PeriodInvalid):
            selectors.period_of(first=first, last=last, today=today)


def test_the_api_answers_the_report_and_refuses_bad_periods(store: Any, owner: Person) -> None:
    address = f"/api/v1/stores/{store.id}/analytics/sales"

    fine = owner.client().get(address, {"from": "2026-05-01", "to": "2026-05-31"})
    backwards = owner.client().get(address, {"from": "2026-05-02", "to": "2026-05-01"})
    garbage = owner.client().get(address, {"from": "yesterday"})

    assert fine.json()["data"]["total"]["net"] == {"amount": "0.00", "currency": "EUR"}
    assert backwards.json()["error"]["fields"] == {"to": ["The last day is before the first."]}
    assert garbage.status_code == 400
    assert "from" in garbage.json()["error"]["fields"]
