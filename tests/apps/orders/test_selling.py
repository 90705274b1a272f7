"""What sold lately, for syncs that look after it hourly. PRC-04."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from apps.orders.models import OrderLine
from apps.orders.selectors.selling import variants_selling
from tests.apps.orders.making import pay_order, place_order

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 5, 10, 12, tzinfo=UTC)


@pytest.fixture
def lamp(goods: Any) -> Any:
    return goods(100)


def test_prc_04_what_was_paid_for_lately_counts_by_pieces(
    in_store: Any, store: Any, lamp: Any, django_assert_num_queries: Any
) -> None:
    for days in (1, 2, 9):
        pay_order(place_order(store=store, product=lamp), store=store, at=NOW - timedelta(days=days))
    place_order(store=store, product=lamp)
    pieces = OrderLine.objects.filter(order__paid_at__gte=NOW - timedelta(days=7))

    with django_assert_num_queries(1):
        rows = variants_selling(since=NOW - timedelta(days=7), limit=10)

    assert [(row.variant_id, row.product_id) for row in rows] == [(lamp.variants[0].id, lamp.id)]
    assert rows[0].quantity == sum(line.quantity for line in pieces) == 2 * pieces[0].quantity
    assert variants_selling(since=NOW, limit=10) == []
    pieces.update(removed_quantity=1, refunded_quantity=1)
    left = variants_selling(since=NOW - timedelta(days=7), limit=10)
    assert sum(row.quantity for row in left) == rows[0].quantity - 2
