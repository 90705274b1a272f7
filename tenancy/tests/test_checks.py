"""Start-up checks: each unsafe setting is refused, and the safe ones pass (end of reliability.md section 3)."""

import pytest
from django.core.checks import run_checks
from django.core.management import call_command
from django.core.management.base import SystemCheckError
from django.db import connection

from tenancy.postgresql.pool import pool_options
from tenancy.tests.celery import app


def found(**kwargs):
    return {message.id for message in run_checks(tags=["platform"], databases=["default"], **kwargs)}


@pytest.mark.django_db
def test_these_settings_pass(store_schemas):
    assert found() == {"tenancy.W063"}  # the test server's only role is its superuser


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("name", "value", "expected"),
    [
        ("SHARED_APPS", ["tenancy", "tenancy.tests.shop"], "tenancy.E001"),
        ("TENANT_APPS", [], "tenancy.E002"),
        ("DATABASE_ROUTERS", ["django_tenants.routers.TenantSyncRouter"], "tenancy.E014"),
        ("INSTALLED_APPS", ["django_tenants", "tenancy"], "tenancy.E003"),
        ("TENANT_APPS", ["tenancy.tests.shop", "django.contrib.contenttypes"], "tenancy.E004"),
        ("TENANT_MODEL", "shop.Counter", "tenancy.E020"),
        ("SHOW_PUBLIC_IF_NO_TENANT_FOUND", True, "tenancy.E021"),
        ("TENANCY_TEMPLATE_SCHEMA", "s_teststore0000000000a", "tenancy.E022"),
        ("CACHES", {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}, "tenancy.E030"),
        ("SESSION_COOKIE_DOMAIN", ".example.com", "tenancy.E040"),
        ("CSRF_COOKIE_DOMAIN", ".example.com", "tenancy.E040"),
        ("TENANCY_CELERY_APP", "nowhere.app", "tenancy.W050"),
    ],
)
def test_an_unsafe_setting_is_refused(settings, store_schemas, monkeypatch, name, value, expected):
    if name == "INSTALLED_APPS":
        from django.conf import settings as lazy

        monkeypatch.setattr(lazy, name, value)  # without loading other apps
    else:
        setattr(settings, name, value)
    assert expected in found()


@pytest.mark.django_db
def test_production_is_stricter(settings, store_schemas):
    settings.ENVIRONMENT = "production"
    settings.SESSION_COOKIE_NAME = "session"
    settings.CSRF_COOKIE_SECURE = False
    assert {"tenancy.E041", "tenancy.E042", "tenancy.E063"} <= found()
    with pytest.raises(SystemCheckError):
        call_command("check", "--tag", "platform", "--database", "default")


def test_without_a_database_no_server_is_asked():
    assert run_checks(tags=["platform"]) == []


@pytest.mark.django_db
@pytest.mark.parametrize(
    "change",
    [
        {"task_acks_late": False},
        {"task_reject_on_worker_lost": False},
        {"accept_content": ["json", "pickle"]},
        {"task_time_limit": 200},
        {"broker_transport_options": {"visibility_timeout": 300}},
    ],
)
def test_unsafe_celery_settings_are_refused(settings, store_schemas, change):
    kept = {name: app.conf[name] for name in change}
    app.conf.update(change)
    try:
        assert "tenancy.W051" in found()
        settings.ENVIRONMENT = "production"
        assert "tenancy.E051" in found()
    finally:
        app.conf.update(kept)


@pytest.mark.django_db
@pytest.mark.parametrize("missing", ["max_size", "timeout", "max_lifetime", "all"])
def test_a_pool_without_bounds_is_refused(store_schemas, monkeypatch, missing):
    options = pool_options(max_size=2)
    assert "tenancy.E011" not in found()
    if missing == "all":
        options["pool"] = True
    else:
        del options["pool"][missing]
    monkeypatch.setitem(connection.settings_dict, "OPTIONS", options)
    assert "tenancy.E011" in found()


def test_the_stock_engine_is_refused(monkeypatch):
    from django.db import connections
    from django_tenants.postgresql_backend.base import DatabaseWrapper

    stock = DatabaseWrapper(connection.settings_dict, alias="default")
    monkeypatch.setattr(type(connections), "__getitem__", lambda handler, alias: stock)
    from tenancy.checks import check_database_settings

    assert [message.id for message in check_database_settings()] == ["tenancy.E010"]


def test_a10_a_pooler_that_mixes_sessions_is_refused(transactional, monkeypatch):
    from tenancy import checks
    from tenancy.runner import raw_connection

    with raw_connection() as shared:  # two clients on one server session: what transaction pooling does

        class Mixed:
            info = shared.info
            execute = staticmethod(shared.execute)

            def __enter__(self):
                return self

            def __exit__(self, *args):
                return None

        monkeypatch.setattr(checks, "raw_connection", Mixed)
        assert [message.id for message in checks._check_path_is_reported()] == ["tenancy.E062"]
