"""Celery beat that ticks once although it is started twice.

The leader holds a PostgreSQL advisory lock on a connection of its own; the others wait for it. A leader that
loses the connection (and with it the lock) stops at once, since another has taken over.
"""

import logging
import os
import threading
import time
from typing import Any

import psycopg

from tenancy.runner import raw_connection

logger = logging.getLogger(__name__)

LEADER_LOCK = 0x5709_0004
POLL_SECONDS = 1.0
EXIT_LOST_LEADERSHIP = 3


def lead() -> psycopg.Connection[Any]:
    """Wait until this process is the leader; return the connection that holds the lock.

    A database that is away is waited for as well.
    """
    has_waited = False
    while True:
        try:
            connection = raw_connection()
            while not _try_lock(connection):
                if not has_waited:
                    logger.info("another beat leads; standing by")
                has_waited = True
                time.sleep(POLL_SECONDS)
        except psycopg.OperationalError as error:
            logger.warning("database is away, standing by: %s", error)
            time.sleep(POLL_SECONDS)
            continue
        logger.info("leading")
        return connection


def _try_lock(connection: psycopg.Connection[Any]) -> bool:
    row = connection.execute("SELECT pg_try_advisory_lock(%s)", [LEADER_LOCK]).fetchone()
    return bool(row and row[0])


def watch(connection: psycopg.Connection[Any]) -> threading.Thread:
    """Start a thread that ends the process when the lock's connection is lost; return it."""

    def _watch() -> None:
        while True:
            time.sleep(POLL_SECONDS)
            try:
                connection.execute("SELECT 1")
            except psycopg.Error:
                logger.critical("leadership lost; stopping so that nothing ticks twice")
                os._exit(EXIT_LOST_LEADERSHIP)

    thread = threading.Thread(target=_watch, name="beat-leadership", daemon=True)
    thread.start()
    return thread
