"""Brings pool schemas and stores up to the plan, one by one, over a connection of its own."""

import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from itertools import batched
from typing import Any

import psycopg
from django.apps import apps
from django.conf import settings
from django.db.migrations import Migration
from django.db.migrations.state import ProjectState
from django_tenants.postgresql_backend.base import FakeTenant
from psycopg import sql

from tenancy.connection import sentence, store_connection
from tenancy.fingerprints import store_fingerprint
from tenancy.graph import Key, StorePlan
from tenancy.models import PoolSchema
from tenancy.names import PUBLIC
from tenancy.reports import SchemaResult
from tenancy.scripts import applied_statement, migration_run, script_compose, scripts_plain

BATCH = 50


def raw_connection() -> psycopg.Connection[Any]:
    """Return a new autocommit connection to the same database, outside pool and Django, without time limits.

    The limits that settings give a request's statements would cut migrations and waits for a lock short.
    """
    options = store_connection().get_connection_params()
    plain = {name: value for name, value in options.items() if name not in ("context", "cursor_factory")}
    raw = psycopg.connect(**plain, autocommit=True)
    raw.execute(
        "SET lock_timeout = 0; SET statement_timeout = 0; SET idle_in_transaction_session_timeout = 0"
    )
    return raw


@contextmanager
def inside(schema: str, *, alone: bool = False) -> Iterator[None]:
    """Set Django's connection to `schema` as the owner of its tables, for what changes them.

    Unlike `store_context` also the template, and also without public.
    """
    connection = store_connection()
    connection.set_tenant(FakeTenant(schema_name=schema), include_public=not alone, as_owner=True)
    try:
        yield
    finally:
        connection.set_schema_to_public()


class Runner:
    """Applies the plan to pool schemas and stores over a connection of its own."""

    def __init__(self, plan: StorePlan) -> None:
        self._plan = plan
        self._scripts = scripts_plain(plan.migrations)
        self._fingerprint = store_fingerprint()
        self._states: dict[Key, ProjectState] = {}

    def run(self, rows: Iterable[tuple[str, str]]) -> Iterator[SchemaResult]:
        """Yield one result per (kind, schema)."""
        raw = _unhurried_connection()
        try:
            for batch in batched(rows, BATCH, strict=False):
                applied = _applied_read(raw, [schema for _, schema in batch])
                for kind, schema in batch:
                    yield self._one(raw, kind, schema, applied[schema])
                    if raw.closed:  # the store took the connection with it, not the rest of the run
                        raw = _unhurried_connection()
            _flush(raw)
        finally:
            raw.close()
            store_connection().close_if_unusable_or_obsolete()

    def _one(
        self, raw: psycopg.Connection[Any], kind: str, schema: str, applied: set[Key] | Exception
    ) -> SchemaResult:
        start = time.monotonic()
        done: list[str] = []
        error = ""
        try:
            if isinstance(applied, Exception):
                raise applied
            self._bring_up(raw, kind, schema, applied, done)
        except Exception as problem:  # noqa: BLE001,RUF100 - one broken store must not stop the others
            error = sentence(problem)
            if not raw.closed:
                raw.rollback()
        milliseconds = round((time.monotonic() - start) * 1000)
        status = "FAILED" if error else "MIGRATED" if done else "CURRENT"
        return SchemaResult(schema, kind, status, tuple(done), error, milliseconds)

    def _bring_up(
        self, raw: psycopg.Connection[Any], kind: str, schema: str, applied: set[Key], done: list[str]
    ) -> None:
        pending = self._plan.pending(applied)
        finish = _fingerprint_statement(kind, schema, self._fingerprint)
        if squashed := self._plan.unrecorded(applied):
            raw.execute(applied_statement(schema, squashed).encode())
        for migration in pending:
            key = (migration.app_label, migration.name)
            is_last = migration is pending[-1]
            statements = self._scripts.get(key)
            if statements is not None:
                script = script_compose(schema, migration, statements, finish if is_last else "")
                raw.execute(script.encode())
            else:
                with inside(schema):
                    migration_run(store_connection(), migration, self._state_before(migration))
                if is_last:
                    raw.execute(finish.encode())
            done.append(".".join(key))
        if not pending:
            raw.execute(finish.encode())

    def _state_before(self, migration: Migration) -> ProjectState:
        key = (migration.app_label, migration.name)
        if key not in self._states:
            self._states[key] = self._plan.state_before(migration)
        return self._states[key].clone()


def _unhurried_connection() -> psycopg.Connection[Any]:
    # One wait for the disk at the end instead of one a store. A store's DDL, its list of migrations and its
    # fingerprint are one transaction: what a crash of the server takes away, the next run does again.
    raw = raw_connection()
    raw.execute("SET synchronous_commit = off")
    return raw


def _flush(raw: psycopg.Connection[Any]) -> None:
    """Return when everything committed so far is on disk: a synchronous commit flushes all that came before."""
    raw.execute("SET synchronous_commit = on")
    raw.execute("UPDATE public.tenancy_platformschema SET changed_at = now()")


def _applied_read(raw: psycopg.Connection[Any], schemas: list[str]) -> dict[str, set[Key] | Exception]:
    """Return each schema's applied migrations, or the error of reading them; one query when all is well."""
    try:
        return dict(_applied_query(raw, schemas))
    except psycopg.Error:
        found: dict[str, set[Key] | Exception] = {}
        for schema in schemas:
            try:
                found.update(_applied_query(raw, [schema]))
            except psycopg.Error as error:
                found[schema] = error
        return found


def _applied_query(raw: psycopg.Connection[Any], schemas: list[str]) -> dict[str, set[Key]]:
    parts = [
        sql.SQL("SELECT {}::text, app, name FROM {}.django_migrations").format(
            sql.Literal(schema), sql.Identifier(schema)
        )
        for schema in schemas
    ]
    found: dict[str, set[Key]] = {schema: set() for schema in schemas}
    for schema, app, name in raw.execute(sql.SQL(" UNION ALL ").join(parts)):
        found[schema].add((app, name))
    return found


def _fingerprint_statement(kind: str, schema: str, fingerprint: str) -> str:
    model: Any = apps.get_model(settings.TENANT_MODEL) if kind == "store" else PoolSchema
    table = model._meta.db_table
    return (
        sql.SQL("UPDATE {}.{} SET schema_fingerprint = {} WHERE schema_name = {}")
        .format(
            sql.Identifier(PUBLIC),
            sql.Identifier(table),
            sql.Literal(fingerprint),
            sql.Literal(schema),
        )
        .as_string(None)
    )
