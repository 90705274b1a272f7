"""The pool: rows A17, A19 of reliability.md; sign-up claims and never builds."""

import datetime
import os
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest
from django.db import connection, transaction
from django.utils import timezone
from psycopg_pool.base import AttemptWithBackoff

from tenancy.context import store_context
from tenancy.fingerprints import store_fingerprint
from tenancy.models import PlatformSchema, PoolSchema, PoolState
from tenancy.pool import REFILL_LOCK, TemplateOutdated, pool_refill, schema_build, schema_claim, schema_drop
from tenancy.postgresql.pool import pool_options
from tenancy.runner import raw_connection
from tenancy.testing.databases import STORE_SCHEMAS
from tenancy.tests.shop.models import Counter

REFILL = "import django; django.setup(); from tenancy.pool import pool_refill; pool_refill(35, 35)"
TABLES = {
    "django_migrations",
    "shop_category",
    "shop_counter",
    "shop_line",
    "shop_line_related",
    "shop_product",
}


def tables(schema):
    with connection.cursor() as cursor:
        cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = %s", [schema])
        return {name for (name,) in cursor.fetchall()}


def ready():
    return PoolSchema.objects.filter(state=PoolState.READY)


def store_schemas_of_server():
    with connection.cursor() as cursor:
        cursor.execute("SELECT nspname FROM pg_namespace WHERE nspname ~ '^s_[a-z0-9]{20}$'")
        return {name for (name,) in cursor.fetchall()}


@pytest.mark.django_db
def test_a_claim_gives_a_complete_empty_schema(store_schemas):
    with transaction.atomic():
        name = schema_claim() or pytest.fail("empty")
    assert tables(name) == TABLES
    assert PoolSchema.objects.get(schema_name=name).state == PoolState.CLAIMED
    with store_context(name):
        assert Counter.objects.count() == 0


@pytest.mark.django_db
def test_a_claim_is_one_query(store_schemas, django_assert_num_queries):
    with transaction.atomic(), django_assert_num_queries(1):
        schema_claim()


def test_a_claim_needs_the_callers_transaction(transactional, store_schemas):
    with pytest.raises(transaction.TransactionManagementError):
        schema_claim()


def test_a_claim_that_is_rolled_back_is_free_again(transactional, store_schemas):
    before = ready().count()
    with transaction.atomic():
        schema_claim()
        transaction.set_rollback(True)
    assert ready().count() == before


def test_two_claims_neither_wait_nor_share(transactional, store_schemas):
    claimed = []
    barrier = threading.Barrier(3)

    def claim():
        with transaction.atomic():
            claimed.append(schema_claim())
            barrier.wait(timeout=10)
        connection.close()

    threads = [threading.Thread(target=claim) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=10)
    assert len({*claimed}) == 3
    assert None not in claimed


@pytest.mark.django_db
def test_an_empty_pool_says_so(store_schemas):
    ready().delete()
    with transaction.atomic():
        assert schema_claim() is None


def test_a_refill_builds_up_to_the_high_water_mark(transactional, store_schemas):
    before = ready().count()
    assert pool_refill(before, before + 3) == 0
    assert pool_refill(before + 1, before + 3) == 3
    assert ready().count() == before + 3
    assert pool_refill(before + 1, before + 3) == 0
    assert all(tables(row.schema_name) == TABLES for row in ready())
    assert set(ready().values_list("schema_fingerprint", flat=True)) == {store_fingerprint()}
    with pytest.raises(ValueError, match="low_water"):
        pool_refill(5, 4)


def test_a_second_refill_leaves_at_once(transactional, store_schemas):
    with raw_connection() as other:
        other.execute("SELECT pg_advisory_lock(%s)", [REFILL_LOCK])
        assert pool_refill(50, 50) == 0


def test_a19_a_broken_build_is_kept_as_failed_and_removed_later(transactional, store_schemas, monkeypatch):
    before, schemas = ready().count(), store_schemas_of_server()
    monkeypatch.setattr("tenancy.pool.new_schema_name", lambda: STORE_SCHEMAS[0].replace("a", "q"))
    with connection.cursor() as cursor:
        cursor.execute(f'CREATE SCHEMA "{STORE_SCHEMAS[0].replace("a", "q")}"')
    assert pool_refill(before + 1, before + 1) == 0
    failed = PoolSchema.objects.get(state=PoolState.FAILED)
    assert "already exists" in failed.error
    monkeypatch.undo()
    assert pool_refill(before + 1, before + 1) == 1
    assert not PoolSchema.objects.filter(state=PoolState.FAILED).exists()
    assert len(store_schemas_of_server()) == len(schemas) + 1


def test_a19_a_killed_refill_leaves_no_half_schema(transactional, store_schemas):
    before = store_schemas_of_server()
    process = subprocess.Popen(
        [sys.executable, "-c", REFILL],
        env=os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)},
        cwd=Path.cwd(),
    )  # fmt: skip
    end = time.monotonic() + 20
    while ready().count() < 6:
        assert time.monotonic() < end
        assert process.poll() is None
        time.sleep(0.01)
    process.kill()
    process.wait()
    time.sleep(0.2)  # the server ends the session of the killed process
    known = set(PoolSchema.objects.exclude(state=PoolState.BUILDING).values_list("schema_name", flat=True))
    assert store_schemas_of_server() == known
    assert known > before
    assert all(tables(row.schema_name) == TABLES for row in ready())
    PoolSchema.objects.filter(state=PoolState.BUILDING).update(
        changed_at=timezone.now() - datetime.timedelta(minutes=11)
    )
    count = ready().count()
    assert pool_refill(count + 1, count + 1) == 1
    assert not PoolSchema.objects.filter(state=PoolState.BUILDING).exists()


def test_an_outdated_template_is_not_copied(transactional, store_schemas):
    PlatformSchema.objects.filter(schema_name="s_template").update(schema_fingerprint="older")
    before = ready().count()
    with pytest.raises(TemplateOutdated, match="migrate_schemas"):
        pool_refill(before + 1, before + 1)
    assert not PoolSchema.objects.filter(state__in=[PoolState.BUILDING, PoolState.FAILED]).exists()


def test_a17_a_dropped_store_leaves_nothing(transactional, store_schemas):
    with transaction.atomic():
        name = schema_claim() or pytest.fail("empty")
    with store_context(name):
        Counter.objects.create(name="secret", value=1)
    schema_drop(name)
    assert tables(name) == set()
    assert not PoolSchema.objects.filter(schema_name=name).exists()
    schema_build(name)
    with store_context(name):
        assert Counter.objects.count() == 0


def test_h02_a_server_that_was_away_for_seconds_is_found_again_within_one() -> None:
    pool_options(max_size=1)
    for _ in range(500):  # the first pause is a random one
        attempt, now, waited = AttemptWithBackoff(timeout=300), 1000.0, 0.0
        while waited < 3:
            attempt.update_delay(now + waited)
            waited += attempt.delay
        assert waited - 3 < 1
