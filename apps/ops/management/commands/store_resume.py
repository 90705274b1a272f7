"""Open a shop again."""

from typing import Any

from django.core.management.base import CommandParser

from apps.ops.operator import OperatorCommand, store_named, store_row, table
from apps.tenants.services import store_resume


class Command(OperatorCommand):
    help = "Open a suspended shop, or one closed less than 30 days ago, again."

    def add_arguments(self, parser: CommandParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("store", help="id or host name")

    def operate(self, **options: Any) -> dict[str, str]:
        store = store_resume(store_id=store_named(options["store"]).id)
        return store_row(store)

    def show(self, result: dict[str, str]) -> None:
        self.stdout.write(table([result]))
