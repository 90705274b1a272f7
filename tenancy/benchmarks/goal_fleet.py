"""Goal 3: a new column over the whole fleet, and a run that is killed half-way."""

import os
import random
import signal
import subprocess
import sys
from collections import defaultdict
from functools import partial
from typing import Any

import psycopg
from django.db import connection

from tenancy.benchmarks.measure import Figure, median, milliseconds
from tenancy.benchmarks.platform.models import Shop
from tenancy.benchmarks.stage import Stage
from tenancy.migrator import migrate
from tenancy.names import new_schema_name

STOCK_TENANTS = 5
KILLED = """
import django; django.setup()
from tenancy.migrator import migrate
migrate(verbosity=0, progress=lambda result: print(result.status, flush=True))
"""


def _bare_loop(raw: psycopg.Connection[Any], schemas: list[str], column: str) -> None:
    for schema in schemas:
        raw.execute(
            f'BEGIN; SET LOCAL search_path = "{schema}";'
            f" ALTER TABLE shop_table0 ADD COLUMN {column} integer DEFAULT 0 NOT NULL;"
            f" ALTER TABLE shop_table0 ALTER COLUMN {column} DROP DEFAULT; COMMIT".encode()
        )


def _ours() -> None:
    report = migrate(shared=False, verbosity=0)  # as stock, which is asked for tenants only
    if not report.is_ok:
        raise RuntimeError(str(report.failed[:3] or report.error))


def measure(stage: Stage, rounds: int) -> list[Figure]:
    """Add a column `rounds` times: ours, a bare loop of the same statements, stock on five tenants."""
    fleet = list(Shop.objects.values_list("schema_name", flat=True))
    tenants = [new_schema_name() for _ in range(STOCK_TENANTS)]
    for tenant in tenants:
        stage.stock(f"create {tenant}")
    each: dict[str, list[float]] = defaultdict(list)
    for number in range(max(rounds, 3)):
        stage.release_write(
            [f"migrations.AddField('table0', 'ours{number}', models.IntegerField(default=0))"]
        )
        stage.stock_restart()
        stage.stock("size")
        for kind in random.sample(["ours", "bare", "stock"], 3):
            if kind == "ours":
                each[kind].append(milliseconds(_ours) / len(fleet))
            elif kind == "bare":
                with stage.connect() as raw:
                    took = milliseconds(partial(_bare_loop, raw, fleet, f"bare{number}"))
                each[kind].append(took / len(fleet))
            else:
                each[kind] += [stage.stock(f"migrate {tenant}") for tenant in tenants]
    ours, bare, stock = (median(each[kind]) for kind in ("ours", "bare", "stock"))
    detail = f"{ours:.2f} ms a store over {len(fleet)} stores, pool and template included"
    return [
        Figure(
            3,
            "AddField a store / stock a tenant",
            ours / stock,
            at_most=0.02,
            detail=f"{detail}; stock {stock:.0f} ms",
        ),
        Figure(
            3, "AddField / bare psycopg loop", ours / bare, at_most=2, detail=f"{detail}; bare {bare:.2f} ms"
        ),
        *_killed(stage, fleet),
    ]


def _killed(stage: Stage, fleet: list[str]) -> list[Figure]:
    for column in ("first", "second"):
        stage.release_write([f"migrations.AddField('table1', '{column}', models.IntegerField(default=0))"])
    process = subprocess.Popen(
        [sys.executable, "-c", KILLED], stdout=subprocess.PIPE, env=dict(os.environ), text=True
    )
    for number, _ in enumerate(process.stdout or (), start=1):
        if number >= len(fleet) // 2:
            process.send_signal(signal.SIGKILL)
            break
    process.wait()
    before = _columns(fleet)
    _ours()
    after = _columns(fleet)
    shapes = {frozenset(columns) for columns in after.values()}
    done = sum({"first", "second"} <= columns for columns in before.values())
    dumps = {tuple(stage.dump(name)) for name in random.sample(fleet, min(4, len(fleet)))}
    return [
        Figure(
            3,
            "stores left behind after kill -9 and a second run",
            sum(not {"first", "second"} <= columns for columns in after.values())
            + len(shapes)
            - 1
            + len(dumps)
            - 1,
            at_most=0,
            detail=f"{done} of {len(fleet)} were done when it died",
        )
    ]


def _columns(fleet: list[str]) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {name: set() for name in fleet}
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT n.nspname, a.attname FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid"
            " JOIN pg_namespace n ON n.oid = c.relnamespace"
            " WHERE c.relname = 'shop_table1' AND a.attnum > 0 AND n.nspname = ANY(%s)",
            [fleet],
        )
        for schema, column in cursor.fetchall():
            found[schema].add(column)
    return found
