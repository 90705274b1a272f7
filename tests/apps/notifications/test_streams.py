"""Two streams: what belongs to a purchase, and what somebody asked for. EML-09."""

import re
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from django.core import mail

from apps.customers import consent_services
from apps.customers.consent_types import Evidence
from apps.notifications.types import MessageKind
from apps.orders.models import Order
from tests.apps.orders.making import pay_order, place_order
from tests.architecture.sources import ROOT

ANA = "ana@example.com"
NAMES = ("DEFAULT_FROM_EMAIL", "MARKETING_FROM_EMAIL")
TO_MERCHANTS = {
    MessageKind.ORDER_PAID_MERCHANT,
    MessageKind.ORDER_HELD_MERCHANT,
    MessageKind.STOCK_LOW_MERCHANT,
    MessageKind.CONNECTION_ENDING,
}


@pytest.mark.django_db
def test_eml_09_a_receipt_comes_although_somebody_left_the_list_and_carries_no_promotion(
    in_store: Any, goods: Any, deliver: Callable[[], int], settings: Any
) -> None:
    order: Order = place_order(store=in_store, product=goods(9), quantity=2)
    settings.DEFAULT_FROM_EMAIL = "Dropwright <hello@platform.example>"
    consent_services.consent_set(
        email=ANA,
        state="UNSUBSCRIBED",
        evidence=Evidence(source="ONE_CLICK"),
        store_id=in_store.id,
        now=datetime.now(UTC),
    )
    pay_order(order, store=in_store)
    deliver()

    (receipt,) = [item for item in mail.outbox if item.to == [ANA]]
    assert receipt.from_email == f"{in_store.name} <hello@platform.example>"
    assert "List-Unsubscribe" not in receipt.extra_headers
    content = receipt.body + str(receipt.alternatives[0][0])
    for word in ("unsubscribe", "newsletter", "discount=", "offer", "% off", "recommend"):
        assert word not in content.lower(), word
    # Every link leads to this order or to the shop itself.
    links = {link for link in re.findall(r'href="([^"]+)"', content) if link.startswith("http")}
    assert {link for link in links if "/orders/" not in link} <= {in_store.url, f"{in_store.url}/"}
    assert (receipt.tags, receipt.track_opens) == (["order_confirmation"], False)


def test_eml_09_no_mail_of_the_core_asks_the_list_and_no_kind_is_marketing() -> None:
    sources = [path.read_text(encoding="utf-8") for path in (ROOT / "apps/notifications").glob("*.py")]

    assert not [text for text in sources if "consent_selectors" in text or '"marketing"' in text]
    assert set(MessageKind) > TO_MERCHANTS


def test_eml_09_the_two_streams_have_senders_of_different_domains_where_they_are_deployed() -> None:
    core = (ROOT / "k8s/parts/core/deployment.yaml").read_text(encoding="utf-8")
    (receipts,) = re.findall(r"name: DEFAULT_FROM_EMAIL, value: [^<]*<[^@]+@([^>]+)>", core)
    settings = (ROOT / "k8s/base/config/automation.env").read_text(encoding="utf-8")
    (marketing,) = re.findall(r"^MARKETING_FROM_EMAIL=[^@]+@(\S+)$", settings, re.M)
    example = (ROOT / ".env.example").read_text(encoding="utf-8")
    first, second = (re.findall(rf"{name}=.*@([\w.]+)", example)[0] for name in NAMES)

    assert receipts != marketing
    assert first != second
    assert second.endswith(first)  # a subdomain: its reputation is its own, its name is known
