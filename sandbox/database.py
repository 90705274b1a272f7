"""The one SQLite file behind all stand-ins."""

import json
import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

Json = dict[str, Any]
Connection = sqlite3.Connection

SWITCHES = """
CREATE TABLE IF NOT EXISTS switches (name TEXT PRIMARY KEY, value TEXT NOT NULL);
"""


class Database:
    """Opens short write-locked transactions on one file.

    A committed transaction survives kill -9 of the process (write-ahead log); a
    transaction cut short leaves nothing behind.
    """

    def __init__(self, path: Path, schemas: Iterable[str]) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        self._path = path
        connection = self._connect()
        connection.execute("PRAGMA journal_mode=WAL")
        for schema in (SWITCHES, *schemas):
            connection.executescript(schema)
        connection.close()

    def _connect(self) -> Connection:
        connection = sqlite3.connect(self._path, timeout=20, isolation_level=None)
        connection.row_factory = sqlite3.Row
        connection.execute("PRAGMA synchronous=NORMAL")
        return connection

    @contextmanager
    def transaction(self) -> Iterator[Connection]:
        """Yield a connection that commits on success and rolls back on an exception.

        The write lock is taken at once, so two requests never decide on the same state.
        """
        connection = self._connect()
        try:
            connection.execute("BEGIN IMMEDIATE")
            yield connection
            connection.execute("COMMIT")
        except BaseException:
            if connection.in_transaction:
                connection.execute("ROLLBACK")
            raise
        finally:
            connection.close()

    def clear(self, tables: Iterable[str]) -> None:
        """Delete every row of the named tables."""
        with self.transaction() as connection:
            for table in tables:
                connection.execute(f"DELETE FROM {table}")  # noqa: S608 - our own names


def switch_read(connection: Connection, name: str, default: Json) -> Json:
    """Return the switch as last set, over `default`."""
    row = connection.execute("SELECT value FROM switches WHERE name = ?", (name,)).fetchone()
    return {**default, **(json.loads(row["value"]) if row else {})}


def switch_write(connection: Connection, name: str, value: Json) -> None:
    """Store the switch, replacing what was there."""
    connection.execute(
        "INSERT INTO switches (name, value) VALUES (?, ?)"
        " ON CONFLICT (name) DO UPDATE SET value = excluded.value",
        (name, json.dumps(value)),
    )


def switch_take(connection: Connection, name: str) -> Json | None:
    """Return the switch and count one use of it; None when it is off or used up.

    A switch with `times` set to a number turns itself off after that many uses; without
    a number it stays on until reset.
    """
    value = switch_read(connection, name, {})
    if not value:
        return None
    times = value.get("times")
    if times is None:
        return value
    if times > 1:
        switch_write(connection, name, {**value, "times": times - 1})
    else:
        connection.execute("DELETE FROM switches WHERE name = ?", (name,))
    return value if times >= 1 else None
