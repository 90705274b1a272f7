"""G8, A11: what runs when is in django-celery-beat; staff switch it, and no deploy switches it back."""

from typing import Any

import pytest
from django.contrib.admin.models import LogEntry
from django.test import Client
from django_celery_beat.models import PeriodicTask, PeriodicTasks

from apps.accounts.models import User
from config.celery import app
from config.schedules import CELERY_BEAT_SCHEDULE
from tenancy.testing.beats import beat_start
from tests.conftest import PASSWORD

pytestmark = pytest.mark.django_db
LIST = "/django_celery_beat/periodictask/"


@pytest.fixture
def staff(db: None) -> Client:
    client = Client(HTTP_HOST="admin.localhost")
    client.force_login(User.objects.create_superuser("staff@example.com", PASSWORD))
    return client


def _act(client: Client, action: str, *rows: PeriodicTask) -> None:
    answer = client.post(LIST, {"action": action, "_selected_action": [str(row.pk) for row in rows]})
    assert answer.status_code == 302


@pytest.mark.parametrize("name", sorted({str(entry["task"]) for entry in CELERY_BEAT_SCHEDULE.values()}))
def test_what_is_scheduled_runs_also_where_nothing_is_to_do(name: str, store: Any) -> None:
    app.loader.import_default_modules()
    task: Any = app.tasks[name]
    assert task.apply().successful()


def test_everything_scheduled_is_listed_in_words(staff: Client) -> None:
    beat_start(app)
    page = staff.get(LIST).content.decode()

    assert set(CELERY_BEAT_SCHEDULE) <= set(PeriodicTask.objects.values_list("name", flat=True))
    assert [name for name in CELERY_BEAT_SCHEDULE if name not in page] == []
    assert "every 30 seconds" in page
    assert "At 02:40 AM" in page


def test_what_staff_switched_off_stays_off_over_a_deploy_that_changes_its_time(staff: Client) -> None:
    beat_start(app)
    row = PeriodicTask.objects.get(name="outbox-prune")
    before = PeriodicTasks.objects.get().last_update

    _act(staff, "switch_off", row)
    changed = app.conf.beat_schedule["outbox-prune"] | {"schedule": 77.0}
    schedule = dict(app.conf.beat_schedule)
    app.conf.beat_schedule = schedule | {"outbox-prune": changed}
    try:
        beat_start(app)
    finally:
        app.conf.beat_schedule = schedule

    row.refresh_from_db()
    assert (row.enabled, row.interval.every, row.crontab) == (False, 77, None)
    assert PeriodicTasks.objects.get().last_update > before, "a running beat is told"
    assert LogEntry.objects.get().object_id == str(row.pk)

    _act(staff, "switch_on", row)
    row.refresh_from_db()
    assert row.enabled


def test_the_form_changes_the_switch_and_nothing_else(staff: Client) -> None:
    beat_start(app)
    row = PeriodicTask.objects.get(name="outbox-prune")
    form = {"task": "os.system", "name": "mine", "queue": "other", "kwargs": '{"x": 1}', "_save": "Save"}

    assert staff.post(f"{LIST}{row.pk}/change/", form).status_code == 302

    after = PeriodicTask.objects.get(pk=row.pk)
    assert after.enabled is False
    assert (after.task, after.name, after.queue, after.kwargs) == (row.task, row.name, row.queue, row.kwargs)


def test_nobody_makes_or_deletes_one(staff: Client) -> None:
    beat_start(app)
    row = PeriodicTask.objects.get(name="outbox-prune")

    assert staff.get(f"{LIST}add/").status_code == 403
    assert staff.post(f"{LIST}{row.pk}/delete/", {"post": "yes"}).status_code == 403
    assert PeriodicTask.objects.filter(pk=row.pk).exists()


def test_one_is_run_by_hand(staff: Client) -> None:
    beat_start(app)
    row = PeriodicTask.objects.get(name="outbox-prune")
    with app.connection() as broker:
        broker.default_channel.queue_purge("bulk") if _exists(broker) else None
        _act(staff, "run_now", row)
        assert "1 started." in staff.get(LIST).content.decode()
        with broker.SimpleQueue("bulk") as queue:
            message = queue.get(timeout=10)
            message.ack()
    assert message.headers["task"] == "outbox.prune"


def _exists(broker: object) -> bool:
    try:
        broker.default_channel.queue_declare("bulk", passive=True)
    except Exception:
        return False
    return True


def test_who_may_only_look_is_offered_no_switch() -> None:
    from django.contrib.auth.models import Permission

    beat_start(app)
    row = PeriodicTask.objects.get(name="outbox-prune")
    user = User.objects.create_user("look@example.com", PASSWORD, is_staff=True)
    user.user_permissions.set(Permission.objects.filter(codename="view_periodictask"))
    client = Client(HTTP_HOST="admin.localhost")
    client.force_login(user)

    assert "Switch off" not in client.get(LIST).content.decode()
    client.post(LIST, {"action": "switch_off", "_selected_action": [str(row.pk)]})
    row.refresh_from_db()
    assert row.enabled
    assert client.post(f"{LIST}{row.pk}/change/", {"_save": "Save"}).status_code == 403
