"""Handlers with a time of their own: said where they subscribe, told to the broker when their lane is woken."""

import pytest

from apps.outbox.registry import HANDLERS, subscribe, time_limits
from apps.tenants.events import StoreActivated


def test_a_lane_has_the_time_its_handler_asked_for() -> None:
    assert time_limits("analytics.on_export_requested_make_file") == {
        "soft_time_limit": 1_800,
        "time_limit": 1_810,
    }
    assert time_limits("analytics.on_order_paid_book_sale") == {}
    assert time_limits("of.another.version") == {}


def test_a_transaction_is_never_given_that_time() -> None:
    before = dict(HANDLERS)

    with pytest.raises(ValueError, match="atomic=False"):
        subscribe(StoreActivated, seconds=600)
    assert before == HANDLERS
