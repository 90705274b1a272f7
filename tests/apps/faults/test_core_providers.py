"""The core's own providers × faults: said in words, nothing half done, once after it. Shops ask none. OPS-09."""

import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from apps.billing import gateway as billing_gateway
from apps.billing.services import dates
from apps.billing.types import BillingUnavailable
from apps.entitlements.models import MerchantPlan
from apps.payments import gateway as payments_gateway
from tenancy.context import public_context
from tests.apps.billing.stage import Subscriber
from tests.apps.catalog.buckets import storage_at
from tests.apps.storefront.pages import Browser

FAULTS: dict[str, dict[str, Any]] = {
    "slow": {"kind": "timeout", "seconds": 1.0},
    "wrong body": {"kind": "garbage"},
    "rate limited": {"kind": "status", "status": 429, "retry_after": 7},
    "broken": {"kind": "status", "status": 500},
    "cut off": {"kind": "disconnect"},
}


@dataclass
class Hole:
    """A port that takes connections and never answers; it counts them."""

    url: str
    calls: list[Any] = field(default_factory=list)


@pytest.fixture
def hole() -> Iterator[Hole]:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        made = Hole(f"http://127.0.0.1:{listening.getsockname()[1]}")

        def take() -> None:
            with suppress(OSError):
                while True:
                    made.calls.append(listening.accept()[0])

        threading.Thread(target=take, daemon=True).start()
        yield made
        for one in made.calls:
            one.close()


@pytest.mark.django_db
def test_ops_09_a_shop_answers_while_every_provider_hangs_and_asks_none(
    store: Any, goods: Any, settings: Any, hole: Hole
) -> None:
    """Catalogue, product, cart and the checkout's first page: from the shop's own rows alone."""
    goods(9, title="Mug", price="9.00")
    settings.STRIPE_SECRET_KEY, settings.STRIPE_API_BASE = "sk_test_x", hole.url
    settings.AUTOMATION_URL = hole.url
    settings.ANYMAIL = {"SENDGRID_API_KEY": "SG.x", "SENDGRID_API_URL": f"{hole.url}/v3/"}
    settings.EMAIL_BACKEND = "anymail.backends.sendgrid.EmailBackend"
    settings.STORAGES = settings.STORAGES | {"default": storage_at(hole.url)}
    browser = Browser(Client(enforce_csrf_checks=True, HTTP_HOST="meadow.localhost"))
    began = timezone.now()

    for path in ("/", "/products/mug", "/search?q=mug", "/sitemap.xml"):
        assert browser.client.get(path).status_code == 200, path
    assert browser.add("/products/mug", "2").text(".notice") == "It is in your cart."
    assert browser.client.get("/checkout").status_code == 200

    assert hole.calls == []
    assert timezone.now() - began < timedelta(seconds=20)


@dataclass(frozen=True)
class Row:
    """What an owner does at Stripe, and how often its effect is there."""

    name: str
    path: Callable[[Subscriber], str]
    body: dict[str, Any]
    effects: Callable[[Subscriber], int]


def customers(subscriber: Subscriber) -> int:
    found = subscriber.stripe.client.v1.customers.list({"limit": 100})
    return len(found.data)


def accounts(subscriber: Subscriber) -> int:
    """How often Stripe has made an account, by its own log."""
    calls = subscriber.stripe.calls("/v2/core/accounts")
    return sum(
        call["method"] == "POST" and call["path"].endswith("/accounts") and call["status"].startswith("2")
        for call in calls
    )


ROWS = [
    Row(
        "subscription",
        lambda one: one.url("subscription/checkout"),
        {"plan": "growth", "interval": "MONTH"},
        customers,
    ),
    Row("payouts", lambda one: f"/api/v1/stores/{one.store.id}/payouts/onboarding", {}, accounts),
]
CASES = [pytest.param(row, fault, id=f"{row.name}, {fault}") for row in ROWS for fault in FAULTS]


@pytest.mark.usefixtures("transactional")
@pytest.mark.parametrize(("row", "fault"), CASES)
def test_ops_09_an_owner_is_told_to_try_again_and_it_happens_once(
    row: Row, fault: str, subscriber: Subscriber, monkeypatch: pytest.MonkeyPatch
) -> None:
    for gateway in (billing_gateway, payments_gateway):
        monkeypatch.setattr(gateway, "READ_SECONDS", 0.3)
        gateway._client.cache_clear()
    subscriber.stripe.break_down(**FAULTS[fault])

    refused = subscriber.client.post(row.path(subscriber), row.body, format="json")

    assert refused.status_code == 503, refused.content
    assert int(refused["Retry-After"]) >= 1
    assert refused.json()["error"]["message"].endswith(".")
    subscriber.stripe.mend()
    monkeypatch.undo()
    for gateway in (billing_gateway, payments_gateway):
        gateway._client.cache_clear()
    before = row.effects(subscriber)
    for _ in range(2):
        answer = subscriber.client.post(row.path(subscriber), row.body, format="json")
        assert answer.status_code == 201, answer.content
    assert row.effects(subscriber) == before + 1


@pytest.mark.django_db
def test_ops_09_while_stripe_is_away_the_rounds_by_date_ask_once_and_wait(
    subscriber: Subscriber, other_owner: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    from apps.billing.models import BillingAccount

    now, asked = timezone.now(), list[Any]()
    with public_context():
        for number, merchant_id in enumerate((subscriber.merchant_id, other_owner.merchant_id)):
            MerchantPlan.objects.filter(pk=merchant_id).update(
                state="PAST_DUE", grace_ends_at=now - timedelta(hours=1)
            )
            BillingAccount.objects.create(
                merchant_id=merchant_id, customer_id=f"cus_{number}", subscription_id="sub", created_at=now
            )

    def away(*, merchant_id: Any, now: Any) -> None:
        asked.append(merchant_id)
        raise BillingUnavailable(retry_after=5)

    monkeypatch.setattr(dates, "subscription_sync", away)

    assert dates.dates_follow(now=now)["synced"] == 0
    assert len(asked) == 1
