"""Purchases follow their order: refunds, parcels sent by hand, refunds that fail. ORD-03, ORD-04, ORD-05, ORD-08."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from apps.money.types import Money
from apps.orders import services as orders
from apps.orders.models import Order, Refund
from apps.orders.types import LinePieces, RefundFacts, RefundWish
from apps.suppliers import selectors, services
from apps.suppliers.models import PurchaseOrder
from apps.suppliers.services import PurchaseFacts
from apps.suppliers.types import FixImpossible, ParcelInput
from tests.apps.suppliers.making import claimed, placed, planned

pytestmark = pytest.mark.django_db


class Bought:
    """A paid order of three mugs, its one purchase, and what may happen to the order."""

    def __init__(self, store: Any, goods: Any) -> None:
        self.store, self.product = store, goods(9)
        self.row = planned(store, self.product, quantity=3)
        self.order = Order.objects.get(pk=self.row.order_id)
        self.line = self.order.lines.get()

    def call(self) -> dict[str, Any]:
        return {"store_id": self.store.id, "now": timezone.now()}

    def refund(self, pieces: int = 0, amount: int | None = None) -> Refund:
        wish = RefundWish(
            lines=(LinePieces(self.line.pk, pieces),) if pieces else (),
            amount=Money(amount, "EUR") if amount is not None else None,
        )
        return Refund.objects.get(pk=orders.refund_open(order_id=self.order.pk, wish=wish, **self.call()).id)

    def settle(self, refund: Refund, state: str) -> None:
        facts = RefundFacts(
            reference=f"re_{refund.pk}",
            state=state,
            amount=Money(refund.amount_minor, "EUR"),
            created_at=timezone.now(),
            refund_id=refund.pk,
        )
        orders.refunds_record(order_id=self.order.pk, facts=(facts,), **self.call())

    def send_by_hand(self, pieces: int) -> Any:
        return orders.fulfillment_create(
            order_id=self.order.pk, lines=[LinePieces(self.line.pk, pieces)], **self.call()
        )

    def sent_by_supplier(self, pieces: int, number: str = "LP1") -> None:
        facts = PurchaseFacts("SHIPPED", (ParcelInput(number=number, items=(("sku-1", pieces),)),))
        orders.purchase_follow(purchase_order_id=self.row.pk, facts=facts, **self.call())

    def place(self) -> None:
        placed(self.row, store=self.store)

    @property
    def now(self) -> tuple[str, int, str]:
        """Return (status, pieces that are bought, exception)."""
        row = PurchaseOrder.objects.get(pk=self.row.pk)
        return row.status, row.lines.get().quantity, row.exception_reason

    @property
    def info(self) -> Any:
        return selectors.purchase_get(purchase_order_id=self.row.pk)

    def retry(self) -> Any:
        return services.purchase_retry(purchase_order_id=self.row.pk, **self.call())

    def postpone(self, *, is_sent: bool) -> None:
        services.purchase_postpone(
            purchase_order_id=self.row.pk,
            claim_token="worker-1",
            message="Away.",
            seconds=30,
            is_sent=is_sent,
            **self.call(),
        )

    def fail(self, reason: str) -> None:
        services.purchase_failed(
            purchase_order_id=self.row.pk,
            claim_token="worker-1",
            reason=reason,
            code="X",
            message="No.",
            **self.call(),
        )


@pytest.fixture
def bought(in_store: Any, goods: Any) -> Bought:
    return Bought(in_store, goods)


class TestWhileNothingIsBought:
    @pytest.mark.parametrize(
        ("steps", "after"),
        [
            (("refund 1",), ("HELD", 2, "")),
            (("refund 1", "refund 1"), ("HELD", 1, "")),
            (("refund 3",), ("CANCELLED", 3, "")),
            (("refund 2", "refund 1"), ("CANCELLED", 1, "")),
            (("send 1",), ("HELD", 2, "")),
            (("send 1", "refund 1"), ("HELD", 1, "")),
            (("send 2", "refund 1"), ("CANCELLED", 1, "")),
            (("send 1", "refund 3"), ("CANCELLED", 2, "")),
            (("amount 500",), ("HELD", 3, "")),
            (("amount 3190",), ("CANCELLED", 3, "")),
        ],
    )
    def test_ord_04_a_refund_or_a_parcel_by_hand_shrinks_or_ends_what_is_bought(
        self, bought: Bought, steps: tuple[str, ...], after: tuple[str, int, str]
    ) -> None:
        for step in steps:
            word, count = step.split()
            if word == "send":
                bought.send_by_hand(int(count))
            elif word == "refund":
                bought.refund(int(count))
            else:
                bought.refund(amount=int(count))
        assert bought.now == after
        again = orders.order_purchases_fit(order_id=bought.order.pk, **bought.call())
        assert (again, bought.now) == (0, after)

    def test_ord_03_the_cost_follows_and_the_change_is_told(self, bought: Bought) -> None:
        assert bought.info.cost == Money(1200, "USD")
        bought.refund(1)
        assert bought.info.cost == Money(800, "USD")
        assert bought.info.timeline[-1].message == "2 instead of 3 × Mug: A part of the order was refunded."

    def test_ord_04_it_is_smaller_from_the_moment_the_refund_is_asked_for(self, bought: Bought) -> None:
        """No worker can buy between the refund and its answer."""
        bought.refund(2)
        assert Refund.objects.get().state == "PENDING"
        assert [line.quantity for line in claimed(bought.row).lines] == [1]

    @pytest.mark.parametrize("pieces", [1, 3])
    def test_ord_04_a_refund_that_fails_brings_it_back(self, bought: Bought, pieces: int) -> None:
        refund = bought.refund(pieces)
        orders.refund_fail(refund_id=refund.pk, failure="No.", **bought.call())
        assert bought.now == ("HELD", 3, "")
        assert bought.info.cost == Money(1200, "USD")
        assert bought.info.hold_until > timezone.now() + timedelta(minutes=9)

    def test_ord_04_a_whole_refund_that_fails_days_later_brings_it_back(self, bought: Bought) -> None:
        refund = bought.refund(amount=3190)
        bought.settle(refund, "SUCCEEDED")
        assert bought.now == ("CANCELLED", 3, "")
        bought.settle(refund, "FAILED")
        assert bought.now == ("HELD", 3, "")

    def test_ord_04_what_a_person_cancelled_stays_cancelled(self, bought: Bought) -> None:
        services.purchase_cancel(purchase_order_id=bought.row.pk, **bought.call())
        refund = bought.refund(1)
        orders.refund_fail(refund_id=refund.pk, failure="No.", **bought.call())
        assert bought.now == ("CANCELLED", 3, "")

    def test_ord_04_a_parcel_taken_back_is_to_be_bought_again(self, bought: Bought) -> None:
        parcel = bought.send_by_hand(3)
        assert bought.now == ("CANCELLED", 3, "")
        orders.fulfillment_cancel(fulfillment_id=parcel.id, **bought.call())
        assert bought.now == ("HELD", 3, "")

    def test_ord_08_a_failed_purchase_shrinks_and_keeps_its_question(self, bought: Bought) -> None:
        claimed(bought.row)
        bought.fail("ADDRESS")
        bought.refund(1)
        assert bought.now == ("FAILED", 2, "ADDRESS")
        bought.refund(2)
        assert bought.now == ("CANCELLED", 2, "")


class TestWhileItIsBeingBought:
    def test_ord_05_a_worker_that_did_not_reach_the_supplier_buys_less_the_next_time(
        self, bought: Bought
    ) -> None:
        claimed(bought.row)
        bought.refund(1)
        assert bought.now == ("PLACING", 3, "")
        bought.postpone(is_sent=False)
        assert bought.now == ("READY", 2, "")

    @pytest.mark.parametrize(("pieces", "reason"), [(1, "ORDER_CHANGED"), (3, "ORDER_CANCELLED")])
    def test_ord_05_where_the_supplier_may_have_it_a_person_looks_before_anything_is_bought(
        self, bought: Bought, pieces: int, reason: str
    ) -> None:
        claimed(bought.row)
        bought.refund(pieces)
        bought.postpone(is_sent=True)
        assert bought.now == ("FAILED", 3, reason)
        assert selectors.purchases_due(now=timezone.now() + timedelta(days=1), limit=9) == []
        assert "MARK_BOUGHT" in bought.info.fixes
        if pieces == 3:
            with pytest.raises(FixImpossible):
                bought.retry()
        else:
            reference = bought.info.reference
            again = bought.retry()
            assert ([line.quantity for line in again.lines], again.status) == ([2], "READY")
            assert again.reference != reference

    def test_ord_05_the_same_where_the_refund_comes_after_the_lost_answer(self, bought: Bought) -> None:
        claimed(bought.row)
        bought.postpone(is_sent=True)
        bought.refund(1)
        assert bought.now == ("FAILED", 3, "ORDER_CHANGED")

    @pytest.mark.parametrize(("pieces", "reason"), [(1, "ORDER_CHANGED"), (3, "ORDER_CANCELLED")])
    def test_ord_08_bought_meanwhile_is_a_persons(self, bought: Bought, pieces: int, reason: str) -> None:
        claimed(bought.row)
        bought.refund(pieces)
        services.purchase_placed(
            purchase_order_id=bought.row.pk,
            facts=services.PlacedFacts(supplier_order_ids=("8001",), is_paid=True),
            **bought.call(),
        )
        assert bought.now == ("PAID", 3, reason)

    def test_ord_04_refused_meanwhile_and_wanted_no_more_ends_it(self, bought: Bought) -> None:
        claimed(bought.row)
        bought.refund(3)
        bought.fail("ADDRESS")
        assert bought.now == ("CANCELLED", 3, "")


class TestAfterwards:
    def test_ord_08_less_wanted_than_bought_is_an_exception_with_numbers_a_clock_and_a_fix(
        self, bought: Bought
    ) -> None:
        bought.place()
        bought.refund(1)
        info = bought.info
        assert (info.status, info.exception_reason, info.fixes) == (
            "PAID",
            "ORDER_CHANGED",
            ("KEEP", "CANCEL"),
        )
        assert info.exception_message == (
            "A part of the order was refunded. The supplier has too much: 1 of 3 × Mug."
        )
        assert info.exception_at is not None
        assert info.exception_due_at == info.exception_at + timedelta(hours=24)
        bought.refund(2)
        assert bought.info.exception_reason == "ORDER_CANCELLED"
        assert bought.info.exception_due_at == info.exception_due_at

    def test_ord_08_leaving_it_is_an_answer_until_the_order_changes_again(self, bought: Bought) -> None:
        bought.place()
        bought.refund(1)
        services.purchase_keep(purchase_order_id=bought.row.pk, **bought.call())
        orders.order_purchases_fit(order_id=bought.order.pk, **bought.call())
        assert bought.now == ("PAID", 3, "")
        bought.refund(1)
        assert bought.now == ("PAID", 3, "ORDER_CHANGED")
        with pytest.raises(FixImpossible):
            services.purchase_keep(purchase_order_id=planned_again(bought).pk, **bought.call())

    def test_ord_08_a_refund_that_fails_takes_the_exception_away(self, bought: Bought) -> None:
        bought.place()
        refund = bought.refund(1)
        orders.refund_fail(refund_id=refund.pk, failure="No.", **bought.call())
        assert bought.now == ("PAID", 3, "")

    def test_ord_07_unpaid_stays_before_a_person_when_the_rest_is_settled(self, bought: Bought) -> None:
        placed(bought.row, store=bought.store, is_paid=False, payment_error="No balance.")
        bought.refund(1)
        assert bought.now == ("PLACED", 3, "ORDER_CHANGED")
        services.purchase_keep(purchase_order_id=bought.row.pk, **bought.call())
        assert bought.now == ("PLACED", 3, "PAYMENT")

    def test_what_has_been_sent_and_is_refunded_is_no_purchases_matter(self, bought: Bought) -> None:
        bought.place()
        bought.sent_by_supplier(3)
        bought.refund(2)
        assert bought.now == ("SHIPPED", 3, "")

    def test_a_parcel_noted_by_hand_of_what_was_bought_is_no_exception(self, bought: Bought) -> None:
        bought.place()
        bought.send_by_hand(3)
        assert bought.now == ("PAID", 3, "")


def planned_again(bought: Bought) -> PurchaseOrder:
    return planned(bought.store, bought.product, quantity=1)


def test_ord_07_a_person_has_no_longer_than_the_supplier_waits(in_store: Any, goods: Any) -> None:
    row = planned(in_store, goods(9))
    placed(row, store=in_store, is_paid=False)
    until = timezone.now() + timedelta(hours=2)
    facts = PurchaseFacts(state="UNPAID", pay_until=until)
    orders.purchase_follow(purchase_order_id=row.pk, facts=facts, store_id=in_store.id, now=timezone.now())
    info = selectors.purchase_get(purchase_order_id=row.pk)
    assert (info.exception_reason, info.pay_until, info.exception_due_at) == ("PAYMENT", until, until)
