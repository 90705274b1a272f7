"""A merchant that subscribes: what its owner, time and Stripe's operators do."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import pytest
import stripe
from django.utils import timezone
from rest_framework.test import APIClient

from apps.billing.models import BillingAccount
from apps.entitlements.models import MerchantPlan
from apps.entitlements.selectors import entitlement_get
from apps.entitlements.types import Entitlements
from tenancy.context import public_context
from tests.apps.payments.stage import Stripe, signed
from tests.conftest import Person, api_client

SECRET = "whsec_billing_test"  # as in config.settings.test
WEBHOOK = "/api/v1/webhooks/stripe-billing"


@dataclass
class Subscriber:
    """The owner of a merchant at Stripe, and everybody who acts on the subscription."""

    stripe: Stripe
    owner: Person
    store: Any
    deliver: Callable[[], int]

    @property
    def client(self) -> APIClient:
        return self.owner.client()

    @property
    def merchant_id(self) -> Any:
        return self.owner.merchant_id

    @property
    def now(self) -> datetime:
        return timezone.now()

    def url(self, path: str) -> str:
        return f"/api/v1/merchants/{self.merchant_id}/{path}"

    def post(self, path: str, **body: Any) -> Any:
        return self.client.post(self.url(path), body, format="json")

    def get(self, path: str) -> Any:
        return self.client.get(self.url(path)).json()["data"]

    def account(self) -> BillingAccount:
        return BillingAccount.objects.get(pk=self.merchant_id)

    def standing(self) -> Entitlements:
        return entitlement_get(merchant_id=self.merchant_id, now=self.now)

    def trial_forget(self) -> None:
        """The trial of the sign-up was over long ago."""
        with public_context():
            MerchantPlan.objects.filter(pk=self.merchant_id).update(
                trial_ends_at=self.now - timedelta(days=30), state="PAUSED"
            )

    def subscribe(self, plan: str = "growth", interval: str = "MONTH", **how: Any) -> str:
        """Go through Stripe's page and let its events arrive; returns the subscription's id."""
        answer = self.post("subscription/checkout", plan=plan, interval=interval)
        assert answer.status_code == 201, answer.content
        session_id = answer.json()["data"]["url"].rpartition("/")[2]
        paid = self.stripe.pay(session_id, **how)
        self.hear(paid["subscription"])
        return str(paid["subscription"])

    def act(self, subscription_id: str, action: str, **body: Any) -> dict[str, Any]:
        return self.stripe.control(f"stripe/subscriptions/{subscription_id}/{action}", **body)

    def events(self, about: str) -> list[dict[str, Any]]:
        return self.stripe.events(about)

    def tell(self, event: dict[str, Any], *, secret: str = SECRET, **changes: Any) -> Any:
        body = json.dumps({**event, **changes}).encode()
        return api_client().generic(
            "POST",
            WEBHOOK,
            body,
            content_type="application/json; charset=utf-8",
            headers={"Stripe-Signature": signed(body, secret=secret)},
        )

    def hear(self, subscription_id: str) -> None:
        """Every event about the subscription arrives, in order."""
        for event in self.events(subscription_id):
            assert self.tell(event).status_code == 200
        self.deliver()


@pytest.fixture
def subscriber(
    stripe_server: Stripe,
    owner: Person,
    store: Any,
    deliver: Callable[[], int],
    monkeypatch: pytest.MonkeyPatch,
) -> Subscriber:
    # dj-stripe asks by the SDK's global client, whose address is read once, at start.
    monkeypatch.setattr(stripe, "api_base", f"{stripe_server.url}/stripe")
    return Subscriber(stripe=stripe_server, owner=owner, store=store, deliver=deliver)
