"""Placing and settling orders: numbers without gaps, one effect per payment, clean rollbacks. F3, F9, F17, F20."""

import random
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, connections, transaction
from django.utils import timezone

from apps.catalog.models import Variant
from apps.catalog.types import OutOfStock
from apps.customers.models import Customer
from apps.orders import services
from apps.orders.models import Order, OrderCounter, OrderEvent, OrderLine
from apps.orders.selectors import order_status, order_token
from apps.orders.types import OrderNotOpen, OrderUnknown, PaymentOutcome
from apps.outbox.models import OutboxEvent
from tenancy.context import store_context
from tenancy.ids import uuid7
from tests.apps.orders.making import pay_order, place_order, snapshot_of
from tests.apps.payments.stage import stock_of


def published(name: str) -> int:
    return OutboxEvent.objects.filter(name=name).count()


@pytest.mark.django_db
class TestPlacing:
    def test_writes_order_customer_event_and_reservation(self, in_store: Any, goods: Any) -> None:
        mug = goods(5)
        order = place_order(store=in_store, product=mug, quantity=3)

        assert (order.number, order.payment_status, order.stock_state) == (1001, "PENDING", "RESERVED")
        assert Customer.objects.get().pk == order.customer_id
        assert stock_of(mug) == (5, 3)
        event = OutboxEvent.objects.get(name="order.placed")
        assert (event.store_id, event.payload["order_id"]) == (in_store.id, str(order.pk))

    def test_out_of_stock_leaves_nothing_behind(self, in_store: Any, goods: Any) -> None:
        mug = goods(2)
        with pytest.raises(OutOfStock) as caught:
            place_order(store=in_store, product=mug, quantity=3)

        assert caught.value.variant_ids == [mug.variants[0].id]
        assert not Order.objects.exists()
        assert not OrderCounter.objects.exists()
        assert not Customer.objects.exists()
        assert (stock_of(mug), published("order.placed")) == ((2, 0), 0)

    def test_a_cart_has_one_open_order(self, in_store: Any, goods: Any) -> None:
        mug, cart_id = goods(5), uuid7()
        first = place_order(store=in_store, product=mug, cart_id=cart_id)
        with pytest.raises(IntegrityError, match="order_one_open_per_cart"), transaction.atomic():
            place_order(store=in_store, product=mug, cart_id=cart_id)
        services.order_expire(order_id=first.pk, store_id=in_store.id, now=timezone.now())
        assert place_order(store=in_store, product=mug, cart_id=cart_id).number == 1002

    def test_f20_the_database_refuses_sums_that_do_not_add_up(self, in_store: Any, goods: Any) -> None:
        mug = goods(5)
        with pytest.raises(IntegrityError, match="order_total_is_the_sum"), transaction.atomic():
            place_order(store=in_store, product=mug, total_minor=1)
        with pytest.raises(IntegrityError, match="order_amounts_not_negative"), transaction.atomic():
            place_order(store=in_store, product=mug, shipping_minor=-490, total_minor=410)

    def test_a_changed_order_moves_its_reservation(self, in_store: Any, goods: Any) -> None:
        mug, plate = goods(5), goods(5, title="Plate")
        order = place_order(store=in_store, product=mug, quantity=3)
        now = timezone.now()

        with transaction.atomic():
            services.order_change(order_id=order.pk, snapshot=snapshot_of(plate, 2), expires_at=now, now=now)

        assert (stock_of(mug), stock_of(plate)) == ((5, 0), (5, 2))
        assert [line.title for line in OrderLine.objects.all()] == ["Plate"]

    def test_a_paid_order_cannot_be_changed(self, in_store: Any, goods: Any) -> None:
        mug = goods(5)
        order = place_order(store=in_store, product=mug)
        pay_order(order, store=in_store)
        now = timezone.now()
        with pytest.raises(OrderNotOpen), transaction.atomic():
            services.order_change(order_id=order.pk, snapshot=snapshot_of(mug, 2), expires_at=now, now=now)
        assert stock_of(mug) == (4, 0)


@pytest.mark.django_db
class TestPaying:
    def test_the_same_payment_twice_is_one(self, in_store: Any, goods: Any) -> None:
        mug = goods(5)
        order = place_order(store=in_store, product=mug)

        outcomes = [pay_order(order, store=in_store).outcome for _ in range(3)]

        assert outcomes == [PaymentOutcome.PAID, PaymentOutcome.ALREADY_PAID, PaymentOutcome.ALREADY_PAID]
        assert (stock_of(mug), published("order.paid")) == ((4, 0), 1)

    def test_another_payment_is_too_much(self, in_store: Any, goods: Any) -> None:
        order = place_order(store=in_store, product=goods(5))
        pay_order(order, store=in_store)
        result = pay_order(order, store=in_store, reference="pi_other")
        assert (result.outcome, result.wants_refund) == (PaymentOutcome.PAID_TWICE, True)
        assert Order.objects.get().payment_reference == "pi_1001"

    @pytest.mark.parametrize(
        ("facts", "reason"),
        [
            ({"amount_minor": 1389}, "amount_mismatch"),
            ({"amount_minor": 1391}, "amount_mismatch"),
            ({"amount_minor": 0}, "amount_mismatch"),
            ({"currency": "USD"}, "currency_mismatch"),
        ],
    )
    def test_f9_a_wrong_payment_holds(
        self, in_store: Any, goods: Any, facts: dict[str, Any], reason: str
    ) -> None:
        mug = goods(5)
        order = place_order(store=in_store, product=mug)

        result = pay_order(order, store=in_store, **facts)

        assert (result.outcome, result.hold_reason, result.wants_refund) == ("HELD", reason, False)
        assert (Order.objects.get().payment_status, stock_of(mug)) == ("ON_HOLD", (5, 1))
        assert (published("order.paid"), published("order.held")) == (0, 1)
        said = OrderEvent.objects.get(type="held").message
        assert reason not in said
        assert {"amount_mismatch": "not what is due", "currency_mismatch": "another currency"}[reason] in said

    def test_f3_after_expiry_the_stock_is_taken_again_or_the_order_held(
        self, in_store: Any, goods: Any
    ) -> None:
        mug = goods(1)
        first = place_order(store=in_store, product=mug)
        services.order_expire(order_id=first.pk, store_id=in_store.id, now=timezone.now())
        second = place_order(store=in_store, product=mug)
        services.order_expire(order_id=second.pk, store_id=in_store.id, now=timezone.now())

        assert pay_order(first, store=in_store).outcome == PaymentOutcome.PAID
        late = pay_order(second, store=in_store)

        assert (late.hold_reason, late.wants_refund) == ("paid_after_expiry_out_of_stock", True)
        assert stock_of(mug) == (0, 0)

    def test_f3_a_variant_deleted_meanwhile_holds_the_late_order(self, in_store: Any, goods: Any) -> None:
        order = place_order(store=in_store, product=goods(5))
        services.order_expire(order_id=order.pk, store_id=in_store.id, now=timezone.now())
        Variant.objects.all().delete()
        assert pay_order(order, store=in_store).hold_reason == "paid_after_expiry_out_of_stock"

    def test_a_variant_deleted_before_payment_does_not_stop_it(self, in_store: Any, goods: Any) -> None:
        order = place_order(store=in_store, product=goods(5))
        Variant.objects.all().delete()
        assert pay_order(order, store=in_store).outcome == PaymentOutcome.PAID

    def test_unknown_orders_are_said_so(self, in_store: Any, goods: Any) -> None:
        order = place_order(store=in_store, product=goods(5))
        order.pk = uuid7()
        with pytest.raises(OrderUnknown):
            pay_order(order, store=in_store)

    def test_expiring_twice_or_after_payment_does_nothing(self, in_store: Any, goods: Any) -> None:
        mug, now = goods(5), timezone.now()
        order = place_order(store=in_store, product=mug)
        expire = {"order_id": order.pk, "store_id": in_store.id, "now": now}
        assert [services.order_expire(**expire) for _ in range(2)] == [True, False]
        pay_order(order, store=in_store)
        assert services.order_expire(**expire) is False
        assert (Order.objects.get().payment_status, stock_of(mug)) == ("PAID", (4, 0))

    def test_a_delayed_payment_keeps_the_stock_longer(self, in_store: Any, goods: Any) -> None:
        order = place_order(store=in_store, product=goods(5))
        until = timezone.now() + timedelta(days=14)
        services.order_await_payment(order_id=order.pk, until=until, now=timezone.now())
        services.order_await_payment(order_id=order.pk, until=until, now=timezone.now())
        assert Order.objects.get().expires_at == until
        assert order.timeline.filter(type="payment_pending").count() == 1


@pytest.mark.django_db
def test_the_status_page_token_opens_its_own_order_in_its_own_store_only(
    in_store: Any, goods: Any, other_store: Any
) -> None:
    order = place_order(store=in_store, product=goods(5))
    token = order_token(order_id=order.pk)

    assert order_status(token=token, store_url=in_store.url).number == 1001
    for forged in (token[:-1] + ("a" if token[-1] != "a" else "b"), str(order.pk), "", "x" * 500):
        assert order_status(token=forged, store_url=in_store.url) is None
    with store_context(other_store.schema_name):
        assert order_status(token=token, store_url=other_store.url) is None


@pytest.mark.django_db(transaction=True)
def test_f17_sixteen_threads_and_rollbacks_give_every_number_once(in_store: Any, goods: Any) -> None:
    mug = goods(None)
    dice = random.Random(17)
    fates = [dice.random() < 0.1 for _ in range(200)]

    class Undone(Exception):
        pass

    def place(buyer: int) -> int:
        fails = fates[buyer]
        try:
            with store_context(in_store.schema_name), transaction.atomic():
                email = f"buyer{buyer}@example.com"
                number = place_order(store=in_store, product=mug, email=email).number
                if fails:
                    raise Undone
                return number
        except Undone:
            return 0
        finally:
            connections.close_all()

    with ThreadPoolExecutor(16) as pool:
        numbers = sorted(filter(None, pool.map(place, range(len(fates)))))

    assert numbers == list(range(1001, 1001 + fates.count(False)))
    assert sorted(Order.objects.values_list("number", flat=True)) == numbers


@pytest.mark.django_db(transaction=True)
def test_f5_fifty_settlements_at_once_are_one(in_store: Any, goods: Any) -> None:
    mug = goods(5)
    order = place_order(store=in_store, product=mug, quantity=2)

    def settle(_: int) -> str:
        try:
            with store_context(in_store.schema_name):
                return str(pay_order(order, store=in_store).outcome)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(8) as pool:
        outcomes = list(pool.map(settle, range(50)))

    assert sorted(outcomes) == ["ALREADY_PAID"] * 49 + ["PAID"]
    assert (stock_of(mug), published("order.paid")) == ((3, 0), 1)
    assert order.timeline.filter(type="paid").count() == 1
