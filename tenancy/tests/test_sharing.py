"""Shared tables: a store sees and changes its own rows only. Row C3 of reliability.md and its wall W4."""

import pytest
from django.db import connection, transaction

from tenancy.context import store_context
from tenancy.roles import database_name, group_name
from tenancy.sharing import POLICY, Shared, shared_tables
from tenancy.tests.platform_app.models import Shop, ShopDomain
from tenancy.tests.statements import ask, refused
from tenancy.walls import walls_raise


@pytest.fixture
def shops(db, store_schemas):
    rows = [Shop.objects.create(schema_name=schema) for schema in store_schemas]
    for row in rows:
        ShopDomain.objects.create(tenant=row, domain=f"{row.schema_name}.example")
    return rows


def test_c03_a_store_sees_and_changes_its_own_shared_rows_only(shops):
    mine, other = shops
    with store_context(mine.schema_name):
        assert [row.pk for row in Shop.objects.all()] == [mine.pk]
        assert ShopDomain.objects.get().tenant_id == mine.pk
        assert ShopDomain.objects.filter(tenant_id=other.pk).count() == 0
        assert ShopDomain.objects.filter(tenant_id=other.pk).update(domain="taken.example") == 0
        assert ShopDomain.objects.filter(tenant_id=other.pk).delete()[0] == 0
        assert ask("SELECT count(*) FROM public.platform_app_shopdomain") == [(1,)]
        assert refused(
            "INSERT INTO platform_app_shopdomain (domain, is_primary, tenant_id)"
            f" VALUES ('taken.example', false, {other.pk})"
        )
        assert refused(f"UPDATE platform_app_shopdomain SET tenant_id = {other.pk}")
        ShopDomain.objects.create(tenant_id=mine.pk, domain="more.example")
    assert set(ShopDomain.objects.values_list("domain", flat=True)) == {
        f"{mine.schema_name}.example",
        f"{other.schema_name}.example",
        "more.example",
    }


def test_c03_a_role_without_a_store_sees_no_shared_row(shops):
    group = group_name(database_name(connection))
    with transaction.atomic():
        ask(f"SET LOCAL ROLE {group}")
        assert ask("SELECT count(*) FROM platform_app_shopdomain") == [(0,)]
        ask("RESET ROLE")
        assert ask("SELECT count(*) FROM platform_app_shopdomain") == [(2,)]


@pytest.mark.django_db
def test_c03_every_shared_table_that_names_a_store_is_protected(store_schemas, settings):
    rows = ask("SELECT c.relname FROM pg_policy p JOIN pg_class c ON c.oid = p.polrelid"
               " WHERE c.relrowsecurity AND p.polname = %s", POLICY)  # fmt: skip
    wanted = {table.name for table in shared_tables() if table.condition}
    assert wanted == {"platform_app_shop", "platform_app_shopdomain", "tenancy_platformschema",
                      "tenancy_poolschema"}  # fmt: skip
    assert {name for (name,) in rows} == wanted
    settings.TENANCY_SHARED_TABLES = {"nowhere": Shared("SELECT")}
    with pytest.raises(LookupError, match="nowhere"):
        shared_tables()


@pytest.mark.django_db
def test_what_is_shared_follows_the_setting(store_schemas, settings):
    settings.TENANCY_SHARED_TABLES = {
        "auth_group": Shared("SELECT (name)"),
        "platform_app_shopdomain": Shared("SELECT"),
        "auth_permission": Shared("SELECT", rows="id", store="id"),
    }
    assert walls_raise() == (0, [])
    with store_context(store_schemas[0]):
        assert ask("SELECT name FROM auth_group") == []
        assert refused("SELECT id FROM auth_group")
        assert refused("DELETE FROM platform_app_shopdomain")
        assert ask("SELECT count(*) FROM auth_permission") == [(0,)]
    settings.TENANCY_SHARED_TABLES = {}
    assert walls_raise() == (0, [])
    with store_context(store_schemas[0]):
        assert refused("SELECT name FROM auth_group")
        assert refused("SELECT count(*) FROM auth_permission")
        ask("DELETE FROM platform_app_shopdomain")
    assert ask("SELECT relrowsecurity FROM pg_class WHERE relname = 'auth_permission'") == [(False,)]
