"""Periodic tasks: list, switch on and off, find those that are late."""

import dataclasses
import json
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from tenancy.context import public_context
from tenancy.schedules import Schedule, ScheduleUnknown, schedule_switch, schedules_list


class Command(BaseCommand):
    """Reads and switches what django-celery-beat keeps in the database."""

    help = (
        "List periodic tasks with their last run. --off NAME and --on NAME switch one; beat takes it up within "
        "seconds. --check ends with code 1 when one is more than two minutes late, which means that no beat runs."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        """Declare the options."""
        parser.add_argument("--on", metavar="NAME", help="Switch this one on.")
        parser.add_argument("--off", metavar="NAME", help="Switch this one off.")
        parser.add_argument("--check", action="store_true", help="Exit 1 when one is late.")
        parser.add_argument("--json", action="store_true", dest="as_json", help="Print one JSON list.")

    def handle(self, *args: Any, **options: Any) -> None:
        """Switch, then list; raise CommandError (exit code 1) for an unknown name or, asked to check, a late one."""
        with public_context():
            for name, is_on in ((options["on"], True), (options["off"], False)):
                if name:
                    self._switch(name, is_on=is_on)
            rows = schedules_list(now=timezone.now())
        if options["as_json"]:
            self.stdout.write(json.dumps([dataclasses.asdict(row) for row in rows], default=str))
        else:
            self._show(rows)
        late = [row.name for row in rows if row.is_late]
        if options["check"] and late:
            raise CommandError(f"late: {', '.join(late)}", returncode=1)

    def _switch(self, name: str, *, is_on: bool) -> None:
        try:
            schedule_switch(name=name, is_on=is_on)
        except ScheduleUnknown:
            raise CommandError(f"There is no periodic task {name!r}.", returncode=1) from None

    def _show(self, rows: list[Schedule]) -> None:
        width = max((len(row.name) for row in rows), default=0)
        for row in rows:
            state = "off " if not row.is_on else "LATE" if row.is_late else "on  "
            last = f"{row.last_run_at:%Y-%m-%d %H:%M:%S}" if row.last_run_at else "never              "
            self.stdout.write(f"{state}  {row.name.ljust(width)}  last {last}  {row.when}")
