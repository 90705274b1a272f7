"""What store code may touch in `public`: which tables, by which verbs, and of those only its own store's rows.

A shared table with a key of the store (a foreign key to the store model, `schema_name`, `store_id`, or a column of
`TENANCY_STORE_KEYS`) needs no declaration: a store reads and writes its own rows there. Whatever else holds is
declared in `TENANCY_SHARED_TABLES` (table → `Shared`). Any other table is closed to store code, which enters
`public_context` for it. Importable from a settings module.
"""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.conf import settings

from tenancy.connection import store_connection

OWN_ROWS = "SELECT, INSERT, UPDATE, DELETE"
ALL_ROWS = "*"
POLICY = "tenancy_own_rows"
# A store's role ends with the name of its schema, whatever the database is called.
OWN_SCHEMA = "right(current_user, 22)"


@dataclass(frozen=True)
class Shared:
    """What store code may do with a shared table (`SELECT, INSERT`, columns allowed: `SELECT (id, name)`).

    Only rows whose column `rows` equals the store row's column `store` are there for it; without `rows` a key of the
    store is looked for, and a table that has none is open in whole, as with `ALL_ROWS`.
    """

    verbs: str
    rows: str = ""
    store: str = ""


@dataclass(frozen=True)
class SharedTable:
    """One table of `public`: the verbs granted to store roles, and the condition that `column` of a row must meet."""

    name: str
    verbs: str
    column: str
    condition: str


def shared_tables() -> list[SharedTable]:
    """Return every table of the shared apps, sorted by name. Raises LookupError for an entry without a table."""
    from tenancy.fingerprints import app_configs

    declared: dict[str, Shared] = dict(getattr(settings, "TENANCY_SHARED_TABLES", {}))
    models = {
        model._meta.db_table: model
        for config in app_configs(settings.SHARED_APPS)
        for model in config.get_models(include_auto_created=True)
        if model._meta.managed and not model._meta.proxy
    }
    if unknown := sorted(set(declared) - set(models)):
        raise LookupError(f"TENANCY_SHARED_TABLES names tables of no shared app: {', '.join(unknown)}")
    return [_table(name, models[name], declared.get(name)) for name in sorted(models)]


def _table(name: str, model: Any, declared: Shared | None) -> SharedTable:
    store: Any = apps.get_model(settings.TENANT_MODEL)
    column = (declared.rows if declared else "") or _column(model, store)
    column = "" if column == ALL_ROWS else column
    condition = _condition(model, column, declared or Shared(""))
    verbs = declared.verbs if declared else OWN_ROWS if condition else ""
    if model is store:  # every condition looks the store up
        verbs = ", ".join(part for part in (verbs, f"SELECT ({_key(store)}, schema_name)") if part)
    return SharedTable(name, verbs, column, condition)


def _key(store: Any) -> str:
    return str(store._meta.pk.column)


def _condition(model: Any, column: str, declared: Shared) -> str:
    """Return the SQL condition of a store's own rows; empty when nothing in the table names a store."""
    store: Any = apps.get_model(settings.TENANT_MODEL)
    if not column:
        return ""
    if column == "schema_name":
        return f"(schema_name)::text = {OWN_SCHEMA}"
    kind = _type(model, column)
    value = declared.store or _keys(store).get(column) or _key(store)
    cast = "" if kind == _type(store, value) else f"::{kind.partition('(')[0]}"
    return (
        f"{column} = (SELECT own.{value}{cast} FROM public.{store._meta.db_table} own"  # noqa: S608 - model names
        f" WHERE own.schema_name = {OWN_SCHEMA})"
    )


def _column(model: Any, store: Any) -> str:
    """Return the column that says whose a row is: the schema's name, a key of the store row, or none."""
    columns = {field.column: field for field in model._meta.concrete_fields}
    if "schema_name" in columns:
        return "schema_name"
    found = [field.column for field in columns.values() if field.related_model is store]
    found += [column for column in _keys(store) if column in columns]
    return next(iter(found), "")


def _keys(store: Any) -> dict[str, str]:
    """Return which columns name a store in any shared table, and the column of the store row they equal."""
    return {"store_id": _key(store)} | getattr(settings, "TENANCY_STORE_KEYS", {})


def _type(model: Any, column: str) -> str:
    field = next(field for field in model._meta.concrete_fields if field.column == column)
    return str(field.db_type(store_connection()))


def policy_statements(table: SharedTable) -> Iterator[str]:
    """Yield what lets a store role see and write only its own rows of `table`; the owner still sees all."""
    yield f'DROP POLICY IF EXISTS {POLICY} ON public."{table.name}"'
    if not table.condition:
        yield f'ALTER TABLE public."{table.name}" DISABLE ROW LEVEL SECURITY'
        return
    yield f'ALTER TABLE public."{table.name}" ENABLE ROW LEVEL SECURITY'
    yield (
        f'CREATE POLICY {POLICY} ON public."{table.name}"'
        f" USING ({table.condition}) WITH CHECK ({table.condition})"
    )
    yield f"COMMENT ON POLICY {POLICY} ON public.\"{table.name}\" IS '{policy_mark(table)}'"


def policy_mark(table: SharedTable) -> str:
    """Return the text by which an existing policy is known to be this one."""
    return hashlib.sha256(table.condition.encode()).hexdigest()[:16] if table.condition else ""
