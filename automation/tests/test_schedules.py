"""What the beat starts can be started: a fan-out is refused when its spread is longer than the broker allows."""

from typing import Any

import pytest

from automation.celery import app
from automation.schedules import BEAT_SCHEDULE

FAN_OUTS = (
    "connections.look_after",
    "email.find_dates_and_segments",
    "email.find_lapsed_buyers",
    "imports.forget_uploads",
    "research.check_watchlists",
    "research.start_due",
    "seo.fan_out_weekly",
    "sync.begin_best_sellers",
    "sync.begin_nights",
)


def test_every_entry_of_the_beat_names_a_task_that_exists() -> None:
    app.loader.import_default_modules()
    assert {entry["task"] for entry in BEAT_SCHEDULE.values()} <= set(app.tasks)


@pytest.mark.django_db
@pytest.mark.parametrize("name", FAN_OUTS)
def test_a_fan_out_of_the_beat_runs_and_with_no_store_asks_nobody(name: str) -> None:
    app.loader.import_default_modules()
    task: Any = app.tasks[name]
    assert task.apply().get() == 0
