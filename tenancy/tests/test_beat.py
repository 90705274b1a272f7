"""Beat started twice ticks once, and a killed leader is replaced: row G8 of reliability.md."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
import redis
from django.conf import settings
from django_celery_beat.models import IntervalSchedule, PeriodicTask

from tenancy.beat import LEADER_LOCK
from tenancy.runner import raw_connection


def start_beat():
    return subprocess.Popen(
        [sys.executable, "-m", "django", "beat", "--max-interval", "0.5", "--loglevel", "WARNING"],
        env=os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)},
        cwd=Path.cwd(),
    )


def leader():
    """Return the server session that leads, or None."""
    with raw_connection() as raw:
        row = raw.execute(
            "SELECT pid FROM pg_locks WHERE locktype = 'advisory' AND granted AND objid = %s"
            " AND database = (SELECT oid FROM pg_database WHERE datname = current_database())",
            [LEADER_LOCK],
        ).fetchone()
    return row and row[0]


def wait_for(condition, seconds=30):
    end = time.monotonic() + seconds
    while not (value := condition()):
        assert time.monotonic() < end, "did not happen in time"
        time.sleep(0.05)
    return value


@pytest.mark.slow
def test_g08_two_beats_tick_once_and_the_second_takes_over(transactional, store_schemas):
    every_second = IntervalSchedule.objects.create(every=1, period="seconds")
    PeriodicTask.objects.create(name="tick", task="tests.where", interval=every_second, queue="ticks")
    beats = [start_beat()]
    try:
        with redis.Redis.from_url(settings.CELERY["broker_url"]) as broker:
            broker.delete("ticks")
            first = wait_for(leader)
            beats.append(start_beat())
            wait_for(lambda: broker.llen("ticks") >= 1)
            start, before = time.monotonic(), broker.llen("ticks")
            time.sleep(4)
            ticks, elapsed = broker.llen("ticks") - before, time.monotonic() - start
            assert 2 <= ticks <= elapsed + 1.5
            beats[0].send_signal(signal.SIGKILL)
            second = wait_for(lambda: (now := leader()) and now != first and now)
            count = broker.llen("ticks")
            wait_for(lambda: broker.llen("ticks") > count)
        with raw_connection() as raw:
            raw.execute("SELECT pg_terminate_backend(%s)", [second])
        assert beats[1].wait(timeout=15) == 3
    finally:
        for beat in beats:
            beat.kill()
            beat.wait()
