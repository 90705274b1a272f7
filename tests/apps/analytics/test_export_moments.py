"""POR-01: what is taken along is of one moment; people who come and go meanwhile hide nobody."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import connection, connections
from django.db.utils import InternalError

from apps.catalog.services import product_create
from apps.customers.models import Customer
from apps.orders.models import Order
from apps.orders.selectors import customer_order_stream, sold_lines_stream
from tenancy.context import store_context
from tenancy.portable import one_moment
from tests.apps.catalog.samples import shirt_input
from tests.apps.orders.making import place_order

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)


def customers_make(count: int) -> list[str]:
    """Make customers and return their addresses, newest first; two of each minute, so that places are shared."""
    Customer.objects.bulk_create(
        Customer(
            email=f"c{number}@example.com",
            created_at=NOON - timedelta(minutes=number // 2),
            updated_at=NOON,
        )
        for number in range(count)
    )
    return list(Customer.objects.order_by("-created_at", "pk").values_list("email", flat=True))


@pytest.mark.django_db
def test_por_01_a_customer_erased_meanwhile_hides_nobody(in_store: Any) -> None:
    expected = customers_make(12)
    reading = customer_order_stream(currency="EUR", piece=4)

    seen = [next(reading).email for _ in range(3)]
    Customer.objects.filter(email__in=[expected[0], expected[6]]).delete()
    Customer.objects.create(email="new@example.com", created_at=NOON + timedelta(1), updated_at=NOON)
    seen += [row.email for row in reading]

    assert seen == expected


@pytest.mark.django_db
def test_por_01_an_order_deleted_meanwhile_hides_none(in_store: Any, store: Any, lamp: Any) -> None:
    orders = [place_order(store=store, product=lamp) for _ in range(6)]
    reading = sold_lines_stream(piece=2)

    seen = [next(reading).number]
    Order.objects.filter(pk__in=[orders[0].pk, orders[3].pk]).delete()
    seen += [line.number for line in reading]

    assert seen == [order.number for order in orders]


@pytest.mark.django_db(transaction=True)
def test_por_01_two_tables_read_one_after_the_other_are_of_one_moment(in_store: Any) -> None:
    """With real commits by somebody else between the two."""
    expected = customers_make(10)

    def meanwhile() -> None:
        try:
            with store_context(in_store.schema_name):
                Customer.objects.filter(email=expected[5]).delete()
                product_create(data=shirt_input())
        finally:
            connections.close_all()

    with one_moment():
        reading = customer_order_stream(currency="EUR", piece=4)
        seen = [next(reading).email]
        with ThreadPoolExecutor(1) as pool:
            pool.submit(meanwhile).result()
        seen += [row.email for row in reading]
        with connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM catalog_product")
            products = cursor.fetchone()

    assert seen == expected
    assert products == (0,)
    assert Customer.objects.count() == 9


@pytest.mark.django_db(transaction=True)
def test_por_01_nothing_is_written_in_that_moment(in_store: Any) -> None:
    with pytest.raises(InternalError, match="read-only transaction"), one_moment():
        customers_make(1)
    assert not Customer.objects.exists()
