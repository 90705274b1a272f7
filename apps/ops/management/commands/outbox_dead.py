"""Dead deliveries: list, replay."""

from typing import Any
from uuid import UUID

from django.core.management.base import CommandParser
from django.utils import timezone

from apps.ops.operator import OperatorCommand, table
from apps.outbox.selectors import deliveries_dead
from apps.outbox.services import delivery_replay


class Command(OperatorCommand):
    help = "List deliveries that failed eight times; --replay ID or --replay-all gives them eight new tries."

    def add_arguments(self, parser: CommandParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("--replay", type=UUID, metavar="ID", help="replay this one")
        parser.add_argument("--replay-all", action="store_true", help="replay all that are listed")
        parser.add_argument("--limit", type=int, default=100, help="at most this many (default 100)")

    def operate(self, **options: Any) -> list[dict[str, Any]]:
        rows = deliveries_dead(limit=options["limit"])
        for row in rows:
            row["replayed"] = options["replay_all"] or str(options["replay"]) == row["id"]
            if row["replayed"]:
                delivery_replay(delivery_id=UUID(row["id"]), now=timezone.now())
        return rows

    def show(self, result: list[dict[str, Any]]) -> None:
        names = ["id", "handler", "event", "attempts", "replayed", "error"]
        self.stdout.write(table([{name: str(row[name])[:80] for name in names} for row in result]))
