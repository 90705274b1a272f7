"""Unpaid orders end by themselves and free their stock. STO-06, F10, ORD-16."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from apps.checkout import services, tasks
from apps.checkout.models import ShippingRate
from apps.orders.models import Order
from apps.outbox.models import OutboxEvent
from apps.payments.models import PaymentSession
from apps.payments.selectors import stores_with_due_sessions
from tenancy.context import public_context
from tests.apps.payments.stage import Shopper, Stripe, stock_of

pytestmark = pytest.mark.django_db
LATER = timedelta(minutes=32)


def test_sto_06_due_orders_end_and_their_pages_are_closed(
    shopper: Shopper, goods: Any, stripe_server: Stripe
) -> None:
    mug = goods(5)
    started = shopper.add(mug, 2).start()
    session_id = str(shopper.session(started).session_id)
    later = timezone.now() + LATER

    assert services.orders_expire_due(store_id=shopper.store.id, now=timezone.now()) == 0
    assert services.orders_expire_due(store_id=shopper.store.id, now=later) == 1
    assert services.orders_expire_due(store_id=shopper.store.id, now=later) == 0

    assert (Order.objects.get().payment_status, stock_of(mug)) == ("EXPIRED", (5, 0))
    assert stripe_server.session(session_id).status == "expired"
    assert OutboxEvent.objects.filter(name="order.expired").count() == 1
    assert stores_with_due_sessions(now=later) == []


def test_f10_an_order_paid_without_a_webhook_is_not_expired_but_paid(
    shopper: Shopper, goods: Any, stripe_server: Stripe
) -> None:
    mug = goods(5)
    started = shopper.add(mug, 2).start()
    stripe_server.pay(str(shopper.session(started).session_id))

    assert services.orders_expire_due(store_id=shopper.store.id, now=timezone.now() + LATER) == 0

    assert (Order.objects.get().payment_status, stock_of(mug)) == ("PAID", (3, 0))


def test_an_attempt_that_never_reached_stripe_ends_too(
    shopper: Shopper, goods: Any, stripe_server: Stripe
) -> None:
    """As after a kill between the order's commit and the call to Stripe."""
    mug = goods(5)
    shopper.add(mug, 2).start()
    PaymentSession.objects.update(status="CREATING", session_id=None, url="")
    later = timezone.now() + LATER
    assert stores_with_due_sessions(now=later) == [shopper.store.id]

    assert services.orders_expire_due(store_id=shopper.store.id, now=later) == 1

    assert (Order.objects.get().payment_status, stock_of(mug)) == ("EXPIRED", (5, 0))
    assert stores_with_due_sessions(now=later) == []


def test_an_order_whose_session_was_closed_to_change_it_ends_too(
    shopper: Shopper, goods: Any, stripe_server: Stripe
) -> None:
    """As after a kill between closing the old session and changing the order."""
    mug = goods(5)
    shopper.add(mug, 2).start()
    PaymentSession.objects.update(status="SUPERSEDED")
    later = timezone.now() + LATER
    assert stores_with_due_sessions(now=later) == [shopper.store.id]

    assert services.orders_expire_due(store_id=shopper.store.id, now=later) == 1
    assert stores_with_due_sessions(now=later) == []


def test_h8_stock_is_freed_while_stripe_is_away(shopper: Shopper, goods: Any, stripe_server: Stripe) -> None:
    mug = goods(9)
    for _ in range(3):
        Shopper(store=shopper.store, rate=shopper.rate).add(mug).start()
    stripe_server.break_down(kind="status", status=500)
    before = len(stripe_server.calls("/expire"))

    assert services.orders_expire_due(store_id=shopper.store.id, now=timezone.now() + LATER) == 3

    assert stock_of(mug) == (9, 0)
    assert len(stripe_server.calls("/expire")) - before <= 2  # asked for one order, with one retry


def test_the_beat_task_goes_to_stores_with_something_due_only(
    shopper: Shopper, goods: Any, stripe_server: Stripe, other_store: Any, monkeypatch: Any
) -> None:
    sent: list[str] = []
    monkeypatch.setattr(tasks, "fan_out", lambda task, schemas, spread: sent.extend(schemas) or len(schemas))
    shopper.add(goods(5)).start()
    with public_context():
        assert tasks.expire_orders() == 0
        PaymentSession.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
        assert tasks.expire_orders() == 1
    assert sent == [shopper.store.schema_name]

    Order.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    assert tasks.expire_orders_of_store(schema_name=shopper.store.schema_name) == 1


def test_a_new_store_gets_one_default_rate_once(in_store: Any) -> None:
    assert services.shipping_rates_seed(currency="EUR") is True
    assert services.shipping_rates_seed(currency="EUR") is False
    assert list(
        ShippingRate.objects.values_list("price_minor", "free_over_minor", "zone__is_rest_of_world")
    ) == [(490, 6000, True)]


@pytest.mark.parametrize(("currency", "price"), [("JPY", 5), ("KWD", 4900), ("USD", 490)])
def test_f20_the_default_rate_fits_the_currency(in_store: Any, currency: str, price: int) -> None:
    services.shipping_rates_seed(currency=currency)
    assert ShippingRate.objects.get().price_minor == price
