"""What every operators' command shares: `--json`, sentences for people, exit codes.

0 done · 1 refused (the sentence says why) · 2 wrong use (Django's own) · 3 something needed is away.
"""

import json
from typing import Any
from uuid import UUID

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import InterfaceError, OperationalError
from psycopg_pool import PoolTimeout

from apps.tenants.selectors import store_find_by_host, store_get
from apps.tenants.types import StoreInfo
from tenancy.errors import Refused


class OperatorCommand(BaseCommand):
    """Subclasses write `operate`, which returns plain data; it is printed as JSON or by `show`."""

    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--json", action="store_true", help="print one JSON document instead of text")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            result = self.operate(**options)
        except Refused as error:
            raise CommandError(error.message, returncode=1) from error
        except (OperationalError, InterfaceError, PoolTimeout) as error:
            raise CommandError(f"The database does not answer: {error}", returncode=3) from error
        if options["json"]:
            self.stdout.write(json.dumps(result, default=str))
        else:
            self.show(result)

    def operate(self, **options: Any) -> Any:
        raise NotImplementedError

    def show(self, result: Any) -> None:
        raise NotImplementedError


def store_named(text: str) -> StoreInfo:
    """Return a store by its id or one of its host names. Raises StoreUnknown."""
    try:
        return store_get(store_id=UUID(text))
    except ValueError:
        found = store_find_by_host(host=text.lower())
        if found is None:
            raise CommandError(
                f"There is no store {text!r}. Give its id or a host name.", returncode=1
            ) from None
        return store_get(store_id=found.id)


def store_row(store: StoreInfo) -> dict[str, str]:
    """Return a store as operators see it."""
    return {
        "id": str(store.id),
        "name": store.name,
        "status": store.status,
        "domain": store.domain,
        "merchant": store.merchant_name,
        "schema": store.schema_name,
    }


def table(rows: list[dict[str, str]]) -> str:
    """Return rows as aligned columns with a heading."""
    if not rows:
        return "nothing"
    heads = list(rows[0])
    widths = {head: max(len(head), *(len(row[head]) for row in rows)) for head in heads}
    lines = ["  ".join(head.ljust(widths[head]) for head in heads)]
    lines += ["  ".join(row[head].ljust(widths[head]) for head in heads).rstrip() for row in rows]
    return "\n".join(lines)
