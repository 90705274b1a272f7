"""The stage of commerce tests: the Stripe stand-in on a free port, a shop with goods, a shopper.

The product's own SDK talks to the stand-in over HTTP. Webhooks are not pushed: a test takes the events Stripe
made and posts them, signed, in the order, number and spelling it wants.
"""

import hashlib
import hmac
import json
import os
import re
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
import requests
import stripe
from django.utils import timezone

from apps.catalog import services as catalog
from apps.catalog.models import Variant
from apps.catalog.types import OptionInput, ProductDetail, ProductInput, VariantInput
from apps.checkout import services as checkout
from apps.checkout.selectors import checkout_quote
from apps.checkout.types import CheckoutStarted
from apps.money.types import Money
from apps.orders.selectors import OrderDetail, order_get
from apps.payments.models import PaymentSession
from tests.conftest import api_client

ROOT = Path(__file__).resolve().parents[3]
WEBHOOK = "/api/v1/webhooks/stripe"
SECRET = "whsec_test"  # as in config.settings.test
ADDRESS = {
    "name": "Ana Kowalska",
    "line1": "Weg 1",
    "city": "Berlin",
    "postal_code": "10115",
    "country": "DE",
    "phone": "+49 30 1234567",
}


@dataclass
class Stripe:
    """The stand-in from the outside: what a shopper, time and an operator do at Stripe."""

    url: str

    @property
    def client(self) -> stripe.StripeClient:
        return stripe.StripeClient(
            "sk_test_observer0000000000", base_addresses={"api": f"{self.url}/stripe"}, max_network_retries=0
        )

    def control(self, path: str, /, **body: Any) -> dict[str, Any]:
        answer = requests.post(f"{self.url}/controls/{path}", json=body, timeout=15)
        assert answer.status_code == 200, answer.text
        return answer.json()

    def pay(self, session_id: str, **how: Any) -> dict[str, Any]:
        return self.control(f"stripe/sessions/{session_id}/pay", **how)

    def expire(self, session_id: str) -> dict[str, Any]:
        return self.control(f"stripe/sessions/{session_id}/expire")

    def settle(self, session_id: str, *, succeeded: bool) -> dict[str, Any]:
        return self.control(f"stripe/sessions/{session_id}/settle", succeeded=succeeded)

    def break_down(self, **fault: Any) -> None:
        """Let the next calls fail: kind, status, times, path, lost."""
        self.control("faults", service="stripe", **fault)

    def mend(self) -> None:
        self.control("reset")

    def session(self, session_id: str) -> Any:
        return self.client.v1.checkout.sessions.retrieve(session_id)

    def sessions(self) -> list[Any]:
        return list(self.client.v1.checkout.sessions.list({"limit": 100}).data)

    def refunds(self, payment_intent_id: str) -> list[Any]:
        return list(self.client.v1.refunds.list({"payment_intent": payment_intent_id}).data)

    def events(self, about: str) -> list[dict[str, Any]]:
        """Return the events whose object is `about` or belongs to that payment, oldest first."""
        found = self.client.v1.events.list({"limit": 100}).data
        bodies = [json.loads(str(item)) for item in reversed(found)]
        return [body for body in bodies if f'"{about}"' in json.dumps(body)]

    def calls(self, path: str) -> list[dict[str, Any]]:
        answer = requests.get(
            f"{self.url}/controls/calls", params={"service": "stripe", "path": path}, timeout=15
        )
        return list(answer.json()["calls"])


@pytest.fixture(scope="session")
def _stripe_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    process = subprocess.Popen(
        [sys.executable, "-m", "sandbox.web", "--port", "0"],
        cwd=ROOT,
        env={
            **os.environ,
            "SANDBOX_DATA": str(tmp_path_factory.mktemp("stripe")),
            "SANDBOX_STRIPE_WEBHOOKS": "",
        },
        stderr=subprocess.PIPE,
        text=True,
    )
    assert process.stderr
    log: list[str] = []
    for line in process.stderr:
        log.append(line)
        found = re.search(r"sandbox on (http://\S+:\d+),", line)
        if found:
            yield found[1]
            break
    else:
        pytest.fail("the Stripe stand-in did not start:\n" + "".join(log))
    process.terminate()
    process.wait(timeout=10)


@pytest.fixture
def stripe_server(_stripe_url: str, settings: Any) -> Iterator[Stripe]:
    """Stripe, reachable and empty of faults; the product's settings name its address."""
    settings.STRIPE_API_BASE = f"{_stripe_url}/stripe"
    server = Stripe(_stripe_url)
    server.mend()
    yield server
    server.mend()


@pytest.fixture
def goods(in_store: Any) -> Callable[..., ProductDetail]:
    """Create an active product with one variant per quantity (None = not counted) and price."""

    def make(*quantities: int | None, title: str = "Mug", price: str = "9.00") -> ProductDetail:
        names = [f"No {place}" for place in range(len(quantities))]
        variants = tuple(
            VariantInput(
                option_values=(name,),
                price=Money.parse(price, "EUR"),
                sku=f"{title[:3].upper()}-{place}",
                **({} if quantity is None else {"stock_quantity": quantity}),
            )
            for place, (name, quantity) in enumerate(zip(names, quantities, strict=True))
        )
        return catalog.product_create(
            data=ProductInput(
                title=title, status="ACTIVE", options=(OptionInput.of("Kind", *names),), variants=variants
            )
        )

    return make


@pytest.fixture
def rate(in_store: Any) -> UUID:
    """Standard shipping: 4.90, free from 60.00, everywhere."""
    checkout.shipping_rates_seed(currency="EUR")
    return (
        checkout_quote(cart_id=None, country="DE", shipping_method=None, currency="EUR")
        .shipping_options[0]
        .id
    )


@dataclass
class Shopper:
    """Fills carts and starts checkouts, as the storefront's pages do."""

    store: Any
    rate: UUID
    cart_id: UUID | None = None

    def add(self, product: ProductDetail, quantity: int = 1, *, variant: int = 0) -> "Shopper":
        change = checkout.cart_add(
            cart_id=self.cart_id,
            variant_id=product.variants[variant].id,
            quantity=quantity,
            now=timezone.now(),
        )
        self.cart_id = change.cart_id
        return self

    def start(self, **changes: Any) -> CheckoutStarted:
        values: dict[str, Any] = {
            "cart_id": self.cart_id,
            "email": "ana@example.com",
            "shipping_address": ADDRESS,
            "shipping_method": str(self.rate),
            "now": timezone.now(),
        }
        return checkout.checkout_start(**values | changes)

    def order(self, started: CheckoutStarted) -> OrderDetail:
        return order_get(order_id=started.order_id, store_url=self.store.url)

    def session(self, started: CheckoutStarted) -> PaymentSession:
        return PaymentSession.objects.filter(order_id=started.order_id).latest("created_at")


@pytest.fixture
def shopper(in_store: Any, rate: UUID) -> Shopper:
    return Shopper(store=in_store, rate=rate)


def stock_of(product: ProductDetail, variant: int = 0) -> tuple[int, int]:
    """Return (on hand, reserved) of a variant."""
    row = Variant.objects.get(pk=product.variants[variant].id)
    return row.stock_on_hand, row.stock_reserved


def signed(body: bytes, *, secret: str = SECRET, age: int = 0) -> str:
    """Return a Stripe-Signature header as Stripe computes it."""
    moment = int(time.time()) - age
    digest = hmac.new(secret.encode(), f"{moment}.".encode() + body, hashlib.sha256).hexdigest()
    return f"t={moment},v1={digest}"


def post_event(event: dict[str, Any], *, secret: str = SECRET, age: int = 0, **changes: Any) -> Any:
    """Post an event to the webhook as Stripe does; returns the answer."""
    body = json.dumps({**event, **changes}).encode()
    return api_client().generic(
        "POST",
        WEBHOOK,
        body,
        content_type="application/json; charset=utf-8",
        headers={"Stripe-Signature": signed(body, secret=secret, age=age)},
    )


def event_of(events: list[dict[str, Any]], type_: str) -> dict[str, Any]:
    return next(event for event in events if event["type"] == type_)
