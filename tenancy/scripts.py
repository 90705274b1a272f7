"""Running store migrations: by Django with a record of the SQL, or by replaying that record."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any, cast

from django.db import transaction
from django.db.backends.postgresql.schema import DatabaseSchemaEditor
from django.db.migrations import Migration
from django.db.migrations.recorder import MigrationRecorder
from django.db.migrations.state import ProjectState
from psycopg import sql

from tenancy.graph import Key, is_plain
from tenancy.models import MigrationScript
from tenancy.names import PUBLIC, require_identifier

LOCK_TIMEOUT = "2s"


class RecordingEditor(DatabaseSchemaEditor):
    """Schema editor that remembers what it executed, with parameters filled in."""

    def __init__(self, connection: Any, *, atomic: bool) -> None:
        super().__init__(connection, atomic=atomic)
        self.recorded: list[str] = []

    def execute(self, sql: Any, params: Any = ()) -> None:
        """Run and remember one statement."""
        text = str(sql)
        if params is not None:
            text = self.connection.ops.compose_sql(text, params)
        super().execute(text, None)
        self.recorded.append(text.rstrip().rstrip(";"))


def migration_run(connection: Any, migration: Migration, state: ProjectState) -> list[str]:
    """Run `migration` with Django in the connection's schema and record it as applied; return its statements.

    `state` is the project state before it and is changed to the state after it. An atomic migration leaves
    nothing behind when it fails; it waits two seconds at most for a lock.
    """
    recorder = MigrationRecorder(connection)
    if not migration.atomic:
        with time_unlimited(connection):
            statements = _run(connection, migration, state)
        _record(recorder, migration)
        return statements
    with transaction.atomic(using=connection.alias):
        with connection.cursor() as cursor:
            cursor.execute(f"SET LOCAL lock_timeout = '{LOCK_TIMEOUT}'; SET LOCAL statement_timeout = 0")
            cursor.execute("SET LOCAL idle_in_transaction_session_timeout = 0")
        statements = _run(connection, migration, state)
        _record(recorder, migration)
    return statements


@contextmanager
def time_unlimited(connection: Any) -> Iterator[None]:
    """Lift the limits on a request's statements from the connection, outside a transaction, for one block."""
    with connection.cursor() as cursor:
        cursor.execute("SET statement_timeout = 0; SET idle_in_transaction_session_timeout = 0")
    yield
    with connection.cursor() as cursor:
        cursor.execute("RESET statement_timeout; RESET idle_in_transaction_session_timeout")


def _run(connection: Any, migration: Migration, state: ProjectState) -> list[str]:
    with RecordingEditor(connection, atomic=migration.atomic) as editor:
        migration.apply(state, editor)
    return editor.recorded


def _record(recorder: MigrationRecorder, migration: Migration) -> None:
    for app, name in migration.replaces:
        recorder.record_applied(app, name)
    recorder.record_applied(migration.app_label, migration.name)


def script_keep(migration: Migration, statements: list[str]) -> None:
    """Store what `migration` ran on the template, in `public`."""
    MigrationScript.objects.update_or_create(
        app=migration.app_label,
        name=migration.name,
        defaults={"is_plain": is_plain(migration), "statements": statements},
    )


def scripts_plain(migrations: Iterable[Migration]) -> dict[Key, list[str]]:
    """Return the kept statements of those migrations that may be replayed: plain, atomic, recorded."""
    atomic = {(migration.app_label, migration.name) for migration in migrations if migration.atomic}
    rows = MigrationScript.objects.filter(is_plain=True).values_list("app", "name", "statements")
    return {
        (app, name): cast(list[str], statements) for app, name, statements in rows if (app, name) in atomic
    }


def script_compose(schema: str, migration: Migration, statements: list[str], afterwards: str = "") -> str:
    """Return one text that runs a plain migration in `schema` in one transaction and one round trip.

    It refuses a missing schema, waits two seconds at most for a lock, writes `django_migrations`, and ends with
    the statements of `afterwards` (the fingerprint) in the same transaction.
    """
    require_identifier(schema)
    keys = [*migration.replaces, (migration.app_label, migration.name)]
    lines = [
        "BEGIN",
        f"SET LOCAL lock_timeout = '{LOCK_TIMEOUT}'",
        f"SELECT '\"{schema}\"'::regnamespace",
        f'SET LOCAL search_path = "{schema}", {PUBLIC}',
        *statements,
        applied_statement(schema, keys),
        *([afterwards] if afterwards else []),
        "COMMIT",
    ]
    return ";\n".join(lines)


def applied_statement(schema: str, keys: list[Key]) -> str:
    """Return the statement that records migrations as applied in `schema`."""
    values = sql.SQL(", ").join(
        sql.SQL("({}, {}, now())").format(sql.Literal(app), sql.Literal(name)) for app, name in keys
    )
    table = sql.Identifier(require_identifier(schema), "django_migrations")
    return sql.SQL("INSERT INTO {} (app, name, applied) VALUES {}").format(table, values).as_string(None)
