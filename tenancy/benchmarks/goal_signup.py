"""Goal 1: signing up claims a built schema; building one replays DDL; nothing differs from a migrated one."""

import random
from collections import defaultdict
from functools import partial

from django.db import connection, transaction

from tenancy.benchmarks.measure import Figure, median, milliseconds
from tenancy.benchmarks.platform.models import Shop, ShopDomain
from tenancy.benchmarks.stage import Stage
from tenancy.fingerprints import store_fingerprint
from tenancy.names import new_schema_name
from tenancy.pool import pool_refill, schema_build, schema_claim

CROSSING = """
SELECT (SELECT count(*) FROM pg_constraint r JOIN pg_class t ON t.oid = r.confrelid
        WHERE r.contype = 'f' AND t.relnamespace <> r.connamespace)
     + (SELECT count(*) FROM pg_depend d JOIN pg_class s ON s.oid = d.objid AND s.relkind = 'S'
        JOIN pg_class t ON t.oid = d.refobjid
        WHERE d.classid = 'pg_class'::regclass AND d.deptype IN ('a', 'i') AND d.refobjsubid > 0
          AND s.relnamespace <> t.relnamespace)
"""


def sign_up() -> None:
    """Claim a schema and make the rows of a store, as a sign-up does."""
    with transaction.atomic():
        name = schema_claim()
        if name is None:
            raise RuntimeError("the pool is empty")
        shop = Shop.objects.create(schema_name=name, schema_fingerprint=store_fingerprint())
        ShopDomain.objects.create(tenant=shop, domain=f"{name}.ours.example")


def _shape(stage: Stage, schema: str) -> list[str]:
    """Return the dump without the list of migrations: stock also writes the shared apps' into every tenant."""
    return [line for line in stage.dump(schema) if "django_migrations" not in line or "CREATE" in line]


def measure(stage: Stage, rounds: int) -> list[Figure]:
    """Run stock creation, building and claiming in random order, `rounds` times each."""
    pool_refill(rounds + 1, rounds + 1)
    sign_up()
    times: dict[str, list[float]] = defaultdict(list)
    stock_names, built_names = [], []
    for _ in range(rounds):
        for kind in random.sample(["stock", "build", "claim"], 3):
            name = new_schema_name()
            if kind == "stock":
                times[kind].append(stage.stock(f"create {name}"))
                stock_names.append(name)
            elif kind == "build":
                times[kind].append(milliseconds(partial(schema_build, name)))
                built_names.append(name)
            else:
                times[kind].append(milliseconds(sign_up))
    stock, build, claim = (median(times[kind]) for kind in ("stock", "build", "claim"))
    expected = _shape(stage, stock_names[0])
    claimed = str(Shop.objects.latest("pk").schema_name)
    differing = {
        line for name in (built_names[0], claimed) for line in set(expected) ^ set(_shape(stage, name))
    }
    with connection.cursor() as cursor:
        cursor.execute(CROSSING)
        crossing = cursor.fetchone()[0]
    detail = f"stock {stock:.0f} ms, median of {rounds}"
    return [
        Figure(
            1,
            "claim with its rows / stock create",
            claim / stock,
            at_most=0.02,
            detail=f"{claim:.1f} ms; {detail}",
        ),
        Figure(
            1,
            "build by replay / stock create",
            build / stock,
            at_most=0.12,
            detail=f"{build:.0f} ms; {detail}",
        ),
        Figure(1, "pg_dump lines that differ", len(differing), at_most=0, detail=f"of {len(expected)}"),
        Figure(1, "references across schemas", crossing, at_most=0, detail="foreign keys and sequences"),
    ]
