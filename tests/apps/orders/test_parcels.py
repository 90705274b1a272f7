"""Sending orders: many parcels, three statuses, corrected numbers. ORD-01, ORD-09, ORD-10."""

import threading
from typing import Any

import pytest
from django.db import connections
from django.utils import timezone

from apps.money.types import Money
from apps.orders import services
from apps.orders.carriers import tracking_link
from apps.orders.models import Fulfillment, Order, OrderLine
from apps.orders.selectors import order_get
from apps.orders.types import (
    FulfillmentInfo,
    FulfillmentInvalid,
    LinePieces,
    NothingToFulfill,
    OrderNotPaid,
    RefundFacts,
    RefundWish,
    TrackingInput,
)
from apps.outbox.models import OutboxEvent
from tenancy.context import store_context
from tests.apps.orders.making import pay_order, place_order

pytestmark = pytest.mark.django_db


def events(name: str) -> list[dict[str, Any]]:
    return list(OutboxEvent.objects.filter(name=name).order_by("position").values_list("payload", flat=True))


@pytest.fixture
def order(in_store: Any, goods: Any) -> Order:
    """Three mugs, paid."""
    made = place_order(store=in_store, product=goods(9), quantity=3)
    pay_order(made, store=in_store)
    return made


def send(order: Order, quantity: int | None = None, *numbers: str, **more: Any) -> FulfillmentInfo:
    line = OrderLine.objects.get(order=order)
    lines = None if quantity is None else (LinePieces(line.pk, quantity),)
    return services.fulfillment_create(
        order_id=order.pk,
        lines=lines,
        tracking=[TrackingInput(number=number, carrier="dhl") for number in numbers],
        store_id=_store_id(),
        now=timezone.now(),
        **more,
    )


def update(parcel: FulfillmentInfo, **what: Any) -> FulfillmentInfo:
    return services.fulfillment_update(
        fulfillment_id=parcel.id, store_id=_store_id(), now=timezone.now(), **what
    )


def _store_id() -> Any:
    from apps.tenants.selectors import store_current

    return store_current().id


def statuses(order: Order) -> tuple[str, str, str]:
    row = Order.objects.get(pk=order.pk)
    return row.payment_status, row.fulfillment_status, row.delivery_status


class TestManyParcels:
    def test_ord_09_several_parcels_with_several_numbers_each(self, order: Order) -> None:
        first = send(order, 1, "A1", "A2")
        assert statuses(order) == ("PAID", "PARTIAL", "IN_TRANSIT")
        second = send(order, None, "B1")

        assert statuses(order) == ("PAID", "FULFILLED", "IN_TRANSIT")
        detail = order_get(order_id=order.pk, store_url="https://x")
        assert [[item.number for item in parcel.tracking_numbers] for parcel in detail.fulfillments] == [
            ["A1", "A2"],
            ["B1"],
        ]
        assert [parcel.lines[0].quantity for parcel in detail.fulfillments] == [1, 2]
        assert first.tracking_numbers[0].carrier == "DHL"
        assert "A1" in first.tracking_numbers[0].url
        assert [event["tracking_numbers"] for event in events("order.fulfilled")] == [["A1", "A2"], ["B1"]]
        assert second.number == 2

    def test_ord_09_delivered_when_all_are(self, order: Order) -> None:
        first, second = send(order, 1, "A1", "A2"), send(order, 2)

        one, other = first.tracking_numbers
        arrived = update(
            first,
            tracking=[
                TrackingInput(number="A1", id=one.id, state="DELIVERED"),
                TrackingInput(number="A2", id=other.id),
            ],
        )
        assert (arrived.state, statuses(order)[2]) == ("SHIPPED", "IN_TRANSIT")
        assert update(first, is_delivered=True).state == "DELIVERED"
        assert statuses(order)[2] == "PARTIAL"
        assert events("order.delivered") == []
        update(second, is_delivered=True)
        update(second, is_delivered=True)

        assert statuses(order) == ("PAID", "FULFILLED", "DELIVERED")
        assert events("order.delivered") == [{"order_id": str(order.pk)}]

    def test_ord_09_delivered_parcels_of_a_part_are_not_the_order(self, order: Order) -> None:
        update(send(order, 1, "A1"), is_delivered=True)
        assert statuses(order) == ("PAID", "PARTIAL", "PARTIAL")

    def test_ord_09_a_corrected_number_restarts_its_journey(self, order: Order) -> None:
        parcel = send(order, None, "WRONG")
        update(parcel, is_delivered=True)
        [old] = parcel.tracking_numbers

        corrected = update(parcel, tracking=[TrackingInput(number="RIGHT", carrier="ups", id=old.id)])

        [number] = corrected.tracking_numbers
        assert (number.id, number.number, number.state, number.delivered_at) == (
            old.id,
            "RIGHT",
            "REGISTERED",
            None,
        )
        assert number.journey_started_at > old.journey_started_at
        assert (corrected.state, statuses(order)[2]) == ("SHIPPED", "IN_TRANSIT")
        assert len(events("order.tracking_changed")) == 1

    def test_the_same_source_makes_one_parcel(self, order: Order) -> None:
        first = send(order, 1, "A1", source_reference="purchase-order:7")
        again = send(order, 1, "A9", source_reference="purchase-order:7")

        assert (again.id, again.tracking_numbers[0].number) == (first.id, "A1")
        assert (Fulfillment.objects.count(), len(events("order.fulfilled"))) == (1, 1)

    def test_a_parcel_noted_by_mistake_is_taken_back(self, order: Order) -> None:
        parcel = send(order)
        for _ in range(2):
            services.fulfillment_cancel(fulfillment_id=parcel.id, store_id=_store_id(), now=timezone.now())
        assert statuses(order) == ("PAID", "UNFULFILLED", "NOT_SHIPPED")
        assert send(order).lines[0].quantity == 3


class TestRefusals:
    def test_ord_10_no_piece_is_sent_twice(self, order: Order) -> None:
        send(order, 2)
        with pytest.raises(FulfillmentInvalid):
            send(order, 2)
        send(order, 1)
        with pytest.raises(NothingToFulfill):
            send(order)
        assert OrderLine.objects.get().fulfilled_quantity == 3

    def test_unpaid_orders_are_not_sent(self, in_store: Any, goods: Any) -> None:
        with pytest.raises(OrderNotPaid):
            send(place_order(store=in_store, product=goods(3)))

    @pytest.mark.parametrize(
        "numbers", [[""], [" "], ["x" * 81], ["A", "A"], ["A", " A"], ["a\nb"], [str(n) for n in range(21)]]
    )
    def test_numbers_that_are_none(self, order: Order, numbers: list[str]) -> None:
        with pytest.raises(FulfillmentInvalid):
            send(order, None, *numbers)
        assert Fulfillment.objects.count() == 0

    def test_a_link_is_a_web_address(self, order: Order) -> None:
        with pytest.raises(FulfillmentInvalid):
            services.fulfillment_create(
                order_id=order.pk,
                tracking=[TrackingInput(number="A", url="javascript:alert(1)")],
                store_id=_store_id(),
                now=timezone.now(),
            )
        assert tracking_link(carrier="x", number="A&b", url="javascript:x") == (
            "https://t.17track.net/en#nums=A%26b"
        )


class TestMoneyAndParcels:
    def refund(self, order: Order, **wish: Any) -> Any:
        opened = services.refund_open(
            order_id=order.pk, wish=RefundWish(**wish), store_id=_store_id(), now=timezone.now()
        )
        fact = RefundFacts(
            reference=f"re_{opened.id.hex[:12]}",
            state="SUCCEEDED",
            amount=opened.amount,
            created_at=timezone.now(),
            refund_id=opened.id,
        )
        services.refunds_record(order_id=order.pk, facts=(fact,), store_id=_store_id(), now=timezone.now())
        return opened

    def test_ord_01_a_refund_never_moves_a_parcel_back(self, order: Order) -> None:
        update(send(order, None, "A1"), is_delivered=True)

        self.refund(order, amount=Money(order.total_minor, "EUR"))

        assert statuses(order) == ("REFUNDED", "FULFILLED", "DELIVERED")

    def test_ord_10_pieces_given_back_before_they_were_sent_are_not_waited_for(self, order: Order) -> None:
        line = OrderLine.objects.get()
        send(order, 2)
        self.refund(order, lines=(LinePieces(line.pk, 1),))

        assert statuses(order) == ("PARTIALLY_REFUNDED", "FULFILLED", "IN_TRANSIT")
        with pytest.raises(NothingToFulfill):
            send(order)

    def test_ord_10_returned_pieces_stay_sent(self, order: Order) -> None:
        line = OrderLine.objects.get()
        send(order, 3)
        self.refund(order, lines=(LinePieces(line.pk, 2),))
        assert statuses(order) == ("PARTIALLY_REFUNDED", "FULFILLED", "IN_TRANSIT")


@pytest.mark.django_db(transaction=True)
def test_ord_10_two_hands_send_the_last_piece_once(store: Any, in_store: Any, goods: Any) -> None:
    order = place_order(store=in_store, product=goods(9), quantity=1)
    pay_order(order, store=in_store)
    outcomes: list[str] = []

    def run() -> None:
        try:
            with store_context(store.schema_name):
                services.fulfillment_create(order_id=order.pk, store_id=store.id, now=timezone.now())
            outcomes.append("sent")
        except NothingToFulfill:
            outcomes.append("nothing left")
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(outcomes) == ["nothing left"] * 3 + ["sent"]
    assert Fulfillment.objects.count() == 1
