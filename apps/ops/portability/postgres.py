"""PostgreSQL's own tools, called with the platform's connection and never with a password on the command line."""

import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg
from django.conf import settings
from django.db import connection
from psycopg import sql

from tenancy.errors import Unavailable

# A dump of the largest store measured (50,000 products) takes 20 s; an hour means that something hangs.
LONGEST_SECONDS = 3600


class ToolMissing(Unavailable):
    code = "tool_missing"

    def __init__(self, name: str) -> None:
        super().__init__(
            f"{name} is not installed here. Install PostgreSQL's client programs (version 18 or newer), or name"
            " their folder in PG_BIN."
        )


class ToolFailed(Unavailable):
    code = "tool_failed"


def tool(name: str) -> str:
    """Return the path of one of PostgreSQL's programs. Raises ToolMissing."""
    found = shutil.which(name, path=settings.PG_BIN or None)
    if found is None:
        raise ToolMissing(name)
    return found


def environment() -> dict[str, str]:
    """Return the variables by which PostgreSQL's programs find this platform's database."""
    given = connection.settings_dict
    names = {
        "PGHOST": "HOST",
        "PGPORT": "PORT",
        "PGUSER": "USER",
        "PGPASSWORD": "PASSWORD",
        "PGDATABASE": "NAME",
    }
    found = {name: str(given[key]) for name, key in names.items() if given.get(key)}
    return os.environ | found | {"PGAPPNAME": "dropwright-operator"}


def run(*arguments: str) -> None:
    """Run a program to its end. Raises ToolFailed with the last lines it said."""
    # No shell; the program comes from PG_BIN, the arguments from this file and a schema name that was checked.
    done = subprocess.run(  # noqa: S603
        [tool(arguments[0]), *arguments[1:]],
        env=environment(),
        capture_output=True,
        text=True,
        timeout=LONGEST_SECONDS,
        check=False,
    )
    if done.returncode:
        raise ToolFailed(f"{arguments[0]} failed: {done.stderr.strip()[-1_000:]}")


@contextmanager
def snapshot() -> Iterator[tuple[str, psycopg.Connection[Any]]]:
    """Hold one moment of the database: its name for pg_dump, and a connection that sees the same rows."""
    parameters = {
        key: value for key, value in connection.get_connection_params().items() if key != "cursor_factory"
    }
    parameters.pop("context", None)
    with psycopg.connect(**parameters) as held:
        held.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
        ((name,),) = held.execute("SELECT pg_export_snapshot()").fetchall()
        yield str(name), held


def schema_dump(*, schema: str, name: str, to: Path) -> None:
    """Write a schema as it was at the snapshot `name` into a file `pg_restore` reads, without owners and rights."""
    run(
        "pg_dump", "--format=custom", "--no-owner", "--no-privileges", f"--schema={schema}", f"--snapshot={name}",
        f"--file={to}",
    )  # fmt: skip


def schema_restore(*, dump: Path) -> None:
    """Bring a dump back in one transaction: all of it or nothing."""
    run(
        "pg_restore", "--single-transaction", "--exit-on-error", "--no-owner", "--no-privileges",
        f"--dbname={environment()['PGDATABASE']}", str(dump),
    )  # fmt: skip


def row_counts(held: psycopg.Connection[Any], schema: str) -> dict[str, int]:
    """Return every table of a schema with its number of rows, as that connection sees them."""
    tables = held.execute(
        "SELECT relname FROM pg_class WHERE relnamespace = %s::regnamespace AND relkind = 'r' ORDER BY 1",
        [schema],
    ).fetchall()
    counts = {}
    for (name,) in tables:
        count = sql.SQL("SELECT count(*) FROM {}").format(sql.Identifier(schema, name))
        ((counts[name],),) = held.execute(count).fetchall()
    return counts
