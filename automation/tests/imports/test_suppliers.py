"""Imports from suppliers: by address or id, chosen variants, prices by rule, limits. IMP-02, 03, 05, 06, 13."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from threading import Barrier, Thread
from typing import Any

import pytest
from django.utils import timezone

from automation.imports.services.additions import variants_add
from automation.imports.types import UploadRefused
from automation.sources.models import SourceSnapshot
from automation.sources.services import snapshot_changes
from automation.suppliers.catalogue import (
    SupplierNotConnected,
    SupplierRateLimited,
    SupplierVariant,
)
from automation.suppliers.fake import FakeSupplier, fake_product
from automation.tests.imports.working import number, products, start, work

pytestmark = pytest.mark.django_db


def test_imp_02_a_product_comes_by_address_of_any_country_site_or_by_id(
    in_store: Any, core: Any, supplier: FakeSupplier
) -> None:
    references = [
        f"https://de.aliexpress.com/item/{number(1)}.html?spm=a2g0o",
        f"https://www.aliexpress.us/item/{number(2)}.html",
        number(3),
        f"https://m.aliexpress.com/i/{number(3)}.html",
    ]

    job = work(start(*references), in_store, core)

    assert job.status == "SUCCEEDED"
    assert [row.draft.external_reference for row in products(core, in_store)] == [
        f"aliexpress:{number(at)}" for at in (1, 2, 3)
    ]
    with pytest.raises(UploadRefused):
        start("https://example.com/no-supplier")


def test_imp_02_a_redirected_id_is_imported_as_the_one_that_is_sold(
    in_store: Any, core: Any, supplier: FakeSupplier
) -> None:
    supplier.products[number(9)] = supplier.products[number(1)]

    job = work(start(number(9), number(1)), in_store, core)

    assert (job.status, job.items.count(), len(products(core, in_store))) == ("SUCCEEDED", 1, 1)


def test_prc_01_costs_become_prices_by_the_stores_rules_and_are_kept(
    in_store: Any, core: Any, supplier: FakeSupplier
) -> None:
    job = work(start(number(1)), in_store, core)

    draft = products(core, in_store)[0].draft
    # Without a rule of its own: twice the cost, ending in .99.
    assert [(row.cost, row.price) for row in draft.variants] == [
        (Decimal("10.00"), Decimal("20.99")),
        (Decimal("12.00"), Decimal("24.99")),
    ]
    item = job.items.get()
    assert item.prices
    assert item.prices[0]["source"] == {
        "currency": "EUR",
        "rate": "1",
        "provider": "SAME",
        "rate_on": timezone.now().date().isoformat(),
        "rule": "Default: double the cost",
    }
    assert item.steps.get(name="price").status == "SUCCEEDED"


def test_prc_01_without_an_exchange_rate_the_price_is_left_to_people(
    in_store: Any, core: Any, supplier: FakeSupplier, monkeypatch: pytest.MonkeyPatch
) -> None:
    from automation.pricing.rate_feed import RatesAway
    from automation.pricing.services import rates

    def away() -> None:
        raise RatesAway("away")

    monkeypatch.setattr(rates, "rates_fetch", away)
    supplier.product_add(fake_product(1, currency="USD"))

    work(start(number(1)), in_store, core)

    draft = products(core, in_store)[0].draft
    assert [row.price for row in draft.variants] == [0, 0]
    assert "No exchange rate from USD to EUR is known" in (draft.content_note or "")


def test_imp_06_only_chosen_variants_come_renamed_and_dead_ones_never(
    in_store: Any, core: Any, supplier: FakeSupplier
) -> None:
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

    supplier.product_add(
        fake_product(
            1,
            options=(("Color", ("Black", "Blk", "Green", "Red")), ("Ships From", ("China", "Germany"))),
            variants=(
                variant("Black", "China", "1"),
                variant("Blk", "China", "2"),
                variant("Green", "China", "3", quantity=0),
                variant("Red", "China", "4"),
                variant("Red", "Germany", "5"),
                variant("Green", "Germany", "6", cost=Decimal(0)),
            ),
        )
    )
    pick = {
        "skus": ["1", "2", "3", "4", "5"],
        "ship_from": ["CN"],
        "rename": [{"option": "Color", "name": "Colour", "values": {"Blk": "Black", "Red": "Ruby"}}],
    }

    work(start(number(1), pick=pick), in_store, core)

    draft = products(core, in_store)[0].draft
    assert draft.options == (("Colour", ("Black", "Ruby")),)
    assert [row.option_values for row in draft.variants] == [("Black",), ("Ruby",)]
    assert "left out: Green / China" in (draft.content_note or "")


def test_imp_06_a_single_sku_without_options_works_and_nothing_left_is_said(
    in_store: Any, core: Any, supplier: FakeSupplier
) -> None:
    single = SupplierVariant(cost=Decimal("3.50"), quantity=9, sku_id="x", sku_attr="")
    supplier.product_add(fake_product(1, options=(), variants=(single,)))
    supplier.product_add(fake_product(2, variants=(replace(single, quantity=0),), options=()))

    job = work(start(number(1), number(2)), in_store, core)

    assert job.status == "PARTIAL"
    assert [(row["code"], row["reference"]) for row in job.errors] == [("nothing_left", number(2))]
    assert [row.price for row in products(core, in_store)[0].draft.variants] == [Decimal("7.99")]


def test_imp_03_the_second_import_offers_the_added_variants_and_adds_them_once(
    in_store: Any, core: Any, supplier: FakeSupplier
) -> None:
    work(start(number(1)), in_store, core)
    known = supplier.products[number(1)]
    first: Any = known.variants[0]
    new = replace(first, option_values=("Blue",), sku_id="blue", cost=Decimal(15))
    supplier.product_add(
        replace(known, options=(("Color", ("Black", "Green", "Blue")),), variants=(*known.variants, new))
    )

    again = work(start(number(1)), in_store, core)

    item = again.items.get()
    assert (item.added_variants, item.is_new_product) == ([["Blue"]], False)
    assert len(core.shelf(in_store.id, item.product_id).variants) == 2
    assert variants_add(item_id=item.pk, store=in_store, core=core) == 1
    assert variants_add(item_id=item.pk, store=in_store, core=core) == 0
    blue = core.shelf(in_store.id, item.product_id).variants[2]
    assert (blue.draft.option_values, blue.price_minor) == (("Blue",), 3099)


def test_imp_05_the_raw_answer_is_kept_with_hash_and_time_and_can_be_compared(
    in_store: Any, core: Any, supplier: FakeSupplier
) -> None:
    first = supplier.product_add(fake_product(1, raw={"request_id": "a", "sales": 10}))
    work(start(number(1)), in_store, core)
    # Another request id is no change of the product.
    supplier.product_add(replace(first, raw={"request_id": "b"}))
    work(start(number(1)), in_store, core)
    snapshot = SourceSnapshot.objects.get()
    assert snapshot.raw == {"request_id": "a", "sales": 10}
    assert len(snapshot.sha256) == 64
    assert snapshot.fetched_at == first.fetched_at
    assert snapshot_changes(reference=f"aliexpress:{number(1)}") == []

    dearer = replace(first.variants[0], cost=Decimal("11.00"), quantity=0)
    later = first.fetched_at + timedelta(hours=1)
    supplier.product_add(replace(first, variants=(dearer,), fetched_at=later, title="Lamp, new"))
    work(start(number(1)), in_store, core)

    changes = snapshot_changes(reference=f"aliexpress:{number(1)}")
    assert [(row["field"], row["variant"], row["before"], row["after"]) for row in changes[:3]] == [
        ("title", "", "Lamp 1", "Lamp, new"),
        ("cost", "10", "10.00", "11.00"),
        ("stock", "10", 5, 0),
    ]
    assert [row["field"] for row in changes[3:]] == ["variant_gone"]


def test_a_store_without_an_account_is_told_and_nothing_is_faked(
    in_store: Any, core: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*, provider: str) -> None:
        raise SupplierNotConnected("AliExpress is not connected.")

    monkeypatch.setattr("automation.imports.services.suppliers.catalogue_for", refuse)

    job = work(start(number(1)), in_store, core)

    assert (job.status, job.errors[0]["code"]) == ("FAILED", "supplier_not_connected")
    assert products(core, in_store) == []


@pytest.fixture
def looked(supplier: FakeSupplier, owner_client: Any, store: Any) -> Any:
    base = f"/api/v1/automation/stores/{store.id}/imports/suppliers"

    def look(reference: str, **more: str) -> Any:
        return owner_client.post(f"{base}/look", {"reference": reference} | more, format="json")

    return look


def test_imp_06_a_look_shows_what_can_be_chosen_and_stores_nothing(looked: Any, store: Any) -> None:
    data = looked(number(1)).json()["data"]

    assert data["options"] == [{"name": "Color", "values": ["Black", "Green"]}]
    assert [(row["key"], row["cost"], row["stock"], row["is_dead"]) for row in data["variants"]] == [
        ("10", "10.00", 5, False),
        ("11", "12.00", 5, False),
    ]
    assert (data["ship_from"], data["known_product_id"]) == (["CN"], None)
    assert looked("https://example.com/x").status_code == 400
    assert looked(number(1), ship_to="").status_code == 200
    assert looked(number(1), ship_to="Germany").status_code == 400
    assert looked(number(77)).json()["error"]["code"] == "product_gone"


def test_imp_02_products_are_found_by_search(supplier: FakeSupplier, owner_client: Any, store: Any) -> None:
    base = f"/api/v1/automation/stores/{store.id}/imports/suppliers/search"

    found = owner_client.get(base, {"query": "lamp 2"}).json()["data"]

    assert [(row["product_id"], row["price"]) for row in found["items"]] == [(number(2), "10.00")]
    supplier.raises = [SupplierRateLimited(retry_after=7)]
    limited = owner_client.get(base, {"query": "lamp"})
    assert (limited.status_code, limited.headers["Retry-After"]) == (429, "8")


@pytest.mark.django_db(transaction=True)
def test_imp_03_two_workers_with_one_source_make_one_product(
    store: Any, core: Any, supplier: FakeSupplier
) -> None:
    from django.db import connections

    from tenancy.context import store_context

    barrier = Barrier(2)

    def run() -> None:
        try:
            with store_context(store.schema_name):
                job = start(number(1))
                barrier.wait(timeout=10)
                work(job, store, core)
        finally:
            connections.close_all()

    threads = [Thread(target=run) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=30)

    assert len(products(core, store)) == 1
