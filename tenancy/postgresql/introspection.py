"""Introspection that asks for one namespace instead of scanning the tables of every store.

Django asks "which tables are visible on the path", which the server answers by looking at every row of
pg_class: 284 ms a call at 2,000 stores. The same queries with the namespace given use its index.
"""

import re
from typing import Any

import django.db.backends.postgresql.base  # noqa: F401 - first, else Django's own import circle bites
from django.db.backends.postgresql.introspection import DatabaseIntrospection

_VISIBLE = re.compile(r"(?:pg_catalog\.)?pg_table_is_visible\((\w+)\.oid\)")


class _NamespaceCursor:
    """Passes statements on, with "visible" replaced by "in this schema"."""

    def __init__(self, cursor: Any, schema: str) -> None:
        self._cursor = cursor
        self._schema = schema

    def execute(self, sql: str, params: Any = None) -> Any:
        namespace = f"'\"{self._schema}\"'::regnamespace"
        here = _VISIBLE.sub(lambda match: f"{match[1]}.relnamespace = {namespace}", sql)
        return self._cursor.execute(here, params)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._cursor, name)


class NamespaceIntrospection(DatabaseIntrospection):
    """Describes only the schema the connection is set to."""

    connection: Any

    def _here(self, cursor: Any) -> Any:
        return _NamespaceCursor(cursor, self.connection.schema_name)

    def get_table_list(self, cursor: Any) -> Any:
        """Return the tables and views of the current schema."""
        return super().get_table_list(self._here(cursor))

    def get_table_description(self, cursor: Any, table_name: str) -> Any:
        """Return the columns of a table of the current schema."""
        return super().get_table_description(self._here(cursor), table_name)

    def get_sequences(self, cursor: Any, table_name: str, table_fields: Any = ()) -> Any:
        """Return the sequences owned by a table of the current schema."""
        return super().get_sequences(self._here(cursor), table_name, table_fields)

    def get_relations(self, cursor: Any, table_name: str) -> Any:
        """Return the foreign keys of a table of the current schema."""
        return super().get_relations(self._here(cursor), table_name)

    def get_constraints(self, cursor: Any, table_name: str) -> Any:
        """Return the constraints and indexes of a table of the current schema."""
        return super().get_constraints(self._here(cursor), table_name)
