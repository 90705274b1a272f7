"""A11: staff see and switch what this service does when; a switch-off outlives the next deploy."""

import pytest
from django.test import Client
from django_celery_beat.models import PeriodicTask

from automation.celery import app
from automation.schedules import BEAT_SCHEDULE
from tenancy.testing.beats import beat_start

pytestmark = pytest.mark.django_db
LIST = "/django_celery_beat/periodictask/"


def test_everything_scheduled_is_listed_and_a_switch_off_outlives_a_deploy(operator: Client) -> None:
    beat_start(app)
    page = operator.get(LIST).content.decode()
    assert [name for name in BEAT_SCHEDULE if name not in page] == []

    row = PeriodicTask.objects.get(name="email-send-flows")
    operator.post(LIST, {"action": "switch_off", "_selected_action": [str(row.pk)]})
    beat_start(app)

    row.refresh_from_db()
    assert row.enabled is False
    assert PeriodicTask.objects.filter(enabled=False).count() == 1
    assert ">1<" in operator.get("/").content.decode().replace("\n", "").replace(" ", "")


def test_an_onlooker_switches_nothing(onlooker: Client) -> None:
    beat_start(app)
    row = PeriodicTask.objects.get(name="email-send-flows")
    onlooker.post(LIST, {"action": "switch_off", "_selected_action": [str(row.pk)]})

    assert onlooker.post(f"{LIST}{row.pk}/change/", {"_save": "Save"}).status_code == 403
    row.refresh_from_db()
    assert row.enabled
