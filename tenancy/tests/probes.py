"""The isolation probe: the same reads and writes through any engine, and the faults that make it stumble."""

import itertools
import random
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from typing import Any

import psycopg
from django.db import DatabaseError, connection, connections
from django.db.backends.postgresql.base import Cursor

from tenancy.context import store_context
from tenancy.runner import raw_connection
from tenancy.tests.shop.models import Line, Product

OURS = "tenancy.postgresql"
STOCK = "django_tenants.postgresql_backend"
_aliases = itertools.count()


class StumblingCursor(Cursor):
    """Fails one in `every` changes of the path, the way a cancelled statement does."""

    every = 7
    seen = itertools.count(1)

    def execute(self, query: Any, *args: Any, **kwargs: Any) -> Any:
        if "search_path" in str(query) and next(self.seen) % self.every == 0:
            raise psycopg.errors.QueryCanceled("injected: canceling statement due to user request")
        return super().execute(query, *args, **kwargs)  # type: ignore[misc]


def canaries_plant(schemas: tuple[str, ...]) -> None:
    """Give each store one product and one line that carry its own name."""
    for schema in schemas:
        with store_context(schema):
            product = Product.objects.create(title=schema, handle=schema)
            Line.objects.create(product=product, owner=schema)


def foreign_rows(schemas: tuple[str, ...]) -> int:
    """Return how many rows lie in a store that is not their owner."""
    total = 0
    for schema in schemas:
        with store_context(schema):
            total += Line.objects.exclude(owner=schema).count()
    return total


@contextmanager
def engine_open(engine: str, **options: Any) -> Iterator[Any]:
    """Yield a connection wrapper of `engine` to the test database, with more `OPTIONS`."""
    wrapper_class = import_module(f"{engine}.base").DatabaseWrapper
    pool = options.get("pool")
    config = connection.settings_dict | {
        "OPTIONS": {"application_name": "probe", **options},
        "CONN_HEALTH_CHECKS": False,
    }
    alias = f"probe{next(_aliases)}"
    wrapper = connections[alias] = wrapper_class(config, alias=alias)
    try:
        yield wrapper
    finally:
        wrapper.close()
        del connections[alias]
        if pool:
            wrapper.close_pool()


def probe(wrapper: Any, schemas: tuple[str, ...], rounds: int, *, give_back: bool = False) -> Counter[str]:
    """Visit stores in turn, read the canary, now and then write a row; count what came back.

    `ok`, `wrong` (another store's row was read) and `raised` (a database error reached the caller).
    """
    outcome: Counter[str] = Counter()
    choose = random.Random(7)
    for number in range(rounds):
        schema = choose.choice(schemas)
        wrapper.set_schema(schema)
        try:
            with wrapper.cursor() as cursor:
                cursor.execute("SELECT owner FROM shop_line ORDER BY id LIMIT 1")
                owner = cursor.fetchone()[0]
                if number % 5 == 0:
                    cursor.execute(
                        "INSERT INTO shop_line (owner, quantity, product_id)"
                        " SELECT %s, 1, id FROM shop_product LIMIT 1",
                        [schema],
                    )
            outcome["ok" if owner == schema else "wrong"] += 1
        except DatabaseError:
            outcome["raised"] += 1
        if give_back:
            wrapper.close()
    return outcome


@contextmanager
def cancel_storm(pause: float = 0.001) -> Iterator[None]:
    """Cancel whatever the probe's backends run, hundreds of times a second."""
    stop = threading.Event()

    def storm() -> None:
        with raw_connection() as raw:
            while not stop.is_set():
                raw.execute(
                    "SELECT pg_cancel_backend(pid) FROM pg_stat_activity WHERE application_name = 'probe'"
                    " AND pid <> pg_backend_pid()"
                )
                time.sleep(pause)

    thread = threading.Thread(target=storm)
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join()
