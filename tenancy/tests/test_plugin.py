"""The pytest plugin keeps its promises: tests leave nothing behind."""

import pytest
from django.db import connection

from tenancy.context import store_context
from tenancy.models import PoolSchema, PoolState
from tenancy.pool import schema_build
from tenancy.testing.databases import template_name
from tenancy.testing.pristine import Pristine
from tenancy.tests.platform_app.models import Shop
from tenancy.tests.shop.models import Counter


@pytest.fixture
def pristine(transactional):
    return Pristine.of_database(connection.settings_dict["NAME"])


def schemas():
    with connection.cursor() as cursor:
        cursor.execute("SELECT nspname FROM pg_namespace WHERE nspname LIKE 's\\_%'")
        return {name for (name,) in cursor.fetchall()}


def test_touched_tables_are_emptied_in_public_and_stores(pristine, store_schemas):
    Shop.objects.create(schema_name=store_schemas[0])
    with store_context(store_schemas[0]):
        first = Counter.objects.create(name="x").pk
    pristine.restore()
    assert not Shop.objects.exists()
    with store_context(store_schemas[0]):
        assert not Counter.objects.exists()
        assert Counter.objects.create(name="x").pk == first


def test_new_schemas_and_changed_pool_rows_bring_a_fresh_copy(pristine, store_schemas):
    before = schemas()
    ready = PoolSchema.objects.filter(state=PoolState.READY).count()
    schema_build("s_extra000000000000000")
    PoolSchema.objects.filter(state=PoolState.READY).delete()
    assert schemas() != before
    pristine.restore()
    assert schemas() == before
    assert PoolSchema.objects.filter(state=PoolState.READY).count() == ready


def test_each_process_has_a_database_of_its_own(pristine, store_schemas):
    name = connection.settings_dict["NAME"]
    assert name.startswith("test_")
    assert name != template_name()
    assert len(store_schemas) == 2


def test_the_template_changes_with_a_migration(monkeypatch, tmp_path):
    from django.apps import apps

    before = template_name()
    config = apps.get_app_config("shop")
    (tmp_path / "migrations").mkdir()
    (tmp_path / "migrations" / "0001_initial.py").write_text("# another one")
    monkeypatch.setattr(config, "path", str(tmp_path))
    assert template_name() != before
