"""From Stripe's word to the order: verified, once, in any order of events. F3, F5, F6, F8, F9, F10, STO-09."""

import itertools
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
import requests
from django.db import transaction
from django.utils import timezone

from apps.catalog.models import Variant
from apps.checkout import services as checkout
from apps.checkout.models import ShippingRate
from apps.orders import services as orders
from apps.orders.models import Order
from apps.orders.selectors import order_for_cart
from apps.orders.types import HoldReason, PaymentStatus
from apps.outbox.models import OutboxEvent
from apps.payments import gateway, services
from apps.payments.models import PaymentSession, StripeEvent
from apps.payments.types import PaymentUnavailable, SessionSuperseded, SessionUnknown
from apps.tenants.models import Store
from apps.tenants.selectors import lookup_forget
from tenancy.context import public_context, store_context
from tests.apps.payments.stage import Shopper, Stripe, event_of, post_event, stock_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def begun(shopper: Shopper, goods: Any, stripe_server: Stripe) -> Any:
    """A checkout begun for two mugs of five; `begun.session_id` waits to be paid: 18.00 + 4.90."""

    class Begun:
        mug = goods(5)
        started = shopper.add(mug, 2).start()
        session_id = str(shopper.session(started).session_id)

        def order(self) -> Order:
            with store_context(shopper.store.schema_name):
                return Order.objects.get(pk=self.started.order_id)

        def stock(self) -> tuple[int, int]:
            with store_context(shopper.store.schema_name):
                return stock_of(self.mug)

        def settle(self) -> None:
            services.session_settle(session_id=self.session_id, now=timezone.now())

    return Begun()


def published(name: str) -> int:
    return OutboxEvent.objects.filter(name=name).count()


def test_sto_09_paid_once_however_often_stripe_says_so(begun: Any, stripe_server: Stripe) -> None:
    stripe_server.pay(begun.session_id)

    for _ in range(3):
        begun.settle()

    order = begun.order()
    assert (order.payment_status, order.paid_minor, order.stock_state) == ("PAID", 2290, "COMMITTED")
    assert begun.stock() == (3, 0)
    assert published("order.paid") == 1
    assert PaymentSession.objects.get().status == "PAID"


def test_sto_09_an_open_session_pays_nothing(begun: Any, stripe_server: Stripe) -> None:
    stripe_server.control("stripe/forge", session=begun.session_id, how="forged")
    event = event_of_open_session(begun.session_id)

    post_event(event)
    services.stripe_event_process(stripe_event_id=event["id"], now=timezone.now())

    assert begun.order().payment_status == PaymentStatus.PENDING
    assert published("order.paid") == 0


def event_of_open_session(session_id: str) -> dict[str, Any]:
    """An event that claims a payment which Stripe knows nothing of, signed all the same."""
    claimed = {
        "id": session_id,
        "status": "complete",
        "payment_status": "paid",
        "payment_intent": "pi_claimed",
    }
    return {
        "id": f"evt_{session_id}",
        "type": "checkout.session.completed",
        "created": 1_790_000_000,
        "livemode": False,
        "data": {"object": claimed},
    }


@pytest.mark.parametrize("difference", [1, -1])
def test_f9_one_cent_off_holds_the_order(begun: Any, stripe_server: Stripe, difference: int) -> None:
    order = begun.order()
    Order.objects.filter(pk=order.pk).update(
        total_minor=order.total_minor + difference, shipping_minor=order.shipping_minor + difference
    )
    stripe_server.pay(begun.session_id)

    begun.settle()
    begun.settle()

    order = begun.order()
    assert (order.payment_status, order.hold_reason) == ("ON_HOLD", HoldReason.AMOUNT_MISMATCH)
    assert (published("order.paid"), published("order.held")) == (0, 1)
    # A person decides: the money stays, and so do the goods.
    assert stripe_server.refunds(order.payment_reference) == []
    assert begun.stock() == (5, 2)


def test_f9_another_currency_holds_the_order(begun: Any, stripe_server: Stripe) -> None:
    Order.objects.update(currency="USD")
    stripe_server.pay(begun.session_id)

    begun.settle()

    order = begun.order()
    assert (order.payment_status, order.hold_reason, order.paid_minor) == ("ON_HOLD", "currency_mismatch", 0)
    assert published("order.paid") == 0


def test_f9_no_payment_required_does_not_pay_an_order_that_costs_something(
    begun: Any, stripe_server: Stripe
) -> None:
    free = stripe_server.client.v1.checkout.sessions.create(
        {
            "mode": "payment",
            "success_url": "http://shop.test/",
            "line_items": [
                {
                    "quantity": 1,
                    "price_data": {"currency": "eur", "unit_amount": 0, "product_data": {"name": "Free"}},
                }
            ],
        }
    )
    stripe_server.pay(free.id)
    PaymentSession.objects.update(session_id=free.id)

    services.session_settle(session_id=free.id, now=timezone.now())

    assert (begun.order().payment_status, begun.order().hold_reason) == ("ON_HOLD", "amount_mismatch")
    assert published("order.paid") == 0


def test_a_free_order_is_paid_without_a_payment(shopper: Shopper, goods: Any, stripe_server: Stripe) -> None:
    ShippingRate.objects.update(price_minor=0)
    started = shopper.add(free_goods(goods)).start()
    session_id = str(shopper.session(started).session_id)
    assert stripe_server.pay(session_id)["payment_status"] == "no_payment_required"

    services.session_settle(session_id=session_id, now=timezone.now())

    order = Order.objects.get()
    assert (order.payment_status, order.total_minor, order.payment_reference) == ("PAID", 0, session_id)


def free_goods(goods: Any) -> Any:
    product = goods(3, title="Sample")
    Variant.objects.filter(product_id=product.id).update(price_minor=0)
    return product


def test_f8_metadata_decides_nothing(begun: Any, stripe_server: Stripe, other_store: Any) -> None:
    stripe_server.client.v1.checkout.sessions.update(
        begun.session_id, {"metadata": {"store_id": str(other_store.id), "order_id": str(other_store.id)}}
    )
    stripe_server.pay(begun.session_id)
    [event] = [
        item
        for item in stripe_server.events(begun.session_id)
        if item["type"] == "checkout.session.completed"
    ]
    assert event["data"]["object"]["metadata"]["store_id"] == str(other_store.id)

    post_event(event)
    services.stripe_event_process(stripe_event_id=event["id"], now=timezone.now())

    assert begun.order().payment_status == PaymentStatus.PAID
    assert StripeEvent.objects.get().store_id != other_store.id
    with store_context(other_store.schema_name):
        assert not Order.objects.exists()


@pytest.mark.slow
def test_f6_any_order_of_events_ends_the_same(begun: Any, stripe_server: Stripe, monkeypatch: Any) -> None:
    paid = stripe_server.pay(begun.session_id)
    stripe_server.client.v1.refunds.create({"payment_intent": paid["payment_intent"], "amount": 500})
    events = stripe_server.events(paid["payment_intent"])
    wanted = {
        "checkout.session.completed",
        "charge.succeeded",
        "charge.refunded",
        "refund.created",
        "payment_intent.succeeded",
    }
    events = [event for event in events if event["type"] in wanted]
    assert {event["type"] for event in events} == wanted

    # Stripe's answer is the same for each of the 120 orders: it is asked for once.
    answer = gateway.session_retrieve(begun.session_id)
    monkeypatch.setattr(gateway, "session_retrieve", lambda session_id, account_id="": answer)

    ends = set()
    for order_of_events in itertools.permutations(events):
        with transaction.atomic():
            for event in order_of_events:
                post_event(event)
                services.stripe_event_process(stripe_event_id=event["id"], now=timezone.now())
            order = begun.order()
            with public_context():
                states = frozenset(StripeEvent.objects.values_list("type", "state"))
            ends.add((order.payment_status, order.paid_minor, order.refunded_minor, begun.stock(), states))
            assert published("order.paid") == 1
            transaction.set_rollback(True)

    [(status, paid_minor, refunded_minor, stock, states)] = ends
    assert (status, paid_minor, refunded_minor, stock) == ("PARTIALLY_REFUNDED", 2290, 500, (3, 0))
    assert dict(states) == {
        "checkout.session.completed": "PROCESSED",
        "charge.refunded": "PROCESSED",
        "refund.created": "PROCESSED",
        "charge.succeeded": "IGNORED",
        "payment_intent.succeeded": "IGNORED",
    }


def test_a_whole_refund_makes_the_order_refunded(begun: Any, stripe_server: Stripe) -> None:
    paid = stripe_server.pay(begun.session_id)
    begun.settle()
    stripe_server.client.v1.refunds.create({"payment_intent": paid["payment_intent"]})

    begun.settle()

    assert (begun.order().payment_status, begun.order().refunded_minor) == ("REFUNDED", 2290)


def test_a_session_we_closed_ourselves_does_not_end_the_order(begun: Any, stripe_server: Stripe) -> None:
    """The order is being changed: its next session is not there yet, its old one's event is."""
    stripe_server.expire(begun.session_id)
    PaymentSession.objects.update(status="SUPERSEDED")

    begun.settle()

    assert (begun.order().payment_status, begun.stock()) == ("PENDING", (5, 2))


def test_a_session_made_for_an_order_that_changed_meanwhile_is_closed_again(
    begun: Any, stripe_server: Stripe, shopper: Shopper
) -> None:
    """Two windows: one changes the order while the other waits for Stripe's answer."""
    order = order_for_cart(cart_id=shopper.cart_id)
    PaymentSession.objects.update(status="CREATING", session_id=None, url="")
    with transaction.atomic():
        plan = services.session_live(order_id=order.id, now=timezone.now())
    PaymentSession.objects.update(status="SUPERSEDED")

    with pytest.raises(SessionSuperseded):
        services.session_open(
            plan=plan,
            order=order,
            success_url=f"{shopper.store.url}/orders/{begun.started.order_token}",
            cancel_url=f"{shopper.store.url}/checkout",
            now=timezone.now(),
        )

    row = PaymentSession.objects.get()
    assert (row.status, row.session_id) == ("SUPERSEDED", begun.session_id)
    assert stripe_server.session(begun.session_id).status == "expired"


class TestLatePayment:
    """F3: paid after the time was over."""

    @pytest.fixture
    def late(self, begun: Any, stripe_server: Stripe, in_store: Any) -> Any:
        """Stripe was away when the order expired, and the shopper paid after all."""
        Order.objects.update(expires_at=timezone.now() - timedelta(minutes=1))
        stripe_server.break_down(kind="status", status=500, times=2)
        checkout.orders_expire_due(store_id=in_store.id, now=timezone.now())
        stripe_server.mend()
        assert begun.order().payment_status == PaymentStatus.EXPIRED
        assert begun.stock() == (5, 0)
        stripe_server.pay(begun.session_id)
        return begun

    def test_f3_takes_the_stock_again(self, late: Any, stripe_server: Stripe) -> None:
        late.settle()

        assert (late.order().payment_status, late.stock()) == ("PAID", (3, 0))
        assert stripe_server.refunds(late.order().payment_reference) == []

    def test_f3_sold_out_meanwhile_is_held_and_sent_back_exactly_once(
        self, late: Any, shopper: Shopper, stripe_server: Stripe
    ) -> None:
        Shopper(store=shopper.store, rate=shopper.rate).add(late.mug, 4).start()

        late.settle()
        late.settle()

        order = late.order()
        assert (order.payment_status, order.hold_reason) == ("REFUNDED", HoldReason.OUT_OF_STOCK)
        assert late.stock() == (5, 4)
        [refund] = stripe_server.refunds(order.payment_reference)
        assert refund.amount == 2290
        assert published("order.paid") == 0

    def test_f3_a_refund_that_cannot_be_asked_for_is_asked_again(
        self, late: Any, shopper: Shopper, stripe_server: Stripe
    ) -> None:
        Shopper(store=shopper.store, rate=shopper.rate).add(late.mug, 4).start()
        stripe_server.break_down(kind="status", status=500, times=2, path="/refunds")

        with pytest.raises(PaymentUnavailable):
            late.settle()
        assert late.order().payment_status == PaymentStatus.ON_HOLD
        late.settle()

        assert len(stripe_server.refunds(late.order().payment_reference)) == 1

    def test_f3_an_answer_lost_on_the_way_does_not_refund_twice(
        self, late: Any, shopper: Shopper, stripe_server: Stripe
    ) -> None:
        Shopper(store=shopper.store, rate=shopper.rate).add(late.mug, 4).start()
        stripe_server.break_down(kind="status", status=500, times=2, path="/refunds", lost=True)

        with pytest.raises(PaymentUnavailable):
            late.settle()
        late.settle()
        late.settle()

        assert len(stripe_server.refunds(late.order().payment_reference)) == 1
        assert late.order().payment_status == PaymentStatus.REFUNDED


def test_a_second_payment_of_one_order_goes_back_and_the_first_stays(
    begun: Any, stripe_server: Stripe
) -> None:
    stripe_server.pay(begun.session_id)
    begun.settle()
    first = PaymentSession.objects.get()
    again = stripe_server.client.v1.checkout.sessions.create(
        {
            "mode": "payment",
            "success_url": "http://shop.test/",
            "line_items": [
                {
                    "quantity": 1,
                    "price_data": {"currency": "eur", "unit_amount": 2290, "product_data": {"name": "Again"}},
                }
            ],
        }
    )
    PaymentSession.objects.create(
        session_id=again.id,
        store_id=first.store_id,
        order_id=first.order_id,
        order_number=first.order_number,
        amount_minor=2290,
        currency="EUR",
        status="OPEN",
        expires_at=first.expires_at,
        created_at=first.created_at,
        updated_at=first.updated_at,
    )
    second = stripe_server.pay(again.id)

    for _ in range(2):
        services.session_settle(session_id=again.id, now=timezone.now())
        begun.settle()

    assert [item.amount for item in stripe_server.refunds(second["payment_intent"])] == [2290]
    assert stripe_server.refunds(begun.order().payment_reference) == []
    assert (begun.order().payment_status, begun.order().refunded_minor) == ("PAID", 0)
    assert published("order.paid") == 1


class TestDelayedMethods:
    """STO-09: a bank transfer stays pending until the money came."""

    @pytest.fixture
    def promised(self, begun: Any, stripe_server: Stripe) -> Any:
        pay_page = stripe_server.session(begun.session_id).url
        form = {
            "email": "ana@example.com",
            "name": "Ana",
            "line1": "Weg 1",
            "postal_code": "10115",
            "city": "Berlin",
            "country": "DE",
            "method": "transfer",
            "action": "pay",
        }
        requests.post(pay_page, data=form, allow_redirects=False, timeout=10)
        session = stripe_server.session(begun.session_id)
        assert (session.status, session.payment_status) == ("complete", "unpaid")
        begun.settle()
        return begun

    def test_sto_09_keeps_waiting_with_its_stock(self, promised: Any, in_store: Any) -> None:
        later = timezone.now() + timedelta(hours=2)

        assert checkout.orders_expire_due(store_id=in_store.id, now=later) == 0

        assert (promised.order().payment_status, promised.stock()) == ("PENDING", (5, 2))
        assert PaymentSession.objects.get().status == "PROCESSING"
        assert published("order.paid") == 0

    def test_sto_09_money_arrives(self, promised: Any, stripe_server: Stripe) -> None:
        stripe_server.settle(promised.session_id, succeeded=True)
        promised.settle()
        assert (promised.order().payment_status, promised.stock()) == ("PAID", (3, 0))

    def test_sto_09_money_does_not_arrive(self, promised: Any, stripe_server: Stripe) -> None:
        stripe_server.settle(promised.session_id, succeeded=False)
        promised.settle()
        assert (promised.order().payment_status, promised.stock()) == ("EXPIRED", (5, 0))


class TestUnknown:
    def test_f6_an_event_about_nothing_we_know_is_parked_and_can_be_replayed(
        self, begun: Any, stripe_server: Stripe, deliver: Callable[[], int]
    ) -> None:
        stripe_server.pay(begun.session_id)
        event = event_of(stripe_server.events(begun.session_id), "checkout.session.completed")
        PaymentSession.objects.update(session_id="cs_other")
        with public_context():
            post_event(event)
            deliver()
            assert StripeEvent.objects.get().state == "PARKED"
        assert begun.order().payment_status == PaymentStatus.PENDING

        PaymentSession.objects.update(session_id=begun.session_id)
        with public_context():
            services.stripe_event_replay(stripe_event_id=event["id"], now=timezone.now())
            deliver()
            assert StripeEvent.objects.get().state == "PROCESSED"
        assert begun.order().payment_status == PaymentStatus.PAID

    def test_a_session_that_is_not_ours_is_said_so(self, stripe_server: Stripe) -> None:
        with pytest.raises(SessionUnknown):
            services.session_settle(session_id="cs_test_nobody", now=timezone.now())


def test_a_session_of_another_stripe_account_ends_its_order(
    begun: Any, stripe_server: Stripe, shopper: Shopper
) -> None:
    """As after another key was configured: nobody can pay it here, and the cart can be ordered again."""
    PaymentSession.objects.update(session_id="cs_test_of_another_account")
    shopper.add(begun.mug, 1)

    again = shopper.start()

    assert (begun.order().payment_status, begun.stock()) == ("EXPIRED", (5, 3))
    assert shopper.order(again).payment_status == PaymentStatus.PENDING


class TestReconciliation:
    """F10: the webhook never comes."""

    def test_f10_pays_what_stripe_has_closed(self, begun: Any, stripe_server: Stripe) -> None:
        stripe_server.pay(begun.session_id)
        later = timezone.now() + timedelta(minutes=5)

        assert services.session_reconcile(now=later) == 1
        assert services.session_reconcile(now=later) == 0

        assert (begun.order().payment_status, begun.stock()) == ("PAID", (3, 0))
        assert published("order.paid") == 1

    def test_f10_frees_what_stripe_has_expired(self, begun: Any, stripe_server: Stripe) -> None:
        stripe_server.expire(begun.session_id)

        services.session_reconcile(now=timezone.now() + timedelta(minutes=5))

        assert (begun.order().payment_status, begun.stock()) == ("EXPIRED", (5, 0))

    def test_f10_leaves_open_sessions_alone(self, begun: Any, stripe_server: Stripe) -> None:
        assert services.session_reconcile(now=timezone.now() + timedelta(minutes=5)) == 0
        assert begun.order().payment_status == PaymentStatus.PENDING

    def test_f10_young_sessions_are_left_to_their_webhook(self, begun: Any, stripe_server: Stripe) -> None:
        stripe_server.pay(begun.session_id)
        assert services.session_reconcile(now=timezone.now()) == 0

    def test_f21_what_was_paid_before_a_suspension_is_paid(self, begun: Any, stripe_server: Stripe) -> None:
        stripe_server.pay(begun.session_id)
        Store.objects.update(status="SUSPENDED")
        lookup_forget()

        services.session_reconcile(now=timezone.now() + timedelta(minutes=5))

        assert begun.order().payment_status == PaymentStatus.PAID


def test_cancelling_closes_the_payment_page(
    begun: Any, stripe_server: Stripe, in_store: Any, deliver: Callable[[], int]
) -> None:
    orders.order_cancel(order_id=begun.started.order_id, reason="", store_id=in_store.id, now=timezone.now())
    deliver()

    assert stripe_server.session(begun.session_id).status == "expired"
    assert (begun.order().payment_status, begun.stock()) == ("CANCELLED", (5, 0))


def test_paid_at_the_moment_of_cancelling_goes_back(
    begun: Any, stripe_server: Stripe, in_store: Any, deliver: Callable[[], int]
) -> None:
    stripe_server.pay(begun.session_id)
    orders.order_cancel(order_id=begun.started.order_id, reason="", store_id=in_store.id, now=timezone.now())
    deliver()
    begun.settle()

    order = begun.order()
    assert (order.payment_status, order.hold_reason) == ("REFUNDED", HoldReason.PAID_AFTER_CANCEL)
    assert len(stripe_server.refunds(order.payment_reference)) == 1
    assert published("order.paid") == 0
