"""What an operator looks at first."""

from dataclasses import asdict
from typing import Any

from django.core.management.base import CommandError
from django.utils import timezone

from apps.ops.operator import OperatorCommand
from apps.ops.status import platform_status


class Command(OperatorCommand):
    help = (
        "One look at the platform: stores, outbox, queues, schedules, pool, migrations, Stripe. Each line that is "
        "not fine says which command or runbook comes next; ends with code 1 when there is such a line."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        self.worries = 0
        super().handle(*args, **options)
        if self.worries:
            raise CommandError(f"{self.worries} of these need a look.", returncode=1)

    def operate(self, **options: Any) -> list[dict[str, Any]]:
        lines = [asdict(line) for line in platform_status(now=timezone.now())]
        self.worries = sum(not line["is_fine"] for line in lines)
        return lines

    def show(self, result: list[dict[str, Any]]) -> None:
        width = max(len(line["what"]) for line in result)
        for line in result:
            mark = "ok  " if line["is_fine"] else "LOOK"
            self.stdout.write(f"{mark}  {line['what'].ljust(width)}  {line['says']}")
            if not line["is_fine"]:
                self.stdout.write(f"      → {line['next_step']}")
