"""OPS-01, OPS-03: one look says what is stuck and what to do."""

import io
import json
from datetime import timedelta
from typing import Any

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.utils import timezone
from django_celery_beat.models import IntervalSchedule, PeriodicTask

from apps.ops.status import platform_status
from apps.outbox.models import Delivery
from apps.tenants.models import Store
from tenancy.models import PoolSchema

pytestmark = pytest.mark.django_db


def lines() -> dict[str, Any]:
    return {line.what: line for line in platform_status(now=timezone.now())}


def test_ops_03_dead_deliveries_name_their_command(store: Any) -> None:
    assert lines()["outbox"].is_fine
    from apps.outbox.models import OutboxEvent

    event = OutboxEvent.objects.create(name="x", payload={}, created_at=timezone.now())
    Delivery.objects.create(
        event=event,
        position=1,
        store_key="-",
        handler="x.y",
        queue="default",
        state="DEAD",
        due_at=timezone.now(),
    )

    assert lines()["outbox"].next_step.startswith("manage.py outbox_dead")


def test_ops_03_a_late_schedule_asks_for_beat(store: Any) -> None:
    every = IntervalSchedule.objects.create(every=30, period="seconds")
    PeriodicTask.objects.create(
        name="ticks", task="t", interval=every, last_run_at=timezone.now() - timedelta(hours=1)
    )

    assert "late: ticks" in lines()["schedules"].says
    assert not lines()["schedules"].is_fine


def test_ops_03_stores_pool_and_provider_are_judged(store: Any, settings: Any) -> None:
    PoolSchema.objects.all().delete()
    Store.objects.update(status="PROVISIONING")
    settings.STRIPE_SECRET_KEY = ""

    found = lines()
    assert "provisioning" in found["stores"].says
    assert found["schemas"].next_step == "manage.py schema_pool --fill 3"
    assert found["Stripe"].says == "not connected"


def test_ops_01_a_broker_that_is_away_is_a_line_and_no_error(store: Any, settings: Any) -> None:
    settings.CELERY_BROKER_URL = "redis://127.0.0.1:1/0"

    assert "does not answer" in lines()["queues"].says


def test_the_command_ends_with_one_when_something_needs_a_look(store: Any, settings: Any) -> None:
    settings.STRIPE_SECRET_KEY = ""
    out = io.StringIO()
    with pytest.raises(CommandError) as error:
        call_command("platform_status", "--json", stdout=out)

    assert error.value.returncode == 1
    assert {line["what"] for line in json.loads(out.getvalue())} >= {"stores", "outbox", "queues", "Stripe"}
