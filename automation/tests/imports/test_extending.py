"""Variants not chosen at first are added later, named and priced as the product's own. IMP-03, IMP-06."""

from dataclasses import replace
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest
from django.utils import timezone

from automation.imports.models import ImportJob
from automation.imports.services import jobs
from automation.sources.models import MappedVariant
from automation.suppliers.catalogue import SupplierAway, SupplierVariant
from automation.suppliers.fake import FakeSupplier, fake_product
from automation.tests.imports.working import USER, products, start_page, work

pytestmark = pytest.mark.django_db
ID = "1005000000000001"
PICK = {
    "skus": ["1"],
    "rename": [{"option": "Color", "name": "Colour", "values": {"Blk": "Black", "Red": "Ruby"}}],
}


def variant(colour: str, place: str, sku: str, **changes: Any) -> SupplierVariant:
    made = SupplierVariant(
        option_values=(colour, place),
        cost=Decimal(10),
        quantity=5,
        available=True,
        sku_id=sku,
        ship_from="CN" if place == "China" else "DE",
    )
    return replace(made, **changes)


@pytest.fixture
def supplier(monkeypatch: pytest.MonkeyPatch) -> FakeSupplier:
    fake = FakeSupplier()
    fake.product_add(
        fake_product(
            1,
            images=(),
            options=(("Color", ("Black", "Blk", "Red", "Blue")), ("Ships From", ("China", "Germany"))),
            variants=(
                variant("Black", "China", "1"),
                variant("Blk", "China", "2"),
                variant("Red", "China", "3", cost=Decimal(20)),
                variant("Red", "Germany", "4"),
                variant("Blue", "China", "5", quantity=0),
            ),
        )
    )
    for place in ("automation.imports.services.suppliers", "automation.imports.sourcing"):
        monkeypatch.setattr(f"{place}.catalogue_for", lambda *, provider: fake)
    return fake


def start(**options: Any) -> ImportJob:
    return jobs.import_start_supplier(
        references=[ID], options={"rewrite": False} | options, user_id=USER, now=timezone.now()
    )


@pytest.fixture
def made(in_store: Any, core: Any, supplier: FakeSupplier) -> UUID:
    """A product of which only Black from China was chosen, with two colours renamed."""
    work(start(pick=PICK), in_store, core)
    (product,) = products(core, in_store)
    assert [row.option_values for row in product.draft.variants] == [("Black",)]
    return product.id


@pytest.fixture
def url(made: UUID, store: Any, core: Any, monkeypatch: pytest.MonkeyPatch) -> str:
    monkeypatch.setattr("automation.imports.api.extending_views.CoreClient", lambda: core)
    return f"/api/v1/automation/stores/{store.id}/imports/products/{made}/variants"


def test_imp_06_variants_not_chosen_at_first_are_offered_as_the_product_names_them(
    url: str, owner_client: Any
) -> None:
    data = owner_client.get(url).json()["data"]

    assert (data["provider"], data["currency"], data["options"]) == ("ALIEXPRESS", "EUR", ["Colour"])
    # "Blk" is our Black, Germany is another place of dispatch, Blue cannot be bought.
    assert [(row["key"], row["option_values"], row["cost"], row["price"]) for row in data["variants"]] == [
        ("3", ["Ruby"], "20", "40.99")
    ]


def test_imp_06_chosen_ones_are_added_priced_and_mapped_once(
    url: str, made: UUID, owner_client: Any, viewer_client: Any, core: Any, store: Any
) -> None:
    body = {"keys": ["3", "4", "nothing"]}
    assert viewer_client.post(url, body, format="json").status_code == 403

    assert owner_client.post(url, body, format="json").json()["data"] == {"added": 1}
    assert owner_client.post(url, body, format="json").json()["data"] == {"added": 0}

    rows = core.shelf(store.id, made).variants
    assert [(row.draft.option_values, row.price_minor, row.cost_minor) for row in rows] == [
        (("Black",), 2099, 1000),
        (("Ruby",), 4099, 2000),
    ]
    assert sorted(
        row.supplier_sku_id for row in core.offers_of_product(store_id=store.id, product_id=made)
    ) == [
        "1",
        "3",
    ]
    assert owner_client.get(url).json()["data"]["variants"] == []


def test_imp_03_importing_it_again_keeps_the_names_of_the_first_time(
    made: UUID, in_store: Any, core: Any
) -> None:
    again = work(start(), in_store, core)

    assert again.items.get().added_variants == [["Ruby"]]
    assert set(MappedVariant.objects.values_list("sku_id", flat=True)) == {"1"}


def test_a_product_of_another_source_has_nothing_to_add_and_others_are_unknown(
    in_store: Any, core: Any, owner_client: Any, store: Any
) -> None:
    base = f"/api/v1/automation/stores/{store.id}/imports/products"
    work(start_page(), in_store, core)
    url = f"{base}/{products(core, in_store)[0].id}/variants"

    assert owner_client.get(url).json()["data"] == {
        "provider": None,
        "currency": None,
        "options": [],
        "variants": [],
    }
    assert owner_client.post(url, {"keys": ["1"]}, format="json").json()["data"] == {"added": 0}
    assert owner_client.get(f"{base}/{UUID(int=9)}/variants").status_code == 404


def test_a_supplier_or_shop_that_is_away_is_said(
    url: str, owner_client: Any, supplier: FakeSupplier, core: Any
) -> None:
    supplier.raises = [SupplierAway("The supplier does not answer.")]
    answer = owner_client.get(url)
    assert (answer.status_code, answer.json()["error"]["code"]) == (503, "supplier_away")
    assert owner_client.post(url, {"keys": []}, format="json").status_code == 400
    core.is_away = True
    assert owner_client.get(url).status_code == 503
