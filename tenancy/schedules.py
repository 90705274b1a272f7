"""What beat does and when it last did: for operators, of either service."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django_celery_beat.models import PeriodicTask, PeriodicTasks

# Beat sleeps five seconds at most, a standby takes over within seconds: two minutes late means that nobody ticks.
LATE = timedelta(minutes=2)


class ScheduleUnknown(LookupError):
    """There is no periodic task of that name."""


@dataclass(frozen=True, slots=True)
class Schedule:
    """One periodic task. `is_late`: it is on and should have run more than two minutes ago."""

    name: str
    task: str
    when: str
    is_on: bool
    last_run_at: datetime | None
    runs: int
    is_late: bool


def schedules_list(*, now: datetime) -> list[Schedule]:
    """Return every periodic task by name."""
    rows = PeriodicTask.objects.select_related("interval", "crontab").exclude(task="celery.backend_cleanup")
    return [
        Schedule(
            name=row.name,
            task=row.task,
            when=str(row.schedule),
            is_on=row.enabled,
            last_run_at=row.last_run_at,
            runs=row.total_run_count,
            is_late=row.enabled and _is_late(row, now),
        )
        for row in rows.order_by("name")
    ]


def _is_late(row: PeriodicTask, now: datetime) -> bool:
    """Judge by the schedule itself, asked what it would have said two minutes ago."""
    if row.last_run_at is None:
        return False
    schedule: Any = row.schedule
    schedule.nowfun = lambda: now - LATE
    return row.last_run_at < now - LATE and bool(schedule.is_due(row.last_run_at).is_due)


def schedule_switch(*, name: str, is_on: bool) -> None:
    """Switch a periodic task on or off; every beat takes it up within seconds. Raises ScheduleUnknown."""
    if not PeriodicTask.objects.filter(name=name).update(enabled=is_on):
        raise ScheduleUnknown(name)
    PeriodicTasks.update_changed()
