"""A12 of reliability.md: an object of one store is not saved, deleted, refreshed or related in another."""

import pickle
import uuid

import pytest
from django.db import connection, transaction

from tenancy.context import public_context, store_context
from tenancy.routers import StoreAlias
from tenancy.tests.platform_app.models import Shop
from tenancy.tests.shop.models import Category, Counter, Line, Product
from tenancy.types import ObjectOfOtherStore

pytestmark = pytest.mark.django_db
SAME = uuid.UUID(int=7)


@pytest.fixture
def pair(store_schemas):
    """The same primary key in both stores, loaded from each."""
    found: list[Product] = []
    for schema in store_schemas:
        with store_context(schema):
            category = Category.objects.create(slug=f"of-{schema[-1]}")
            Product.objects.create(id=SAME, title=schema, handle="mug", category=category)
            found.append(Product.objects.get(pk=SAME))
    return found


def titles(schemas):
    found: list = []
    for schema in schemas:
        with store_context(schema):
            found += Product.objects.values_list("title", flat=True)
    return found


def test_a12_an_object_of_a_store_does_nothing_in_another(store_schemas, pair):
    first, second = store_schemas
    product, other = pair
    product.title = "changed"
    with store_context(second):
        for use in (
            product.save,
            product.delete,
            product.refresh_from_db,
            lambda: product.category,
            lambda: product.line_set.count(),
            lambda: product.line_set.create(owner="x"),
            lambda: Line.objects.create(product=product, owner="x"),
        ):
            with pytest.raises(
                (ObjectOfOtherStore, ValueError), match=f"loaded in {first}|prevents this relation"
            ):
                use()
        assert not Line.objects.exists()
        other.refresh_from_db()
    assert titles(store_schemas) == [first, second]
    with store_context(first):
        product.save()
    assert titles(store_schemas) == ["changed", second]


def test_a12_relations_of_two_stores_are_refused(store_schemas, pair):
    with store_context(store_schemas[0]):
        category = Category.objects.get()
    with store_context(store_schemas[1]):
        line = Line.objects.create(product=pair[1], owner="x")
        with pytest.raises(ValueError, match="Cannot add"), transaction.atomic():
            line.related.add(category)
        with pytest.raises(ValueError, match="prevents this relation"):
            line.product = pair[0]
        assert line.related.count() == 0


def test_a12_deferred_fields_are_not_filled_from_another_store(store_schemas, pair):
    with store_context(store_schemas[0]):
        product = Product.objects.only("id").get(pk=SAME)
    with store_context(store_schemas[1]), pytest.raises(ObjectOfOtherStore):
        _ = product.title
    with store_context(store_schemas[0]):
        assert product.title == store_schemas[0]


def test_a12_nor_in_the_platform(store_schemas, pair):
    with pytest.raises(ObjectOfOtherStore, match="connection is in public"):
        pair[0].save()


def test_shared_objects_go_everywhere(store_schemas):
    shop = Shop.objects.create(schema_name=store_schemas[0])
    with store_context(store_schemas[0]):
        shop.name = "renamed"
        shop.save()
        with public_context():
            shop.refresh_from_db()
    assert shop.name == "renamed"
    assert type(shop._state.db) is str


def test_a_new_object_belongs_to_the_store_it_was_saved_in(store_schemas):
    counter = Counter(name="new")
    with store_context(store_schemas[0]):
        counter.save()
        assert counter._state.db == connection.alias
        assert counter._state.db.schema == store_schemas[0]
    with store_context(store_schemas[1]), pytest.raises(ObjectOfOtherStore):
        counter.save()


def test_the_mark_survives_a_cache(store_schemas, pair):
    copy = pickle.loads(pickle.dumps(pair[0]))  # noqa: S301 - our own bytes
    assert copy._state.db.schema == store_schemas[0]
    alias = pickle.loads(pickle.dumps(StoreAlias("default", store_schemas[0])))  # noqa: S301 - our own bytes
    assert (alias, alias.schema, type(alias)) == ("default", store_schemas[0], StoreAlias)
