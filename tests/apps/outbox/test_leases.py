"""Who works on a delivery holds it by a lease that lives as long as the worker: rows G2 and G7 of reliability.md."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import transaction
from django.utils import timezone

from apps.outbox import services
from apps.outbox.models import Delivery
from apps.outbox.registry import HANDLERS, Handler
from apps.payments.events import StripeEventReceived

pytestmark = pytest.mark.django_db


@pytest.fixture
def delivery() -> Delivery:
    """A delivery that is due, of a handler that works outside a transaction."""
    with transaction.atomic():
        services.event_publish(event=StripeEventReceived(stripe_event_id=f"evt_{uuid4().hex}"), store_id=None)
    return Delivery.objects.get(handler="payments.on_stripe_event")


def test_g02_a_killed_workers_delivery_is_woken_again_within_half_a_minute(delivery: Delivery) -> None:
    now = timezone.now()
    assert len(services.lanes_claim(now=now)) == 1
    services._Lease(delivery).take()

    assert services.lanes_claim(now=now + timedelta(seconds=29)) == []
    assert services.lanes_claim(now=now + timedelta(seconds=32)) == [
        ("public", "payments.on_stripe_event", "payments")
    ]


def test_g04_a_lease_is_renewed_while_it_is_ours(delivery: Delivery) -> None:
    lease = services._Lease(delivery)
    lease.take()
    taken = Delivery.objects.get().due_at

    assert lease.renew() is True
    assert lease.renew() is True
    assert Delivery.objects.get().due_at > taken


def test_g04_a_lease_somebody_else_took_over_is_left_alone(delivery: Delivery) -> None:
    lease, other = services._Lease(delivery), services._Lease(delivery)
    lease.take()
    other.take()
    taken = Delivery.objects.get().due_at

    assert lease.renew() is False
    assert Delivery.objects.get().due_at == taken


def test_g04_a_handler_that_works_long_is_not_run_twice(
    delivery: Delivery, monkeypatch: pytest.MonkeyPatch
) -> None:
    runs: list[Any] = []

    def slow(*, event: Any) -> None:
        runs.append(event)
        later = timezone.now() + timedelta(seconds=25)
        assert services.lanes_claim(now=later) == []
        assert services.lane_drain(store_key="public", handler_name=delivery.handler) == 0

    handler = HANDLERS[delivery.handler]
    monkeypatch.setitem(
        HANDLERS,
        delivery.handler,
        Handler(handler.name, handler.event, slow, handler.queue, atomic=False, public=handler.public),
    )

    assert services.lane_drain(store_key="public", handler_name=delivery.handler) == 1
    assert len(runs) == 1
