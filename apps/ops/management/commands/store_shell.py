"""A Python shell inside one store."""

import code
from typing import Any

from django.core.management.base import CommandParser

from apps.ops.operator import OperatorCommand, store_named
from tenancy.context import store_context


class Command(OperatorCommand):
    help = "Open a Python shell in a store's schema, or run one statement there with --command."

    def add_arguments(self, parser: CommandParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("store", help="id or host name")
        parser.add_argument("--command", help="run this instead of an interactive shell")

    def operate(self, **options: Any) -> dict[str, str]:
        store = store_named(options["store"])
        names: dict[str, Any] = {"store": store}
        with store_context(store.schema_name):
            if options["command"]:
                exec(options["command"], names)  # noqa: S102 - an operator's own words, on the operator's machine
            else:
                code.interact(banner=f"{store.name} ({store.schema_name})", local=names)
        return {"store": str(store.id)}

    def show(self, result: dict[str, str]) -> None:
        return
