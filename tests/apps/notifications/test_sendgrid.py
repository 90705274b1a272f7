"""The same mails over SendGrid's wire format, through anymail, against the stand-in. H9."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
import requests
from django.utils import timezone

from apps.notifications import services
from apps.notifications.models import Message
from apps.notifications.types import MailUnavailable, MessageKind
from apps.orders.models import Order
from tests.apps.orders.making import place_order

pytestmark = pytest.mark.django_db


@pytest.fixture
def inbox(sandbox_url: str, settings: Any) -> Iterator[Callable[[], list[dict[str, Any]]]]:
    """SendGrid at the stand-in; calling it gives the mails that arrived, newest first."""
    settings.EMAIL_BACKEND = "anymail.backends.sendgrid.EmailBackend"
    settings.ANYMAIL = settings.ANYMAIL | {
        "SENDGRID_API_KEY": "SG.test",
        "SENDGRID_API_URL": f"{sandbox_url}/sendgrid/v3/",
    }

    def read() -> list[dict[str, Any]]:
        listed = requests.get(f"{sandbox_url}/mail/api/messages", timeout=10)
        return list(listed.json()["messages"])

    requests.delete(f"{sandbox_url}/mail/api/messages", timeout=10)
    yield read
    requests.post(f"{sandbox_url}/controls/faults/clear", json={}, timeout=10)


def send(order: Order, store: Any) -> bool:
    return services.message_send(
        kind=MessageKind.ORDER_CONFIRMATION, subject_id=order.pk, store=store, now=timezone.now()
    )


def test_a_confirmation_arrives_with_its_store_as_metadata(in_store: Any, goods: Any, inbox: Any) -> None:
    order = place_order(store=in_store, product=goods(5))

    assert send(order, in_store) is True

    [arrived] = inbox()
    assert arrived["to"][0]["email"] == "ana@example.com"
    assert arrived["from"]["name"] == "Meadow"
    assert arrived["reply_to"][0]["email"] == in_store.contact_email
    assert arrived["subject"] == "Order #1001 confirmed"
    assert arrived["custom_args"]["store"] == in_store.schema_name
    assert f"{in_store.url}/orders/" in arrived["html"]
    assert "1 × Mug" in arrived["text"]
    assert Message.objects.get().provider_id


@pytest.mark.parametrize("status", [503, 500, 429, 401])
def test_h9_away_then_back_is_one_mail(
    in_store: Any, goods: Any, inbox: Any, sandbox_url: str, status: int
) -> None:
    order = place_order(store=in_store, product=goods(5))
    fault = {"service": "sendgrid", "kind": "status", "status": status}
    requests.post(f"{sandbox_url}/controls/faults", json=fault, timeout=10)
    for _ in range(3):
        with pytest.raises(MailUnavailable):
            send(order, in_store)
    requests.post(f"{sandbox_url}/controls/faults/clear", json={}, timeout=10)

    assert [send(order, in_store), send(order, in_store)] == [True, False]

    assert len(inbox()) == 1
    assert (Message.objects.get().state, Message.objects.get().attempts) == ("SENT", 4)
