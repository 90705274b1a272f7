"""POR-01: everything of a shop as one archive, with a manifest that can be checked without us."""

import csv
import hashlib
import json
from datetime import timedelta
from io import BytesIO, StringIO
from typing import Any
from zipfile import ZIP_STORED, ZipFile

import pytest
import time_machine
from django.apps import apps
from django.conf import settings as django_settings
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from apps.analytics import services
from apps.analytics.models import Export
from apps.catalog.models import Collection, CollectionProduct, Image, Product, Variant
from apps.catalog.services import image_add, product_create
from apps.checkout.models import Discount, ShippingZone
from apps.content.models import Page, Post
from apps.content.models import Redirect as Address
from apps.customers.consent_types import ConsentState
from apps.customers.models import ConsentRecord, Customer
from apps.orders.models import Order
from apps.tenants.files import store_files
from tenancy.context import store_context
from tenancy.portable import LEFT_OUT, PORTABLES
from tenancy.storage import StoreFileSystemStorage
from tests.apps.accounts.team import member, role_give, role_make
from tests.apps.analytics.test_exports import ask, look
from tests.apps.catalog.samples import picture_bytes, shirt_input
from tests.apps.orders.making import pay_order, place_order
from tests.conftest import Person, api_client

pytestmark = pytest.mark.django_db
HTML = '<h2>Über uns</h2><p>Handmade, "since" 1999</p>'


@pytest.fixture(autouse=True)
def media(settings: Any, tmp_path: Any) -> None:
    settings.MEDIA_ROOT = str(tmp_path)


@pytest.fixture
def order(in_store: Any, store: Any, lamp: Any, deliver: Any) -> Order:
    order = place_order(store=store, product=lamp)
    pay_order(order, store=store)
    deliver()
    return order


@pytest.fixture
def shop(in_store: Any, order: Order) -> list[Any]:
    """A shop with something in every corner; returns its pictures, in their order."""
    shirt = product_create(data=shirt_input(handle="ocean-shirt", title="=Ocean"))
    pictures = [
        image_add(
            product_id=shirt.id, content=picture_bytes(size=(1600, 900), colour=colour), alt_text=colour
        )
        for colour in ("#111111", "#222222")
    ]
    shelf = Collection.objects.create(title="Sommer", handle="sommer", description_html=HTML)
    CollectionProduct.objects.create(collection=shelf, product_id=shirt.id, position=0)
    Post.objects.create(title="Linen", handle="linen", body_html=HTML)
    Page.objects.create(title="About", handle="about", body_html=HTML, is_published=True)
    Address.objects.create(from_path="/old", target="/products/ocean-shirt", kind="MANUAL")
    Discount.objects.create(code="TEN", kind="PERCENTAGE", percent_milli=10_000)
    ShippingZone.objects.create(name="Europe")
    now = timezone.now()
    ConsentRecord.objects.create(
        email="a@example.com",
        email_digest="0" * 64,
        state=ConsentState.SUBSCRIBED,
        source="FOOTER",
        wording="Yes, please",
        at=now,
    )
    return pictures


def archive_of(person: Person, store: Any, deliver: Any) -> tuple[ZipFile, Any]:
    """Ask for everything, let it be made, fetch it by its link."""
    asked = ask(person, store, "EVERYTHING")
    assert asked.status_code == 202, asked.content
    deliver()
    ready = look(person, store, asked.json()["data"]["id"])
    answer = api_client().get(ready["path"])
    assert (answer.status_code, answer["Content-Type"]) == (200, "application/zip")
    content = b"".join(answer.streaming_content)
    assert len(content) == ready["size_bytes"] == int(answer["Content-Length"])
    return ZipFile(BytesIO(content)), ready


def rows_in(archive: ZipFile, table: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in archive.read(f"data/{table}.jsonl").splitlines()]


def sheet_in(archive: ZipFile, name: str) -> list[dict[str, str]]:
    return list(csv.DictReader(StringIO(archive.read(name).decode(), newline="")))


def lines_of(archive: ZipFile, path: str) -> int:
    if path.endswith(".csv"):
        return len(sheet_in(archive, path))
    return len(archive.read(path).splitlines()) if path.endswith(".jsonl") else 1


def test_por_01_the_manifest_counts_and_checks_every_file(
    store: Any, owner: Person, shop: Any, deliver: Any
) -> None:
    archive, ready = archive_of(owner, store, deliver)
    manifest = json.loads(archive.read("manifest.json"))

    assert archive.testzip() is None
    assert (manifest["format"], manifest["store"]["name"]) == (1, store.name)
    assert manifest["made_at"].endswith("Z")
    told = {file["path"]: (file["rows"], file["bytes"], file["sha256"]) for file in manifest["files"]}
    found = {
        name: (lines_of(archive, name), len(content), hashlib.sha256(content).hexdigest())
        for name in archive.namelist()
        if not name.startswith("media/") and name not in {"manifest.json", "README.txt"}
        for content in [archive.read(name)]
    }
    assert told == found
    assert {"products.csv", "orders.csv", "customers.csv", "pictures.csv", "store.json"} < set(told)
    assert {f"data/{name}.jsonl" for name in PORTABLES} < set(told)
    rows = sum(count for path, (count, _, _) in told.items() if path != "pictures.csv")
    assert ready["rows"] == manifest["rows"] == rows


def test_por_01_every_picture_is_there_byte_by_byte(
    store: Any, owner: Person, shop: list[Any], deliver: Any
) -> None:
    with store_context(store.schema_name):
        stored = []
        for image in Image.objects.order_by("position"):
            with default_storage.open(image.key) as file:
                stored.append(file.read())
    archive, ready = archive_of(owner, store, deliver)
    manifest = json.loads(archive.read("manifest.json"))
    listed = sheet_in(archive, "pictures.csv")

    paths = ["media/products/ocean-shirt/001.webp", "media/products/ocean-shirt/002.webp"]
    assert [name for name in archive.namelist() if name.startswith("media/")] == paths
    assert [archive.read(path) for path in paths] == stored
    assert {archive.getinfo(path).compress_type for path in paths} == {ZIP_STORED}
    assert [(row["path"], row["alt_text"], row["address"], row["sha256"]) for row in listed] == [
        (path, image.alt_text, image.url, hashlib.sha256(content).hexdigest())
        for path, image, content in zip(paths, shop, stored, strict=True)
    ]
    assert manifest["pictures"] == {
        "list": "pictures.csv", "count": 2, "bytes": sum(map(len, stored)), "missing": []
    }  # fmt: skip
    assert (ready["pictures"], ready["pictures_missing"], ready["progress"]) == (2, 0, 100)


def test_por_01_what_the_sheets_lack_stands_in_the_tables_as_it_is(
    store: Any, owner: Person, shop: Any, order: Order, deliver: Any
) -> None:
    archive, _ = archive_of(owner, store, deliver)

    (shirt,) = [row for row in rows_in(archive, "products") if row["handle"] == "ocean-shirt"]
    (shelf,) = rows_in(archive, "collections")
    assert shirt["title"] == "=Ocean"
    assert [(row["collection_id"], row["product_id"]) for row in rows_in(archive, "collection_products")] == [
        (shelf["id"], shirt["id"])
    ]
    assert [(row["handle"], row["body_html"]) for row in rows_in(archive, "posts")] == [("linen", HTML)]
    assert [(row["handle"], row["body_html"]) for row in rows_in(archive, "pages")] == [("about", HTML)]
    assert [(row["from_path"], row["target"]) for row in rows_in(archive, "redirects")] == [
        ("/old", "/products/ocean-shirt")
    ]
    assert [(row["code"], row["percent_milli"]) for row in rows_in(archive, "discounts")] == [("TEN", 10_000)]
    assert [row["state"] for row in rows_in(archive, "consent_records")] == ["SUBSCRIBED"]
    assert [row["total_minor"] for row in rows_in(archive, "orders")] == [order.total_minor]
    assert [row["name"] for row in rows_in(archive, "shipping_zones")] == ["Europe"]
    assert [row["order"] for row in sheet_in(archive, "orders.csv")] == [str(order.number)]
    assert "'=Ocean" in {row["Title"] for row in sheet_in(archive, "products.csv")}


def test_por_01_every_table_of_a_shop_is_taken_along_or_says_why_not() -> None:
    names = set(django_settings.TENANT_APPS)
    models = {
        model
        for config in apps.get_app_configs()
        if config.name in names or type(config).__module__.removesuffix(".apps") in names
        for model in config.get_models()
        if model.__module__.startswith("apps.")
    }
    taken = {table.model for table in PORTABLES.values()}
    stays = {table.model for table in LEFT_OUT.values()}

    assert taken | stays == models
    assert not taken & stays
    assert all(len(table.why) > 20 for table in LEFT_OUT.values())


def test_por_01_no_column_of_a_secret_is_taken_along() -> None:
    """Digests that a person can prove something with are none: they are made of what the person knows."""
    harmless = {"email_digest"}
    named = {
        f"{table.name}.{field.attname}"
        for table in PORTABLES.values()
        for field in table.model._meta.concrete_fields
        if field.attname not in table.without | harmless
        and any(word in field.attname for word in ("secret", "token", "hash", "password", "digest", "credential"))
    }  # fmt: skip
    unknown = {
        f"{table.name}.{column}"
        for table in PORTABLES.values()
        for column in table.without - {field.attname for field in table.model._meta.concrete_fields}
    }
    assert (named, unknown) == (set(), set())


def test_por_01_a_picture_without_a_file_is_named_and_nothing_else_suffers(
    store: Any, owner: Person, shop: Any, deliver: Any
) -> None:
    with store_context(store.schema_name):
        default_storage.delete(Image.objects.order_by("position")[0].key)
    archive, ready = archive_of(owner, store, deliver)
    manifest = json.loads(archive.read("manifest.json"))

    assert manifest["pictures"]["missing"] == ["media/products/ocean-shirt/001.webp"]
    assert manifest["pictures"]["count"] == 1
    assert [row["is_missing"] for row in sheet_in(archive, "pictures.csv")] == ["true", "false"]
    assert (ready["pictures"], ready["pictures_missing"]) == (1, 1)


def test_por_01_over_the_bound_is_said_in_a_sentence_and_leaves_no_file(
    store: Any, owner: Person, shop: Any, deliver: Any, settings: Any
) -> None:
    settings.EXPORT_MAX_BYTES = 4_000
    asked = ask(owner, store, "EVERYTHING").json()["data"]
    deliver()
    told = look(owner, store, asked["id"])

    assert (told["state"], told["path"]) == ("FAILED", "")
    assert told["failure"].startswith("Everything together is more than 4000 bytes")
    with store_context(store.schema_name):
        assert not [key for key in store_files() if key.startswith("exports/")]


def test_por_01_pictures_that_cannot_fit_are_refused_before_one_is_read(
    store: Any, owner: Person, shop: Any, deliver: Any, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    from apps.analytics.services import archive as module

    settings.EXPORT_MAX_BYTES = 500
    read: list[str] = []
    monkeypatch.setattr(module, "file_stream", read.append)
    asked = ask(owner, store, "EVERYTHING").json()["data"]
    deliver()

    assert look(owner, store, asked["id"])["state"] == "FAILED"
    assert read == []


def test_por_01_who_took_everything_along_stands_in_the_audit_log(store: Any, owner: Person) -> None:
    ask(owner, store, "EVERYTHING")

    log = owner.client().get(f"/api/v1/merchants/{owner.merchant_id}/audit?verb=export").json()["data"]
    assert [(row["verb"], row["object_label"], row["actor_label"]) for row in log] == [
        ("export.requested", "Everything", "owner@example.com")
    ]


def test_por_01_everything_is_for_who_may_read_all_of_it(
    store: Any, owner: Person, viewer: Person, in_store: Any, deliver: Any
) -> None:
    counter = member(owner, "VIEWER")
    rights = ["analytics.read", "analytics.export", "customers.read", "products.read"]
    role_give(owner, counter, "CUSTOM", role_make(owner, "Counter", rights).json()["data"]["id"])
    asked = ask(owner, store, "EVERYTHING").json()["data"]
    deliver()
    url = f"/api/v1/stores/{store.id}/analytics/exports"

    refused = ask(counter, store, "EVERYTHING")
    assert refused.status_code == 403
    assert "orders.read" in refused.json()["error"]["message"]
    assert ask(viewer, store, "EVERYTHING").status_code == 403
    for person in (counter, viewer):
        assert person.client().get(url).json()["data"] == []
        assert person.client().get(f"{url}/{asked['id']}").status_code == 404
    assert [row["id"] for row in owner.client().get(url).json()["data"]] == [asked["id"]]


def test_por_01_nothing_of_another_store_is_in_it(
    store: Any, other_store: Any, owner: Person, shop: Any, deliver: Any
) -> None:
    now = timezone.now()
    with store_context(other_store.schema_name):
        Customer.objects.create(email="theirs@example.com", created_at=now, updated_at=now)
    archive, _ = archive_of(owner, store, deliver)

    everything = b"".join(archive.read(name) for name in archive.namelist())
    assert b"theirs@example.com" not in everything
    assert other_store.schema_name.encode() not in everything


def test_ten_07_everything_of_a_suspended_store_can_be_taken_along(
    store: Any, owner: Person, shop: Any, deliver: Any
) -> None:
    from apps.tenants.services import store_suspend

    store_suspend(store_id=store.id, reason="unpaid")
    archive, _ = archive_of(owner, store, deliver)

    assert len([name for name in archive.namelist() if name.startswith("media/")]) == 2


def test_por_01_half_a_file_is_deleted_when_its_day_is_over(
    store: Any, owner: Person, shop: Any, deliver: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A worker that dies while it stores leaves a file and an export that is still asked for."""
    asked = ask(owner, store, "EVERYTHING").json()["data"]

    save = StoreFileSystemStorage._save

    def half(self: Any, name: str, content: Any) -> str:
        save(self, name, ContentFile(content.read(100)))
        raise SystemExit

    with monkeypatch.context() as patched, store_context(store.schema_name):
        patched.setattr(StoreFileSystemStorage, "_save", half)
        with pytest.raises(SystemExit):
            services.export_make(export_id=asked["id"], store=store, now=timezone.now())
    with store_context(store.schema_name):
        assert Export.objects.get(pk=asked["id"]).state == "QUEUED"
        assert f"exports/{asked['id']}.zip" in set(store_files())
        with time_machine.travel(timezone.now() + timedelta(hours=25)):
            services.exports_prune(now=timezone.now())
        assert not [key for key in store_files() if key.startswith("exports/")]


def test_por_01_asked_twice_is_made_once_and_anew_takes_the_place_of_the_old(
    store: Any, owner: Person, shop: Any, deliver: Any
) -> None:
    first, again = (ask(owner, store, "EVERYTHING").json()["data"]["id"] for _ in range(2))
    assert first == again
    deliver()
    assert ask(owner, store, "EVERYTHING").json()["data"]["id"] != first
    deliver()

    url = f"/api/v1/stores/{store.id}/analytics/exports"
    listed = owner.client().get(url).json()["data"]
    assert [row["state"] for row in listed] == ["READY", "EXPIRED"]
    with store_context(store.schema_name):
        assert [key for key in store_files() if key.startswith("exports/")] == [
            f"exports/{listed[0]['id']}.zip"
        ]


def test_por_01_queries_do_not_grow_with_the_products(store: Any, owner: Person, in_store: Any) -> None:
    def products_make(first: int, last: int) -> None:
        rows = [Product(title="Mug", handle=f"mug-{n}", currency="EUR") for n in range(first, last)]
        Product.objects.bulk_create(rows)
        Variant.objects.bulk_create(Variant(product=row, price_minor=100, position=0) for row in rows)
        Image.objects.bulk_create(
            Image(
                product=row, key=f"gone/{row.pk}.webp", content_hash="0" * 64, width=1, height=1, position=0
            )
            for row in rows
        )

    def statements() -> int:
        asked = ask(owner, store, "EVERYTHING").json()["data"]
        with store_context(store.schema_name), CaptureQueriesContext(connection) as queries:
            services.export_make(export_id=asked["id"], store=store, now=timezone.now())
        assert look(owner, store, asked["id"])["state"] == "READY"
        return len(queries)

    products_make(0, 5)
    few = statements()
    products_make(5, 95)
    many = statements()

    assert many <= few + 2
