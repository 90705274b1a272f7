"""Delete a store, after its grace or at once."""

from typing import Any

from django.core.management.base import CommandError, CommandParser
from django.utils import timezone

from apps.ops.operator import OperatorCommand, store_named, store_row, table
from apps.tenants.selectors import store_get
from apps.tenants.services import store_close, store_purge
from apps.tenants.types import StoreInfo, StoreStatus


class Command(OperatorCommand):
    help = (
        "Close a store; its schema, files and domains are deleted after 30 days, until then store_resume brings it "
        "back. With --now they are deleted at once, after the store's name was typed."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("store", help="id or host name")
        parser.add_argument("--now", action="store_true", help="do not wait 30 days; cannot be undone")
        parser.add_argument(
            "--confirm", metavar="NAME", help="the store's name, instead of being asked for it"
        )

    def operate(self, **options: Any) -> dict[str, str]:
        store = store_named(options["store"])
        if not options["now"]:
            return store_row(store_close(store_id=store.id, now=timezone.now()))
        self._ask(store, options["confirm"])
        if store.status != StoreStatus.CLOSED:
            store_close(store_id=store.id, now=timezone.now())
        row = store_row(store_get(store_id=store.id)) | {"status": StoreStatus.DELETED.value}
        store_purge(store_id=store.id)
        return row

    def _ask(self, store: StoreInfo, given: str | None) -> None:
        typed = (
            given
            if given is not None
            else input(f"Type the store's name to delete it for good ({store.name}): ")
        )
        if typed != store.name:
            raise CommandError("The name does not match; nothing was deleted.", returncode=1)

    def show(self, result: dict[str, str]) -> None:
        self.stdout.write(table([result]))
