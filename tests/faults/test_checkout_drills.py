"""Between Pay and the confirmation: one paid order, one mail, the stock right, whatever dies (rows G1, G2, H8, H9)."""

import time
from typing import Any
from uuid import UUID

import httpx
import pytest

from sandbox.runner.processes import CORE_ENVIRONMENT, PYTHON
from tests.faults.people import Merchant, Shopper, session_of
from tests.faults.stage import Figures, Stage, wait_for

pytestmark = [pytest.mark.slow, pytest.mark.faults]
RECOVERED_SECONDS = 45


class Till:
    """Counts what checkouts of one product did: orders, stock, mails."""

    def __init__(self, stage: Stage, merchant: Merchant, mark: str) -> None:
        self._stage, self._schema, self._mark = stage, merchant.schema, mark
        [(self.variant_id,)] = stage.core(
            f"SELECT v.id FROM {self._schema}.catalog_variant v"
            f" JOIN {self._schema}.catalog_product p ON p.id = v.product_id"
            " WHERE p.status = 'ACTIVE' AND v.is_stock_tracked ORDER BY v.stock_on_hand DESC, v.id LIMIT 1"
        )
        self._before = self.stock()

    def shopper(self, number: int) -> Shopper:
        shopper = Shopper(self._stage, f"{self._mark}-{number}@example.com")
        shopper.fill(self.variant_id)
        return shopper

    def stock(self) -> tuple[int, int]:
        query = f"SELECT stock_on_hand, stock_reserved FROM {self._schema}.catalog_variant WHERE id = %s"
        [(on_hand, reserved)] = self._stage.core(query, self.variant_id)
        return on_hand, reserved

    def orders(self) -> list[str]:
        query = f"SELECT payment_status FROM {self._schema}.orders_order WHERE email LIKE %s"
        return [status for (status,) in self._stage.core(query, f"{self._mark}-%")]

    def is_paid(self, count: int) -> bool:
        return self.orders() == ["PAID"] * count

    def sessions(self) -> list[tuple[UUID, str]]:
        return self._stage.core(
            "SELECT s.id, s.status FROM payments_paymentsession s"
            f" JOIN {self._schema}.orders_order o ON o.id = s.order_id WHERE o.email LIKE %s",
            f"{self._mark}-%",
        )

    def mails(self, number: int) -> list[str]:
        found = self._stage.sandbox_get("/mail/api/messages", to=f"{self._mark}-{number}@example.com")
        return [mail["headers"]["Message-ID"] for mail in found["messages"]]

    def assert_sold(self, count: int) -> None:
        """`count` orders are paid once, each with one session and one mail, and nothing else happened."""
        assert self.orders() == ["PAID"] * count
        assert [status for _, status in self.sessions()] == ["PAID"] * count
        assert [len(self.mails(number)) for number in range(count)] == [1] * count
        on_hand, reserved = self._before
        assert self.stock() == (on_hand - count, reserved)


@pytest.fixture
def till(stage: Stage, merchant: Merchant, request: pytest.FixtureRequest) -> Till:
    return Till(stage, merchant, f"t{abs(hash(request.node.name)) % 10**6}")


def pay_at_stripe(stage: Stage, session_id: str) -> None:
    stage.sandbox(f"/controls/stripe/sessions/{session_id}/pay", {})


def test_g02_kill_9_between_pay_and_the_webhooks_effect(stage: Stage, till: Till, figures: Figures) -> None:
    count = 6
    shoppers = [till.shopper(number) for number in range(count)]
    sessions = [session_of(shopper.pay()) for shopper in shoppers]
    stage.sandbox("/controls/stripe/webhooks", {"duplicate": 1, "reverse": True})
    # Settling asks Stripe first: no mail can be under way when the worker is killed.
    stage.sandbox("/controls/faults", {"service": "stripe", "kind": "slow", "seconds": 2, "method": "GET"})
    began = time.monotonic()
    for session_id in sessions:
        pay_at_stripe(stage, session_id)
    time.sleep(0.5)
    for name in ("core-worker", "core-relay", "core-web"):
        stage[name].kill()
    stage.valkey_kill()
    stage.valkey.start()
    stage.sandbox("/controls/faults/clear", {"service": "stripe"})
    for name in ("core-web", "core-relay", "core-worker"):
        stage[name].start()

    wait_for("all orders to be paid", lambda: till.is_paid(count), seconds=90)
    stage.wait_quiet()

    took = time.monotonic() - began
    figures.note("checkout: seconds from paying to quiet with web, worker, relay and Valkey killed", took)
    till.assert_sold(count)
    assert took <= RECOVERED_SECONDS


def test_f04_pay_pressed_again_after_the_web_process_was_killed(stage: Stage, till: Till) -> None:
    shopper = till.shopper(0)
    stage.sandbox("/controls/faults", {"service": "stripe", "kind": "slow", "seconds": 3, "lost": True})
    shopper_http = shopper._http
    shopper_http.timeout = httpx.Timeout(1.0)
    with pytest.raises(AssertionError, match="no answer"):
        shopper.pay()
    stage["core-web"].kill()
    stage["core-web"].restart()
    stage.sandbox("/controls/faults/clear", {"service": "stripe"})
    shopper_http.timeout = httpx.Timeout(30.0)

    first, second = session_of(shopper.pay()), session_of(shopper.pay())

    assert first == second
    assert till.orders() == ["PENDING"]
    pay_at_stripe(stage, first)
    wait_for("the order to be paid", lambda: till.is_paid(1), seconds=30)
    stage.wait_quiet()
    till.assert_sold(1)


def test_f10_a_webhook_that_never_comes_is_made_up_for(stage: Stage, till: Till) -> None:
    session_id = session_of(till.shopper(0).pay())
    stage.sandbox("/controls/stripe/webhooks", {"drop": True})
    pay_at_stripe(stage, session_id)
    # As if its minutes had passed: the beat asks every five minutes and leaves fresh sessions alone.
    stage.core(
        "UPDATE payments_paymentsession SET created_at = created_at - interval '2 minutes' WHERE session_id = %s",
        session_id,
    )
    assert till.orders() == ["PENDING"]

    stage.run(
        PYTHON, "-m", "celery", "-A", "config.celery", "call", "payments.reconcile", "--queue", "payments",
        **CORE_ENVIRONMENT,
    )  # fmt: skip

    wait_for("the order to be paid", lambda: till.is_paid(1), seconds=30)
    stage.wait_quiet()
    till.assert_sold(1)


@pytest.mark.parametrize(
    "fault",
    [
        {"kind": "status", "status": 500},
        {"kind": "disconnect"},
        {"kind": "slow", "seconds": 15, "lost": True},
    ],
    ids=["500", "disconnect", "answer lost"],
)
def test_h08_stripe_away_says_try_again_and_the_retry_is_one_order(
    stage: Stage, till: Till, figures: Figures, fault: dict[str, Any]
) -> None:
    shopper = till.shopper(0)
    stage.sandbox("/controls/faults", {"service": "stripe"} | fault)
    began = time.monotonic()
    answer = shopper.pay()
    took = time.monotonic() - began

    assert answer.status_code == 503
    assert int(answer.headers["Retry-After"]) > 0
    assert "does not answer right now" in answer.text
    assert till.orders() == ["PENDING"]
    figures.note(f"stripe {fault['kind']}: seconds until the shopper was told", took)
    stage.sandbox("/controls/faults/clear", {"service": "stripe"})

    session_id = session_of(_again_until_taken(shopper))
    pay_at_stripe(stage, session_id)
    wait_for("the order to be paid", lambda: till.is_paid(1), seconds=45)
    stage.wait_quiet()
    till.assert_sold(1)


def _again_until_taken(shopper: Shopper) -> httpx.Response:
    """Press Pay as a patient shopper would: the fuse before Stripe may still be open for some seconds."""
    for _ in range(15):
        answer = shopper.pay()
        if answer.status_code == 303:
            return answer
        assert answer.status_code == 503
        time.sleep(2)
    raise AssertionError("Stripe is back and the shop does not notice")


def test_h09_mails_wait_while_the_mail_service_is_away(stage: Stage, till: Till, figures: Figures) -> None:
    count, away = 3, 20.0
    stage.sandbox("/controls/faults", {"service": "sendgrid", "kind": "status", "status": 503})
    began = time.monotonic()
    for number in range(count):
        pay_at_stripe(stage, session_of(till.shopper(number).pay()))
    wait_for("orders paid without mail", lambda: till.is_paid(count), seconds=30)
    time.sleep(max(0.0, away - (time.monotonic() - began)))
    assert [till.mails(number) for number in range(count)] == [[]] * count
    calls = len(stage.sandbox_get("/controls/calls", service="sendgrid", limit=1000)["calls"])
    figures.note(f"mail service away {away:.0f} s: tries for {2 * count} mails", calls)
    stage.sandbox("/controls/faults/clear", {"service": "sendgrid"})

    took = stage.wait_quiet(seconds=60)

    figures.note("mail service back: seconds until all mails were sent", took)
    till.assert_sold(count)
