"""Codes: what they give, when they hold, and who gets the last one. STO-12."""

import threading
from datetime import timedelta
from typing import Any

import pytest
from django.db import connections
from django.utils import timezone

from apps.catalog import services as catalog
from apps.catalog.types import CollectionInput
from apps.checkout import services
from apps.checkout.models import Cart, Discount, DiscountUse
from apps.checkout.selectors import cart_view
from apps.checkout.types import CheckoutRefused
from apps.orders import services as orders
from apps.orders.models import Order, OrderLine
from tenancy.context import store_context
from tests.apps.checkout.settings import code_make, euro
from tests.apps.payments.stage import Shopper, Stripe

pytestmark = pytest.mark.django_db


def enter(shopper: Shopper, code: str = "spring ") -> str:
    problem = services.cart_discount_set(
        cart_id=shopper.cart_id, code=code, currency="EUR", now=timezone.now()
    )
    return str(problem.code) if problem else ""


def view(shopper: Shopper) -> Any:
    return cart_view(cart_id=shopper.cart_id, currency="EUR")


class TestTerms:
    def test_sto_12_a_percentage_is_taken_off_and_frozen_on_the_order(
        self, shopper: Shopper, goods: Any, stripe_server: Stripe
    ) -> None:
        code = code_make(shopper.store, percent_milli=12_500)
        shopper.add(goods(5, title="Mug", price="9.99"), 3).add(goods(5, title="Pot", price="1.00"))

        assert enter(shopper) == ""
        started = shopper.start()

        order = Order.objects.get(pk=started.order_id)
        assert (order.subtotal_minor, order.discount_minor, order.total_minor) == (3097, 387, 3200)
        assert (order.discount_code, order.discount_id) == ("SPRING", code.id)
        assert list(OrderLine.objects.order_by("position").values_list("discount_minor", flat=True)) == [
            375,
            12,
        ]
        services.discount_delete(discount_id=code.id, store=shopper.store)
        order.refresh_from_db()
        assert (order.discount_code, order.discount_minor) == ("SPRING", 387)

    def test_what_is_charged_at_stripe_is_the_orders_total(
        self, shopper: Shopper, goods: Any, stripe_server: Stripe
    ) -> None:
        code_make(shopper.store, percent_milli=33_333)
        shopper.add(goods(5, price="9.99"), 3)
        enter(shopper)

        started = shopper.start()

        session = stripe_server.session(shopper.session(started).session_id)
        assert session.amount_total == Order.objects.get(pk=started.order_id).total_minor == 1998 + 490

    def test_an_amount_is_cut_to_what_is_in_the_cart(
        self, shopper: Shopper, goods: Any, stripe_server: Stripe
    ) -> None:
        code_make(shopper.store, kind="AMOUNT", percent_milli=0, amount=euro("50.00"))
        shopper.add(goods(5, price="9.00"))
        enter(shopper)

        assert view(shopper).discount_total.amount_minor == 900
        assert shopper.order(shopper.start()).total.amount_minor == 490

    def test_free_shipping(self, shopper: Shopper, goods: Any, stripe_server: Stripe) -> None:
        code_make(shopper.store, kind="FREE_SHIPPING", percent_milli=0)
        shopper.add(goods(5, price="9.00"))
        enter(shopper)

        order = shopper.order(shopper.start())
        assert (order.shipping_total.amount_minor, order.total.amount_minor) == (0, 900)

    def test_scope_of_products_and_collections(self, shopper: Shopper, goods: Any) -> None:
        mug, pot, pan = goods(9, title="Mug"), goods(9, title="Pot"), goods(9, title="Pan")
        shelf = catalog.collection_create(data=CollectionInput(title="Pots"))
        catalog.collection_products_add(collection_id=shelf.id, product_ids=[pot.id])
        code_make(shopper.store, collection_ids=(shelf.id,), product_ids=(pan.id,))

        shopper.add(mug)
        assert enter(shopper) == "discount_not_for_cart"
        assert view(shopper).discount_total.amount_minor == 0
        shopper.add(pot).add(pan)
        assert view(shopper).discount_total.amount_minor == 180

    def test_the_minimum_counts_what_the_code_is_for(self, shopper: Shopper, goods: Any) -> None:
        code_make(shopper.store, minimum=euro("20.00"))
        mug = goods(9, price="9.00")

        shopper.add(mug, 2)
        assert enter(shopper) == "discount_minimum"
        shopper.add(mug)
        assert view(shopper).discount_total.amount_minor == 270


class TestHolds:
    @pytest.mark.parametrize(
        ("terms", "problem"),
        [
            ({"is_active": False}, "discount_unknown"),
            ({"ends_at": timezone.now() - timedelta(seconds=1)}, "discount_over"),
            ({"starts_at": timezone.now() + timedelta(hours=1)}, "discount_not_yet"),
        ],
    )
    def test_sto_12_switch_and_schedule(
        self, shopper: Shopper, goods: Any, terms: dict[str, Any], problem: str
    ) -> None:
        code_make(shopper.store, **terms)
        shopper.add(goods(5))

        assert enter(shopper) == problem
        assert (view(shopper).discount_code, view(shopper).discount_total.amount_minor) == ("", 0)

    @pytest.mark.parametrize("code", ["NOSUCH", "", "  ", "a b", "x" * 41, "Ω", "'; drop"])
    def test_codes_that_are_none(self, shopper: Shopper, goods: Any, code: str) -> None:
        shopper.add(goods(5))
        assert enter(shopper, code) == "discount_unknown"

    def test_a_code_that_ends_before_paying_changes_the_total_and_is_said(
        self, shopper: Shopper, goods: Any, stripe_server: Stripe
    ) -> None:
        code_make(shopper.store)
        shopper.add(goods(5, price="9.00"))
        enter(shopper)
        Discount.objects.update(is_active=False)

        with pytest.raises(CheckoutRefused) as caught:
            shopper.start(expected_total_minor=1300)

        assert [problem.code for problem in caught.value.problems] == ["total_changed"]
        assert view(shopper).discount_problem.code == "discount_unknown"


class TestLimits:
    def test_sto_12_a_person_uses_a_code_as_often_as_allowed_in_any_spelling(
        self, shopper: Shopper, goods: Any, stripe_server: Stripe
    ) -> None:
        code_make(shopper.store, per_customer_limit=1)
        mug = goods(9)
        shopper.add(mug)
        enter(shopper)
        shopper.start(email="Ana@example.com")
        again = Shopper(store=shopper.store, rate=shopper.rate).add(mug)
        enter(again)

        with pytest.raises(CheckoutRefused) as caught:
            again.start(email="ANA@example.COM")

        assert [problem.code for problem in caught.value.problems] == ["discount_used_by_you"]
        assert (Discount.objects.get().times_used, Order.objects.count()) == (1, 1)
        assert Cart.objects.get(pk=again.cart_id).discount_code == ""
        assert again.order(again.start(email="ANA@example.COM")).discount_total.amount_minor == 0

    def test_double_click_and_a_changed_cart_use_a_code_once(
        self, shopper: Shopper, goods: Any, stripe_server: Stripe
    ) -> None:
        code_make(shopper.store, usage_limit=1)
        mug = goods(9)
        shopper.add(mug)
        enter(shopper)
        shopper.start()
        shopper.start()
        shopper.add(mug).start()

        assert (Discount.objects.get().times_used, DiscountUse.objects.count()) == (1, 1)

    def test_an_order_that_ends_unpaid_gives_its_use_back(
        self, shopper: Shopper, goods: Any, stripe_server: Stripe, deliver: Any
    ) -> None:
        code_make(shopper.store, usage_limit=1)
        shopper.add(goods(9))
        enter(shopper)
        started = shopper.start()
        orders.order_expire(order_id=started.order_id, store_id=shopper.store.id, now=timezone.now())
        deliver()

        assert (Discount.objects.get().times_used, DiscountUse.objects.count()) == (0, 0)

    def test_paid_after_its_time_keeps_the_use_even_over_the_limit(
        self, shopper: Shopper, goods: Any, stripe_server: Stripe
    ) -> None:
        code_make(shopper.store, usage_limit=1)
        shopper.add(goods(9))
        enter(shopper)
        started = shopper.start()
        Order.objects.update(payment_status="EXPIRED", stock_state="RELEASED")
        services.discount_release(order_id=started.order_id)
        assert Discount.objects.get().times_used == 0

        for _ in range(2):
            services.discount_keep(order_id=started.order_id, now=timezone.now())

        assert (Discount.objects.get().times_used, DiscountUse.objects.count()) == (1, 1)

    def test_changing_to_another_code_gives_the_first_one_back(
        self, shopper: Shopper, goods: Any, stripe_server: Stripe
    ) -> None:
        code_make(shopper.store, "ONE", usage_limit=1)
        code_make(shopper.store, "TWO", usage_limit=1)
        shopper.add(goods(9))
        enter(shopper, "ONE")
        shopper.start()
        enter(shopper, "TWO")
        shopper.start()

        assert dict(Discount.objects.values_list("code", "times_used")) == {"ONE": 0, "TWO": 1}


@pytest.mark.django_db(transaction=True)
def test_sto_12_the_last_use_is_honoured_once_however_many_come_at_once(
    store: Any, in_store: Any, goods: Any, rate: Any, stripe_server: Stripe
) -> None:
    code_make(store, usage_limit=1)
    mug = goods(100)
    shoppers = [Shopper(store=store, rate=rate).add(mug) for _ in range(6)]
    for one in shoppers:
        enter(one)
    outcomes: list[str] = []

    def buy(place: int) -> None:
        try:
            with store_context(store.schema_name):
                shoppers[place].start(email=f"shopper{place}@example.com", expected_total_minor=1300)
                outcomes.append("")
        except CheckoutRefused as refusal:
            outcomes.append(refusal.problems[0].code)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=buy, args=(place,)) for place in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    # Who comes late sees the code gone while counting, or loses it while ordering.
    assert sorted(outcomes)[:1] == [""]
    assert set(outcomes) - {""} <= {"discount_used_up", "total_changed"}
    assert (len(outcomes), outcomes.count("")) == (6, 1)
    assert (Discount.objects.get().times_used, DiscountUse.objects.count()) == (1, 1)
    assert Order.objects.filter(discount_minor__gt=0).count() == Order.objects.count() == 1
