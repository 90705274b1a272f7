"""The mail services of receipts × faults: the order stands, the mail waits, and comes once after it. OPS-09."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
import requests
import time_machine
from django.utils import timezone

from apps.notifications import tasks
from apps.notifications.models import Message
from apps.orders.models import Order
from tests.apps.orders.making import pay_order, place_order
from tests.apps.payments.stage import Stripe

FAULTS: dict[str, dict[str, Any]] = {
    "slow": {"kind": "timeout", "seconds": 1.0},
    "rate limited": {"kind": "status", "status": 429, "retry_after": 7},
    "broken": {"kind": "status", "status": 500},
    "cut off": {"kind": "disconnect"},
    "key refused": {"kind": "status", "status": 401},
}
PROVIDERS = {
    "sendgrid": {"SENDGRID_API_KEY": "SG.test", "SENDGRID_API_URL": "{}/sendgrid/v3/"},
    "mailgun": {"MAILGUN_API_KEY": "key-test", "MAILGUN_API_URL": "{}/mailgun/v3"},
}
pytestmark = pytest.mark.django_db


@pytest.fixture(params=PROVIDERS)
def provider(request: pytest.FixtureRequest, stripe_server: Stripe, settings: Any) -> str:
    """The service that receipts go through, at its stand-in."""
    name = str(request.param)
    places = {key: value.format(stripe_server.url) for key, value in PROVIDERS[name].items()}
    settings.EMAIL_BACKEND = settings.RECEIPTS_PROVIDERS[name]
    settings.ANYMAIL = settings.ANYMAIL | places | {"REQUESTS_TIMEOUT": (2, 0.5)}
    requests.delete(f"{stripe_server.url}/mail/api/messages", timeout=10)
    return name


def arrived(server: Stripe) -> list[tuple[str, str]]:
    """Who got what, oldest first."""
    found = requests.get(f"{server.url}/mail/api/messages", timeout=10).json()["messages"]
    return [(one["to"][0]["email"], one["subject"]) for one in reversed(found)]


@pytest.mark.parametrize("fault", FAULTS)
def test_ops_09_receipts_wait_for_their_service_and_come_once(
    provider: str, fault: str, stripe_server: Stripe, in_store: Any, goods: Any, deliver: Callable[[], int]
) -> None:
    stripe_server.control("faults", service=provider, **FAULTS[fault])
    order = place_order(store=in_store, product=goods(5))
    began = timezone.now()

    pay_order(order, store=in_store)
    with time_machine.travel(began, tick=True) as clock:
        for minutes in (0, 1, 5, 20, 60):
            clock.move_to(began + timedelta(minutes=minutes))
            deliver()
            tasks.retry_messages_of_store(schema_name=in_store.schema_name)
        assert Order.objects.get(pk=order.pk).paid_at
        assert arrived(stripe_server) == []
        assert {row.state for row in Message.objects.all()} == {"PENDING"}
        assert all(row.error for row in Message.objects.all())

        stripe_server.control("faults/clear", service=provider)
        for minutes in (70, 90, 120):
            clock.move_to(began + timedelta(minutes=minutes))
            deliver()
            tasks.retry_messages_of_store(schema_name=in_store.schema_name)

    shopper, owner = sorted(arrived(stripe_server), key=lambda mail: mail[0] != order.email)
    assert shopper == ("ana@example.com", "Order #1001 confirmed")
    assert owner[0] == in_store.contact_email
    assert "#1001" in owner[1]
    assert {row.state for row in Message.objects.all()} == {"SENT"}
