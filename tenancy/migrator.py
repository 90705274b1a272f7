"""Migrates the platform: public by stock Django, the template once, then every pool schema and store.

Each row carries the fingerprint of its schema, so a run with nothing to do is one query. The template runs a
migration through Django and its SQL is kept; every other schema replays that SQL in one transaction, or runs
the migration through Django when it contains Python. One broken store does not stop the others, and a run that
was cut short goes on where it stopped.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import batched

from django.core.management import call_command
from django.core.management.commands.migrate import Command as DjangoMigrate
from django.db import transaction
from django.db.migrations import Migration
from django.db.migrations.recorder import MigrationRecorder
from django.utils import timezone

from tenancy.context import public_context
from tenancy.fingerprints import platform_fingerprint, store_fingerprint
from tenancy.fresh import tables_make
from tenancy.graph import StorePlan, store_plan
from tenancy.models import PlatformSchema
from tenancy.names import PUBLIC
from tenancy.pool import template_schema
from tenancy.reports import Report, SchemaResult, pending_read
from tenancy.roles import roles_enabled
from tenancy.runner import Runner, inside, raw_connection, sentence, store_connection
from tenancy.scripts import migration_run, script_keep, time_unlimited
from tenancy.walls import roles_make, walls_raise

RUN_LOCK = 0x5709_0002
SCHEMAS_PER_CONNECTION = 200
PASSES = 3


@contextmanager
def _one_run_at_a_time() -> Iterator[None]:
    with raw_connection() as lock:
        lock.execute("SELECT pg_advisory_lock(%s)", [RUN_LOCK])
        yield


def migrate(
    *,
    shared: bool = True,
    stores: bool = True,
    only: str | None = None,
    everything: bool = False,
    verbosity: int = 1,
    progress: Callable[[SchemaResult], None] = lambda result: None,
) -> Report:
    """Bring the database in step with the migrations on disk and report per schema.

    `shared` and `stores` choose the halves, `only` restricts to one store or pool schema, `everything` reads
    each schema's own `django_migrations` instead of trusting fingerprints. Errors of `public` are raised; an
    error of the template stops the stores; an error of one store is reported and the others go on.
    """
    report = Report()
    if not pending_read(everything=everything):
        return report
    with _one_run_at_a_time(), public_context():
        pending = pending_read(everything=everything)
        if shared and pending.public and only is None:
            _migrate_public(verbosity)
            report.public = "MIGRATED"
        if roles_enabled():
            _raise_walls(report, everything=everything)
        if not stores or report.error:
            return report
        plan = store_plan()
        if pending.template or everything:
            report.error = _migrate_template(plan, report)
        if not report.error:
            _migrate_schemas(plan, report, only=only, everything=everything, progress=progress)
    return report


def _migrate_public(verbosity: int) -> None:
    with time_unlimited(store_connection()):
        tables_make()
        call_command(
            DjangoMigrate(), interactive=False, verbosity=verbosity, database=store_connection().alias
        )
    _platform_done(PUBLIC, platform_fingerprint())


def _raise_walls(report: Report, *, everything: bool) -> None:
    """Give the stores that exist their roles before anything of theirs is migrated, restored ones too."""
    is_behind = pending_read(everything=everything).walls
    report.roles, failed = walls_raise(everything=everything) if is_behind else roles_make()
    if failed:
        report.error = f"{len(failed)} stores have no role; {failed[0][0]}: {failed[0][1]}"


def _platform_done(schema: str, fingerprint: str) -> None:
    PlatformSchema.objects.update_or_create(
        schema_name=schema, defaults={"schema_fingerprint": fingerprint, "changed_at": timezone.now()}
    )


def _migrate_template(plan: StorePlan, report: Report) -> str:
    name, connection = template_schema(), store_connection()
    with connection.cursor() as cursor:
        cursor.execute(f'CREATE SCHEMA IF NOT EXISTS "{name}"')
    with inside(name, alone=True):
        recorder = MigrationRecorder(connection)
        recorder.ensure_schema()
        applied = set(recorder.applied_migrations())
        for app, squashed in plan.unrecorded(applied):
            recorder.record_applied(app, squashed)
    done: list[str] = []
    for migration in plan.pending(applied):
        label = f"{migration.app_label}.{migration.name}"
        try:
            with inside(name), _atomic_if(migration):
                statements = migration_run(connection, migration, plan.state_before(migration))
                script_keep(migration, statements)
        except Exception as error:  # the stores must not get what the template refuses
            return f"{name}: {label}: {sentence(error)}"
        done.append(label)
        report.template = tuple(done)
    _platform_done(name, store_fingerprint())
    return ""


@contextmanager
def _atomic_if(migration: Migration) -> Iterator[None]:
    if not migration.atomic:
        yield
        return
    with transaction.atomic(using=store_connection().alias):
        yield


def _migrate_schemas(
    plan: StorePlan,
    report: Report,
    *,
    only: str | None,
    everything: bool,
    progress: Callable[[SchemaResult], None],
) -> None:
    """Go over what is behind, and again over what could not be locked or appeared in the meantime."""
    results: dict[str, SchemaResult] = {}
    for attempt in range(PASSES):
        behind = pending_read(everything=everything and attempt == 0).schemas
        if only is not None:
            behind = tuple(row for row in behind if row[1] == only)
        # Only a lock that was not free is worth another try: any other failure would fail again.
        behind = tuple(row for row in behind if _is_worth_trying(results.get(row[1])))
        if not behind:
            break
        runner = Runner(plan)
        for part in batched(behind, SCHEMAS_PER_CONNECTION, strict=False):
            for result in runner.run(part):
                results[result.schema_name] = result
                progress(result)
    report.results = sorted(results.values(), key=lambda result: (result.kind, result.schema_name))


def _is_worth_trying(result: SchemaResult | None) -> bool:
    return result is None or "lock timeout" in result.error
