"""One store as one file."""

from pathlib import Path
from typing import Any

from django.core.management.base import CommandError, CommandParser
from django.utils import timezone

from apps.ops.operator import OperatorCommand, store_named, table
from apps.ops.portability.bundle import store_export


class Command(OperatorCommand):
    help = (
        "Write a store into one file: a pg_dump of its schema, its pictures and a manifest with counts and digests. "
        "The store keeps selling meanwhile. store_restore brings it back, here after its deletion or elsewhere."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("store", help="id or host name")
        parser.add_argument("--to", metavar="FILE", help="default: <host>-<date>.tar in this folder")
        parser.add_argument("--replace", action="store_true", help="write over a file that is there")

    def operate(self, **options: Any) -> dict[str, str]:
        store, now = store_named(options["store"]), timezone.now()
        path = Path(options["to"] or f"{store.domain or store.schema_name}-{now:%Y-%m-%d}.tar")
        if path.exists() and not options["replace"]:
            raise CommandError(f"{path} is there already; --replace writes over it.", returncode=1)
        if not path.parent.is_dir():
            raise CommandError(f"There is no folder {path.parent}.", returncode=1)
        manifest = store_export(store=store, to=path, now=now)
        return {
            "store": store.name,
            "file": str(path),
            "bytes": str(path.stat().st_size),
            "tables": str(len(manifest.tables)),
            "rows": str(sum(manifest.tables.values())),
            "files": str(len(manifest.files)),
        }

    def show(self, result: dict[str, str]) -> None:
        self.stdout.write(table([result]))
