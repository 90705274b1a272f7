"""A store back from its file."""

from pathlib import Path
from typing import Any

from django.core.management.base import CommandError, CommandParser
from django.utils import timezone

from apps.accounts.selectors import merchant_of_owner
from apps.ops.operator import OperatorCommand, store_row, table
from apps.ops.portability.bundle import store_restore


class Command(OperatorCommand):
    help = (
        "Bring a store back from a file of store_export, under a merchant of this platform. Every row and file is "
        "checked against the manifest, an older export is migrated, and only then the store opens. Whatever fails, "
        "nothing of it is left."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("file", help="what store_export wrote")
        parser.add_argument(
            "--owner", required=True, help="e-mail of an owner of the merchant it shall belong to"
        )
        parser.add_argument("--subdomain", help="its name on the platform's domain (default: as it was)")

    def operate(self, **options: Any) -> dict[str, str]:
        path = Path(options["file"])
        if not path.is_file():
            raise CommandError(f"There is no file {path}.", returncode=1)
        merchant_id = merchant_of_owner(email=options["owner"])
        if merchant_id is None:
            raise CommandError(f"No merchant is owned by {options['owner']}.", returncode=1)
        store = store_restore(
            bundle=path, merchant_id=merchant_id, subdomain=options["subdomain"], now=timezone.now()
        )
        return store_row(store)

    def show(self, result: dict[str, str]) -> None:
        self.stdout.write(table([result]))
