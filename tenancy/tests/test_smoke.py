import pytest
from django.db import connection

from tenancy.context import current_schema, store_context
from tenancy.tests.shop.models import Counter


@pytest.mark.django_db
def test_two_stores(store_schemas):
    a, b = store_schemas
    with store_context(a):
        Counter.objects.create(name="x", value=1)
        assert current_schema() == a
    with store_context(b):
        assert not Counter.objects.exists()


def test_commit(transactional, store_schemas):
    with store_context(store_schemas[0]):
        Counter.objects.create(name="x", value=1)
    connection.close()
    with store_context(store_schemas[0]):
        assert Counter.objects.get().value == 1


def test_clean(transactional, store_schemas):
    with store_context(store_schemas[0]):
        assert not Counter.objects.exists()
