"""Refunds by the merchant, at Stripe, once each, never more than was paid. ORD-10, P10."""

import threading
from typing import Any

import pytest
from django.db import connections
from django.utils import timezone

from apps.money.types import Money
from apps.orders import services as orders
from apps.orders.models import Order, OrderLine, Refund
from apps.orders.types import (
    LinePieces,
    NotRefundable,
    RefundFacts,
    RefundInvalid,
    RefundRefused,
    RefundTooMuch,
    RefundWish,
)
from apps.outbox.models import OutboxEvent
from apps.payments import services
from tenancy.context import store_context
from tests.apps.payments.stage import Shopper, Stripe, event_of, post_event, stock_of

pytestmark = pytest.mark.django_db


def euro(minor: int) -> Money:
    return Money(minor, "EUR")


class Paid:
    """Three mugs at 9.99 and 4.90 shipping, paid at Stripe: 34.87."""

    def __init__(self, shopper: Shopper, goods: Any, stripe_server: Stripe) -> None:
        self.store, self.stripe = shopper.store, stripe_server
        self.mug = goods(5, price="9.99")
        started = shopper.add(self.mug, 3).start()
        self.session_id = str(shopper.session(started).session_id)
        self.id = started.order_id
        self.intent = stripe_server.pay(self.session_id)["payment_intent"]
        self.settle()

    def settle(self) -> None:
        services.session_settle(session_id=self.session_id, now=timezone.now())

    @property
    def order(self) -> Order:
        return Order.objects.get(pk=self.id)

    @property
    def line(self) -> OrderLine:
        return OrderLine.objects.get(order_id=self.id)

    def pieces(self, quantity: int) -> tuple[LinePieces, ...]:
        return (LinePieces(self.line.pk, quantity),)

    def refund(self, **wish: Any) -> Any:
        return services.refund_create(
            order_id=self.id, wish=RefundWish(**wish), store_id=self.store.id, now=timezone.now()
        )

    def at_stripe(self) -> list[int]:
        return sorted(item.amount for item in self.stripe.refunds(self.intent))


@pytest.fixture
def paid(shopper: Shopper, goods: Any, stripe_server: Stripe) -> Paid:
    return Paid(shopper, goods, stripe_server)


def published(name: str) -> list[dict[str, Any]]:
    return list(OutboxEvent.objects.filter(name=name).values_list("payload", flat=True))


class TestAmounts:
    def test_ord_10_lines_shipping_and_amounts_go_back_at_stripe(self, paid: Paid) -> None:
        first = paid.refund(lines=paid.pieces(1), reason="DAMAGED", note="Handle broke", is_restocked=True)
        assert (first.state, first.amount, first.reason) == ("SUCCEEDED", euro(999), "DAMAGED")
        assert (paid.order.payment_status, paid.order.refunded_minor) == ("PARTIALLY_REFUNDED", 999)
        assert stock_of(paid.mug) == (3, 0)

        paid.refund(shipping=euro(490))
        paid.refund(amount=euro(1))
        assert stock_of(paid.mug) == (3, 0)
        paid.refund(lines=paid.pieces(2), amount=euro(1997))

        assert paid.at_stripe() == [1, 490, 999, 1997]
        assert (paid.order.payment_status, paid.order.refunded_minor) == ("REFUNDED", 3487)
        assert [row["amount_minor"] for row in published("order.refunded")] == [999, 490, 1, 1997]

    def test_shares_of_a_line_add_up_to_it(self, paid: Paid) -> None:
        OrderLine.objects.update(discount_minor=100)
        amounts = [paid.refund(lines=paid.pieces(1)).amount.amount_minor for _ in range(3)]
        assert (sum(amounts), sorted(amounts)) == (2897, [965, 966, 966])

    def test_tax_that_was_added_goes_back_with_its_line(self, paid: Paid) -> None:
        OrderLine.objects.update(tax_minor=300)
        wish = RefundWish(lines=paid.pieces(3))
        assert orders.refund_quote(order_id=paid.id, wish=wish).amount == euro(3297)

    @pytest.mark.parametrize(
        ("wish", "error"),
        [
            ({}, RefundInvalid),
            ({"amount": euro(0)}, RefundInvalid),
            ({"amount": euro(-1)}, RefundInvalid),
            ({"amount": Money(100, "USD")}, RefundInvalid),
            ({"amount": euro(3488)}, RefundTooMuch),
            ({"shipping": euro(491)}, RefundTooMuch),
        ],
    )
    def test_wishes_that_cannot_be(self, paid: Paid, wish: dict[str, Any], error: type[Exception]) -> None:
        with pytest.raises(error):
            paid.refund(**wish)
        assert (Refund.objects.count(), paid.at_stripe()) == (0, [])

    def test_more_pieces_than_were_bought(self, paid: Paid) -> None:
        paid.refund(lines=paid.pieces(2))
        with pytest.raises(RefundTooMuch):
            paid.refund(lines=paid.pieces(2))
        assert paid.at_stripe() == [1998]

    def test_an_unpaid_order_has_nothing_to_give_back(
        self, shopper: Shopper, goods: Any, stripe_server: Stripe
    ) -> None:
        started = shopper.add(goods(5)).start()
        with pytest.raises(NotRefundable):
            services.refund_create(
                order_id=started.order_id,
                wish=RefundWish(amount=euro(1)),
                store_id=shopper.store.id,
                now=timezone.now(),
            )


class TestStripeSays:
    def test_p10_the_webhooks_of_a_refund_change_nothing_twice(self, paid: Paid) -> None:
        paid.refund(amount=euro(500))
        for event in paid.stripe.events(paid.intent):
            post_event(event)
        with store_context(paid.store.schema_name):
            for _ in range(2):
                paid.settle()
            seen = (Refund.objects.count(), paid.order.refunded_minor, len(published("order.refunded")))
            assert seen == (1, 500, 1)

    def test_a_refund_made_at_stripes_own_site_is_taken_over(self, paid: Paid, deliver: Any) -> None:
        paid.stripe.client.v1.refunds.create({"payment_intent": paid.intent, "amount": 700})
        post_event(event_of(paid.stripe.events(paid.intent), "refund.created"))
        deliver()

        with store_context(paid.store.schema_name):
            row = Refund.objects.get()
            assert (row.source, row.state, row.amount_minor) == ("PROVIDER", "SUCCEEDED", 700)
            assert paid.order.payment_status == "PARTIALLY_REFUNDED"

    def test_while_stripe_is_away_a_refund_waits_and_goes_on_by_itself(
        self, paid: Paid, deliver: Any
    ) -> None:
        paid.stripe.break_down(kind="status", status=500, times=2, path="/refunds")
        waiting = paid.refund(lines=paid.pieces(1))
        assert (waiting.state, paid.order.refunded_minor) == ("PENDING", 0)
        with pytest.raises(RefundTooMuch):
            paid.refund(amount=euro(3487 - 998))
        paid.stripe.mend()

        for _ in range(2):
            services.refund_submit(refund_id=waiting.id, store_id=paid.store.id, now=timezone.now())

        assert (paid.at_stripe(), Refund.objects.get().state) == ([999], "SUCCEEDED")

    def test_an_answer_lost_on_the_way_does_not_refund_twice(self, paid: Paid) -> None:
        paid.stripe.break_down(kind="status", status=500, times=2, path="/refunds", lost=True)
        waiting = paid.refund(amount=euro(500))
        paid.stripe.mend()
        services.refund_submit(refund_id=waiting.id, store_id=paid.store.id, now=timezone.now())
        assert paid.at_stripe() == [500]

    def test_what_stripe_refuses_is_kept_as_failed_and_frees_its_amount(self, paid: Paid) -> None:
        paid.stripe.client.v1.refunds.create({"payment_intent": paid.intent})
        with pytest.raises(RefundRefused):
            paid.refund(lines=paid.pieces(1))
        assert (Refund.objects.get().state, paid.line.refunded_quantity) == ("FAILED", 0)

    def test_a_refund_that_fails_days_later_frees_amount_and_pieces(self, paid: Paid) -> None:
        """refund.failed: the bank sent it back to Stripe."""
        refund = paid.refund(lines=paid.pieces(3), shipping=euro(490))
        assert paid.order.payment_status == "REFUNDED"
        failed = RefundFacts(
            reference=refund.reference,
            state="FAILED",
            amount=refund.amount,
            created_at=timezone.now(),
            refund_id=refund.id,
            failure="lost_or_stolen_card",
        )
        for _ in range(2):
            orders.refunds_record(
                order_id=paid.id, facts=(failed,), store_id=paid.store.id, now=timezone.now()
            )

        assert (paid.order.payment_status, paid.order.refunded_minor) == ("PAID", 0)
        assert (paid.line.refunded_quantity, paid.line.removed_quantity) == (0, 0)
        assert Refund.objects.get().failure == "lost_or_stolen_card"


class TestApi:
    def test_ord_10_over_the_api_with_its_own_permission(
        self, paid: Paid, owner_client: Any, viewer_client: Any
    ) -> None:
        path = f"/api/v1/stores/{paid.store.id}/orders/{paid.id}/refunds"
        body = {"lines": [{"order_line_id": str(paid.line.pk), "quantity": 1}], "reason": "DAMAGED"}
        assert viewer_client.post(path, body, format="json").status_code == 403
        quote = owner_client.post(f"{path}/quote", body, format="json").json()["data"]
        assert quote["amount"] == {"amount": "9.99", "currency": "EUR"}

        answer = owner_client.post(path, body, format="json")

        assert answer.status_code == 201, answer.content
        assert (answer.json()["data"]["state"], paid.at_stripe()) == ("SUCCEEDED", [999])
        order = owner_client.get(path.removesuffix("/refunds")).json()["data"]
        assert (order["refundable"]["amount"], order["lines"][0]["refunded_quantity"]) == ("24.88", 1)
        too_much = owner_client.post(path, {"amount": {"amount": "24.89", "currency": "EUR"}}, format="json")
        assert (too_much.status_code, too_much.json()["error"]["code"]) == (422, "refund_too_much")

    @pytest.mark.parametrize(
        "body",
        [
            {"reason": "BORED"},
            {"amount": "5"},
            {"lines": [{"order_line_id": "x", "quantity": 1}]},
            {"lines": [{"order_line_id": "00000000-0000-0000-0000-000000000000", "quantity": 0}]},
            {"lines": [{"order_line_id": "00000000-0000-0000-0000-000000000000", "quantity": 1}]},
        ],
    )
    def test_bad_bodies(self, paid: Paid, owner_client: Any, body: dict[str, Any]) -> None:
        path = f"/api/v1/stores/{paid.store.id}/orders/{paid.id}/refunds"
        assert owner_client.post(path, body, format="json").status_code == 400
        assert Refund.objects.count() == 0


@pytest.mark.django_db(transaction=True)
def test_ord_10_over_refund_is_impossible_under_concurrency(
    store: Any, in_store: Any, shopper: Shopper, goods: Any, stripe_server: Stripe
) -> None:
    paid = Paid(shopper, goods, stripe_server)
    outcomes: list[str] = []

    def run() -> None:
        try:
            with store_context(store.schema_name):
                paid.refund(amount=euro(2000))
            outcomes.append("refunded")
        except RefundTooMuch:
            outcomes.append("too much")
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run) for _ in range(5)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(outcomes) == ["refunded", *["too much"] * 4]
    assert paid.at_stripe() == [2000]
    assert Order.objects.get().refunded_minor == 2000
