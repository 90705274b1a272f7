"""Close a shop to shoppers."""

from typing import Any

from django.core.management.base import CommandParser

from apps.ops.operator import OperatorCommand, store_named, store_row, table
from apps.tenants.services import store_suspend


class Command(OperatorCommand):
    help = "Close a shop to shoppers and stop its jobs; its merchant still reads and exports."

    def add_arguments(self, parser: CommandParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("store", help="id or host name")
        parser.add_argument("--reason", required=True, help="shown to the merchant")

    def operate(self, **options: Any) -> dict[str, str]:
        store = store_suspend(store_id=store_named(options["store"]).id, reason=options["reason"])
        return store_row(store)

    def show(self, result: dict[str, str]) -> None:
        self.stdout.write(table([result]))
