"""A role for every store: rows A8, A9, A14, A27, C3 of reliability.md and its walls W3, W4."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, ProgrammingError, connection, transaction

from tenancy.checks import check_server
from tenancy.context import public_context, store_context
from tenancy.names import new_schema_name
from tenancy.pool import schema_build, schema_drop
from tenancy.postgresql.pool import pool_options
from tenancy.roles import database_name, group_name, role_name
from tenancy.runner import inside, raw_connection
from tenancy.testing.databases import connect, database_drop, database_url
from tenancy.testing.servers import server_url
from tenancy.tests.platform_app.models import Shop, ShopDomain
from tenancy.tests.probes import OURS, engine_open
from tenancy.tests.shop.models import Counter
from tenancy.tests.statements import ask, current_user, refused
from tenancy.types import RoleMissing, SchemaMissing
from tenancy.walls import walls_raise


def role_of(schema):
    return role_name(database_name(connection), schema)


@pytest.mark.django_db
def test_a27_statements_run_as_the_role_of_the_store_they_run_in(store_schemas):
    login = current_user()
    for schema in store_schemas:
        with store_context(schema):
            assert current_user() == role_of(schema)
            with public_context():
                assert current_user() == login
            assert current_user() == role_of(schema)
            with inside(schema):
                assert current_user() == login
    assert current_user() == login
    assert role_of(store_schemas[0]) != role_of(store_schemas[1])


@pytest.mark.django_db
def test_a27_owner_and_store_never_pass_for_each_other_in_one_schema(store_schemas):
    with inside(store_schemas[0]):
        login = current_user()
    with store_context(store_schemas[0]):  # straight after: the schema is the same, the role is not
        assert current_user() == role_of(store_schemas[0]) != login
    with inside(store_schemas[0]):
        assert current_user() == login


@pytest.mark.django_db
def test_a27_another_store_cannot_be_read_or_changed_by_its_full_name(store_schemas):
    mine, other = store_schemas
    with store_context(other):
        Counter.objects.create(name="secret")
    with store_context(mine):
        for statement in (
            f"SELECT name FROM {other}.shop_counter",
            f"INSERT INTO {other}.shop_counter (name, value) VALUES ('planted', 1)",
            f"UPDATE {other}.shop_counter SET name = 'changed'",
            f"DELETE FROM {other}.shop_counter",
            f"TRUNCATE {other}.shop_counter",
            f"SELECT nextval('{other}.shop_counter_id_seq')",
            f"SELECT * FROM table_to_xml('{other}.shop_counter', true, true, '')",
            "SELECT * FROM s_template.shop_counter",
        ):
            assert refused(statement), statement
    with store_context(other):
        assert list(Counter.objects.values_list("name", flat=True)) == ["secret"]


@pytest.mark.django_db
def test_a27_a_store_makes_no_tables_and_touches_in_public_only_what_is_shared(store_schemas):
    with store_context(store_schemas[0]):
        for statement in (
            "CREATE TABLE public.planted (id int)",
            "CREATE TABLE planted (id int)",
            "ALTER TABLE shop_counter ADD COLUMN planted int",
            "DROP TABLE shop_counter",
            "CREATE SCHEMA s_planted",
            "CREATE ROLE planted",
            "SELECT * FROM public.auth_user",
            "SELECT * FROM tenancy_migrationscript",
            "UPDATE django_celery_beat_periodictask SET enabled = false",
        ):
            assert refused(statement), statement
        assert ask("SELECT rolsuper, rolcanlogin, rolbypassrls, rolcreaterole FROM pg_roles"
                   " WHERE rolname = current_user") == [(False, False, False, False)]  # fmt: skip


@pytest.mark.django_db
def test_a14_a_missing_store_table_never_falls_through_to_one_in_public(store_schemas):
    ask("CREATE TABLE public.shop_counter (id int, name text, value int)")
    ask("INSERT INTO public.shop_counter VALUES (1, 'of the platform', 1)")
    with inside(store_schemas[0]):
        ask(f'DROP TABLE "{store_schemas[0]}".shop_counter')
    with store_context(store_schemas[0]):
        for use in (
            lambda: Counter.objects.count(),
            lambda: Counter.objects.create(name="lost"),
            lambda: Counter.objects.update(value=7),
        ):
            with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
                use()
    assert ask("SELECT id, name, value FROM public.shop_counter") == [(1, "of the platform", 1)]


def test_a09_a_rollback_takes_role_and_path_back_together(transactional, store_schemas):
    first, second = store_schemas
    with store_context(first), transaction.atomic():
        Counter.objects.create(name="kept")
        with transaction.atomic():
            with store_context(second):
                assert current_user() == role_of(second)
            transaction.set_rollback(True)
        assert current_user() == role_of(first)
        with pytest.raises(DatabaseError), transaction.atomic(), store_context(second):
            ask("SELECT 1/0")
        assert current_user() == role_of(first)
        with public_context(), transaction.atomic():
            Shop.objects.count()
            transaction.set_rollback(True)
        assert (current_user(), Counter.objects.get().name) == (role_of(first), "kept")
    assert current_user() == connection.settings_dict["USER"]


@pytest.mark.django_db
def test_a09_a_path_set_by_hand_brings_no_role_along(store_schemas):
    mine, other = store_schemas
    with store_context(mine):
        ask(f'SET search_path = "{other}", public')
        assert current_user() == role_of(mine)
        assert ask("SELECT current_schema()") == [(mine,)]
    ask(f'SET search_path = "{other}", public')
    with store_context(other):
        assert current_user() == role_of(other)


@pytest.mark.django_db
def test_a_setting_or_temporary_table_of_a_store_does_no_harm(store_schemas):
    with store_context(store_schemas[0]):
        ask("CREATE TEMPORARY TABLE basket (x int) ON COMMIT DROP")
        ask("SET LOCAL work_mem = '8MB'")
    with store_context(store_schemas[1]):
        assert refused("SELECT * FROM pg_temp.basket")


def test_a08_a_connection_goes_back_without_the_role(transactional, store_schemas):
    with engine_open(OURS, **pool_options(max_size=1)) as ours:
        ours.set_schema(store_schemas[0])
        with ours.cursor() as cursor:
            cursor.execute("SELECT current_user")
            assert cursor.fetchone() == (role_of(store_schemas[0]),)
        pool = ours.pool
        ours.close()
        with pool.connection() as raw:
            assert raw.execute("SELECT current_user, current_setting('role')").fetchone() == (
                connection.settings_dict["USER"],
                "none",
            )


def test_a17_a_dropped_store_takes_its_role_along(transactional, store_schemas):
    name = new_schema_name()
    schema_build(name)
    with store_context(name):
        assert current_user() == role_of(name)
    schema_drop(name)
    assert ask("SELECT to_regrole(%s)::text, to_regrole(%s) IS NULL", role_of(name), role_of(store_schemas[0])) == [
        (None, False)
    ]  # fmt: skip
    with store_context(name), pytest.raises(SchemaMissing, match=name):
        Counter.objects.count()
    schema_build(name)
    with store_context(name):
        assert Counter.objects.count() == 0
    schema_drop(name)


def test_a19_a_failed_build_leaves_no_role(transactional, store_schemas):
    name = new_schema_name()
    with transaction.atomic():
        schema_build(name)
        transaction.set_rollback(True)
    assert ask("SELECT to_regrole(%s)", role_of(name)) == [(None,)]


def test_a_store_without_a_role_fails_closed_until_a_migration_makes_it(transactional, store_schemas):
    name = new_schema_name()
    schema_build(name)
    with raw_connection() as owner:
        owner.execute(f"DROP OWNED BY {role_of(name)}")
        owner.execute(f"DROP ROLE {role_of(name)}")
    for _ in range(2):
        with store_context(name), pytest.raises(RoleMissing, match=f"{role_of(name)}.*migrate_schemas"):
            Counter.objects.create(name="lost")
    with store_context(store_schemas[0]):  # the connection still serves others
        assert Counter.objects.count() == 0
    assert any(
        "1 store schemas have no role" in message.msg for message in check_server(databases=["default"])
    )
    call_command("migrate_schemas", "--verify", verbosity=0)
    with store_context(name):
        Counter.objects.create(name="kept")
        assert current_user() == role_of(name)
    assert not any("no role" in message.msg for message in check_server(databases=["default"]))
    schema_drop(name)


def test_a_copy_of_the_database_has_no_roles_until_it_is_migrated(transactional, store_schemas):
    group = group_name(database_name(connection))
    with raw_connection() as owner:
        owner.execute(f"COMMENT ON ROLE {group} IS NULL")  # a copy has another name, hence no group at all
        owner.execute(f"REVOKE {group} FROM {role_of(store_schemas[0])}")
    with pytest.raises(CommandError, match="roles True"):
        call_command("migrate_schemas", "--check")
    call_command("migrate_schemas", verbosity=0)
    call_command("migrate_schemas", "--check", verbosity=0)
    call_command("migrate_schemas", "--verify", verbosity=0)
    with store_context(store_schemas[0]):
        assert ShopDomain.objects.count() == 0


def test_roles_of_schemas_that_are_gone_are_dropped(transactional, store_schemas):
    name = new_schema_name()
    schema_build(name)
    with raw_connection() as owner:
        owner.execute(f'DROP SCHEMA "{name}" CASCADE')
    walls_raise()
    assert ask("SELECT to_regrole(%s)", role_of(name)) == [(None,)]


def test_names_differ_between_databases_and_fit():
    names = {
        role_name(database, "s_teststore0000000000a") for database in ("core", "Core", "automation", "x" * 63)
    }
    assert len(names) == 4
    assert all(len(name) <= 63 and name.endswith("s_teststore0000000000a") for name in names)
    assert group_name("core") == "st_core_0d45f5fd"


@pytest.mark.django_db
def test_without_roles_stores_work_as_the_owner_and_the_check_says_so(store_schemas, settings):
    settings.TENANCY_STORE_ROLES = False
    with store_context(store_schemas[0]):
        assert current_user() == connection.settings_dict["USER"]
    assert "tenancy.W064" in {message.id for message in check_server(databases=["default"])}
    settings.ENVIRONMENT = "production"
    assert "tenancy.E064" in {message.id for message in check_server(databases=["default"])}


ORDINARY_OWNER = """
import django; django.setup()
from django.db import connection, ProgrammingError
from tenancy.checks import check_server
from tenancy.context import store_context
from tenancy.migrator import migrate
from tenancy.pool import pool_refill, schema_build, schema_drop
from tenancy.tests.shop.models import Counter
from tenancy.tests.statements import ask, current_user, refused
from tenancy.walls import walls_missing
one, two = "s_ordinary000000000000", "s_ordinary000000000001"
assert migrate(verbosity=0).is_ok
schema_build(one); schema_build(two)
with store_context(one):
    Counter.objects.create(name="mine")
with store_context(two), connection.cursor() as cursor:
    assert Counter.objects.count() == 0
    try:
        cursor.execute(f"SELECT * FROM {one}.shop_counter")
    except ProgrammingError as error:
        print(str(error).splitlines()[0])
print([message.id for message in check_server(databases=["default"])], walls_missing())
assert migrate(verbosity=0, everything=True).is_ok
schema_drop(one); schema_drop(two)
with connection.cursor() as cursor:
    cursor.execute("SELECT count(*) FROM pg_roles WHERE rolname ~ 's_ordinary'")
    print(cursor.fetchone())
"""


def test_i09_an_owner_who_is_no_superuser_can_do_all_of_it(store_schemas):
    owner = f"ordinary_{os.getpid()}"
    name = connection.settings_dict["NAME"] + "_o"
    with connect() as server:
        server.execute(f"CREATE ROLE {owner} LOGIN CREATEROLE")
        server.execute(f"CREATE DATABASE {name} OWNER {owner}")
    try:
        answer = subprocess.run(
            [sys.executable, "-c", ORDINARY_OWNER],
            env=os.environ
            | {
                "PYTHONPATH": os.pathsep.join(sys.path),
                "DJANGO_SETTINGS_MODULE": "tenancy.tests.settings",
                "DATABASE_URL": database_url(server_url(), name).replace("postgres@", f"{owner}@"),
            },
            cwd=Path.cwd(),
            capture_output=True,
            text=True,
            check=False,
        )
        assert answer.returncode == 0, answer.stderr[-3000:]
        assert answer.stdout.splitlines() == [
            'permission denied for schema s_ordinary000000000000',
            "[] []",
            "(0,)",
        ]  # fmt: skip
    finally:
        database_drop(name)
        with connect() as server:
            server.execute(f"DROP ROLE {owner}")
