"""Open a store for a merchant."""

from typing import Any

from django.core.management.base import CommandError, CommandParser
from django.utils import timezone

from apps.accounts.selectors import merchant_of_owner
from apps.ops.operator import OperatorCommand, store_row, table
from apps.tenants.selectors import store_get
from apps.tenants.services import store_build, store_create
from apps.tenants.types import StoreStatus


class Command(OperatorCommand):
    help = "Open a store for the merchant of an existing owner; builds its schema here when none is ready."

    def add_arguments(self, parser: CommandParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("name", help="the store's name")
        parser.add_argument("--owner", required=True, help="e-mail of an owner of the merchant")
        parser.add_argument("--subdomain", help="its name on the platform's domain (default: from the name)")
        parser.add_argument("--currency", default="EUR", help="ISO 4217 code (default EUR)")

    def operate(self, **options: Any) -> dict[str, str]:
        merchant_id = merchant_of_owner(email=options["owner"])
        if merchant_id is None:
            raise CommandError(f"No merchant is owned by {options['owner']}.", returncode=1)
        store = store_create(
            merchant_id=merchant_id,
            name=options["name"],
            subdomain=options["subdomain"],
            currency=options["currency"],
            contact_email=options["owner"],
            now=timezone.now(),
        )
        if store.status == StoreStatus.PROVISIONING:
            store_build(store_id=store.id, now=timezone.now())
        return store_row(store_get(store_id=store.id))

    def show(self, result: dict[str, str]) -> None:
        self.stdout.write(table([result]))
