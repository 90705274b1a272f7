"""Fixtures of the plugin; registered after pytest-django's, so that `django_db_setup` is ours."""

import os
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import pytest
from django.conf import settings
from django.core.cache import caches
from django.test import TestCase, TransactionTestCase

from tenancy.testing.databases import STORE_SCHEMAS, database_create, database_drop, database_point
from tenancy.testing.pristine import Pristine

TEARDOWN = "_fixture_teardown"


def settings_repoint() -> None:
    """Point settings that were loaded before the servers ran at them; new connections follow."""
    if not settings.configured:
        return
    database_point(urlsplit(os.environ["DATABASE_URL"]).path.lstrip("/"))
    netloc = urlsplit(os.environ["REDIS_URL"]).netloc
    for alias, cache in settings.CACHES.items():
        if str(cache.get("LOCATION", "")).startswith(("redis://", "rediss://")):
            cache["LOCATION"] = _moved(cache["LOCATION"], netloc)
            caches.settings[alias]["LOCATION"] = cache["LOCATION"]
    for name in ("REDIS_URL", "CELERY_BROKER_URL"):
        if hasattr(settings, name):
            setattr(settings, name, _moved(getattr(settings, name), netloc))
    celery = getattr(settings, "CELERY", {})
    if str(celery.get("broker_url", "")).startswith(("redis://", "rediss://")):
        celery["broker_url"] = _moved(celery["broker_url"], netloc)


def _moved(url: str, netloc: str) -> str:
    return urlunsplit(urlsplit(url)._replace(netloc=netloc))


@pytest.fixture(scope="session")
def django_db_setup(django_test_environment: None, django_db_blocker: Any) -> Iterator[None]:
    """This process's own database, copied from the migrated template and dropped at the end."""
    name = urlsplit(os.environ["DATABASE_URL"]).path.lstrip("/")
    with django_db_blocker.unblock():
        database_create(name)
        database_point(name)
        pristine = Pristine.of_database(name)
    # Django's own clean-up truncates every table of `public` and none of a store.
    original = getattr(TransactionTestCase, TEARDOWN)
    setattr(TransactionTestCase, TEARDOWN, lambda case: pristine.restore())
    yield
    setattr(TransactionTestCase, TEARDOWN, original)
    with django_db_blocker.unblock():
        database_point(name)
        database_drop(name)


@pytest.fixture(scope="session")
def store_schemas(django_db_setup: None) -> tuple[str, str]:
    """Names of two built, empty store schemas (no store rows): make a store row for one, or enter it."""
    return STORE_SCHEMAS


@pytest.fixture(scope="module")
def module_db(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """The database for fixtures of a whole module: what they write stands until its last test, then is rolled back.

    Tests of the module still roll back to it one by one. Not for tests in which commits are real.
    """
    with django_db_blocker.unblock():
        # Django's own for `setUpTestData`; inside a plain `atomic` no durable block could begin.
        case: Any = TestCase
        atomics = case._enter_atomics()  # noqa: SLF001
        yield
        case._rollback_atomics(atomics)  # noqa: SLF001


@pytest.fixture
def transactional(transactional_db: None) -> None:
    """A database in which commits are real; afterwards only the tables that were touched are emptied."""
