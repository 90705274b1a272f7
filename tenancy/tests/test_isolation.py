"""The wall between stores under pressure: rows A1, A8 and leaks L1, L6 of reliability.md, goal 8.

Every probe runs with django-tenants' own engine too, which must fail it: that proves that the probe bites.
"""

import threading
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor

import psycopg
import pytest
from django.db import DatabaseError, connection

from tenancy.context import store_context
from tenancy.postgresql.pool import pool_options
from tenancy.tests.probes import (
    OURS,
    STOCK,
    StumblingCursor,
    canaries_plant,
    cancel_storm,
    engine_open,
    foreign_rows,
    probe,
)
from tenancy.tests.shop.models import Line
from tenancy.types import PathNotVerified


@pytest.fixture
def canaries(transactional, store_schemas):
    canaries_plant(store_schemas)
    return store_schemas


@pytest.mark.parametrize("options", [{}, {"pool": {"min_size": 1, "max_size": 1}}], ids=["kept", "pooled"])
def test_a01_l01_stock_engine_fails_the_probe(canaries, options):
    with engine_open(STOCK, cursor_factory=StumblingCursor, **options) as stock:
        outcome = probe(stock, canaries, 2000, give_back=bool(options))
    assert outcome["wrong"] > 20
    assert foreign_rows(canaries) > 0


@pytest.mark.parametrize("options", [{}, {"pool": {"min_size": 1, "max_size": 1}}], ids=["kept", "pooled"])
def test_a01_our_engine_passes_the_probe(canaries, options):
    with engine_open(OURS, cursor_factory=StumblingCursor, **options) as ours:
        outcome = probe(ours, canaries, 2000, give_back=bool(options))
    assert outcome["wrong"] == 0
    assert outcome["raised"] > 20
    assert outcome["ok"] > 1500
    assert foreign_rows(canaries) == 0


def test_a01_real_cancels_never_show_another_store(canaries):
    outcome: Counter[str] = Counter()
    with engine_open(OURS) as ours, cancel_storm():
        end = time.monotonic() + 4
        while time.monotonic() < end:
            outcome += probe(ours, canaries, 200)
    assert outcome["wrong"] == 0
    assert outcome["raised"] > 0, "the storm never hit: nothing was proven"
    assert outcome["ok"] > 500
    assert foreign_rows(canaries) == 0


def test_a08_threads_share_a_small_pool_without_mixing(canaries):
    outcome: Counter[str] = Counter()
    lock = threading.Lock()

    def visit(number):
        schema = canaries[number % len(canaries)]
        with store_context(schema):
            owners = set(Line.objects.values_list("owner", flat=True))
        connection.close()
        with lock:
            outcome["ok" if owners == {schema} else "wrong"] += 1

    with ThreadPoolExecutor(max_workers=16) as pool:
        list(pool.map(visit, range(2000)))
    assert outcome == {"ok": 2000}


def test_a08_a_returned_connection_remembers_nothing(canaries):
    options = pool_options(max_size=1)
    with engine_open(OURS, **options) as ours:
        ours.set_schema(canaries[0])
        with ours.cursor() as cursor:
            cursor.execute(
                "CREATE TEMPORARY TABLE basket (x int); SET ROLE pg_monitor; SET work_mem = '99MB'"
            )
            cursor.execute("SELECT pg_advisory_lock(4711)")
        pool = ours.pool
        ours.close()
        with pool.connection() as raw:
            assert raw.info.parameter_status("search_path") == '""'
            assert raw.execute("SELECT current_schemas(false)").fetchone() == ([],)
            assert raw.execute("SELECT current_user, current_setting('work_mem')").fetchone() == (
                "postgres",
                "4MB",
            )
            assert raw.execute("SELECT to_regclass('pg_temp.basket')").fetchone() == (None,)
            assert raw.execute("SELECT count(*) FROM pg_locks WHERE locktype = 'advisory'").fetchone() == (0,)
            assert raw.info.parameter_status("TimeZone") == "UTC"
            with pytest.raises(psycopg.errors.UndefinedTable):
                raw.execute("SELECT owner FROM shop_line")
            raw.rollback()


@pytest.mark.parametrize("state", ["open transaction", "failed transaction", "dead"])
def test_a08_a_connection_given_back_in_the_middle_serves_the_next_cleanly(canaries, state):
    with engine_open(OURS, **pool_options(max_size=1)) as ours:
        ours.set_schema(canaries[0])
        ours.set_autocommit(autocommit=False)
        with ours.cursor() as cursor:
            cursor.execute("UPDATE shop_line SET owner = 'half done'")
            if state == "failed transaction":
                with pytest.raises(DatabaseError):
                    cursor.execute("SELECT 1 / 0")
            if state == "dead":
                with psycopg.connect(ours.connection.info.dsn, autocommit=True) as raw:
                    raw.execute("SELECT pg_terminate_backend(%s, 5000)", [ours.connection.info.backend_pid])
        ours.close()

        ours.set_schema(canaries[1])
        with ours.cursor() as cursor:
            cursor.execute("SELECT DISTINCT owner FROM shop_line")
            assert cursor.fetchall() == [(canaries[1],)]
        ours.set_schema(canaries[0])
        with ours.cursor() as cursor:
            cursor.execute("SELECT DISTINCT owner FROM shop_line")
            assert cursor.fetchall() == [(canaries[0],)]


def test_a08_stock_pool_hands_out_the_previous_store(canaries):
    with engine_open(STOCK, pool={"min_size": 1, "max_size": 1}) as stock:
        stock.set_schema(canaries[0])
        with stock.cursor() as cursor:
            cursor.execute("SELECT 1")
        pool = stock.pool
        stock.close()
        with pool.connection() as raw:
            assert raw.execute("SELECT DISTINCT owner FROM shop_line").fetchall() == [(canaries[0],)]


def test_a_worn_connection_is_replaced(canaries, monkeypatch):
    monkeypatch.setattr("tenancy.postgresql.pool.MAX_STORES_PER_CONNECTION", 1)
    with engine_open(OURS, **pool_options(max_size=1)) as ours:
        pids = []
        for schemas in (canaries[:1], canaries, canaries[:1]):
            for schema in schemas:
                ours.set_schema(schema)
                with ours.cursor() as cursor:
                    cursor.execute("SELECT pg_backend_pid()")
                    pids.append(cursor.fetchone()[0])
            ours.close()
    assert pids[0] == pids[1] == pids[2]
    assert pids[3] != pids[0]


def test_a01_an_unconfirmed_path_runs_nothing_and_ends_the_session(canaries):
    with engine_open(OURS) as ours:
        ours.set_schema(canaries[0])
        ours.ensure_connection()
        session = ours.connection
        # A path no report can match, as with a server before 18, which reports none.
        ours.set_schema(canaries[1])
        ours.wanted_path = ours.wanted_path._replace(reported=frozenset())
        with pytest.raises(PathNotVerified, match="PostgreSQL 18"):
            ours.cursor()
        assert session.closed
        with pytest.raises(DatabaseError):
            ours.cursor()
