"""The stores that the goals run on: a large database and a small one."""

from typing import Any

from django.db import connections

from tenancy.benchmarks.platform.models import Shop
from tenancy.benchmarks.stage import Stage
from tenancy.context import store_context
from tenancy.fingerprints import store_fingerprint
from tenancy.migrator import migrate
from tenancy.names import new_schema_name
from tenancy.pool import schema_build

HOT = 10
CANARY = (
    "INSERT INTO shop_table0 (name, code, amount, body, created_at) VALUES (%s, 'canary', 1, '', now());"
    " INSERT INTO shop_table1 (name, code, amount, body, created_at)"
    " SELECT 'row ' || n, CASE n WHEN 1 THEN 'canary' ELSE 'row-' || n END, n, repeat('x', 200), now()"
    " FROM generate_series(1, 24) n;"
    " INSERT INTO shop_table3 (name, code, amount, body, created_at)"
    " SELECT name, code, amount, body, created_at FROM shop_table1"
)


def build(stage: Stage, count: int) -> tuple[list[str], list[str]]:
    """Migrate both databases and the stock side; return the stores of the large and of the small one."""
    _point("benchmark_small")
    small = _stores(HOT)
    _point("benchmark")
    fleet = _stores(count)
    stage.stock("shared")
    return fleet, small


def _point(name: str) -> None:
    connection: Any = connections["default"]
    connection.close()
    connection.close_pool()
    connection.settings_dict["NAME"] = name
    report = migrate(verbosity=0)
    if not report.is_ok:
        raise RuntimeError(report.error)


def _stores(count: int) -> list[str]:
    names = []
    for _ in range(count):
        name = new_schema_name()
        schema_build(name)
        Shop.objects.create(schema_name=name, schema_fingerprint=store_fingerprint())
        with store_context(name), connections["default"].cursor() as cursor:
            cursor.execute(CANARY, [name])
        connections["default"].close_if_unusable_or_obsolete()
        names.append(name)
    return names
