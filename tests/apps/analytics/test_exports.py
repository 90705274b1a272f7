"""ANA-06: CSV in the background, by a signed link that ends, only for those who may."""

import csv
import re
from datetime import timedelta
from io import StringIO
from typing import Any

import pytest
import time_machine
from django.utils import timezone

from apps.analytics import services
from apps.analytics.models import Export
from apps.orders.models import Order
from apps.tenants.files import store_files
from tenancy.context import store_context
from tests.apps.orders.making import pay_order, place_order
from tests.conftest import Person, api_client

pytestmark = pytest.mark.django_db


def ask(person: Person, store: Any, kind: str) -> Any:
    return person.client().post(f"/api/v1/stores/{store.id}/analytics/exports", {"kind": kind}, format="json")


def look(person: Person, store: Any, export_id: str) -> Any:
    return person.client().get(f"/api/v1/stores/{store.id}/analytics/exports/{export_id}").json()["data"]


@pytest.fixture
def order(in_store: Any, store: Any, lamp: Any, deliver: Any) -> Order:
    order = place_order(store=store, product=lamp)
    pay_order(order, store=store)
    deliver()
    return order


@pytest.mark.parametrize("kind", ["SALES", "ENTRIES", "PRODUCTS", "SOURCES"])
def test_ana_06_an_export_is_made_and_fetched_by_its_link(
    store: Any, owner: Person, order: Order, deliver: Any, kind: str
) -> None:
    asked = ask(owner, store, kind)
    assert asked.status_code == 202
    assert (asked.json()["data"]["state"], asked.json()["data"]["path"]) == ("QUEUED", "")

    deliver()
    ready = look(owner, store, asked.json()["data"]["id"])
    answer = api_client().get(ready["path"])

    assert ready["state"] == "READY"
    assert answer["Content-Type"] == "text/csv; charset=utf-8"
    rows = list(csv.DictReader(StringIO(b"".join(answer.streaming_content).decode())))
    assert len(rows) == ready["rows"]
    if kind == "ENTRIES":
        assert [(row["order"], row["kind"]) for row in rows] == [(str(order.number), "SALE")]
        assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", rows[0]["at"])


def test_ana_06_the_same_request_delivered_twice_is_one_file(
    store: Any, owner: Person, order: Order, deliver: Any, settings: Any, tmp_path: Any
) -> None:
    settings.MEDIA_ROOT = str(tmp_path)
    asked = ask(owner, store, "SALES").json()["data"]
    deliver()
    path = look(owner, store, asked["id"])["path"]
    with store_context(store.schema_name):
        services.export_make(export_id=asked["id"], store=store, now=timezone.now())
        assert len(list(store_files())) == 1

    assert api_client().get(path).status_code == 200


def test_ana_06_a_viewer_may_look_but_not_export(store: Any, viewer: Person, order: Order) -> None:
    assert ask(viewer, store, "SALES").status_code == 403
    with store_context(store.schema_name):
        assert not Export.objects.exists()


def test_ana_06_a_link_ends_and_cannot_be_forged(
    store: Any, owner: Person, order: Order, deliver: Any
) -> None:
    asked = ask(owner, store, "SALES").json()["data"]
    deliver()
    path = look(owner, store, asked["id"])["path"]

    assert api_client().get(path[:-2] + "xx").status_code == 404
    with time_machine.travel(timezone.now() + timedelta(minutes=61)):
        assert api_client().get(path).status_code == 404


def test_ana_06_files_are_deleted_after_a_day(store: Any, owner: Person, order: Order, deliver: Any) -> None:
    asked = ask(owner, store, "SALES").json()["data"]
    deliver()
    path = look(owner, store, asked["id"])["path"]
    with store_context(store.schema_name):
        assert services.exports_prune(now=timezone.now()) == 0
        assert services.exports_prune(now=timezone.now() + timedelta(hours=25)) == 1
        assert services.exports_prune(now=timezone.now() + timedelta(hours=25)) == 0

    assert api_client().get(path).status_code == 404
    assert look(owner, store, asked["id"])["state"] == "EXPIRED"


def test_ana_06_a_title_that_a_spreadsheet_would_run_is_text(in_store: Any, store: Any, lamp: Any, deliver: Any,
                                                              owner: Person) -> None:  # fmt: skip
    from apps.catalog import services as catalog
    from apps.catalog.selectors import product_get
    from apps.catalog.types import ProductInput

    catalog.product_update(product_id=lamp.id, data=ProductInput(title="=cmd|' /C calc'!A0"))
    order = place_order(store=store, product=product_get(product_id=lamp.id))
    pay_order(order, store=store)
    asked = ask(owner, store, "PRODUCTS").json()["data"]
    deliver()

    answer = api_client().get(look(owner, store, asked["id"])["path"])
    assert "'=cmd|" in b"".join(answer.streaming_content).decode()
