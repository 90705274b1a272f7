"""List stores."""

from typing import Any

from django.core.management.base import CommandParser

from apps.ops.operator import OperatorCommand, store_row, table
from apps.tenants.selectors import stores_all
from apps.tenants.types import StoreStatus


class Command(OperatorCommand):
    help = "List stores with status, domain and schema."

    def add_arguments(self, parser: CommandParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("--status", choices=StoreStatus.values, help="only stores of this status")
        parser.add_argument("--limit", type=int, default=500, help="at most this many (default 500)")

    def operate(self, **options: Any) -> list[dict[str, str]]:
        stores = stores_all(status=options["status"], limit=options["limit"])
        return [store_row(store) for store in stores]

    def show(self, result: list[dict[str, str]]) -> None:
        self.stdout.write(table(result))
