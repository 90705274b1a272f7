"""The pool of ready-built schemas: how many there are, what failed, filling it by hand."""

import json
from collections import Counter
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from tenancy.context import public_context
from tenancy.fingerprints import store_fingerprint
from tenancy.models import PoolSchema, PoolState
from tenancy.pool import TemplateOutdated, pool_refill

SHOWN = 5


class Command(BaseCommand):
    """Looks into the pool, and fills it."""

    help = (
        "Show the ready-built schemas that sign-ups claim: ready, behind the migrations, being built, broken. "
        "--fill N builds until N are ready. Ends with code 1 when none is ready."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        """Declare the options."""
        parser.add_argument("--fill", type=int, metavar="N", help="Build until N are ready.")
        parser.add_argument("--json", action="store_true", dest="as_json", help="Print one JSON object.")

    def handle(self, *args: Any, **options: Any) -> None:
        """Fill if asked, then show; raise CommandError (exit code 1) when no schema is ready."""
        with public_context():
            built = self._fill(options["fill"]) if options["fill"] else 0
            found = self._look() | {"built": built}
        if options["as_json"]:
            self.stdout.write(json.dumps(found))
        else:
            self.stdout.write(
                f"ready {found['ready']}, behind {found['behind']}, building {found['building']},"
                f" broken {found['broken']}, built now {built}"
            )
            for error in found["errors"]:
                self.stdout.write(f"  {error}")
        if not found["ready"]:
            raise CommandError("No schema is ready: the next sign-up waits for a worker.", returncode=1)

    def _fill(self, wanted: int) -> int:
        if not 1 <= wanted <= 1_000:
            raise CommandError("--fill takes a number from 1 to 1000.", returncode=2)
        try:
            return pool_refill(low_water=wanted, high_water=wanted)
        except TemplateOutdated as error:
            raise CommandError(str(error), returncode=1) from error

    def _look(self) -> dict[str, Any]:
        current = store_fingerprint()
        states: Counter[str] = Counter()
        for state, fingerprint in PoolSchema.objects.exclude(state=PoolState.CLAIMED).values_list(
            "state", "schema_fingerprint"
        ):
            states["behind" if state == PoolState.READY and fingerprint != current else state] += 1
        broken = PoolSchema.objects.exclude(error="").order_by("-changed_at")
        return {
            "ready": states[PoolState.READY],
            "behind": states["behind"],
            "building": states[PoolState.BUILDING],
            "broken": states[PoolState.FAILED],
            "errors": [f"{row.schema_name}: {row.error[:200]}" for row in broken[:SHOWN]],
        }
