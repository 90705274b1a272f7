"""Staff see a store's catalog on the admin host, without a query per row, and cannot edit it."""

from typing import Any

import pytest
from django.test import Client

from apps.catalog import services
from apps.catalog.models import Product
from apps.catalog.types import CollectionInput, ProductDetail, ProductInput
from tenancy.context import store_context
from tests.apps.catalog.samples import catalog_statements, picture_bytes, shirt_input


@pytest.fixture(autouse=True)
def media(settings: Any, tmp_path: Any) -> None:
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def staff(db: None) -> Client:
    from apps.accounts.models import User

    user = User.objects.create_superuser("staff@example.com", "correct horse battery")
    client = Client(HTTP_HOST="admin.localhost")
    client.force_login(user)
    return client


@pytest.fixture
def shirt(store: Any) -> ProductDetail:
    with store_context(store.schema_name):
        made = services.product_create(data=shirt_input(status="ACTIVE"))
        services.image_add(product_id=made.id, content=picture_bytes())
        collection = services.collection_create(data=CollectionInput(title="Summer"))
        services.collection_products_add(collection_id=collection.id, product_ids=[made.id])
        services.product_update(product_id=made.id, data=ProductInput(handle="moved"))
        return made


PAGES = ["product", "variant", "collection", "handleredirect"]


@pytest.mark.parametrize("model", PAGES)
def test_lists_open_search_and_stay_read_only(
    staff: Client, store: Any, shirt: ProductDetail, model: str
) -> None:
    page = staff.get(f"/store/{store.id}/catalog/{model}/", {"q": "o"})

    assert page.status_code == 200
    assert staff.get(f"/store/{store.id}/catalog/{model}/add/").status_code == 403


def test_product_page_shows_its_parts_and_cannot_be_saved(
    staff: Client, store: Any, shirt: ProductDetail
) -> None:
    url = f"/store/{store.id}/catalog/product/{shirt.id}/change/"

    text = staff.get(url).content.decode()

    assert "Ocean Shirt" in text
    assert "Blue, Red" in text
    assert "SH-M-Red" in text
    assert staff.post(url, {"title": "Hacked"}).status_code == 403
    assert staff.post(f"/store/{store.id}/catalog/product/{shirt.id}/delete/").status_code == 403
    with store_context(store.schema_name):
        assert Product.objects.get().title == "Ocean Shirt"


def test_other_stores_product_is_not_shown(
    staff: Client, store: Any, other_store: Any, shirt: ProductDetail
) -> None:
    page = staff.get(f"/store/{other_store.id}/catalog/product/{shirt.id}/change/")

    assert "Ocean Shirt" not in page.content.decode()
    assert page.status_code in {302, 404}


def test_list_takes_the_same_queries_for_any_number_of_rows(staff: Client, store: Any) -> None:
    counts = []
    for _ in range(2):
        with store_context(store.schema_name):
            for _ in range(5):
                services.product_create(data=shirt_input())
        with catalog_statements() as queries:
            staff.get(f"/store/{store.id}/catalog/variant/")
            staff.get(f"/store/{store.id}/catalog/product/")
        counts.append(len(queries))

    assert counts == [4, 4]


def test_action_takes_a_product_off_sale(staff: Client, store: Any, shirt: ProductDetail) -> None:
    url = f"/store/{store.id}/catalog/product/"

    staff.post(url, {"action": "archive", "_selected_action": [str(shirt.id)]})

    with store_context(store.schema_name):
        assert Product.objects.get().status == "ARCHIVED"
