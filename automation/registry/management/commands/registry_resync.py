"""Bring the registry in step with the core now, instead of at the next reconciliation."""

import json
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from automation.core_client.client import CoreClient
from automation.core_client.types import CoreError
from automation.registry import services


class Command(BaseCommand):
    help = (
        "Compare every store with the core and mend what differs: new stores get a schema, changed ones their "
        "settings, deleted ones go. Otherwise done every five minutes. Safe at any time."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--json", action="store_true", dest="as_json", help="print one JSON object")

    def handle(self, *args: Any, **options: Any) -> None:
        """Reconcile; raise CommandError (exit code 3) while the core does not answer."""
        try:
            seen = services.registry_reconcile(core=CoreClient(), now=timezone.now())
        except CoreError as error:
            raise CommandError(f"The core does not answer: {error}", returncode=3) from error
        text = f"{seen} stores compared; what differed is mended"
        self.stdout.write(json.dumps({"compared": seen}) if options["as_json"] else text)
