"""A stand-in for a page: what a storefront request asks of the database, without HTTP around it."""

import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from importlib import import_module
from typing import Any

import psycopg
from django.db import DatabaseError, connections
from django.db.backends.postgresql.base import Cursor

QUERIES = (
    "SELECT name FROM shop_table0 ORDER BY id LIMIT 1",
    "SELECT id, name, amount FROM shop_table1 WHERE code = 'canary'",
    "SELECT count(*) FROM shop_table2 WHERE amount > 0",
    "SELECT id, body FROM shop_table3 ORDER BY created_at DESC LIMIT 24",
    "SELECT c.name FROM shop_table15 c LEFT JOIN shop_table0 p ON p.id = c.parent0_id LIMIT 24",
)


class StumblingCursor(Cursor):
    """Fails one in fifty changes of the path, the way a cancelled statement does."""

    _lock = threading.Lock()
    _seen = 0

    def execute(self, query: Any, *args: Any, **kwargs: Any) -> Any:
        """Run the statement, or fail as if it had been cancelled."""
        if "search_path" in str(query):
            with self._lock:
                StumblingCursor._seen += 1
                stumbles = StumblingCursor._seen % 50 == 0
            if stumbles:
                raise psycopg.errors.QueryCanceled("injected")
        return super().execute(query, *args, **kwargs)  # type: ignore[misc]


class Engine:
    """One database engine with given options, one wrapper a thread, as Django would make them."""

    def __init__(self, engine: str, url: str, alias: str, **options: Any) -> None:
        self._class = import_module(f"{engine}.base").DatabaseWrapper
        self._alias = alias
        parts = psycopg.conninfo.conninfo_to_dict(url)
        self._config = connections["default"].settings_dict | {
            "NAME": parts["dbname"],
            "HOST": parts["host"],
            "PORT": parts["port"],
            "USER": parts["user"],
            "CONN_HEALTH_CHECKS": False,
            "OPTIONS": {"application_name": alias, **options},
        }
        self.is_pooled = "pool" in options
        self._wrappers: list[Any] = []
        self._here = threading.local()

    @property
    def wrapper(self) -> Any:
        """This thread's connection wrapper."""
        if not hasattr(self._here, "wrapper"):
            self._here.wrapper = self._class(dict(self._config), alias=self._alias)
            self._here.wrapper.inc_thread_sharing()
            self._wrappers.append(self._here.wrapper)
        return self._here.wrapper

    def request(self, schema: str) -> str:
        """Serve one request in `schema`; return the canary it read."""
        wrapper = self.wrapper
        wrapper.set_schema(schema)
        try:
            with wrapper.cursor() as cursor:
                for query in QUERIES * 2:
                    cursor.execute(query)
                    rows = cursor.fetchall()
                    if query == QUERIES[0]:
                        canary = str(rows[0][0])
            return canary
        finally:
            if self.is_pooled:
                wrapper.close()

    def close(self) -> None:
        """Close every connection."""
        for wrapper in self._wrappers:
            wrapper.close()
        if self.is_pooled and self._wrappers:
            self._wrappers[0].close_pool()


def serve(
    engine: Engine, schema_of: Callable[[int], str], *, clients: int, requests: int
) -> tuple[Counter[str], float]:
    """Serve `requests` from `clients` threads; return what the canaries said, and requests per second."""
    outcome: Counter[str] = Counter()
    lock = threading.Lock()

    def one(number: int) -> None:
        schema = schema_of(number)
        try:
            kind = "ok" if engine.request(schema) == schema else "wrong"
        except DatabaseError:
            kind = "raised"
        with lock:
            outcome[kind] += 1

    start = time.perf_counter()
    with ThreadPoolExecutor(max_workers=clients) as pool:
        list(pool.map(one, range(requests)))
    return outcome, requests / (time.perf_counter() - start)


@contextmanager
def cancel_storm(url: str, application: str) -> Iterator[None]:
    """Cancel what the backends of `application` run, hundreds of times a second."""
    stop = threading.Event()

    def storm() -> None:
        with psycopg.connect(url, autocommit=True) as raw:
            while not stop.wait(0.002):
                raw.execute(
                    "SELECT pg_cancel_backend(pid) FROM pg_stat_activity WHERE application_name = %s",
                    [application],
                )

    thread = threading.Thread(target=storm)
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join()
