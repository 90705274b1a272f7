"""Connections: a small pool per process whose connections forget store and role when they come back.

Importable from a settings module: nothing here reads settings.
"""

import os
from typing import Any

from psycopg import Connection
from psycopg.pq import ExecStatus, TransactionStatus
from psycopg_pool.base import AttemptWithBackoff

# Every store a backend touches costs it memory for ever (0.2 MB for a page's tables, 0.9 MB for all of them),
# so a connection is replaced after this many: about 100 MB at worst, one reconnect in a hundred changes.
MAX_STORES_PER_CONNECTION = int(os.environ.get("TENANCY_MAX_STORES_PER_CONNECTION", "100"))
_STORES = "_stores_served"
RESET = (
    b"RESET ALL; RESET ROLE; UNLISTEN *; DISCARD TEMP; SELECT pg_catalog.pg_advisory_unlock_all();"
    b" SET search_path = ''; SET TimeZone = '"
)
DONE = {ExecStatus.COMMAND_OK, ExecStatus.TUPLES_OK}
# The pool tries to connect again after 1, 2, 4 … seconds, so a server that was away for three is found back up to
# four seconds later. There is no option for it; with these it is at most one.
RECONNECT_SECONDS, RECONNECT_FACTOR = 0.2, 1.25


def pool_options(*, max_size: int, min_size: int = 1, timeout: float = 10.0) -> dict[str, Any]:
    """Return the `OPTIONS` of a database with a psycopg pool of at most `max_size` connections a process.

    `timeout` is how many seconds a thread waits for a connection. Connections live half an hour at most and are
    checked when `CONN_HEALTH_CHECKS` is on. The engine itself runs `connection_reset` before it gives one back: as
    the pool's own `reset` it would wait for another thread. A server that was away is looked for in short pauses.
    """
    AttemptWithBackoff.INITIAL_DELAY = RECONNECT_SECONDS
    AttemptWithBackoff.DELAY_BACKOFF = RECONNECT_FACTOR
    return {
        "pool": {
            "min_size": min(min_size, max_size),
            "max_size": max_size,
            "timeout": timeout,
            "max_lifetime": 1800.0,
            "max_idle": 300.0,
        },
        "connect_timeout": 5,
    }


def connection_reset(connection: Connection[Any]) -> None:
    """Clear path, role, settings, temporary tables, locks and subscriptions: the next user finds nothing.

    One round trip, none for a connection that is broken. What cannot be cleared, or has served too many stores, is
    closed; the pool opens a fresh one in its place.
    """
    status = connection.pgconn.transaction_status
    if status == TransactionStatus.UNKNOWN:
        return
    if status == TransactionStatus.ACTIVE or is_worn_out(connection):
        connection.close()
        return
    zone = connection.pgconn.parameter_status(b"TimeZone") or b"UTC"
    leave = b"ROLLBACK; " if status != TransactionStatus.IDLE else b""
    # Straight to libpq: a cursor costs more than the statements.
    result = connection.pgconn.exec_(leave + RESET + zone.replace(b"'", b"''") + b"'")
    if result.status not in DONE:
        connection.close()
    elif not connection.autocommit:
        connection.autocommit = True


def remember_store(connection: Connection[Any], schema: str) -> None:
    """Note that the backend behind `connection` has served `schema`."""
    stores = connection.__dict__.setdefault(_STORES, set())
    stores.add(schema)


def is_worn_out(connection: Connection[Any]) -> bool:
    """Return whether the backend has served so many stores that its catalogue caches should be let go."""
    return len(connection.__dict__.get(_STORES, ())) > MAX_STORES_PER_CONNECTION
