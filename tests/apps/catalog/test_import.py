"""IMP-03: the same source twice, also by two workers at once, is one product."""

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.db import connection

from apps.catalog import services
from apps.catalog.models import Product
from apps.catalog.types import ImportedProduct, ProductInput, VariantInput
from apps.outbox.models import OutboxEvent
from tenancy.context import store_context
from tenancy.errors import Invalid
from tests.apps.catalog.samples import euro, shirt_input


def test_imp_03_second_import_opens_the_first(in_store: Any) -> None:
    first = services.product_import(source=shirt_input(), external_reference="shop:42")
    events = OutboxEvent.objects.count()

    again = services.product_import(source=shirt_input(title="Other"), external_reference=" shop:42 ")

    assert (first.is_new, again.is_new) == (True, False)
    assert (again.product_id, again.title, again.handle) == (first.product_id, "Ocean Shirt", "ocean-shirt")
    assert Product.objects.count() == 1
    assert OutboxEvent.objects.count() == events


def test_imported_handle_gives_way(in_store: Any) -> None:
    services.product_create(data=ProductInput(title="Mug", handle="mug"))

    made = services.product_import(source=ProductInput(title="Mug", handle="mug"), external_reference="a")

    assert made.handle == "mug-2"


def test_import_keeps_its_source_and_note(in_store: Any) -> None:
    source = ProductInput(title="Mug", source_url="https://shop.example/mug", content_note="Not rewritten.")

    made = services.product_import(source=source, external_reference="a")

    row = Product.objects.get(pk=made.product_id)
    assert (row.source_url, row.content_note, row.status) == (
        "https://shop.example/mug",
        "Not rewritten.",
        "DRAFT",
    )


@pytest.mark.parametrize("reference", ["", "   ", "x" * 256, "a\x00b"])
def test_reference_that_could_not_be_found_again_is_refused(in_store: Any, reference: str) -> None:
    with pytest.raises(Invalid) as refused:
        services.product_import(source=shirt_input(), external_reference=reference)

    assert set(refused.value.fields or {}) == {"external_reference"}
    assert not Product.objects.exists()


def test_e15_absurd_import_writes_nothing_and_can_be_repeated(in_store: Any) -> None:
    with pytest.raises(Invalid):
        services.product_import(
            source=ProductInput(title="Mug", variants=(VariantInput(price=euro("-5")),)),
            external_reference="a",
        )

    assert services.product_import(source=shirt_input(), external_reference="a").is_new


@pytest.mark.slow
def test_imp_03_many_workers_at_once_make_one_product_per_source(transactional: None, in_store: Any) -> None:
    def work(number: int) -> ImportedProduct:
        try:
            with store_context(in_store.schema_name):
                return services.product_import(source=shirt_input(), external_reference=f"shop:{number % 5}")
        finally:
            connection.close()

    with ThreadPoolExecutor(max_workers=10) as pool:
        results = list(pool.map(work, range(50)))

    # Equal titles: the five race for one handle as well.
    assert sum(result.is_new for result in results) == 5
    assert len({result.product_id for result in results}) == 5
    assert sorted(Product.objects.values_list("handle", flat=True)) == [
        "ocean-shirt",
        "ocean-shirt-2",
        "ocean-shirt-3",
        "ocean-shirt-4",
        "ocean-shirt-5",
    ]
    assert OutboxEvent.objects.filter(name="product.created").count() == 5
