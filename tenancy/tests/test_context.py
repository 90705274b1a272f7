"""Entering stores: rows A2, A3, A4, A5, A6, A9, A13, A14, A18, A21 and leaks L2, L3, L8, L9 of reliability.md."""

import asyncio
import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.core.exceptions import SynchronousOnlyOperation
from django.db import DatabaseError, ProgrammingError, connection, transaction
from django.db.models import Model
from django_tenants.models import TenantMixin

from tenancy.context import bind_connection, current_schema, public_context, require_store, store_context
from tenancy.names import BadSchemaName, is_store_schema, new_schema_name
from tenancy.pool import schema_build
from tenancy.runner import inside, raw_connection
from tenancy.tests.platform_app.models import Shop
from tenancy.tests.shop.models import Counter
from tenancy.types import CursorOfOtherStore, NoStore, SchemaMissing

MISSING = "s_missing0000000000000"


def server_path() -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT array_to_string(current_schemas(false), ',')")
        return cursor.fetchone()[0]


@pytest.mark.django_db
def test_contexts_nest_and_restore(store_schemas):
    first, second = store_schemas
    assert (current_schema(), server_path()) == ("public", "public")
    with store_context(first):
        assert (current_schema(), server_path()) == (first, f"{first},public")
        with store_context(second):
            assert server_path() == f"{second},public"
            with public_context():
                assert server_path() == "public"
            assert server_path() == f"{second},public"
        assert server_path() == f"{first},public"
    assert (current_schema(), server_path()) == ("public", "public")


@pytest.mark.django_db
def test_context_restores_after_an_error(store_schemas):
    with pytest.raises(ZeroDivisionError), store_context(store_schemas[0]):
        raise ZeroDivisionError
    assert server_path() == "public"


@pytest.mark.django_db
def test_a02_with_store_is_refused(store_schemas):
    shop = Shop(schema_name=store_schemas[0])
    with pytest.raises(TypeError, match="store_context"), shop:
        pytest.fail("entered")
    for refused in (shop.activate, shop.deactivate, shop.create_schema):
        with pytest.raises(TypeError):
            refused()
    assert current_schema() == "public"


def test_a02_stock_tenants_share_their_stack_between_threads():
    assert TenantMixin._previous_tenant is Shop(schema_name=MISSING)._previous_tenant


def test_a03_decorator_form_is_refused():
    with pytest.raises(TypeError, match="no decorator"):

        @store_context(MISSING)
        def work():
            pytest.fail("ran")

    with pytest.raises(TypeError, match="no decorator"):
        public_context()(lambda: None)


@pytest.mark.django_db
def test_a03_a_context_is_entered_once(store_schemas):
    context = store_context(store_schemas[0])
    with context, pytest.raises(RuntimeError, match="entered once"), context:
        pytest.fail("entered twice")
    assert current_schema() == "public"


@pytest.mark.django_db
def test_a04_a05_stores_are_refused_in_async_code(store_schemas):
    async def attempt():
        for enter in (
            lambda: store_context(store_schemas[0]).__enter__(),
            lambda: public_context().__enter__(),
            lambda: bind_connection(store_schemas[0]),
            require_store,
        ):
            with pytest.raises(SynchronousOnlyOperation):
                enter()

    asyncio.run(attempt())
    assert current_schema() == "public"


def test_a02_a06_threads_enter_stores_without_meeting(transactional, store_schemas):
    for schema in store_schemas:
        with store_context(schema):
            Counter.objects.create(name="owner", value=store_schemas.index(schema))
    barrier = threading.Barrier(2)

    def visit(number):
        before = current_schema()
        try:
            with store_context(store_schemas[number % 2]):
                barrier.wait(timeout=10)
                found = Counter.objects.get(name="owner").value
                barrier.wait(timeout=10)
            return before, found == number % 2, current_schema()
        finally:
            connection.close()

    with ThreadPoolExecutor(max_workers=2) as pool:
        answers = list(pool.map(visit, range(40)))
    assert answers == [("public", True, "public")] * 40


def test_a09_rollback_to_savepoint_brings_no_old_path_back(transactional, store_schemas):
    first, second = store_schemas
    with store_context(first), transaction.atomic():
        Counter.objects.create(name="kept")
        with transaction.atomic():
            with store_context(second):
                Counter.objects.create(name="undone")
            transaction.set_rollback(True)
        assert server_path() == f"{first},public"
        Counter.objects.create(name="kept too")
        with store_context(second):
            Counter.objects.create(name="elsewhere")
    with store_context(first):
        assert set(Counter.objects.values_list("name", flat=True)) == {"kept", "kept too"}
    with store_context(second):
        assert list(Counter.objects.values_list("name", flat=True)) == ["elsewhere"]


def test_a09_a_failed_statement_in_an_inner_store_still_rolls_back(transactional, store_schemas):
    first, second = store_schemas
    with store_context(first), transaction.atomic():
        Counter.objects.create(name="kept")
        with pytest.raises(DatabaseError), transaction.atomic(), store_context(second):
            connection.cursor().execute("SELECT 1/0")
        assert Counter.objects.get().name == "kept"
    with store_context(first):
        assert Counter.objects.get().name == "kept"


def test_a09_a_path_set_behind_our_back_is_noticed(transactional, store_schemas):
    first, second = store_schemas
    with store_context(second):
        Counter.objects.create(name="of second")
    with store_context(first):
        with connection.cursor() as cursor:
            cursor.execute(f'SET search_path = "{second}"')
        assert not Counter.objects.exists()
        with transaction.atomic():
            with connection.cursor() as cursor:
                cursor.execute(f'SET LOCAL search_path = "{second}"')
            assert not Counter.objects.exists()


@pytest.mark.django_db
def test_a13_a_cursor_serves_only_the_store_it_was_opened_in(store_schemas):
    first, second = store_schemas
    with store_context(first):
        Counter.objects.bulk_create(Counter(name=str(number)) for number in range(5))
        cursor = connection.cursor()
        cursor.execute("SELECT name FROM shop_counter")
        rows = Counter.objects.values_list("name", flat=True).iterator(chunk_size=1)
        next(rows)
    with store_context(second):
        for use in (
            cursor.fetchone,
            cursor.fetchall,
            cursor.fetchmany,
            lambda: list(cursor),
            lambda: list(rows),
        ):
            with pytest.raises(CursorOfOtherStore):
                use()
        with pytest.raises(CursorOfOtherStore):
            cursor.execute("SELECT name FROM shop_counter")
        with pytest.raises(CursorOfOtherStore):
            cursor.executemany("INSERT INTO shop_counter (name, value) VALUES (%s, 0)", [["x"]])
        with pytest.raises(CursorOfOtherStore):
            cursor.copy("COPY shop_counter TO STDOUT")
        assert not Counter.objects.exists()


@pytest.mark.django_db
def test_copy_runs_in_the_current_store(store_schemas):
    with store_context(store_schemas[0]), connection.cursor() as cursor:
        with cursor.copy("COPY shop_counter (name, value) FROM STDIN") as copy:
            copy.write_row(("copied", 3))
        assert Counter.objects.get().value == 3
    with store_context(store_schemas[1]):
        assert not Counter.objects.exists()


@pytest.mark.django_db
def test_a14_a_missing_store_table_is_an_error_and_public_stays_untouched(store_schemas):
    with inside(store_schemas[0]), connection.cursor() as cursor:
        cursor.execute("DROP TABLE shop_counter")
    with store_context(store_schemas[0]):
        with pytest.raises(ProgrammingError, match="does not exist"), transaction.atomic():
            Counter.objects.create(name="lost")
        with pytest.raises(ProgrammingError, match="does not exist"), transaction.atomic():
            Counter.objects.count()
    with connection.cursor() as cursor:
        cursor.execute("SELECT to_regclass('public.shop_counter')")
        assert cursor.fetchone() == (None,)


def test_a14_a_missing_schema_is_an_error_before_the_statement(transactional, store_schemas):
    with store_context(MISSING):
        for _ in range(3):
            with pytest.raises(SchemaMissing, match=MISSING):
                Shop.objects.count()
    assert Shop.objects.count() == 0
    with store_context(store_schemas[0]):
        assert Counter.objects.count() == 0


def test_a21_a_schema_dropped_while_in_use_never_falls_through(transactional, store_schemas):
    schema_build(MISSING)
    with store_context(MISSING):
        assert Counter.objects.count() == 0
        with raw_connection() as other:
            other.execute(f'DROP SCHEMA "{MISSING}" CASCADE')
        with pytest.raises(ProgrammingError):
            Counter.objects.create(name="lost")
    with store_context(MISSING), pytest.raises(DatabaseError):
        Counter.objects.create(name="lost")


@pytest.mark.parametrize(
    "name",
    ["", "public", "information_schema", "pg_catalog", "s_template", "s_", "s_short", "s_UPPER0000000000000",
     "t_teststore0000000000a", "s_teststore0000000000ab", "s_teststore000000000 a", "s_teststore0000000000ä",
     's_teststore00000000"; a', "s_teststore0000000000a\n", "s_teststore000000000-a", "../s_x", None, 7,
     "s_teststore0000000000A", "S_teststore0000000000a"],
)  # fmt: skip
def test_a18_bad_names_are_refused(name):
    with pytest.raises(BadSchemaName):
        store_context(name)
    with pytest.raises(BadSchemaName):
        Shop(schema_name=name)._meta.get_field("schema_name").run_validators(name or " ")


def test_a17_new_names_are_opaque_and_differ():
    names = {new_schema_name() for _ in range(1000)}
    assert len(names) == 1000
    assert all(is_store_schema(name) for name in names)


@pytest.mark.django_db
def test_require_store_raises_in_public(store_schemas):
    with pytest.raises(NoStore):
        require_store()
    with store_context(store_schemas[0]):
        assert require_store() == store_schemas[0]


@pytest.mark.django_db
def test_bound_requests_keep_their_store_until_the_next_one(store_schemas):
    bind_connection(store_schemas[0])
    try:
        assert server_path() == f"{store_schemas[0]},public"
        with pytest.raises(BadSchemaName):
            bind_connection("s_template")
    finally:
        bind_connection(None)
    assert server_path() == "public"


@pytest.mark.django_db
def test_switching_stores_adds_no_query_of_its_own(store_schemas, django_assert_num_queries):
    with store_context(store_schemas[0]), django_assert_num_queries(1):
        Counter.objects.count()
    with store_context(store_schemas[1]), django_assert_num_queries(2):
        Counter.objects.count()
        Counter.objects.count()


def test_models_of_the_library_are_public():
    assert issubclass(Shop, Model)
    assert Shop._meta.get_field("schema_fingerprint").editable is False
