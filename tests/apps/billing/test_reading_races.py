"""Answers of Stripe that overtake each other, and events that cannot be worked off (BIL-06)."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from apps.billing import gateway, services
from apps.billing.models import BillingEvent
from apps.billing.services import events
from apps.billing.types import EventState
from tests.apps.billing.stage import Subscriber

pytestmark = pytest.mark.usefixtures("transactional")


def test_bil_06_an_answer_that_was_overtaken_changes_nothing(
    subscriber: Subscriber, monkeypatch: pytest.MonkeyPatch
) -> None:
    subscriber.subscribe("growth")
    asked = gateway.subscription_newest

    def overtaken(*, customer_id: str) -> Any:
        old = asked(customer_id=customer_id)
        monkeypatch.setattr(gateway, "subscription_newest", asked)
        services.plan_change(
            merchant_id=subscriber.merchant_id, plan_code="scale", interval="MONTH", now=timezone.now()
        )
        return old

    monkeypatch.setattr(gateway, "subscription_newest", overtaken)
    services.subscription_sync(merchant_id=subscriber.merchant_id, now=timezone.now())

    assert subscriber.standing().plan.code == "scale"


def test_bil_06_one_event_that_fails_holds_up_no_other(
    subscriber: Subscriber, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = timezone.now()
    for number in (1, 2):
        BillingEvent.objects.create(
            id=f"evt_{number}",
            type="invoice.paid",
            payload={},
            customer_id=f"cus_{number}",
            created_at=now,
            received_at=now - timedelta(hours=2, minutes=-number),
        )
    process = events.billing_event_process

    def poisoned(*, billing_event_id: str, now: Any) -> None:
        if billing_event_id == "evt_1":
            raise RuntimeError("broken")
        process(billing_event_id=billing_event_id, now=now)

    monkeypatch.setattr(events, "billing_event_process", poisoned)

    assert services.billing_events_retry(now=now) == 1
    assert BillingEvent.objects.get(pk="evt_2").state == EventState.IGNORED
    assert BillingEvent.objects.get(pk="evt_1").state == EventState.RECEIVED
