"""Two beats tick once, and one takes over from the other (row G8)."""

import time
from collections.abc import Iterator
from dataclasses import replace

import pytest
import redis

from sandbox.runner.processes import CORE_ENVIRONMENT, PROCESSES, PYTHON
from tests.faults.stage import Figures, Program, Stage, wait_for

pytestmark = [pytest.mark.slow, pytest.mark.faults]
QUEUE = "drill"
TAKE_OVER_SECONDS = 20
# One entry that nobody else serves: its queue has no worker, so the messages in it are the ticks.
MAKE = """
from django_celery_beat.models import IntervalSchedule, PeriodicTask
every, _ = IntervalSchedule.objects.get_or_create(every=1, period="seconds")
PeriodicTask.objects.update_or_create(name="drill", defaults=dict(interval=every, task="drill.tick", queue="drill"))
"""
DROP = """
from django_celery_beat.models import PeriodicTask
PeriodicTask.objects.filter(name="drill").delete()
"""


def _shell(stage: Stage, code: str) -> None:
    stage.run(PYTHON, "manage.py", "shell", "--no-imports", "-c", code, **CORE_ENVIRONMENT)


@pytest.fixture
def beats(stage: Stage) -> Iterator[list[Program]]:
    """Two beats of the core, the first of which leads."""
    process = next(process for process in PROCESSES if process.name == "core-beat")
    _shell(stage, MAKE)
    programs = []
    for number in (1, 2):
        program = Program(replace(process, name=f"core-beat-{number}"), port=None, folder=stage.folder)
        program.environment = stage.environment
        program.restart()
        programs.append(program)
    yield programs
    for program in programs:
        program.end()
    _shell(stage, DROP)


def test_g08_two_beats_tick_once_and_the_second_takes_over(
    stage: Stage, beats: list[Program], figures: Figures
) -> None:
    leader, follower = beats
    with redis.Redis.from_url(f"{stage.environment['REDIS_URL']}/0") as broker:

        def ticks() -> int:
            return int(broker.llen(QUEUE))

        wait_for("the first tick", ticks, seconds=30)
        first, began = ticks(), time.monotonic()
        time.sleep(8)
        assert follower.is_alive
        rate = (ticks() - first) / (time.monotonic() - began)
        figures.note("two beats: ticks a second of a task due each second", rate)
        assert 0.4 <= rate <= 1.15

        leader.kill()
        at_kill, killed = ticks(), time.monotonic()
        took = wait_for("a tick of the second beat", lambda: ticks() > at_kill, seconds=60)

        figures.note("beat leader killed: seconds until the next tick", took)
        time.sleep(3)
        assert ticks() - at_kill <= time.monotonic() - killed - took + 2
        broker.delete(QUEUE)
    assert took <= TAKE_OVER_SECONDS
