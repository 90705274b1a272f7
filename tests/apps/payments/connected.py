"""A store on its own account at Stripe, and what Stripe tells about it."""

import json
from collections.abc import Callable
from typing import Any

import pytest
import requests

from apps.orders.models import Order
from apps.payments.models import PayoutAccount, StripeEvent
from tenancy.context import public_context, store_context
from tests.apps.payments.stage import Shopper, Stripe, signed
from tests.conftest import Person, api_client

SECRET = "whsec_connect_test"  # as in config.settings.test


class InStore:
    """A shopper whose every step happens inside the shop, wherever the test was before."""

    def __init__(self, shopper: Shopper) -> None:
        self._shopper = shopper

    def __getattr__(self, name: str) -> Any:
        def step(*args: Any, **kwargs: Any) -> Any:
            with store_context(self._shopper.store.schema_name):
                found = getattr(self._shopper, name)(*args, **kwargs)
            return self if found is self._shopper else found

        return step


class Payouts:
    """A store's owner on the way to an account, and what Stripe tells about it."""

    def __init__(self, stripe: Stripe, owner: Person, store: Any, deliver: Callable[[], int]) -> None:
        self.stripe, self.owner, self.store, self.deliver = stripe, owner, store, deliver

    def url(self, path: str = "") -> str:
        return f"/api/v1/stores/{self.store.id}/payouts{path}"

    def begin(self) -> str:
        answer = self.owner.client().post(self.url("/onboarding"))
        assert answer.status_code == 201, answer.content
        return str(answer.json()["data"]["url"])

    def standing(self) -> dict[str, Any]:
        return dict(self.owner.client().get(self.url()).json()["data"])

    def connect(self) -> str:
        """Finish the onboarding page; its event arrives. Returns the account's id."""
        assert requests.post(self.begin(), timeout=10, allow_redirects=False).status_code == 303
        self.hear()
        return str(self.standing()["account_id"])

    def events(self) -> list[dict[str, Any]]:
        account_id = PayoutAccount.objects.get(pk=self.store.id).account_id
        answer = requests.get(
            f"{self.stripe.url}/stripe/v1/events",
            headers={
                "Authorization": "Bearer sk_test_observer0000000000",
                "Stripe-Account": account_id or "",
            },
            params={"limit": 100},
            timeout=10,
        )
        return list(reversed(answer.json()["data"])) if answer.ok else []

    def tell(self, event: dict[str, Any], *, secret: str = SECRET, **changes: Any) -> Any:
        body = json.dumps({**event, **changes}).encode()
        return api_client().generic(
            "POST",
            "/api/v1/webhooks/stripe-connect",
            body,
            content_type="application/json; charset=utf-8",
            headers={"Stripe-Signature": signed(body, secret=secret)},
        )

    def hear(self) -> None:
        for event in self.events():
            assert self.tell(event).status_code == 200
        self.deliver()

    def told(self, type_: str, account_id: str, thing: dict[str, Any]) -> dict[str, Any]:
        return {
            "id": f"evt_{type_}_{account_id}",
            "object": "event",
            "type": type_,
            "created": 1700000000,
            "livemode": False,
            "account": account_id,
            "data": {"object": thing},
        }


def events_kept() -> dict[str, str]:
    """State by account of the events that are stored, whatever store they belong to."""
    with public_context():
        return dict(StripeEvent.objects.values_list("account_id", "state"))


def events_forget() -> None:
    with public_context():
        StripeEvent.objects.all().delete()


def orders_of(payouts: Payouts) -> list[str]:
    with store_context(payouts.store.schema_name):
        return list(Order.objects.values_list("payment_status", flat=True))


@pytest.fixture
def ware(store: Any, goods: Callable[..., Any]) -> Callable[..., Any]:
    """Make a product, wherever the test was before."""

    def make(*quantities: int) -> Any:
        with store_context(store.schema_name):
            return goods(*quantities)

    return make


@pytest.fixture
def buyer(shopper: Shopper) -> InStore:
    return InStore(shopper)


@pytest.fixture
def payouts(
    stripe_server: Stripe, owner: Person, store: Any, deliver: Callable[[], int], settings: Any
) -> Payouts:
    settings.PAYMENTS_PLATFORM_CHARGES = False
    return Payouts(stripe_server, owner, store, deliver)
