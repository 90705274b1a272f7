"""ANA-06: CSV in the background, by a signed link that ends, only for those who may; all there is for who leaves."""

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
from tests.apps.accounts.team import member, role_give, role_make
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


@pytest.mark.parametrize(
    "kind", ["SALES", "ENTRIES", "PRODUCTS", "SOURCES", "CATALOG", "ORDERS", "CUSTOMERS"]
)
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


def fetch(person: Person, store: Any, kind: str, deliver: Any) -> list[dict[str, str]]:
    """Ask for a file, let it be made, and return its rows."""
    asked = ask(person, store, kind).json()["data"]
    deliver()
    answer = api_client().get(look(person, store, asked["id"])["path"])
    return list(csv.DictReader(StringIO(b"".join(answer.streaming_content).decode())))


def test_por_01_orders_stand_line_by_line_with_where_they_went(
    store: Any, owner: Person, order: Order, deliver: Any
) -> None:
    rows = fetch(owner, store, "ORDERS", deliver)

    with store_context(store.schema_name):
        (line,) = order.lines.all()
    assert [(row["order"], row["sku"], row["quantity"]) for row in rows] == [
        (str(order.number), line.sku, str(line.quantity))
    ]
    (row,) = rows
    assert (row["email"], row["payment"], row["currency"]) == (order.email, "PAID", "EUR")
    assert row["city"] == order.shipping_address["city"]
    assert row["total"] == f"{order.total_minor / 100:.2f}"


def test_por_01_customers_come_with_what_they_bought(
    store: Any, owner: Person, in_store: Any, deliver: Any
) -> None:
    from apps.customers.models import Customer

    now = timezone.now()
    for number in range(3):
        Customer.objects.create(
            email=f"c{number}@example.com", name="=HYPERLINK(1)", created_at=now, updated_at=now
        )
    rows = fetch(owner, store, "CUSTOMERS", deliver)

    assert {row["email"] for row in rows} == {f"c{number}@example.com" for number in range(3)}
    assert {(row["name"], row["orders"], row["spent"]) for row in rows} == {("'=HYPERLINK(1)", "0", "0.00")}


def test_por_01_the_period_does_not_matter_for_all_there_is(
    store: Any, owner: Person, order: Order, deliver: Any
) -> None:
    long_ago = {"kind": "ORDERS", "from": "2020-01-01", "to": "2020-01-31"}
    asked = owner.client().post(f"/api/v1/stores/{store.id}/analytics/exports", long_ago, format="json")
    deliver()

    assert look(owner, store, asked.json()["data"]["id"])["rows"] == 1


def test_por_01_who_took_what_along_stands_in_the_audit_log(store: Any, owner: Person) -> None:
    ask(owner, store, "SALES")
    ask(owner, store, "CUSTOMERS")

    log = owner.client().get(f"/api/v1/merchants/{owner.merchant_id}/audit?verb=export").json()["data"]
    assert [(row["verb"], row["object_label"], row["actor_label"]) for row in log] == [
        ("export.requested", "Customers", "owner@example.com")
    ]


@pytest.mark.parametrize("kind", ["CATALOG", "ORDERS", "CUSTOMERS"])
def test_por_01_who_may_not_export_does_not_see_the_files_either(
    store: Any, owner: Person, viewer: Person, deliver: Any, kind: str
) -> None:
    asked = ask(owner, store, kind).json()["data"]
    deliver()
    url = f"/api/v1/stores/{store.id}/analytics/exports"

    assert ask(viewer, store, kind).status_code == 403
    assert viewer.client().get(url).json()["data"] == []
    assert viewer.client().get(f"{url}/{asked['id']}").status_code == 404
    assert [row["id"] for row in owner.client().get(url).json()["data"]] == [asked["id"]]


def test_por_01_a_role_that_may_export_figures_gets_no_customers(
    store: Any, owner: Person, deliver: Any
) -> None:
    counter = member(owner, "VIEWER")
    role = role_make(owner, "Counter", ["analytics.read", "analytics.export"]).json()["data"]["id"]
    role_give(owner, counter, "CUSTOM", role)

    assert ask(counter, store, "SALES").status_code == 202
    refused = ask(counter, store, "CUSTOMERS")
    assert refused.status_code == 403
    assert "customers.read" in refused.json()["error"]["message"]


def test_ten_07_a_suspended_store_can_still_be_exported(
    store: Any, owner: Person, order: Order, deliver: Any
) -> None:
    from apps.tenants.services import store_suspend

    store_suspend(store_id=store.id, reason="unpaid")

    refused = owner.client().patch(f"/api/v1/stores/{store.id}/stock/settings", {}, format="json")
    assert refused.json()["error"]["code"] == "store_suspended"
    assert [row["order"] for row in fetch(owner, store, "ORDERS", deliver)] == [str(order.number)]


def test_ten_07_files_of_a_suspended_store_are_deleted_after_a_day_too(
    store: Any, owner: Person, deliver: Any, settings: Any, tmp_path: Any
) -> None:
    from apps.analytics.tasks import prune_exports
    from apps.tenants.services import store_suspend

    settings.MEDIA_ROOT = str(tmp_path)
    asked = ask(owner, store, "CUSTOMERS").json()["data"]
    deliver()
    store_suspend(store_id=store.id, reason="unpaid")
    with time_machine.travel(timezone.now() + timedelta(hours=25)):
        prune_exports()
    with store_context(store.schema_name):
        assert Export.objects.get(pk=asked["id"]).state == "EXPIRED"
        assert list(store_files()) == []


def test_a_closed_store_makes_no_file(store: Any, owner: Person, deliver: Any) -> None:
    from apps.tenants.services import store_close

    asked = ask(owner, store, "ORDERS").json()["data"]
    store_close(store_id=store.id, now=timezone.now())
    deliver()
    with store_context(store.schema_name):
        assert Export.objects.get(pk=asked["id"]).state == "QUEUED"
