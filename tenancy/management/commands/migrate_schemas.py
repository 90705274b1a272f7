"""Migrate public, the template, the pool and every store; say what happened to each."""

import dataclasses
import json
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import DEFAULT_DB_ALIAS
from django.db.migrations.autodetector import MigrationAutodetector

from tenancy.migrator import migrate
from tenancy.reports import Report, SchemaResult, pending_read


class Command(BaseCommand):
    """Replaces django-tenants' command of this name (and `migrate`): `tenancy` stands before it in the apps."""

    autodetector = MigrationAutodetector
    help = (
        "Bring the database in step with the migrations: public, template, pool and every store. "
        "A broken store does not stop the others; run again to go on. Exit code 1 when any is not migrated."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        """Declare the options; those of the stock command that callers pass are accepted."""
        parser.add_argument("--shared", action="store_true", help="Only the public schema.")
        parser.add_argument("--tenant", action="store_true", help="Only template, pool and stores.")
        parser.add_argument("-s", "--schema", dest="schema_name", help="Only this store's schema.")
        parser.add_argument(
            "--check", action="store_true", help="Change nothing; exit 1 when something is behind."
        )
        parser.add_argument(
            "--verify", action="store_true", help="Read every schema instead of its fingerprint."
        )
        parser.add_argument("--json", action="store_true", dest="as_json", help="Print one JSON object.")
        parser.add_argument("--noinput", "--no-input", action="store_false", dest="interactive")
        parser.add_argument("--database", default=DEFAULT_DB_ALIAS, help="The only database there is.")
        parser.add_argument("--run-syncdb", action="store_true", help="Accepted and without effect.")

    def handle(self, *args: Any, **options: Any) -> None:
        """Run or check; raise CommandError (exit code 1) when something is not migrated."""
        if options["check"]:
            self._check(as_json=options["as_json"])
            return
        only_shared = options["shared"] and not options["tenant"]
        only_stores = (options["tenant"] or options["schema_name"]) and not options["shared"]
        quiet = options["as_json"] or options["verbosity"] < 1
        report = migrate(
            shared=not only_stores,
            stores=not only_shared,
            only=options["schema_name"],
            everything=options["verify"],
            verbosity=0 if quiet else options["verbosity"],
            progress=(lambda result: None) if quiet else self._line,
        )
        if options["as_json"]:
            self.stdout.write(json.dumps(dataclasses.asdict(report) | {"ok": report.is_ok}))
        elif not quiet:
            self._summary(report)
        if not report.is_ok:
            raise CommandError(report.error or f"{len(report.failed)} schemas are not migrated")

    def _check(self, *, as_json: bool) -> None:
        pending = pending_read()
        names = [name for _, name in pending.schemas]
        if as_json:
            self.stdout.write(
                json.dumps(
                    {
                        "public": pending.public,
                        "template": pending.template,
                        "walls": pending.walls,
                        "schemas": names,
                    }
                )
            )
        if pending:
            raise CommandError(
                f"behind: public {pending.public}, template {pending.template}, roles {pending.walls},"
                f" {len(names)} pool and store schemas"
            )
        if not as_json:
            self.stdout.write("everything is migrated")

    def _line(self, result: SchemaResult) -> None:
        detail = result.error or ", ".join(result.applied) or "nothing to run"
        self.stdout.write(f"{result.kind:<6}{result.schema_name}  {result.status:<9}{detail}")

    def _summary(self, report: Report) -> None:
        self.stdout.write(
            f"public {report.public}, roles {report.roles}, template ran {len(report.template)}"
        )
        counts = dict.fromkeys(("MIGRATED", "CURRENT", "FAILED"), 0)
        for result in report.results:
            counts[result.status] += 1
        self.stdout.write(", ".join(f"{count} {status.lower()}" for status, count in counts.items()))
