"""Migrating the fleet: rows A19, A20 and leaks L13, L14 of reliability.md, goals 2 and 3 of performance.md."""

import io
import json
import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import OperationalError, connection
from django.db.migrations.exceptions import NodeNotFoundError
from django.test.utils import CaptureQueriesContext

from tenancy.context import store_context
from tenancy.fingerprints import platform_fingerprint, store_fingerprint
from tenancy.graph import StoreLoader, store_plan
from tenancy.migrator import RUN_LOCK, migrate
from tenancy.models import MigrationScript, PlatformSchema, PoolSchema, PoolState
from tenancy.pool import schema_build, schema_claim
from tenancy.reports import pending_read
from tenancy.runner import inside, raw_connection
from tenancy.tests.platform_app.models import Shop
from tenancy.tests.releases import ADD_NOTE, ADD_UNIQUE, CONCURRENT, COUNT_LINES, SLEEP, SLOW, release
from tenancy.tests.shop.models import Counter
from tenancy.tests.test_schema import dump

__all__ = ["release"]
MISSING = "s_missing0000000000000"


@pytest.fixture
def shops(transactional, store_schemas):
    for schema in store_schemas:
        Shop.objects.create(schema_name=schema, schema_fingerprint=store_fingerprint())
    return store_schemas


def columns(schema, table="shop_line"):
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT column_name FROM information_schema.columns WHERE table_schema = %s AND table_name = %s",
            [schema, table],
        )
        return {name for (name,) in cursor.fetchall()}


def run(*arguments):
    """Call the command; return its JSON and whether it failed."""
    out = io.StringIO()
    try:
        call_command("migrate_schemas", *arguments, "--json", stdout=out)
    except CommandError:
        return json.loads(out.getvalue()), True
    return json.loads(out.getvalue()), False


def statuses(report):
    return {row["schema_name"]: row["status"] for row in report["results"]}


@pytest.mark.django_db
def test_a_run_with_nothing_to_do_is_one_query(store_schemas):
    for schema in store_schemas:
        Shop.objects.create(schema_name=schema, schema_fingerprint=store_fingerprint())
    with CaptureQueriesContext(
        connection,
    ) as queries:
        report = migrate(verbosity=0)
    assert len(queries) == 1
    assert report.is_ok
    assert (report.public, report.template, report.results) == ("CURRENT", (), [])


def test_only_store_apps_are_loaded():
    loader = StoreLoader()
    assert loader.migrated_apps == {"shop"}
    assert {migration.app_label for migration in store_plan().migrations} == {"shop"}


def test_a_dependency_on_a_shared_app_is_refused(release):
    release("    operations = []\n    dependencies = [('shop', '0001_initial'), ('auth', '0001_initial')]\n")
    with pytest.raises(NodeNotFoundError, match="auth"):
        store_plan()


def test_a_new_column_reaches_template_pool_and_stores_by_replay(shops, release, monkeypatch):
    release(ADD_NOTE)

    def no_django(*args):
        pytest.fail("a plain migration ran through Django in a store")

    monkeypatch.setattr("tenancy.runner.migration_run", no_django)
    report, failed = run()
    assert not failed
    assert report["template"] == ["shop.0002_step"]
    pool = list(PoolSchema.objects.filter(state=PoolState.READY).values_list("schema_name", flat=True))
    assert len(pool) >= 4
    assert statuses(report) == dict.fromkeys([*pool, *shops], "MIGRATED")
    for schema in ("s_template", *shops, *pool):
        assert "note" in columns(schema)
    assert set(Shop.objects.values_list("schema_fingerprint", flat=True)) == {store_fingerprint()}
    assert dump(shops[0]) == dump(shops[1])
    assert MigrationScript.objects.get(name="0002_step").is_plain is True
    assert not pending_read()


def test_public_is_migrated_by_stock_django_only_when_something_changed(shops, release):
    release(ADD_NOTE)
    report, _ = run("--shared")
    assert (report["public"], report["results"]) == ("MIGRATED", [])
    assert PlatformSchema.objects.get(schema_name="public").schema_fingerprint == platform_fingerprint()
    report, _ = run("--shared")
    assert report["public"] == "CURRENT"
    assert columns("public", "shop_line") == set()


def test_python_migrations_run_in_each_store(shops, release):
    from tenancy.tests.probes import canaries_plant

    canaries_plant(shops)
    with store_context(shops[1]):
        Counter.objects.create(name="kept", value=5)
    release(ADD_NOTE, COUNT_LINES, ADD_UNIQUE)
    report, failed = run()
    assert not failed
    applied = {row["schema_name"]: row["applied"] for row in report["results"]}
    assert applied[shops[0]] == ["shop.0002_step", "shop.0003_step", "shop.0004_step"]
    for schema in shops:
        with store_context(schema):
            assert Counter.objects.get(name="lines").value == 1
    with store_context(shops[0]), connection.cursor() as cursor:
        cursor.execute(
            "SELECT conname FROM pg_constraint WHERE conname = 'counter_value_taken' AND"
            " connamespace = current_schema()::regnamespace"
        )
        assert cursor.fetchall() == [("counter_value_taken",)]


def test_a_concurrent_index_is_built_outside_a_transaction(shops, release):
    release(CONCURRENT)
    _, failed = run()
    assert not failed
    for schema in shops:
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT i.indisvalid FROM pg_index i WHERE indexrelid = %s::regclass",
                [f"{schema}.line_quantity"],
            )
            assert cursor.fetchone() == (True,)


def test_a20_l14_one_broken_store_does_not_stop_the_others(shops, release):
    broken, sound = shops
    with inside(broken), connection.cursor() as cursor:
        cursor.execute("ALTER TABLE shop_line RENAME TO mislaid")
    release(ADD_NOTE, SLOW)
    report, failed = run()
    assert failed
    assert statuses(report)[broken] == "FAILED"
    assert statuses(report)[sound] == "MIGRATED"
    (entry,) = [row for row in report["results"] if row["status"] == "FAILED"]
    assert "shop_line" in entry["error"]
    assert entry["applied"] == []
    assert columns(broken, "slow") == set()
    assert Shop.objects.get(schema_name=broken).schema_fingerprint != store_fingerprint()

    with inside(broken), connection.cursor() as cursor:
        cursor.execute("ALTER TABLE mislaid RENAME TO shop_line")
    report, failed = run()
    assert not failed
    assert statuses(report) == {broken: "MIGRATED"}
    assert dump(broken) == dump(sound)


def test_a20_a_store_whose_schema_is_gone_is_named(shops, release):
    Shop.objects.create(schema_name=MISSING)
    release(ADD_NOTE)
    report, failed = run()
    assert failed
    assert [row["schema_name"] for row in report["results"] if row["status"] == "FAILED"] == [MISSING]
    assert statuses(report)[shops[0]] == "MIGRATED"


def test_a20_a_busy_table_is_not_waited_for_long(shops, release, monkeypatch):
    monkeypatch.setattr("tenancy.scripts.LOCK_TIMEOUT", "100ms")
    release(ADD_NOTE)
    with raw_connection() as busy, busy.transaction():
        busy.execute(f'LOCK TABLE "{shops[0]}".shop_line IN ACCESS SHARE MODE')
        report, failed = run()
        assert failed
        assert "lock timeout" in report["results"][-2]["error"] + report["results"][-1]["error"]
        assert statuses(report)[shops[1]] == "MIGRATED"
    report, failed = run()
    assert not failed
    assert statuses(report) == {shops[0]: "MIGRATED"}


def test_a20_a_broken_template_stops_before_the_stores(shops, release):
    release("    operations = [migrations.RunSQL('SELECT 1/0')]\n")
    report, failed = run()
    assert failed
    assert "s_template: shop.0002_step" in report["error"]
    assert report["results"] == []


def test_one_store_alone(shops, release):
    release(ADD_NOTE)
    report, failed = run("--schema", shops[0])
    assert not failed
    assert statuses(report) == {shops[0]: "MIGRATED"}
    assert "note" not in columns(shops[1])


def test_check_changes_nothing_and_says_what_is_behind(shops, release, capsys):
    call_command("migrate_schemas", "--check")
    release(ADD_NOTE)
    out = io.StringIO()
    with pytest.raises(CommandError, match="behind"):
        call_command("migrate_schemas", "--check", "--json", stdout=out)
    answer = json.loads(out.getvalue())
    assert answer["template"] is True
    assert set(shops) <= set(answer["schemas"])
    assert "note" not in columns(shops[0])


def test_verify_does_not_believe_a_fingerprint(shops, release):
    release(ADD_NOTE)
    Shop.objects.filter(schema_name=shops[0]).update(schema_fingerprint=store_fingerprint())
    run()
    assert "note" not in columns(shops[0])
    report, failed = run("--verify")
    assert not failed
    assert statuses(report)[shops[0]] == "MIGRATED"
    assert statuses(report)[shops[1]] == "CURRENT"
    assert "note" in columns(shops[0])


def test_a_pool_schema_is_claimed_only_when_it_fits_the_code(shops, release):
    from django.db import transaction

    release(ADD_NOTE)
    with transaction.atomic():
        assert schema_claim() is None
    run()
    with transaction.atomic():
        claimed = schema_claim()
    assert "note" in columns(claimed)


def test_a_squashed_migration_counts_as_applied(shops, release):
    release(ADD_NOTE, ADD_UNIQUE)
    run()
    release("    replaces = [('shop', '0002_step'), ('shop', '0003_step')]\n" + ADD_NOTE, suffix="squashed")
    report, failed = run()
    assert not failed
    assert set(statuses(report).values()) == {"CURRENT"}
    for schema in ("s_template", *shops):
        with connection.cursor() as cursor:
            cursor.execute(
                f'SELECT count(*) FROM "{schema}".django_migrations WHERE name = %s', ["0002_squashed"]
            )
            assert cursor.fetchone() == (1,)


def test_a_half_squashed_store_is_reported(shops, release):
    release(ADD_NOTE, ADD_UNIQUE)
    run()
    with connection.cursor() as cursor:
        cursor.execute(f"DELETE FROM \"{shops[0]}\".django_migrations WHERE name = '0003_step'")
    release("    replaces = [('shop', '0002_step'), ('shop', '0003_step')]\n" + ADD_NOTE, suffix="squashed")
    report, failed = run()
    assert failed
    (entry,) = [row for row in report["results"] if row["status"] == "FAILED"]
    assert (entry["schema_name"], "only some have run" in entry["error"]) == (shops[0], True)


def test_a19_l13_a_killed_run_is_finished_by_the_next(shops, release):
    names = [f"s_killed0000000000000{letter}" for letter in "abcdefghij"]
    for name in names:
        schema_build(name)
        Shop.objects.create(schema_name=name, schema_fingerprint=store_fingerprint())
    package = release(ADD_NOTE, SLOW)
    process = subprocess.Popen(
        [sys.executable, "-c", KILLED.format(package=package), str(sys.path[0])],
        stdout=subprocess.PIPE, text=True, cwd=Path.cwd(), env=os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)},
    )  # fmt: skip
    seen = 0
    for line in process.stdout or ():
        seen += "MIGRATED" in line
        if seen == 3:
            process.send_signal(signal.SIGKILL)
            break
    process.wait()
    pool = PoolSchema.objects.filter(state=PoolState.READY).values_list("schema_name", flat=True)
    fleet = [*pool, *shops, *names]
    migrated = [name for name in fleet if columns(name, "slow")]
    assert 3 <= len(migrated) < len(fleet)
    _, failed = run()
    assert not failed
    assert {"note"} <= set.intersection(*(columns(name) for name in fleet))
    expected = dump(fleet[0])
    assert all(dump(name) == expected for name in fleet[1:])


KILLED = """
import django
from django.conf import settings
django.setup()
settings.MIGRATION_MODULES = {{"shop": "{package}"}}
from tenancy.migrator import RUN_LOCK, migrate
migrate(verbosity=0, progress=lambda result: print(result.status, result.schema_name, flush=True))
"""


def test_limits_on_requests_do_not_cut_migrations_short(shops, release, monkeypatch):
    limits = "-c statement_timeout=150 -c lock_timeout=50"
    monkeypatch.setitem(
        connection.settings_dict, "OPTIONS", connection.settings_dict["OPTIONS"] | {"options": limits}
    )
    drop_pool()
    try:
        release(ADD_NOTE, SLEEP, SLEEP.replace("SELECT", "SELECT 1; SELECT") + "    atomic = False\n")
        with raw_connection() as other:
            other.execute("SELECT pg_advisory_lock(%s)", [RUN_LOCK])
            waiting = threading.Thread(target=migrate_and_close)
            waiting.start()
            time.sleep(0.3)
        waiting.join(timeout=60)
        assert not pending_read()
        with pytest.raises(OperationalError, match="statement timeout"), connection.cursor() as cursor:
            cursor.execute("SELECT pg_sleep(0.3)")
    finally:
        drop_pool()


def test_two_runs_wait_for_each_other(shops, release):
    release(ADD_NOTE)
    with raw_connection() as other:
        other.execute("SELECT pg_advisory_lock(%s)", [RUN_LOCK])
        run_in_thread = threading.Thread(target=migrate_and_close)
        run_in_thread.start()
        run_in_thread.join(timeout=0.5)
        assert run_in_thread.is_alive()
        assert "note" not in columns("s_template")
    run_in_thread.join(timeout=30)
    assert not run_in_thread.is_alive()
    assert "note" in columns(shops[1])


def drop_pool():
    wrapper: Any = connection
    wrapper.close()
    wrapper.close_pool()


def migrate_and_close():
    migrate(verbosity=0)
    connection.close()
