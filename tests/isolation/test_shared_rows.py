"""C3: under a store's role a shared table shows that store's rows and nobody else's, whichever table it is."""

from typing import Any

import pytest
from django.db import connection

from tenancy.context import public_context, store_context
from tenancy.roles import roles_enabled
from tenancy.sharing import OWN_SCHEMA, SharedTable, shared_tables
from tests.isolation.scope import make_all

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif(not roles_enabled(), reason="stores share one role here (TENANCY_STORE_ROLES)"),
]
TABLES = {table.name: table for table in shared_tables()}
OWN = sorted(name for name, table in TABLES.items() if table.condition and "SELECT" in table.verbs)
# Shown to every store in whole. A new name here is a decision: prefer a column that says whose the row is.
OPEN = {
    "accounts_user",
    "accounts_loginsession",
    "accounts_user_groups",
    "accounts_user_user_permissions",
    "auth_group",
    "auth_group_permissions",
    "auth_permission",
    "django_admin_log",
    "django_content_type",
    "django_session",
    "entitlements_plan",
    "rest_idempotencyrecord",
}


@pytest.fixture
def both(store: Any, other_store: Any, owner: Any, other_owner: Any) -> tuple[Any, Any]:
    """Two stores of two merchants, each with one of everything."""
    for one in (store, other_store):
        with store_context(one.schema_name):
            make_all(one)
    return store, other_store


def count(table: SharedTable, condition: str = "true") -> int:
    with connection.cursor() as cursor:
        cursor.execute(f'SELECT count(*) FROM public."{table.name}" WHERE {condition}')
        return int(cursor.fetchone()[0])


def test_c3_a_store_sees_exactly_its_own_rows(both: tuple[Any, Any]) -> None:
    shared_out = set()
    for name in OWN:
        table = TABLES[name]
        for store in both:
            with public_context():
                everything = count(table)
                expected = count(table, table.condition.replace(OWN_SCHEMA, f"'{store.schema_name}'"))
            with store_context(store.schema_name):
                assert count(table) == expected, name
            if 0 < expected < everything:
                shared_out.add(name)
    assert shared_out >= {
        "accounts_membership",
        "outbox_outboxevent",
        "outbox_delivery",
        "tenants_domain",
        "tenants_merchant",
        "tenants_store",
    }


def test_c3_a_store_cannot_change_the_rows_of_another(both: tuple[Any, Any]) -> None:
    mine, other = both
    with store_context(mine.schema_name), connection.cursor() as cursor:
        cursor.execute("UPDATE tenants_store SET name = 'taken over' WHERE id = %s", [other.id])
        assert cursor.rowcount == 0
        cursor.execute("UPDATE tenants_store SET name = 'mine'")
        assert cursor.rowcount == 1


def test_what_every_store_may_read_is_known() -> None:
    assert {name for name, table in TABLES.items() if table.verbs and not table.condition} == OPEN
