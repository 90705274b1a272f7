"""What sells, as the core tells it to automation. PRC-04, API-06."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from automation.core_client.client import CoreClient
from automation.core_client.types import CoreRejected
from tests.apps.orders.making import pay_order, place_order
from tests.apps.payments.stage import goods  # noqa: F401 - the fixture
from tests.contract.test_core_client import client

pytestmark = pytest.mark.django_db


@pytest.fixture
def lamp(goods: Any) -> Any:  # noqa: F811 - the fixture
    return goods(100)


@pytest.fixture
def core(settings: Any) -> CoreClient:
    settings.CORE_CALLS_IN_TRANSACTION = True  # the test itself is one
    return client(settings.INTERNAL_API_KEYS)


def test_prc_04_the_core_says_what_sold_in_the_last_days(
    core: CoreClient, in_store: Any, store: Any, lamp: Any
) -> None:
    assert core.variants_selling(store_id=store.id, days=7, limit=50) == []

    order = place_order(store=store, product=lamp)
    pay_order(order, store=store, at=timezone.now() - timedelta(days=3))

    (row,) = core.variants_selling(store_id=store.id, days=7, limit=50)
    assert (row.variant_id, row.product_id) == (lamp.variants[0].id, lamp.id)
    assert row.quantity == order.lines.get().quantity
    assert core.variants_selling(store_id=store.id, days=2, limit=50) == []


def test_a_time_that_makes_no_sense_is_refused(core: CoreClient, store: Any) -> None:
    with pytest.raises(CoreRejected):
        core.variants_selling(store_id=store.id, days=0, limit=50)
