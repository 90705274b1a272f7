"""What operators can see and switch: schedules and the pool (OPS-03, TEN-01)."""

import io
import json
from datetime import timedelta

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.utils import timezone
from django_celery_beat.models import CrontabSchedule, IntervalSchedule, PeriodicTask

from tenancy.models import PoolSchema, PoolState

pytestmark = pytest.mark.django_db


def run(*words):
    out = io.StringIO()
    try:
        call_command(*words, "--json", stdout=out)
        code = 0
    except CommandError as error:
        code = error.returncode
    return code, json.loads(out.getvalue()) if out.getvalue() else None


@pytest.fixture
def ticks():
    PeriodicTask.objects.all().delete()
    every = IntervalSchedule.objects.create(every=30, period="seconds")
    return PeriodicTask.objects.create(
        name="ticks", task="tests.where", interval=every, last_run_at=timezone.now() - timedelta(seconds=20)
    )


def test_ops_03_a_task_that_should_have_run_minutes_ago_is_late(ticks):
    assert run("schedules", "--check")[0] == 0

    PeriodicTask.objects.update(last_run_at=timezone.now() - timedelta(minutes=10))
    code, rows = run("schedules", "--check")

    assert code == 1
    assert [(row["name"], row["is_late"]) for row in rows] == [("ticks", True)]
    assert run("schedules")[0] == 0


def test_ops_03_a_nightly_task_is_not_late_by_day_and_a_missed_night_is(ticks):
    now = timezone.now()
    nightly = CrontabSchedule.objects.create(minute="0", hour=str((now - timedelta(hours=3)).hour))
    PeriodicTask.objects.create(
        name="night", task="tests.where", crontab=nightly, last_run_at=now - timedelta(hours=2)
    )
    assert not run("schedules")[1][0]["is_late"]

    PeriodicTask.objects.filter(name="night").update(last_run_at=now - timedelta(hours=26))
    assert run("schedules")[1][0]["is_late"]


def test_ops_03_what_is_off_is_not_late_and_can_be_switched_on(ticks):
    PeriodicTask.objects.update(last_run_at=timezone.now() - timedelta(hours=1))

    code, rows = run("schedules", "--off", "ticks", "--check")
    assert (code, rows[0]["is_on"], rows[0]["is_late"]) == (0, False, False)
    assert run("schedules", "--on", "ticks")[1][0]["is_on"]
    assert run("schedules", "--off", "nothing")[0] == 1


def test_ten_01_the_pool_is_shown_filled_and_an_empty_one_is_an_alarm(transactional):
    PoolSchema.objects.all().delete()
    code, found = run("schema_pool")
    assert (code, found["ready"]) == (1, 0)

    code, found = run("schema_pool", "--fill", "2")
    assert (code, found["ready"], found["built"]) == (0, 2, 2)

    PoolSchema.objects.filter(state=PoolState.READY).update(schema_fingerprint="older")
    code, found = run("schema_pool")
    assert (code, found["ready"], found["behind"]) == (1, 0, 2)
