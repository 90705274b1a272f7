"""Customers with what they bought, as merchants see them."""

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from apps.orders.models import Order
from tests.apps.orders.making import pay_order, place_order

pytestmark = pytest.mark.django_db


@pytest.fixture
def path(store: Any) -> str:
    return f"/api/v1/stores/{store.id}/customers"


def test_totals_count_paid_orders_less_refunds(
    in_store: Any, goods: Any, owner_client: Any, path: str
) -> None:
    mug = goods(9)
    for _ in range(2):
        pay_order(place_order(store=in_store, product=mug, email="Ana@example.com"), store=in_store)
    Order.objects.filter(number=1001).update(refunded_minor=500, payment_status="PARTIALLY_REFUNDED")
    place_order(store=in_store, product=mug, email="ana@example.com")
    place_order(store=in_store, product=mug, email="bo@example.com", name="Bo")

    rows = owner_client.get(path).json()

    assert rows["total"] == 2
    bo, ana = rows["data"]
    assert (ana["email"], ana["orders_count"], ana["spent"]["amount"]) == ("Ana@example.com", 2, "22.80")
    assert (bo["orders_count"], bo["spent"]["amount"], bo["last_order_at"]) == (0, "0.00", None)
    detail = owner_client.get(f"{path}/{ana['id']}").json()["data"]
    assert [row["number"] for row in detail["orders"]] == [1003, 1002, 1001]
    assert detail["customer"] == ana
    assert [row["email"] for row in owner_client.get(path, {"search": "BO"}).json()["data"]] == [
        "bo@example.com"
    ]


def test_a_page_costs_the_same_for_one_and_for_many(
    in_store: Any, goods: Any, owner_client: Any, path: str
) -> None:
    mug, counts = goods(9), []
    owner_client.get(path)
    for place in range(3):
        place_order(store=in_store, product=mug, email=f"c{place}@example.com")
        with CaptureQueriesContext(connection) as queries:
            owner_client.get(path)
        counts.append(len(queries))
    assert len(set(counts)) == 1


def test_an_unknown_customer(owner_client: Any, path: str) -> None:
    answer = owner_client.get(f"{path}/01a20000-0000-7000-8000-000000000000")
    assert (answer.status_code, answer.json()["error"]["code"]) == (404, "not_found")
