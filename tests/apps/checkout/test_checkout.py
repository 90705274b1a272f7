"""Starting the checkout: one cart, one order, one session, whatever the shopper clicks. STO-06, STO-08, STO-09, H8."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from django.utils import timezone

from apps.catalog.models import Variant
from apps.checkout import services
from apps.checkout.models import Cart, CartLine, ShippingRate, ShippingZone
from apps.checkout.selectors import cart_view
from apps.checkout.types import AddressInvalid, CartUnknown, CheckoutRefused
from apps.orders.models import Order, OrderCounter
from apps.payments import gateway
from apps.payments import services as payments
from apps.payments.models import PaymentSession
from apps.payments.types import PaymentUnavailable
from tenancy.context import store_context
from tenancy.ids import uuid7
from tests.apps.checkout.settings import zone_make
from tests.apps.payments.stage import ADDRESS, Shopper, Stripe, stock_of

pytestmark = pytest.mark.django_db


def refused(shopper: Shopper, **changes: Any) -> list[str]:
    with pytest.raises(CheckoutRefused) as caught:
        shopper.start(**changes)
    return [str(problem.code) for problem in caught.value.problems]


def test_sto_06_stock_is_held_until_the_session_ends(
    shopper: Shopper, goods: Any, stripe_server: Stripe
) -> None:
    mug = goods(5)
    now = timezone.now()

    started = shopper.add(mug, 2).start(now=now)

    order = Order.objects.get(pk=started.order_id)
    session = stripe_server.session(shopper.session(started).session_id)
    assert stock_of(mug) == (5, 2)
    assert timedelta(minutes=30) <= order.expires_at - now <= timedelta(minutes=31)
    assert session.expires_at == int(order.expires_at.timestamp())


def test_the_order_is_a_frozen_snapshot(shopper: Shopper, goods: Any, stripe_server: Stripe) -> None:
    """ORD-02"""
    mug = goods(5, price="9.00")
    Variant.objects.update(cost_minor=310)
    started = shopper.add(mug, 2).start(note="  Please\nring  ")
    Variant.objects.update(price_minor=9900, sku="changed")

    order = shopper.order(started)
    [line] = order.lines
    assert (line.title, line.variant_title, line.sku, line.quantity) == ("Mug", "No 0", "MUG-0", 2)
    assert (line.unit_price.amount_minor, line.line_total.amount_minor) == (900, 1800)
    assert (order.subtotal.amount_minor, order.shipping_total.amount_minor, order.total.amount_minor) == (
        1800,
        490,
        2290,
    )
    assert (order.shipping_address.city, order.shipping_method, order.note) == (
        "Berlin",
        "Standard shipping",
        "Please ring",
    )
    assert Order.objects.get().lines.get().cost_minor == 310
    assert order.number == 1001


def test_free_shipping_over_its_limit(shopper: Shopper, goods: Any, stripe_server: Stripe) -> None:
    started = shopper.add(goods(None, price="60.00")).start()
    assert shopper.order(started).total.amount_minor == 6000


class TestSameCartAgain:
    def test_sto_09_double_click_gives_the_same_order_and_session(
        self, shopper: Shopper, goods: Any, stripe_server: Stripe
    ) -> None:
        mug = goods(5)
        shopper.add(mug, 2)

        first, second = shopper.start(), shopper.start()

        assert first == second
        assert (Order.objects.count(), PaymentSession.objects.count(), stock_of(mug)) == (1, 1, (5, 2))

    def test_sto_09_back_from_stripe_and_on_again_with_the_last_unit(
        self, shopper: Shopper, goods: Any, stripe_server: Stripe
    ) -> None:
        """What the shopper's own order holds is not sold out for them."""
        mug = goods(1)
        shopper.add(mug)
        assert shopper.start() == shopper.start()
        assert stock_of(mug) == (1, 1)

    def test_after_the_time_is_over_a_new_order_is_made(
        self, shopper: Shopper, goods: Any, stripe_server: Stripe
    ) -> None:
        mug = goods(5)
        first = shopper.add(mug, 2).start()
        stripe_server.expire(str(shopper.session(first).session_id))

        second = shopper.start(now=timezone.now() + timedelta(minutes=40))

        assert first.order_id != second.order_id
        assert list(Order.objects.order_by("number").values_list("number", "payment_status")) == [
            (1001, "EXPIRED"),
            (1002, "PENDING"),
        ]
        assert stock_of(mug) == (5, 2)

    def test_a_paid_cart_leads_to_its_order(
        self, shopper: Shopper, goods: Any, stripe_server: Stripe, deliver: Any
    ) -> None:
        mug = goods(5)
        started = shopper.add(mug).start()
        session_id = str(shopper.session(started).session_id)
        stripe_server.pay(session_id)
        payments.session_settle(session_id=session_id, now=timezone.now())

        before_close = shopper.start()
        deliver()
        after_close = shopper.start()

        at_order = f"{shopper.store.url}/orders/{started.order_token}"
        assert before_close.redirect_url == after_close.redirect_url == at_order
        assert (Cart.objects.get().status, Order.objects.count()) == ("COMPLETED", 1)


class TestChangedCart:
    def test_the_old_session_is_closed_and_the_difference_reserved(
        self, shopper: Shopper, goods: Any, stripe_server: Stripe
    ) -> None:
        mug, plate = goods(5, title="Mug"), goods(5, title="Plate")
        first = shopper.add(mug, 3).add(plate, 1).start()
        old = str(shopper.session(first).session_id)
        lines = {line.title: line.id for line in shopper_lines(shopper)}
        now = timezone.now()
        services.cart_set(cart_id=shopper.cart_id, line_id=lines["Mug"], quantity=1, now=now)
        services.cart_set(cart_id=shopper.cart_id, line_id=lines["Plate"], quantity=4, now=now)

        second = shopper.start()

        assert (second.order_id, Order.objects.count()) == (first.order_id, 1)
        assert second.redirect_url != first.redirect_url
        assert stripe_server.session(old).status == "expired"
        assert (stock_of(mug), stock_of(plate)) == ((5, 1), (5, 4))
        assert stripe_server.session(str(shopper.session(second).session_id)).amount_total == 4500 + 490

    def test_the_closed_sessions_event_does_not_end_the_order(
        self, shopper: Shopper, goods: Any, stripe_server: Stripe
    ) -> None:
        mug = goods(5)
        first = shopper.add(mug, 3).start()
        old = str(shopper.session(first).session_id)
        shopper.add(mug, 1).start()

        payments.session_settle(session_id=old, now=timezone.now())

        assert (Order.objects.get().payment_status, stock_of(mug)) == ("PENDING", (5, 4))

    def test_paid_in_the_other_window_meanwhile(
        self, shopper: Shopper, goods: Any, stripe_server: Stripe
    ) -> None:
        """Two tabs: one pays, the other changes the cart and goes to the checkout before the webhook came."""
        mug = goods(5)
        first = shopper.add(mug, 2).start()
        stripe_server.pay(str(shopper.session(first).session_id))
        shopper.add(mug, 1)

        second = shopper.start()

        assert second.redirect_url.endswith(f"/orders/{first.order_token}")
        order = Order.objects.get()
        assert (order.payment_status, order.items_count, stock_of(mug)) == ("PAID", 2, (3, 0))

    def test_while_stripe_is_away_the_old_order_stays_as_it_is(
        self, shopper: Shopper, goods: Any, stripe_server: Stripe
    ) -> None:
        mug = goods(5)
        shopper.add(mug, 2).start()
        shopper.add(mug, 1)
        stripe_server.break_down(kind="status", status=503)

        with pytest.raises(PaymentUnavailable):
            shopper.start()

        assert (Order.objects.get().items_count, stock_of(mug)) == (2, (5, 2))

    def test_more_than_is_left_changes_nothing(
        self, shopper: Shopper, goods: Any, stripe_server: Stripe
    ) -> None:
        mug = goods(5)
        shopper.add(mug, 4).start()
        Shopper(store=shopper.store, rate=shopper.rate).add(mug, 1).start()
        CartLine.objects.filter(cart_id=shopper.cart_id).update(quantity=5)

        assert refused(shopper) == ["limited"]
        assert stock_of(mug) == (5, 5)


def shopper_lines(shopper: Shopper) -> Any:
    return cart_view(cart_id=shopper.cart_id, currency="EUR").lines


class TestProblems:
    """STO-08: machine codes per line, before anything is written."""

    def test_sto_08_nothing_is_written(self, shopper: Shopper, goods: Any, stripe_server: Stripe) -> None:
        mug, plate = goods(5, title="Mug"), goods(5, title="Plate")
        shopper.add(mug, 2).add(plate, 2)
        Variant.objects.filter(product_id=mug.id).update(stock_on_hand=1)
        Variant.objects.filter(product_id=plate.id).update(stock_on_hand=0)

        assert refused(shopper) == ["limited", "sold_out"]
        assert not Order.objects.exists()
        assert not OrderCounter.objects.exists()
        assert not PaymentSession.objects.exists()

    def test_f13_a_new_price_is_agreed_to_before_paying(
        self, shopper: Shopper, goods: Any, stripe_server: Stripe
    ) -> None:
        shopper.add(goods(5, price="9.00"))
        Variant.objects.update(price_minor=1100)

        assert refused(shopper) == ["price_changed"]
        assert not Order.objects.exists()
        assert shopper.order(shopper.start()).subtotal.amount_minor == 1100

    def test_f13_a_changed_total_is_agreed_to_before_paying(
        self, shopper: Shopper, goods: Any, stripe_server: Stripe
    ) -> None:
        shopper.add(goods(5, price="9.00"))
        ShippingRate.objects.update(price_minor=990)

        assert refused(shopper, expected_total_minor=1390) == ["total_changed"]
        assert shopper.order(shopper.start(expected_total_minor=1890)).total.amount_minor == 1890

    def test_empty_cart(self, shopper: Shopper, goods: Any) -> None:
        shopper.add(goods(5))
        services.cart_remove(
            cart_id=shopper.cart_id, line_id=shopper_lines(shopper)[0].id, now=timezone.now()
        )
        assert "cart_empty" in refused(shopper)

    def test_unknown_cart(self, shopper: Shopper) -> None:
        with pytest.raises(CartUnknown):
            shopper.start(cart_id=uuid7())

    @pytest.mark.parametrize("method", ["", "x", str(UUID(int=7))])
    def test_shipping_that_is_not_offered(self, shopper: Shopper, goods: Any, method: str) -> None:
        shopper.add(goods(5))
        assert refused(shopper, shipping_method=method) == ["shipping_unavailable"]

    def test_a_rate_of_another_country(self, shopper: Shopper, goods: Any) -> None:
        french = zone_make(shopper.store, "France", "FR", price="1.00").rates[0].id
        shopper.add(goods(5))
        assert refused(shopper, shipping_method=str(french)) == ["shipping_unavailable"]

    def test_a_country_nobody_ships_to(self, shopper: Shopper, goods: Any) -> None:
        zone_make(shopper.store, "France", "FR")
        ShippingZone.objects.filter(is_rest_of_world=True).delete()
        shopper.add(goods(5))
        with pytest.raises(AddressInvalid) as caught:
            shopper.start()
        assert set(caught.value.fields) == {"country"}

    def test_contact_and_address_problems_are_named_together(self, shopper: Shopper, goods: Any) -> None:
        shopper.add(goods(5))
        with pytest.raises(AddressInvalid) as caught:
            shopper.start(
                email="nobody",
                shipping_address=ADDRESS | {"postal_code": "1"},
                billing_address=ADDRESS | {"city": ""},
            )
        assert set(caught.value.fields) == {"email", "postal_code", "billing_city"}
        assert not Order.objects.exists()

    def test_what_stripe_will_never_take_frees_the_stock_at_once(
        self, shopper: Shopper, goods: Any, stripe_server: Stripe
    ) -> None:
        """Below Stripe's smallest charge of 50 cents."""
        ShippingRate.objects.update(price_minor=0)
        mug = goods(5, price="0.20")

        assert refused(shopper.add(mug)) == ["payment_refused"]
        assert (Order.objects.get().payment_status, stock_of(mug)) == ("CANCELLED", (5, 0))


class TestStripeAway:
    """H8: nothing is lost, nothing is doubled."""

    @pytest.mark.parametrize(
        "fault",
        [
            {"kind": "status", "status": 500},
            {"kind": "status", "status": 503},
            {"kind": "status", "status": 429},
            {"kind": "garbage"},
            {"kind": "disconnect"},
        ],
        ids=lambda fault: str(fault.get("status", fault["kind"])),
    )
    def test_h8_the_order_is_kept_and_a_retry_finishes_it(
        self, shopper: Shopper, goods: Any, stripe_server: Stripe, fault: dict[str, Any], monkeypatch: Any
    ) -> None:
        monkeypatch.setattr(gateway, "READ_SECONDS", 0.5)
        gateway._client.cache_clear()
        mug = goods(5)
        shopper.add(mug, 2)
        stripe_server.break_down(**fault)

        with pytest.raises(PaymentUnavailable):
            shopper.start()
        assert (Order.objects.get().payment_status, stock_of(mug)) == ("PENDING", (5, 2))

        stripe_server.mend()
        monkeypatch.undo()
        gateway._client.cache_clear()
        started = shopper.start()
        assert (Order.objects.get().pk, Order.objects.count()) == (started.order_id, 1)
        assert stock_of(mug) == (5, 2)

    def test_h8_an_answer_lost_on_the_way_leads_to_the_same_session(
        self, shopper: Shopper, goods: Any, stripe_server: Stripe
    ) -> None:
        shopper.add(goods(5))
        before = {item.id for item in stripe_server.sessions()}
        stripe_server.break_down(kind="status", status=500, lost=True)
        with pytest.raises(PaymentUnavailable):
            shopper.start()
        stripe_server.mend()

        started = shopper.start()

        made = {item.id for item in stripe_server.sessions()} - before
        assert made == {shopper.session(started).session_id}

    def test_h8_a_late_retry_gets_a_session_of_its_own_with_full_time(
        self, shopper: Shopper, goods: Any, stripe_server: Stripe
    ) -> None:
        mug = goods(5)
        shopper.add(mug)
        stripe_server.break_down(kind="status", status=500)
        with pytest.raises(PaymentUnavailable):
            shopper.start(now=timezone.now() - timedelta(minutes=10))
        stripe_server.mend()

        shopper.start()

        order = Order.objects.get()
        assert order.expires_at > timezone.now() + timedelta(minutes=29)
        assert sorted(PaymentSession.objects.values_list("status", flat=True)) == ["OPEN", "SUPERSEDED"]
        assert stock_of(mug) == (5, 1)

    def test_h8_after_five_failures_calls_fail_at_once(
        self, shopper: Shopper, goods: Any, stripe_server: Stripe
    ) -> None:
        shopper.add(goods(5))
        stripe_server.break_down(kind="status", status=500)
        for _ in range(5):
            with pytest.raises(PaymentUnavailable):
                shopper.start()
        stripe_server.mend()

        with pytest.raises(PaymentUnavailable) as caught:
            shopper.start()

        assert caught.value.retry_after
        assert Order.objects.count() == 1

    def test_without_a_key_payments_say_they_are_not_connected(
        self, shopper: Shopper, goods: Any, settings: Any
    ) -> None:
        settings.STRIPE_SECRET_KEY = ""
        shopper.add(goods(5))
        with pytest.raises(PaymentUnavailable) as caught:
            shopper.start()
        assert caught.value.code == "payments_not_connected"


def test_two_stores_do_not_meet(
    shopper: Shopper, goods: Any, stripe_server: Stripe, other_store: Any
) -> None:
    started = shopper.add(goods(5)).start()
    with store_context(other_store.schema_name):
        services.shipping_rates_seed(currency="EUR")
        assert not Order.objects.exists()
        assert not Cart.objects.filter(pk=shopper.cart_id).exists()
        with pytest.raises(CartUnknown):
            shopper.start()
    assert Order.objects.get().pk == started.order_id
