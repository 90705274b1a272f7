"""Puts a test database back as it was copied, touching only what a test touched."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Self

import psycopg
from django.db import connections

from tenancy.testing.databases import connect, database_create, database_drop, database_point

# In a fresh copy an unused table has no page at all; any insert, even one rolled back, leaves one.
TABLES = """
SELECT format('%I.%I', n.nspname, c.relname), pg_relation_size(c.oid) > 0
FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE c.relkind = 'r' AND n.nspname !~ '^pg_' AND n.nspname <> 'information_schema' ORDER BY 1
"""


@dataclass(frozen=True)
class Pristine:
    """What the copy looked like: which tables exist, and a checksum of those that hold rows."""

    name: str
    tables: frozenset[str]
    filled: dict[str, int | None]

    @classmethod
    def of_database(cls, name: str) -> Self:
        """Look at database `name`, fresh from its template."""
        with connect(name) as database:
            rows = database.execute(TABLES).fetchall()
            filled = [table for table, has_pages in rows if has_pages]
            return cls(name, frozenset(table for table, _ in rows), _checksums(database, filled))

    def restore(self) -> None:
        """Empty the tables that were filled; copy the database anew when its shape or its own rows changed."""
        connections["default"].close()
        with connect(self.name) as database:
            rows = database.execute(TABLES).fetchall()
            is_same_shape = frozenset(table for table, _ in rows) == self.tables
            touched = [table for table, has_pages in rows if has_pages and table not in self.filled]
            if is_same_shape and touched:
                names = ", ".join(touched)
                database.execute(f"TRUNCATE {names} RESTART IDENTITY CASCADE".encode())
            if is_same_shape and _checksums(database, list(self.filled)) == self.filled:
                return
        database_point(self.name)  # closes the pool
        database_drop(self.name)
        database_create(self.name)


def _checksums(database: psycopg.Connection[Any], tables: list[str]) -> dict[str, int | None]:
    return dict(database.execute(checksums_sql(tables).encode()).fetchall()) if tables else {}


def checksums_sql(tables: Sequence[str]) -> str:
    """Return a query of `(table, checksum of its rows)`, null for none; the order of rows does not matter.

    The names are quoted already, as by format('%I.%I').
    """
    parts = (
        f"SELECT '{table}', sum(hashtextextended(t::text, 0))::text FROM {table} t"  # noqa: S608
        for table in tables
    )
    return " UNION ALL ".join(parts)
