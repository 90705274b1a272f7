"""Products over the wire: shapes, paths of faults, who may do what."""

from typing import Any

import pytest
from rest_framework.test import APIClient

from apps.catalog.models import Product
from apps.outbox.models import OutboxEvent
from tenancy.context import store_context

EUR = "EUR"
ROW = {
    *("id", "title", "handle", "status", "vendor", "product_type", "price_min", "price_max", "image"),
    *("variants_count", "stock_total", "updated_at", "created_at", "is_flagged"),
}


def money(amount: str, currency: str = EUR) -> dict[str, str]:
    return {"amount": amount, "currency": currency}


def shirt(**changes: Any) -> dict[str, Any]:
    return {
        "title": "Ocean Shirt",
        "options": [{"name": "Size", "values": ["S", "M"]}],
        "variants": [
            {"option_values": ["S"], "price": money("19.90"), "sku": "OS-S", "stock_quantity": 3},
            {"option_values": ["M"], "price": money("21.00"), "compare_at_price": money("30.00")},
        ],
    } | changes


def products_url(store: Any, *rest: Any) -> str:
    return "/".join(["/api/v1/stores", str(store.id), "products", *map(str, rest)])


def create(client: APIClient, store: Any, **changes: Any) -> dict[str, Any]:
    answer = client.post(products_url(store), shirt(**changes), format="json")
    assert answer.status_code == 201, answer.json()
    return answer.json()["data"]


def products_in(store: Any) -> int:
    with store_context(store.schema_name):
        return Product.objects.count()


def test_create_answers_the_whole_product(owner_client: APIClient, store: Any) -> None:
    made = create(owner_client, store)

    assert set(made) >= ROW | {"description_html", "tags", "options", "variants", "images", "collections"}
    assert made["price_min"] == money("19.90")
    assert made["price_max"] == money("21.00")
    assert made["stock_total"] == 3
    assert made["image"] is None
    assert made["content_note"] is None
    first, second = made["variants"]
    assert (first["title"], first["option_values"], first["stock_quantity"]) == ("S", ["S"], 3)
    assert first["is_stock_tracked"] is True
    assert (second["compare_at_price"], second["cost"]) == (money("30.00"), None)
    assert made["storefront_url"] == "http://meadow.localhost/products/ocean-shirt"
    assert owner_client.get(products_url(store, made["id"])).json()["data"] == made


def test_list_is_paged_filtered_and_ordered(owner_client: APIClient, store: Any) -> None:
    create(owner_client, store, title="Beta", status="ACTIVE")
    create(owner_client, store, title="alpha", vendor="Mills", tags=["Sommer"])

    def titles(**query: Any) -> list[str]:
        answer = owner_client.get(products_url(store), query)
        assert answer.status_code == 200, answer.json()
        return [row["title"] for row in answer.json()["data"]]

    assert titles() == ["alpha", "Beta"]
    assert titles(ordering="title") == ["alpha", "Beta"]
    assert titles(ordering="-updated_at") == ["alpha", "Beta"]
    assert titles(status="ACTIVE") == ["Beta"]
    assert titles(search="somm") == ["alpha"]
    assert titles(search="OS-S") == ["alpha", "Beta"]
    assert titles(search="mills nothing") == []
    assert titles(search="'!&|") == []
    assert titles(page=2, per_page=1) == ["Beta"]
    body = owner_client.get(products_url(store), {"per_page": 1}).json()
    assert (body["total"], body["page"], body["per_page"], body["error"]) == (2, 1, 1, None)
    assert set(body["data"][0]) == ROW | {"is_low_stock"}


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ({"status": "SOLD"}, "status"),
        ({"ordering": "id"}, "ordering"),
        ({"collection_id": "x"}, "collection_id"),
        ({"page": "0"}, "page"),
        ({"per_page": "1000"}, "per_page"),
        ({"search": "x" * 201}, "search"),
        ({"search": "a\x00b"}, "search"),
    ],
)
def test_unknown_filters_are_refused(
    owner_client: APIClient, store: Any, query: dict[str, str], field: str
) -> None:
    answer = owner_client.get(products_url(store), query)

    assert answer.status_code == 400
    assert set(answer.json()["error"]["fields"]) == {field}


@pytest.mark.parametrize(
    ("changes", "path"),
    [
        ({"title": None}, "title"),
        ({"title": 5}, "title"),
        ({"title": ["x"]}, "title"),
        ({"status": "active"}, "status"),
        ({"tags": "summer"}, "tags"),
        ({"tags": [1]}, "tags.0"),
        ({"options": {"name": "Size"}}, "options"),
        ({"options": [{"name": "Size"}]}, "options.0.values"),
        ({"options": [{"name": "Size", "values": [7]}]}, "options.0.values.0"),
        ({"options": [{"name": n, "values": ["a"]} for n in "abcd"], "variants": []}, "options"),
        ({"variants": "many"}, "variants"),
        ({"variants": [None]}, "variants.0"),
        ({"variants": [{}] * 2001}, "variants"),
        ({"variants": [{"option_values": ["S"]}]}, "variants.0.price"),
        ({"variants": [{"option_values": ["S"], "price": 19.9}]}, "variants.0.price"),
        ({"variants": [{"option_values": ["S"], "price": money("NaN")}]}, "variants.0.price"),
        ({"variants": [{"option_values": ["S"], "price": money("1e309")}]}, "variants.0.price"),
        ({"variants": [{"option_values": ["S"], "price": money("-1.00")}]}, "variants.0.price"),
        ({"variants": [{"option_values": ["S"], "price": money("1.999")}]}, "variants.0.price"),
        ({"variants": [{"option_values": ["S"], "price": money("100000000.00")}]}, "variants.0.price"),
        ({"variants": [{"option_values": ["S"], "price": money("1.00", "USD")}]}, "variants.0.price"),
        ({"variants": [{"option_values": ["S"], "price": money("1.00", "XQX")}]}, "variants.0.price"),
        ({"variants": [{"option_values": ["XL"], "price": money("1")}]}, "variants.0.option_values.0"),
        ({"variants": [{"option_values": [], "price": money("1")}]}, "variants.0.option_values"),
        ({"variants": [{"option_values": ["S"], "price": money("1")}] * 2}, "variants.1.option_values"),
        (
            {"variants": [{"option_values": ["S"], "price": money("1"), "stock_quantity": 10**30}]},
            "variants.0.stock_quantity",
        ),
        (
            {"variants": [{"option_values": ["S"], "price": money("1"), "weight_grams": 1.5}]},
            "variants.0.weight_grams",
        ),
        ({"variants": [{"id": "x", "price": money("1")}]}, "variants.0.id"),
    ],
)
def test_bad_input_names_its_field_and_writes_nothing(
    owner_client: APIClient, store: Any, changes: dict[str, Any], path: str
) -> None:
    answer = owner_client.post(products_url(store), shirt(**changes), format="json")

    assert answer.status_code == 400
    assert answer.json()["error"]["code"] == "validation_error"
    assert path in answer.json()["error"]["fields"]
    assert products_in(store) == 0


def test_body_that_is_no_json_object_is_refused(owner_client: APIClient, store: Any) -> None:
    for body in ("[1]", "{", '{"title": NaN}', "[" * 100_000):
        answer = owner_client.post(products_url(store), body, content_type="application/json")
        assert answer.status_code == 400, body[:20]
    half = owner_client.post(products_url(store), '{"title": "\\ud800"}', content_type="application/json")
    assert half.json()["error"]["fields"].keys() == {"title"}
    big = owner_client.post(
        products_url(store), '{"title": "' + "x" * 10_000_000 + '"}', content_type="application/json"
    )
    assert big.status_code == 413
    assert products_in(store) == 0


def test_patch_changes_only_what_is_said(owner_client: APIClient, store: Any) -> None:
    made = create(owner_client, store)
    small, medium = made["variants"]

    answer = owner_client.patch(
        products_url(store, made["id"]),
        {
            "vendor": "Mills",
            "variants": [{"id": medium["id"], "price": money("5.00")}, {"id": small["id"]}],
        },
        format="json",
    )

    changed = answer.json()["data"]
    assert answer.status_code == 200
    assert (changed["title"], changed["vendor"]) == ("Ocean Shirt", "Mills")
    assert [(row["id"], row["price"]) for row in changed["variants"]] == [
        (medium["id"], money("5.00")),
        (small["id"], money("19.90")),
    ]
    assert changed["variants"][0]["compare_at_price"] == money("30.00")


def test_cat_01_option_is_renamed_by_id_over_the_wire(owner_client: APIClient, store: Any) -> None:
    made = create(owner_client, store)
    option = made["options"][0]
    values = [{"id": value["id"], "name": f"{value['name']}!"} for value in option["values"]]

    answer = owner_client.patch(
        products_url(store, made["id"]),
        {"options": [{"id": option["id"], "name": "Größe", "values": values}]},
        format="json",
    )

    changed = answer.json()["data"]
    assert [row["id"] for row in changed["variants"]] == [row["id"] for row in made["variants"]]
    assert [row["title"] for row in changed["variants"]] == ["S!", "M!"]
    assert changed["options"][0]["name"] == "Größe"


def test_verbs_move_the_status(owner_client: APIClient, store: Any) -> None:
    made = create(owner_client, store)

    for verb, status in (("publish", "ACTIVE"), ("unpublish", "DRAFT"), ("archive", "ARCHIVED")):
        answer = owner_client.post(products_url(store, made["id"], verb))
        assert (answer.status_code, answer.json()["data"]["status"]) == (200, status)


def test_publishing_without_a_price_is_a_business_no(owner_client: APIClient, store: Any) -> None:
    made = create(owner_client, store, options=[], variants=[])

    answer = owner_client.post(products_url(store, made["id"], "publish"))

    assert (answer.status_code, answer.json()["error"]["code"]) == (422, "price_missing")


def test_taken_handle_is_a_conflict(owner_client: APIClient, store: Any) -> None:
    create(owner_client, store, handle="shirt")

    answer = owner_client.post(products_url(store), shirt(handle="Shirt"), format="json")

    assert (answer.status_code, answer.json()["error"]["code"]) == (409, "handle_taken")
    assert set(answer.json()["error"]["fields"]) == {"handle"}
    assert products_in(store) == 1


def test_delete_removes_and_then_404(owner_client: APIClient, store: Any) -> None:
    made = create(owner_client, store)

    assert owner_client.delete(products_url(store, made["id"])).status_code == 200
    assert owner_client.get(products_url(store, made["id"])).status_code == 404
    assert owner_client.delete(products_url(store, made["id"])).status_code == 404


def test_idempotency_key_creates_once(owner_client: APIClient, store: Any) -> None:
    answers = [
        owner_client.post(
            products_url(store), shirt(), format="json", headers={"Idempotency-Key": "one-shirt"}
        )
        for _ in range(2)
    ]

    assert answers[0].json() == answers[1].json()
    assert products_in(store) == 1


def test_aut_05_viewer_reads_and_cannot_write(
    owner_client: APIClient, viewer_client: APIClient, store: Any
) -> None:
    made = create(owner_client, store)
    url = products_url(store, made["id"])
    with store_context(store.schema_name):
        events = OutboxEvent.objects.count()

    assert viewer_client.get(products_url(store)).status_code == 200
    assert viewer_client.get(url).status_code == 200
    for answer in (
        viewer_client.post(products_url(store), shirt(), format="json"),
        viewer_client.patch(url, {"title": "Mine"}, format="json"),
        viewer_client.delete(url),
        viewer_client.post(f"{url}/publish"),
        viewer_client.post(f"{url}/images"),
    ):
        assert answer.status_code == 403

    assert owner_client.get(url).json()["data"] == made
    assert OutboxEvent.objects.count() == events


def test_strangers_and_other_owners_find_nothing(
    owner_client: APIClient,
    stranger_client: APIClient,
    other_owner_client: APIClient,
    anonymous_client: APIClient,
    store: Any,
    other_store: Any,
) -> None:
    made = create(owner_client, store)

    for client in (stranger_client, other_owner_client):
        assert client.get(products_url(store)).status_code == 404
        assert client.get(products_url(store, made["id"])).status_code == 404
        assert client.patch(products_url(store, made["id"]), {"title": "x"}, format="json").status_code == 404
        assert client.delete(products_url(store, made["id"])).status_code == 404
    assert anonymous_client.get(products_url(store)).status_code == 401
    # The id of this store's product means nothing in another store.
    assert other_owner_client.get(products_url(other_store, made["id"])).status_code == 404
    assert other_owner_client.delete(products_url(other_store, made["id"])).status_code == 404
    assert owner_client.get(products_url(store, made["id"])).json()["data"] == made


def test_list_takes_a_bounded_number_of_queries(
    owner_client: APIClient, store: Any, django_assert_max_num_queries: Any
) -> None:
    for number in range(12):
        create(owner_client, store, title=f"Shirt {number}")

    with django_assert_max_num_queries(10):
        assert len(owner_client.get(products_url(store)).json()["data"]) == 12
