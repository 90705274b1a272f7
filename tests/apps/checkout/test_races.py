"""Many at once, with real commits: no unit sold twice, no order twice, no deadlock. STO-07, F1, F2, F3, F4."""

from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest
from django.db import connections
from django.utils import timezone

from apps.checkout import services
from apps.checkout.types import CheckoutBusy, CheckoutRefused
from apps.orders.models import Order
from apps.payments.models import PaymentSession
from apps.payments.services import session_settle
from tenancy.context import store_context
from tests.apps.payments.stage import Shopper, Stripe, stock_of

pytestmark = pytest.mark.django_db(transaction=True)


def together(schema: str, jobs: list[Callable[[], Any]], *, threads: int = 8) -> list[Any]:
    """Run jobs at once, each in the store on a connection of its own; exceptions are results."""

    def run(job: Callable[[], Any]) -> Any:
        try:
            with store_context(schema):
                return job()
        except Exception as error:
            return error
        finally:
            connections.close_all()

    with ThreadPoolExecutor(threads) as pool:
        return list(pool.map(run, jobs))


def kinds(results: list[Any]) -> Counter[str]:
    return Counter(type(result).__name__ for result in results)


def test_sto_07_f1_twenty_buyers_one_unit(shopper: Shopper, goods: Any, stripe_server: Stripe) -> None:
    mug = goods(1)
    buyers = [Shopper(store=shopper.store, rate=shopper.rate).add(mug) for _ in range(20)]

    results = together(shopper.store.schema_name, [buyer.start for buyer in buyers])

    assert kinds(results) == {"CheckoutStarted": 1, "CheckoutRefused": 19}
    lost = [result for result in results if isinstance(result, CheckoutRefused)]
    assert {problem.code for refusal in lost for problem in refusal.problems} == {"sold_out"}
    [winner] = [result for result in results if not isinstance(result, Exception)]
    stripe_server.pay(str(PaymentSession.objects.get().session_id))
    session_settle(session_id=str(PaymentSession.objects.get().session_id), now=timezone.now())
    assert list(Order.objects.values_list("pk", "payment_status", "number")) == [
        (winner.order_id, "PAID", 1001)
    ]
    assert stock_of(mug) == (0, 0)


def test_sto_09_f4_forty_clicks_one_order_one_session(
    shopper: Shopper, goods: Any, stripe_server: Stripe
) -> None:
    mug = goods(50)
    shopper.add(mug, 2)

    results = together(shopper.store.schema_name, [shopper.start] * 40)

    assert kinds(results) == {"CheckoutStarted": 40}
    assert len({(result.order_id, result.redirect_url) for result in results}) == 1
    assert (Order.objects.count(), PaymentSession.objects.count(), stock_of(mug)) == (1, 1, (50, 2))


def test_f2_carts_in_opposite_order_do_not_block_each_other(
    shopper: Shopper, goods: Any, stripe_server: Stripe
) -> None:
    mug, plate = goods(500, title="Mug"), goods(500, title="Plate")
    buyers = [
        Shopper(store=shopper.store, rate=shopper.rate).add(first).add(second)
        for first, second in [(mug, plate), (plate, mug)] * 15
    ]

    results = together(shopper.store.schema_name, [buyer.start for buyer in buyers], threads=12)

    assert kinds(results) == {"CheckoutStarted": 30}
    assert (stock_of(mug), stock_of(plate)) == ((500, 30), (500, 30))
    numbers = sorted(Order.objects.values_list("number", flat=True))
    assert numbers == list(range(1001, 1031))


def test_two_windows_change_and_order_at_once(shopper: Shopper, goods: Any, stripe_server: Stripe) -> None:
    """Whatever wins, there is one order, one page that can be paid, and the stock it says."""
    mug = goods(50)
    shopper.add(mug, 2).start()

    def change_and_order() -> Any:
        shopper_in_tab = Shopper(store=shopper.store, rate=shopper.rate, cart_id=shopper.cart_id)
        return shopper_in_tab.add(mug, 1).start()

    results = together(shopper.store.schema_name, [change_and_order] * 4, threads=4)

    assert set(kinds(results)) <= {"CheckoutStarted", "CheckoutBusy"}
    assert not [
        result for result in results if isinstance(result, Exception) and not isinstance(result, CheckoutBusy)
    ]
    final = shopper.start()
    order = Order.objects.get()
    live = PaymentSession.objects.get(status="OPEN")
    assert (order.items_count, stock_of(mug)) == (6, (50, 6))
    assert (final.redirect_url, live.amount_minor) == (live.url, order.total_minor)
    open_at_stripe = [
        item.id
        for item in stripe_server.sessions()
        if item.status == "open" and item.client_reference_id == str(order.pk)
    ]
    assert open_at_stripe == [live.session_id]


@pytest.mark.slow
def test_f3_paying_and_expiring_at_once_never_loses_or_doubles(
    shopper: Shopper, goods: Any, stripe_server: Stripe
) -> None:
    mug = goods(1000)
    before, sold = 1000, 0
    for _ in range(10):
        buyer = Shopper(store=shopper.store, rate=shopper.rate).add(mug)
        started = buyer.start()
        session_id = str(buyer.session(started).session_id)
        Order.objects.filter(pk=started.order_id).update(expires_at=timezone.now() - timedelta(seconds=1))

        def pay(session_id: str = session_id) -> None:
            if stripe_server.session(session_id).status == "open":
                stripe_server.pay(session_id)
            session_settle(session_id=session_id, now=timezone.now())

        def expire() -> None:
            services.orders_expire_due(store_id=shopper.store.id, now=timezone.now())

        together(shopper.store.schema_name, [expire, pay, expire], threads=3)
        paid = stripe_server.session(session_id).payment_status == "paid"
        if paid:
            session_settle(session_id=session_id, now=timezone.now())
        order = Order.objects.get(pk=started.order_id)
        assert order.payment_status == ("PAID" if paid else "EXPIRED")
        sold += paid

    assert stock_of(mug) == (before - sold, 0)
