"""The least margin over the wire, and the history of numbers with names and old → new. PRC-03, PRC-01, IMP-12."""

from typing import Any
from uuid import UUID

import pytest
from rest_framework.test import APIClient

from apps.catalog import services
from apps.catalog.models import PriceLog
from apps.catalog.types.writing import PriceChange, Writer, WriterKind
from tenancy.context import store_context
from tests.apps.catalog.samples import euro
from tests.apps.catalog.test_products_api import create, money, products_url
from tests.conftest import Person

pytestmark = pytest.mark.django_db
SYNC = Writer(kind=WriterKind.SYNC, label="ALIEXPRESS", reason="Supplier check.")


def url(store: Any, path: str) -> str:
    return f"/api/v1/stores/{store.id}/{path}"


def costed(client: APIClient, store: Any) -> dict[str, Any]:
    return create(
        client,
        store,
        variants=[
            {"option_values": ["S"], "price": money("10.00"), "cost": money("8.00"), "stock_quantity": 3},
            {"option_values": ["M"], "price": money("9.99"), "cost": money("8.00")},
        ],
    )


def test_prc_03_a_margin_is_explained_by_the_api_before_it_is_saved(
    owner_client: APIClient, store: Any
) -> None:
    costed(owner_client, store)

    asked = {"margin_basis_points": 2000, "cost": "12.50"}
    data = owner_client.get(url(store, "margin-floor"), asked).json()["data"]

    assert data["margin_basis_points"] == 0
    assert data["example"] == {
        "margin_basis_points": 2000,
        "cost": money("12.50"),
        "least_price": money("15.63"),
        "earned": money("3.13"),
        # 9.99 at a cost of 8.00 is 19.9 %; 10.00 is exactly 20 %.
        "below_count": 1,
        "costed_count": 2,
    }
    plain = owner_client.get(url(store, "margin-floor")).json()["data"]["example"]
    assert (plain["cost"], plain["least_price"], plain["below_count"]) == (money("10.00"), money("10.00"), 0)


@pytest.mark.parametrize(
    "asked",
    [
        {"cost": "0"},
        {"cost": "1.234"},
        {"cost": "many"},
        {"cost": "100000000"},
        {"margin_basis_points": "9501"},
    ],
)
def test_prc_03_what_is_no_margin_or_cost_is_said(
    owner_client: APIClient, store: Any, asked: dict[str, str]
) -> None:
    answer = owner_client.get(url(store, "margin-floor"), asked)

    assert answer.status_code == 400
    assert set(answer.json()["error"]["fields"]) == set(asked)


def test_prc_03_the_margin_is_set_by_those_who_may_and_audited(
    owner_client: APIClient, viewer_client: APIClient, store: Any
) -> None:
    change = {"margin_basis_points": 2500}
    assert viewer_client.patch(url(store, "margin-floor"), change, format="json").status_code == 403

    data = owner_client.patch(url(store, "margin-floor"), change, format="json").json()["data"]

    assert (data["margin_basis_points"], data["example"]["least_price"]) == (2500, money("13.34"))
    assert viewer_client.get(url(store, "margin-floor")).json()["data"]["margin_basis_points"] == 2500
    from apps.audit.models import AuditEntry

    entry = AuditEntry.objects.get(verb="margin_floor.changed")
    assert (entry.before, entry.after) == ({"margin_basis_points": 0}, change)


def test_prc_03_refused_changes_are_listed_with_product_and_numbers(
    owner_client: APIClient, store: Any
) -> None:
    made = costed(owner_client, store)
    with store_context(store.schema_name):
        services.prices_change(
            changes=[PriceChange(variant_id=UUID(made["variants"][0]["id"]), price=euro("7.99"))], writer=SYNC
        )

    listed = owner_client.get(url(store, "price-changes"), {"is_refused": "true"}).json()

    assert listed["total"] == 1
    (row,) = listed["data"]
    assert (row["product_title"], row["variant_title"], row["code"]) == (
        "Ocean Shirt",
        "S",
        "below_margin_floor",
    )
    assert (row["price_before"], row["price_after"], row["cost_after"], row["floor"]) == (
        money("10.00"),
        money("7.99"),
        money("8.00"),
        money("8.00"),
    )


def test_prc_01_a_persons_change_stands_in_the_history_from_old_to_new(
    owner_client: APIClient, owner: Person, store: Any
) -> None:
    made = costed(owner_client, store)
    small, medium = made["variants"]
    changes = [
        {"id": small["id"], "price": money("12.00"), "stock_quantity": 9},
        {"id": medium["id"], "price": medium["price"]},
    ]
    answer = owner_client.patch(products_url(store, made["id"]), {"variants": changes}, format="json")
    assert answer.status_code == 200

    (row,) = owner_client.get(url(store, "price-changes"), {"product_id": made["id"]}).json()["data"]

    assert (row["writer"], row["variant_id"], row["is_refused"]) == ("PERSON", small["id"], False)
    assert row["label"] == owner.user.email
    assert (row["price_before"], row["price_after"]) == (money("10.00"), money("12.00"))
    assert (row["stock_before"], row["stock_after"]) == (3, 9)
    assert row["cost_before"] == row["cost_after"] == money("8.00")


def test_a_gone_variants_history_stays_without_a_name(owner_client: APIClient, store: Any) -> None:
    made = costed(owner_client, store)
    with store_context(store.schema_name):
        services.prices_change(
            changes=[PriceChange(variant_id=UUID(made["variants"][0]["id"]), price=euro("11.00"))],
            writer=SYNC,
        )
        services.product_delete(product_id=UUID(made["id"]))
        assert PriceLog.objects.count() == 1

    (row,) = owner_client.get(url(store, "price-changes")).json()["data"]

    assert (row["product_title"], row["variant_title"], row["price_after"]) == ("", "", money("11.00"))
