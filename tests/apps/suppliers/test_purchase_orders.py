"""From a paid order to a parcel. ORD-03, ORD-04, ORD-05, ORD-07, ORD-08."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from apps.money.types import Money
from apps.orders import services as orders
from apps.orders.models import Fulfillment, Order
from apps.outbox.models import OutboxEvent
from apps.outbox.registry import handlers_of
from apps.suppliers import selectors, services
from apps.suppliers.models import PurchaseOrder
from apps.suppliers.services import PurchaseFacts
from apps.suppliers.types import (
    FixImpossible,
    ParcelInput,
    PurchaseClaimed,
    PurchaseMismatch,
    PurchaseNotDue,
)
from tenancy.context import public_context
from tests.apps.orders.making import pay_order, place_order
from tests.apps.suppliers.making import claimed, due, offer_of, offers_write, placed, planned

pytestmark = pytest.mark.django_db


def events(name: str) -> int:
    with public_context():
        return OutboxEvent.objects.filter(name=name).count()


def fail(row: PurchaseOrder, store: Any, reason: str, *, worker: str = "worker-1", code: str = "X") -> Any:
    return services.purchase_failed(
        purchase_order_id=row.pk,
        claim_token=worker,
        reason=reason,
        code=code,
        message="No.",
        store_id=store.id,
        now=timezone.now(),
    )


def follow(row: PurchaseOrder, store: Any, state: str, *parcels: ParcelInput) -> Any:
    facts = PurchaseFacts(state=state, parcels=parcels)
    return orders.purchase_follow(
        purchase_order_id=row.pk, facts=facts, store_id=store.id, now=timezone.now()
    )


class TestPlanning:
    def test_ord_03_one_purchase_per_supplier_and_place_with_cost_method_and_days(
        self, in_store: Any, goods: Any
    ) -> None:
        mug, lamp, rug = goods(9), goods(9), goods(9)
        offers_write(
            offer_of(mug.variants[0].id, mug.id, 1),
            offer_of(rug.variants[0].id, rug.id, 3, ship_from="PL"),
        )
        offers_write(
            offer_of(lamp.variants[0].id, lamp.id, 2, cost=Money(700, "USD"), days_max=20), provider="CJ"
        )
        order = place_order(store=in_store, product=mug, quantity=2)
        _add_lines(order, lamp, rug)
        pay_order(order, store=in_store)
        made = orders.order_purchases_plan(order_id=order.pk, store_id=in_store.id, now=timezone.now())
        rows = {(one.provider, one.ship_from): one for one in selectors.purchases_of_order(order_id=order.pk)}
        assert len(made) == 3
        assert set(rows) == {("ALIEXPRESS", "CN"), ("ALIEXPRESS", "PL"), ("CJ", "CN")}
        first = rows["ALIEXPRESS", "CN"]
        assert first.cost == Money(800, "USD")
        assert first.shipping_cost == Money(150, "USD")
        assert (first.shipping_code, first.days_min, first.days_max, first.status) == (
            "STANDARD",
            7,
            14,
            "HELD",
        )
        assert [(line.supplier_sku_id, line.quantity) for line in first.lines] == [("sku-1", 2)]
        assert rows["CJ", "CN"].days_max == 20
        assert len({one.reference for one in rows.values()}) == 3

    def test_the_offer_in_front_is_bought_and_an_inactive_one_never(self, in_store: Any, goods: Any) -> None:
        product = goods(9)
        variant = product.variants[0].id
        first, second = offers_write(offer_of(variant, product.id, 1), offer_of(variant, product.id, 2))
        assert (first.priority, second.priority) == (1, 2)
        services.offer_update(offer_id=first.id, store_id=in_store.id, is_active=False)
        row = planned(in_store, product)
        assert [line.supplier_sku_id for line in row.lines.all()] == ["sku-2"]

    def test_lines_without_an_offer_are_left_to_the_merchant(self, in_store: Any, goods: Any) -> None:
        order = place_order(store=in_store, product=goods(9))
        pay_order(order, store=in_store)
        assert orders.order_purchases_plan(order_id=order.pk, store_id=in_store.id, now=timezone.now()) == []

    def test_ord_05_a_redelivered_event_plans_nothing_twice(self, in_store: Any, goods: Any) -> None:
        row = planned(in_store, goods(9))
        again = orders.order_purchases_plan(order_id=row.order_id, store_id=in_store.id, now=timezone.now())
        assert again == [row.pk]
        assert PurchaseOrder.objects.count() == 1
        assert events("purchase_order.created") == 1

    def test_only_paid_orders_are_bought_and_paying_does_it(self, in_store: Any, goods: Any) -> None:
        from apps.orders.events import OrderPaid

        product = goods(9)
        offers_write(offer_of(product.variants[0].id, product.id))
        order = place_order(store=in_store, product=product)
        assert orders.order_purchases_plan(order_id=order.pk, store_id=in_store.id, now=timezone.now()) == []
        assert "orders.on_order_paid_plan_purchases" in {one.name for one in handlers_of(OrderPaid)}


def _add_lines(order: Order, *products: Any) -> None:
    from apps.orders.models import OrderLine

    for position, product in enumerate(products, start=2):
        OrderLine.objects.create(
            order=order,
            position=position,
            product_id=product.id,
            variant_id=product.variants[0].id,
            title=product.title,
            quantity=1,
            unit_price_minor=0,
            line_total_minor=0,
        )


class TestHoldWindow:
    def test_ord_04_nothing_is_due_within_the_window_and_everything_after(
        self, in_store: Any, goods: Any
    ) -> None:
        services.purchase_settings_change(changes={"hold_minutes": 30}, store_id=in_store.id)
        row = planned(in_store, goods(9))
        now = timezone.now()
        assert timedelta(minutes=29) < row.hold_until - now <= timedelta(minutes=30)
        assert selectors.purchases_due(now=now, limit=10) == []
        assert [one.id for one in selectors.purchases_due(now=now + timedelta(minutes=31), limit=10)] == [
            row.pk
        ]
        with pytest.raises(PurchaseNotDue):
            services.purchase_claim(purchase_order_id=row.pk, claim_token="a", now=now)

    def test_ord_04_cancelling_within_the_window_buys_nothing(self, in_store: Any, goods: Any) -> None:
        row = planned(in_store, goods(9))
        Order.objects.filter(pk=row.order_id).update(payment_status="REFUNDED")
        assert (
            orders.order_purchases_fit(order_id=row.order_id, store_id=in_store.id, now=timezone.now()) == 1
        )
        row.refresh_from_db()
        assert row.status == "CANCELLED"
        assert selectors.purchases_due(now=timezone.now() + timedelta(days=1), limit=10) == []

    def test_ord_04_a_refund_in_part_stops_nothing(self, in_store: Any, goods: Any) -> None:
        row = planned(in_store, goods(9))
        Order.objects.filter(pk=row.order_id).update(payment_status="PARTIALLY_REFUNDED")
        assert (
            orders.order_purchases_fit(order_id=row.order_id, store_id=in_store.id, now=timezone.now()) == 0
        )

    def test_ord_08_cancelling_after_it_was_bought_asks_a_person(self, in_store: Any, goods: Any) -> None:
        row = planned(in_store, goods(9))
        placed(row, store=in_store)
        Order.objects.filter(pk=row.order_id).update(payment_status="REFUNDED")
        for changed in (1, 0):
            assert (
                orders.order_purchases_fit(order_id=row.order_id, store_id=in_store.id, now=timezone.now())
                == changed
            )
        row.refresh_from_db()
        assert (row.status, row.exception_reason) == ("PAID", "ORDER_CANCELLED")
        assert events("purchase_order.failed") == 1

    def test_a_store_that_buys_by_hand_waits_for_the_button(self, in_store: Any, goods: Any) -> None:
        services.purchase_settings_change(changes={"is_automatic": False}, store_id=in_store.id)
        row = due(planned(in_store, goods(9)))
        assert selectors.purchases_due(now=timezone.now(), limit=10) == []
        services.purchase_buy_now(purchase_order_id=row.pk, store_id=in_store.id, now=timezone.now())
        assert [one.id for one in selectors.purchases_due(now=timezone.now(), limit=10)] == [row.pk]


class TestPlacing:
    def test_ord_05_two_workers_one_claim(self, in_store: Any, goods: Any) -> None:
        row = planned(in_store, goods(9))
        info = claimed(row)
        assert (info.status, info.attempts, info.first_attempt_at) == ("PLACING", 1, None)
        with pytest.raises(PurchaseClaimed):
            services.purchase_claim(purchase_order_id=row.pk, claim_token="worker-2", now=timezone.now())
        assert claimed(row).attempts == 1
        assert selectors.purchases_due(now=timezone.now(), limit=10) == []

    def test_ord_05_a_dead_workers_claim_ends_and_the_next_hears_of_it(
        self, in_store: Any, goods: Any
    ) -> None:
        row = planned(in_store, goods(9))
        claimed(row)
        later = timezone.now() + timedelta(minutes=11)
        (waiting,) = selectors.purchases_due(now=later, limit=10)
        info = services.purchase_claim(purchase_order_id=waiting.id, claim_token="worker-2", now=later)
        assert info.attempts == 2
        assert info.first_attempt_at is not None
        assert info.reference == row.reference
        with pytest.raises(PurchaseClaimed):
            fail(row, in_store, "OTHER")

    def test_ord_05_what_was_placed_is_noted_once_and_another_order_never(
        self, in_store: Any, goods: Any
    ) -> None:
        row = planned(in_store, goods(9))
        assert placed(row, store=in_store).status == "PAID"
        facts = services.PlacedFacts(supplier_order_ids=("8001",), is_paid=True)
        again = {"purchase_order_id": row.pk, "store_id": in_store.id, "now": timezone.now()}
        assert services.purchase_placed(facts=facts, **again).status == "PAID"
        assert events("purchase_order.placed") == 1
        with pytest.raises(PurchaseMismatch):
            services.purchase_placed(
                facts=services.PlacedFacts(supplier_order_ids=("9999",), is_paid=True), **again
            )
        row.refresh_from_db()
        assert row.supplier_order_ids == ["8001"]

    def test_ord_05_a_late_answer_after_a_cancel_is_kept_and_asked_about(
        self, in_store: Any, goods: Any
    ) -> None:
        row = planned(in_store, goods(9))
        claimed(row)
        PurchaseOrder.objects.filter(pk=row.pk).update(status="CANCELLED")
        facts = services.PlacedFacts(supplier_order_ids=("8001",), is_paid=True)
        info = services.purchase_placed(
            purchase_order_id=row.pk, facts=facts, store_id=in_store.id, now=timezone.now()
        )
        assert (info.status, info.exception_reason) == ("PAID", "ORDER_CANCELLED")

    def test_a_supplier_that_is_away_makes_it_wait_visibly(self, in_store: Any, goods: Any) -> None:
        row = planned(in_store, goods(9))
        claimed(row)
        info = services.purchase_postpone(
            purchase_order_id=row.pk,
            claim_token="worker-1",
            message="AliExpress does not answer.",
            seconds=300,
            store_id=in_store.id,
            now=timezone.now(),
        )
        assert (info.status, info.waiting_message, info.exception_reason) == (
            "READY",
            "AliExpress does not answer.",
            "",
        )
        assert selectors.purchases_due(now=timezone.now(), limit=10) == []
        later = timezone.now() + timedelta(seconds=301)
        assert len(selectors.purchases_due(now=later, limit=10)) == 1

    def test_ord_07_created_and_unpaid_is_seen_until_it_is_paid(self, in_store: Any, goods: Any) -> None:
        row = planned(in_store, goods(9))
        info = placed(
            row, store=in_store, is_paid=False, payment_error="No balance.", pay_url="https://pay/1"
        )
        assert (info.status, info.is_paid, info.exception_reason) == ("PLACED", False, "PAYMENT")
        assert info.exception_message == "No balance."
        assert events("purchase_order.failed") == 1
        follow(row, in_store, "UNPAID")
        row.refresh_from_db()
        assert (row.status, row.exception_reason) == ("PLACED", "PAYMENT")
        follow(row, in_store, "PAID")
        row.refresh_from_db()
        assert (row.status, row.is_paid, row.exception_reason, row.pay_url) == ("PAID", True, "", "")


class TestExceptions:
    @pytest.mark.parametrize(
        ("reason", "first"),
        [
            ("ADDRESS", "EDIT_ADDRESS"),
            ("OUT_OF_STOCK", "CHOOSE_OFFER"),
            ("METHOD_GONE", "RETRY"),
            ("BUYER_BLOCKED", "RETRY"),
            ("PAYMENT", "RETRY"),
            ("UNCERTAIN", "MARK_BOUGHT"),
        ],
    )
    def test_ord_08_a_typed_reason_a_fix_and_a_clock(
        self, in_store: Any, goods: Any, reason: str, first: str
    ) -> None:
        row = planned(in_store, goods(9))
        claimed(row)
        info = fail(row, in_store, reason)
        assert (info.status, info.exception_reason, info.fixes[0]) == ("FAILED", reason, first)
        assert info.exception_at is not None
        assert info.exception_due_at == info.exception_at + timedelta(hours=24)
        (queued,) = selectors.purchases_list(only_exceptions=True)
        assert queued.id == row.pk
        summary = selectors.purchase_summary(now=timezone.now() + timedelta(hours=25))
        assert (summary.exceptions, summary.overdue) == (1, 1)

    def test_ord_08_an_address_is_edited_and_it_is_tried_again_under_its_key(
        self, in_store: Any, goods: Any
    ) -> None:
        row = planned(in_store, goods(9))
        claimed(row)
        fail(row, in_store, "ADDRESS")
        info = services.purchase_address_change(
            purchase_order_id=row.pk, address={"city": "Potsdam"}, store_id=in_store.id, now=timezone.now()
        )
        assert (info.status, info.exception_reason, info.reference) == ("READY", "", row.reference)
        assert info.shipping_address["city"] == "Potsdam"
        assert info.shipping_address["name"] == "Ana Kowalska"
        assert Order.objects.get(pk=row.order_id).shipping_address["city"] == "Berlin"

    def test_ord_08_another_offer_is_chosen(self, in_store: Any, goods: Any) -> None:
        product = goods(9)
        row = planned(in_store, product)
        (other,) = offers_write(
            offer_of(product.variants[0].id, product.id, 2, cost=Money(300, "USD")), provider="CJ"
        )
        claimed(row)
        fail(row, in_store, "OUT_OF_STOCK")
        info = services.purchase_offer_choose(
            purchase_order_id=row.pk,
            line_id=row.lines.get().pk,
            offer_id=other.id,
            store_id=in_store.id,
            now=timezone.now(),
        )
        assert (info.status, info.provider, info.cost) == ("READY", "CJ", Money(600, "USD"))
        assert info.lines[0].supplier_sku_id == "sku-2"
        assert info.reference != row.reference

    def test_ord_05_a_retry_of_what_may_exist_is_a_new_order_only_by_hand(
        self, in_store: Any, goods: Any
    ) -> None:
        row = planned(in_store, goods(9))
        claimed(row)
        fail(row, in_store, "UNCERTAIN")
        info = services.purchase_retry(purchase_order_id=row.pk, store_id=in_store.id, now=timezone.now())
        assert info.reference != row.reference
        assert info.first_attempt_at is None

    def test_ord_08_bought_elsewhere_is_followed_by_its_number(self, in_store: Any, goods: Any) -> None:
        row = planned(in_store, goods(9))
        claimed(row)
        fail(row, in_store, "BUYER_BLOCKED")
        info = services.purchase_mark_bought(
            purchase_order_id=row.pk, supplier_order_id="777", store_id=in_store.id, now=timezone.now()
        )
        assert (info.status, info.supplier_order_ids, info.exception_reason) == ("PAID", ("777",), "")

    def test_a_purchase_that_is_being_placed_cannot_be_changed(self, in_store: Any, goods: Any) -> None:
        row = planned(in_store, goods(9))
        claimed(row)
        call: dict[str, Any] = {"purchase_order_id": row.pk, "store_id": in_store.id, "now": timezone.now()}
        for verb in (services.purchase_retry, services.purchase_cancel, services.purchase_buy_now):
            with pytest.raises(FixImpossible):
                verb(**call)
        with pytest.raises(FixImpossible):
            services.purchase_address_change(address={"city": "X"}, **call)

    def test_a_supplier_that_closes_an_unsent_order_is_an_exception(self, in_store: Any, goods: Any) -> None:
        row = planned(in_store, goods(9))
        placed(row, store=in_store)
        follow(row, in_store, "CLOSED")
        row.refresh_from_db()
        assert (row.status, row.exception_reason) == ("FAILED", "CLOSED_BY_SUPPLIER")

    def test_connecting_again_wakes_what_waited_for_it(self, in_store: Any, goods: Any) -> None:
        row = planned(in_store, goods(9))
        claimed(row)
        fail(row, in_store, "CONNECTION_EXPIRED")
        services.connection_report(
            provider="ALIEXPRESS", state="CONNECTED", ends_at=None, store_id=in_store.id, now=timezone.now()
        )
        row.refresh_from_db()
        assert (row.status, row.exception_reason) == ("READY", "")

    def test_imp_01_the_owner_is_told_once_for_each_end(self, in_store: Any) -> None:
        ends = timezone.now() + timedelta(days=3)
        for _ in range(3):
            services.connection_report(
                provider="CJ", state="EXPIRING", ends_at=ends, store_id=in_store.id, now=timezone.now()
            )
        assert events("supplier.connection_ending") == 1


class TestParcels:
    def test_a_parcel_is_sent_with_the_order_once_and_arrives(self, in_store: Any, goods: Any) -> None:
        row = planned(in_store, goods(9), quantity=2)
        placed(row, store=in_store)
        parcel = ParcelInput(number="LP1", carrier="Cainiao", url="https://track.example/LP1")
        for _ in range(3):
            follow(row, in_store, "SHIPPED", parcel)
        fulfillment = Fulfillment.objects.get(order_id=row.order_id)
        assert [one.number for one in fulfillment.tracking_numbers.all()] == ["LP1"]
        assert events("order.fulfilled") == 1
        assert Order.objects.get(pk=row.order_id).fulfillment_status == "FULFILLED"
        follow(row, in_store, "DELIVERED", ParcelInput(number="LP1", is_delivered=True))
        row.refresh_from_db()
        assert (row.status, row.next_check_at) == ("DELIVERED", None)
        assert Order.objects.get(pk=row.order_id).delivery_status == "DELIVERED"

    def test_two_parcels_carry_what_the_supplier_says(self, in_store: Any, goods: Any) -> None:
        row = planned(in_store, goods(9), quantity=3)
        placed(row, store=in_store)
        follow(row, in_store, "SHIPPED", ParcelInput(number="A", items=(("sku-1", 1),)))
        assert Order.objects.get(pk=row.order_id).fulfillment_status == "PARTIAL"
        parcels = (
            ParcelInput(number="A", items=(("sku-1", 1),)),
            ParcelInput(number="B", items=(("sku-1", 2),)),
        )
        follow(row, in_store, "SHIPPED", *parcels)
        counts = sorted(one.lines.get().quantity for one in Fulfillment.objects.filter(order_id=row.order_id))
        assert counts == [1, 2]

    def test_a_corrected_number_takes_the_place_of_the_old_one(self, in_store: Any, goods: Any) -> None:
        row = planned(in_store, goods(9))
        placed(row, store=in_store)
        follow(row, in_store, "SHIPPED", ParcelInput(number="OLD"))
        follow(row, in_store, "SHIPPED", ParcelInput(number="NEW"))
        fulfillment = Fulfillment.objects.get(order_id=row.order_id)
        assert [one.number for one in fulfillment.tracking_numbers.all()] == ["NEW"]
        assert events("order.fulfilled") == 1

    def test_what_a_person_sent_by_hand_is_not_sent_again(self, in_store: Any, goods: Any) -> None:
        row = planned(in_store, goods(9))
        placed(row, store=in_store)
        orders.fulfillment_create(order_id=row.order_id, store_id=in_store.id, now=timezone.now())
        assert follow(row, in_store, "SHIPPED", ParcelInput(number="LP1")) == []
        assert Fulfillment.objects.filter(order_id=row.order_id).count() == 1

    def test_questions_become_rarer(self, in_store: Any, goods: Any) -> None:
        row = planned(in_store, goods(9))
        placed(row, store=in_store)
        pauses = []
        for _ in range(4):
            before = timezone.now()
            follow(row, in_store, "PAID")
            row.refresh_from_db()
            assert row.next_check_at is not None
            pauses.append(round((row.next_check_at - before).total_seconds() / 60))
        assert pauses == [1, 2, 5, 10]
