"""Collections over the wire."""

from typing import Any
from uuid import UUID, uuid4

import pytest
from rest_framework.test import APIClient

from apps.catalog import selectors, services
from apps.catalog.models import CollectionProduct
from apps.catalog.types import CollectionInput, HandleTaken, ProductInput, Redirected
from apps.outbox.models import OutboxEvent
from tenancy.context import public_context, store_context


def url(store: Any, *rest: Any) -> str:
    return "/".join(["/api/v1/stores", str(store.id), "collections", *map(str, rest)])


def products(*titles: str) -> list[str]:
    return [str(services.product_create(data=ProductInput(title=title)).id) for title in titles]


def test_collection_life(owner_client: APIClient, in_store: Any) -> None:
    made = owner_client.post(
        url(in_store), {"title": "Summer", "description_html": "<p>Hot<script>1</script></p>"}, format="json"
    )
    assert made.status_code == 201
    collection = made.json()["data"]
    assert collection | {"created_at": "", "updated_at": ""} == {
        "id": collection["id"],
        "title": "Summer",
        "handle": "summer",
        "description_html": "<p>Hot</p>",
        "products_count": 0,
        "is_published": True,
        "created_at": "",
        "updated_at": "",
    }

    changed = owner_client.patch(
        url(in_store, collection["id"]), {"handle": "sun", "is_published": False}, format="json"
    ).json()["data"]
    assert (changed["handle"], changed["is_published"], changed["title"]) == ("sun", False, "Summer")
    assert owner_client.get(url(in_store)).json()["total"] == 1
    assert owner_client.delete(url(in_store, collection["id"])).status_code == 200
    assert owner_client.get(url(in_store, collection["id"])).status_code == 404


def test_members_are_added_once_ordered_and_removed(owner_client: APIClient, in_store: Any) -> None:
    collection = services.collection_create(data=CollectionInput(title="Summer"))
    one, two, three = products("One", "Two", "Three")

    def post(verb: str, *ids: str) -> int:
        answer = owner_client.post(url(in_store, collection.id, verb), {"product_ids": ids}, format="json")
        assert answer.status_code == 200, answer.json()
        return int(answer.json()["data"]["products_count"])

    def members() -> list[str]:
        rows = CollectionProduct.objects.filter(collection_id=collection.id).order_by("position", "pk")
        return [str(row.product_id) for row in rows]

    assert post("products", two, one) == 2
    assert post("products", one, three) == 3
    assert members() == [two, one, three]
    assert post("products/order", three) == 3
    assert members() == [three, two, one]
    assert post("products/remove", two, str(uuid4())) == 2
    assert members() == [three, one]
    listed = owner_client.get(
        f"/api/v1/stores/{in_store.id}/products", {"collection_id": str(collection.id), "ordering": "title"}
    )
    assert [row["id"] for row in listed.json()["data"]] == [one, three]


def test_unknown_member_is_named_and_nobody_is_added(owner_client: APIClient, in_store: Any) -> None:
    collection = services.collection_create(data=CollectionInput(title="Summer"))
    (one,) = products("One")

    answer = owner_client.post(
        url(in_store, collection.id, "products"), {"product_ids": [one, str(uuid4())]}, format="json"
    )

    assert answer.status_code == 400
    assert set(answer.json()["error"]["fields"]) == {"product_ids.1"}
    assert not CollectionProduct.objects.exists()


def test_member_of_another_store_is_unknown(owner_client: APIClient, in_store: Any, other_store: Any) -> None:
    collection = services.collection_create(data=CollectionInput(title="Summer"))
    with store_context(other_store.schema_name):
        (foreign,) = products("Foreign")

    answer = owner_client.post(
        url(in_store, collection.id, "products"), {"product_ids": [foreign]}, format="json"
    )

    assert answer.status_code == 400
    assert not CollectionProduct.objects.exists()


def test_bad_input_is_refused_by_field(owner_client: APIClient, in_store: Any) -> None:
    collection = services.collection_create(data=CollectionInput(title="Summer"))
    for body, field in (
        ({}, "title"),
        ({"title": ""}, "title"),
        ({"title": "a", "is_published": "maybe"}, "is_published"),
    ):
        answer = owner_client.post(url(in_store), body, format="json")
        assert (answer.status_code, set(answer.json()["error"]["fields"])) == (400, {field})
    for ids in ([], ["x"], "x", [str(uuid4())] * 501):
        answer = owner_client.post(
            url(in_store, collection.id, "products"), {"product_ids": ids}, format="json"
        )
        assert answer.status_code == 400


def test_viewer_cannot_write(viewer_client: APIClient, in_store: Any) -> None:
    collection = services.collection_create(data=CollectionInput(title="Summer"))

    assert viewer_client.get(url(in_store, collection.id)).status_code == 200
    assert viewer_client.post(url(in_store), {"title": "Mine"}, format="json").status_code == 403
    assert viewer_client.delete(url(in_store, collection.id)).status_code == 403
    assert len(selectors.collection_list()) == 1


def test_equal_titles_are_numbered_and_old_handles_redirect(in_store: Any) -> None:
    first = services.collection_create(data=CollectionInput(title="Summer"))
    second = services.collection_create(data=CollectionInput(title="Summer"))
    assert (first.handle, second.handle) == ("summer", "summer-2")

    services.collection_update(collection_id=first.id, data=CollectionInput(handle="sun"))

    assert selectors.shop_collection(handle="summer") == Redirected(handle="sun")
    assert services.collection_create(data=CollectionInput(title="Summer")).handle == "summer-3"


def test_the_handle_of_all_products_is_not_given_away(in_store: Any) -> None:
    assert services.collection_create(data=CollectionInput(title="All")).handle == "all-2"
    with pytest.raises(HandleTaken):
        services.collection_create(data=CollectionInput(title="Sale", handle="ALL"))


def test_every_write_publishes_its_event(in_store: Any) -> None:
    collection = services.collection_create(data=CollectionInput(title="Summer"))
    (one,) = products("One")
    with public_context():
        OutboxEvent.objects.all().delete()

    services.collection_products_add(collection_id=collection.id, product_ids=[UUID(one)])
    services.collection_update(collection_id=collection.id, data=CollectionInput(title="Sun"))
    services.collection_delete(collection_id=collection.id)

    names = list(OutboxEvent.objects.order_by("position").values_list("name", flat=True))
    assert names == ["collection.updated", "collection.updated", "collection.deleted"]
