"""Creating products: what is written, what is refused with which path, how many queries it takes."""

from itertools import product as combinations
from typing import Any

import pytest

from apps.catalog import selectors, services
from apps.catalog.models import Product, Variant
from apps.catalog.types import (
    HandleTaken,
    OptionInput,
    PriceMissing,
    ProductInput,
    ReferenceTaken,
    VariantInput,
)
from apps.money.types import Money
from apps.outbox.models import OutboxEvent
from tenancy.errors import Invalid
from tests.apps.catalog.samples import catalog_statements, euro, shirt_input


def test_cat_01_product_has_its_options_variants_and_prices(in_store: Any) -> None:
    detail = services.product_create(data=shirt_input())

    assert detail.handle == "ocean-shirt"
    assert detail.status == "DRAFT"
    assert [(option.name, [value.name for value in option.values]) for option in detail.options] == [
        ("Size", ["S", "M"]),
        ("Colour", ["Blue", "Red"]),
    ]
    assert [variant.title for variant in detail.variants] == ["S / Blue", "S / Red", "M / Blue", "M / Red"]
    assert [variant.price.to_wire()["amount"] for variant in detail.variants] == [
        "19.90",
        "19.90",
        "19.90",
        "24.90",
    ]
    assert (detail.price_min, detail.price_max) == (euro("19.90"), euro("24.90"))
    assert detail.variants_count == 4
    assert detail.stock_total is None
    assert detail.storefront_url == "http://meadow.localhost/products/ocean-shirt"


def test_product_without_variants_gets_one_free_of_choices(in_store: Any) -> None:
    detail = services.product_create(data=ProductInput(title="Mug"))

    assert [(variant.title, variant.price) for variant in detail.variants] == [("", euro("0.00"))]
    assert detail.options == ()


def test_options_without_variants_make_every_combination(in_store: Any) -> None:
    options = (OptionInput.of("Size", "S", "M"), OptionInput.of("Colour", "Blue", "Red", "Green"))

    detail = services.product_create(data=ProductInput(title="Cap", options=options))

    assert [variant.title for variant in detail.variants] == [
        f"{size} / {colour}" for size, colour in combinations("SM", ["Blue", "Red", "Green"])
    ]


def test_stock_quantity_turns_counting_on_unless_said_otherwise(in_store: Any) -> None:
    detail = services.product_create(
        data=ProductInput(
            title="Mug",
            options=(OptionInput.of("Kind", "a", "b", "c"),),
            variants=(
                VariantInput(option_values=("a",), price=euro("1"), stock_quantity=7),
                VariantInput(option_values=("b",), price=euro("1"), stock_quantity=5, is_stock_tracked=False),
                VariantInput(option_values=("c",), price=euro("1")),
            ),
        )
    )

    assert [(row.stock_quantity, row.is_stock_tracked) for row in detail.variants] == [
        (7, True),
        (5, False),
        (0, False),
    ]
    assert detail.stock_total == 7


def test_creating_publishes_its_events_in_the_transaction(in_store: Any) -> None:
    detail = services.product_create(data=shirt_input(status="ACTIVE"))

    events = OutboxEvent.objects.filter(store_id=in_store.id).order_by("position")
    assert [(event.name, event.payload["product_id"]) for event in events] == [
        ("product.created", str(detail.id)),
        ("product.published", str(detail.id)),
    ]


def test_refused_product_leaves_no_row_and_no_event(in_store: Any) -> None:
    with pytest.raises(PriceMissing):
        services.product_create(data=ProductInput(title="Free", status="ACTIVE"))

    assert not Product.objects.exists()
    assert not OutboxEvent.objects.filter(store_id=in_store.id).exists()


def test_d5_description_is_sanitised_on_the_way_in(in_store: Any) -> None:
    html = '<p onclick="x()">Good<script>alert(1)</script><img src=x onerror=alert(1)><a href="javascript:x">a</a></p>'

    detail = services.product_create(data=ProductInput(title="Mug", description_html=html))

    assert detail.description_html == '<p>Good<a rel="noopener nofollow">a</a></p>'


VARIANT = VariantInput(price=euro("1.00"))


@pytest.mark.parametrize(
    ("changes", "path"),
    [
        ({"title": "   "}, "title"),
        ({"title": "x" * 256}, "title"),
        ({"title": "bell\x07"}, "title"),
        ({"status": "SOLD"}, "status"),
        ({"handle": "中文"}, "handle"),
        ({"tags": ("x",) * 251}, "tags"),
        ({"tags": ("a", "x" * 256)}, "tags.1"),
        ({"source_url": "javascript:alert(1)"}, "source_url"),
        ({"source_url": "http://[broken"}, "source_url"),
        ({"seo_description": "x" * 1001}, "seo_description"),
        ({"description_html": "x" * 200_001}, "description_html"),
        ({"description_html": "<b>" * 10_001}, "description_html"),
        ({"options": tuple(OptionInput.of(name, "a") for name in "abcd")}, "options"),
        ({"options": (OptionInput.of("Size"),)}, "options.0.values"),
        ({"options": (OptionInput.of("Size", *map(str, range(101))),)}, "options.0.values"),
        ({"options": (OptionInput.of("Size", "S", "S"),)}, "options.0.values.1"),
        ({"options": (OptionInput.of("Size", "S"), OptionInput.of("Size", "M"))}, "options.1.name"),
        ({"options": (OptionInput.of(" ", "S"),)}, "options.0.name"),
        ({"options": tuple(OptionInput.of(n, *map(str, range(13))) for n in "abc")}, "options"),
        ({"variants": (VARIANT,) * 2001}, "variants"),
        ({"variants": (VariantInput(),)}, "variants.0.price"),
        ({"variants": (VARIANT, VARIANT)}, "variants.1.option_values"),
        ({"variants": (VariantInput(price=euro("-0.01")),)}, "variants.0.price"),
        ({"variants": (VariantInput(price=Money(10_000_000_000, "EUR")),)}, "variants.0.price"),
        ({"variants": (VariantInput(price=Money(100, "USD")),)}, "variants.0.price"),
        (
            {"variants": (VariantInput(price=euro("1"), compare_at_price=Money(1, "USD")),)},
            "variants.0.compare_at_price",
        ),
        ({"variants": (VariantInput(price=euro("1"), cost=euro("-1")),)}, "variants.0.cost"),
        ({"variants": (VariantInput(price=euro("1"), weight_grams=-1),)}, "variants.0.weight_grams"),
        ({"variants": (VariantInput(price=euro("1"), stock_quantity=-1),)}, "variants.0.stock_quantity"),
        ({"variants": (VariantInput(price=euro("1"), stock_quantity=10**9),)}, "variants.0.stock_quantity"),
        ({"variants": (VariantInput(price=euro("1"), sku="x" * 101),)}, "variants.0.sku"),
        ({"variants": (VariantInput(price=euro("1"), option_values=("S",)),)}, "variants.0.option_values"),
    ],
)
def test_e15_absurd_data_is_refused_by_field(in_store: Any, changes: dict[str, Any], path: str) -> None:
    with pytest.raises(Invalid) as refused:
        services.product_create(data=ProductInput(**{"title": "Mug"} | changes))

    assert path in (refused.value.fields or {})
    assert not Product.objects.exists()


def test_variant_with_a_value_outside_its_option_is_refused(in_store: Any) -> None:
    variants = (VariantInput(option_values=("S", "Pink"), price=euro("1")),)

    with pytest.raises(Invalid) as refused:
        services.product_create(data=shirt_input(variants=variants))

    assert refused.value.fields == {"variants.0.option_values.1": ["Pink is not a value of Colour."]}


def test_all_faults_are_told_at_once(in_store: Any) -> None:
    variants = (VariantInput(price=euro("-1")), VariantInput(), VariantInput(price=Money(1, "USD")))

    with pytest.raises(Invalid) as refused:
        services.product_create(data=ProductInput(title="", variants=variants))

    assert set(refused.value.fields or {}) == {
        "title",
        "variants.0.price",
        "variants.1.price",
        "variants.2.price",
    }


def test_taken_handle_and_reference_are_conflicts(in_store: Any) -> None:
    services.product_create(data=ProductInput(title="Mug", handle="mug", external_reference="supplier:1"))

    with pytest.raises(HandleTaken):
        services.product_create(data=ProductInput(title="Cup", handle="Mug"))
    with pytest.raises(ReferenceTaken):
        services.product_create(data=ProductInput(title="Cup", external_reference="supplier:1"))

    assert Product.objects.count() == 1


def test_equal_titles_get_numbered_handles(in_store: Any) -> None:
    handles = [services.product_create(data=ProductInput(title="Mug")).handle for _ in range(3)]

    assert handles == ["mug", "mug-2", "mug-3"]


def test_title_without_letters_falls_back_to_the_id(in_store: Any) -> None:
    detail = services.product_create(data=ProductInput(title="中文"))

    assert detail.handle == f"product-{detail.id.hex[-8:]}"


def test_two_stores_hold_equal_handles_and_skus(in_store: Any, other_store: Any) -> None:
    from tenancy.context import store_context

    mine = services.product_create(data=shirt_input())
    with store_context(other_store.schema_name):
        theirs = services.product_create(data=shirt_input())
        assert len(selectors.product_list_for_staff()) == 1

    assert mine.handle == theirs.handle
    assert mine.id != theirs.id
    assert len(selectors.product_list_for_staff()) == 1


def many_variants(count: int) -> ProductInput:
    names = [[f"{axis}{place}" for place in range(limit)] for axis, limit in (("a", 100), ("b", 20))]
    rows = list(combinations(*names))[:count]
    return ProductInput(
        title="Fabric",
        options=(OptionInput.of("Pattern", *names[0]), OptionInput.of("Width", *names[1])),
        variants=tuple(
            VariantInput(option_values=row, sku="-".join(row), price=euro("3.50"), stock_quantity=1)
            for row in rows
        ),
    )


def test_cat_02_queries_do_not_grow_with_variants(in_store: Any) -> None:
    counts = []
    for size in (10, 1000):
        with catalog_statements() as queries:
            services.product_create(data=many_variants(size))
        counts.append(len(queries))

    assert counts[0] == counts[1]
    assert counts[0] <= 15


@pytest.mark.slow
def test_cat_02_two_thousand_variants_are_created_and_changed(in_store: Any) -> None:
    detail = services.product_create(data=many_variants(2000))
    assert (len(detail.variants), detail.stock_total) == (2000, 2000)

    variants = tuple(VariantInput(id=row.id, price=euro("4.00")) for row in reversed(detail.variants))
    with catalog_statements() as queries:
        changed = services.product_update(product_id=detail.id, data=ProductInput(variants=variants))

    assert len(queries) <= 20
    assert [row.id for row in changed.variants] == [row.id for row in reversed(detail.variants)]
    assert {row.price for row in changed.variants} == {euro("4.00")}
    assert changed.stock_total == 2000
    assert Variant.objects.count() == 2000
