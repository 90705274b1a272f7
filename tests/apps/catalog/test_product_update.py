"""Changing products: ids that stay, variants that go, redirects, states."""

from typing import Any
from uuid import uuid4

import pytest

from apps.catalog import selectors, services
from apps.catalog.models import HandleRedirect, Option, OptionValue, Product, Variant
from apps.catalog.types import (
    HandleTaken,
    OptionInput,
    OptionValueInput,
    PriceMissing,
    ProductDetail,
    ProductInput,
    ProductUnknown,
    Redirected,
    VariantInput,
)
from apps.outbox.models import OutboxEvent
from tenancy.context import public_context
from tenancy.errors import Invalid
from tests.apps.catalog.samples import euro


def update(detail: ProductDetail, **changes: Any) -> ProductDetail:
    return services.product_update(product_id=detail.id, data=ProductInput(**changes))


def test_cat_01_renamed_option_keeps_variants_and_ids(shirt: ProductDetail) -> None:
    changed = update(
        shirt, options=(OptionInput.of("Größe", "S", "M"), OptionInput.of("Colour", "Blue", "Crimson"))
    )

    assert [row.id for row in changed.variants] == [row.id for row in shirt.variants]
    assert [row.id for row in changed.options] == [row.id for row in shirt.options]
    assert [row.title for row in changed.variants] == ["S / Blue", "S / Crimson", "M / Blue", "M / Crimson"]


def test_cat_01_options_may_trade_names_by_id(shirt: ProductDetail) -> None:
    size, colour = shirt.options
    wanted = tuple(
        OptionInput(
            id=option.id,
            name=name,
            values=tuple(OptionValueInput(id=value.id, name=value.name) for value in option.values),
        )
        for option, name in ((size, "Colour"), (colour, "Size"))
    )

    changed = update(shirt, options=wanted)

    assert [(row.id, row.name) for row in changed.options] == [(size.id, "Colour"), (colour.id, "Size")]
    assert [row.id for row in changed.variants] == [row.id for row in shirt.variants]


def test_options_in_another_order_turn_the_variants(shirt: ProductDetail) -> None:
    changed = update(
        shirt, options=(OptionInput.of("Colour", "Blue", "Red"), OptionInput.of("Size", "S", "M"))
    )

    assert {row.id: row.title for row in changed.variants} == {
        row.id: " / ".join(reversed(row.option_values)) for row in shirt.variants
    }


def test_removed_value_takes_its_variants_along(shirt: ProductDetail) -> None:
    changed = update(shirt, options=(OptionInput.of("Size", "S", "M"), OptionInput.of("Colour", "Red")))

    assert [row.title for row in changed.variants] == ["S / Red", "M / Red"]
    assert {row.id for row in changed.variants} == {shirt.variants[1].id, shirt.variants[3].id}
    assert changed.price_min == euro("19.90")
    assert OptionValue.objects.count() == 3


def test_new_option_gives_old_variants_its_first_value(shirt: ProductDetail) -> None:
    options = (
        OptionInput.of("Size", "S", "M"),
        OptionInput.of("Colour", "Blue", "Red"),
        OptionInput.of("Fit", "Slim", "Wide"),
    )

    changed = update(shirt, options=options)

    assert [row.title for row in changed.variants][:2] == ["S / Blue / Slim", "S / Red / Slim"]
    assert [row.id for row in changed.variants] == [row.id for row in shirt.variants]


def test_dropping_an_option_that_tells_variants_apart_is_refused(shirt: ProductDetail) -> None:
    with pytest.raises(Invalid) as refused:
        update(shirt, options=(OptionInput.of("Size", "S", "M"),))

    assert set(refused.value.fields or {}) == {"options"}
    assert Variant.objects.count() == 4
    assert Option.objects.count() == 2


def test_options_and_variants_can_be_replaced_together(shirt: ProductDetail) -> None:
    kept = shirt.variants[0]
    changed = update(
        shirt,
        options=(OptionInput.of("Length", "Short", "Long"),),
        variants=(
            VariantInput(id=kept.id, option_values=("Long",)),
            VariantInput(option_values=("Short",), price=euro("5.00")),
        ),
    )

    assert [(row.title, row.price) for row in changed.variants] == [
        ("Long", euro("19.90")),
        ("Short", euro("5.00")),
    ]
    assert changed.variants[0].id == kept.id
    assert changed.variants[0].sku == kept.sku
    assert Option.objects.count() == 1


def test_variants_left_out_are_removed_and_new_ones_made(shirt: ProductDetail) -> None:
    first = shirt.variants[0]
    changed = update(
        shirt,
        variants=(
            VariantInput(option_values=("M", "Red"), price=euro("30.00")),
            VariantInput(id=first.id, price=euro("10.00")),
        ),
    )

    assert [(row.title, row.price) for row in changed.variants] == [
        ("M / Red", euro("30.00")),
        ("S / Blue", euro("10.00")),
    ]
    assert changed.variants[1].id == first.id
    assert (changed.price_min, changed.price_max) == (euro("10.00"), euro("30.00"))


def test_variants_may_trade_their_choices(shirt: ProductDetail) -> None:
    one, two, three, four = shirt.variants
    changed = update(
        shirt,
        variants=(
            VariantInput(id=one.id, option_values=two.option_values),
            VariantInput(id=two.id, option_values=one.option_values),
            VariantInput(id=three.id),
            VariantInput(id=four.id),
        ),
    )

    assert [(row.id, row.title) for row in changed.variants[:2]] == [
        (one.id, "S / Red"),
        (two.id, "S / Blue"),
    ]


@pytest.mark.parametrize("variants", [(), (VariantInput(id=uuid4()),)])
def test_impossible_variant_lists_change_nothing(shirt: ProductDetail, variants: Any) -> None:
    with pytest.raises(Invalid):
        update(shirt, title="Changed", variants=variants)

    assert selectors.product_get(product_id=shirt.id) == shirt


def test_variant_of_another_product_is_unknown(shirt: ProductDetail) -> None:
    other = services.product_create(data=ProductInput(title="Mug"))

    with pytest.raises(Invalid) as refused:
        update(shirt, variants=(VariantInput(id=other.variants[0].id, option_values=("S", "Red")),))

    assert set(refused.value.fields or {}) == {"variants.0.id"}
    assert Variant.objects.filter(product_id=other.id).count() == 1


def test_unsaid_fields_stay_and_said_ones_change(shirt: ProductDetail) -> None:
    changed = update(shirt, vendor="Harbour", tags=("new",))

    assert (changed.title, changed.vendor, changed.tags) == ("Ocean Shirt", "Harbour", ("new",))
    assert changed.variants == shirt.variants
    assert changed.updated_at > shirt.updated_at


def test_cleared_note_unflags_the_product(in_store: Any) -> None:
    flagged = services.product_create(
        data=ProductInput(title="Mug", content_note="The text was not rewritten.")
    )
    assert flagged.is_flagged

    assert not update(flagged, content_note=None).is_flagged


def test_stock_is_set_on_top_of_what_checkouts_hold(stocked: Any) -> None:
    product = stocked(10)
    variant = product.variants[0]
    services.stock_reserve(lines=[(variant.id, 4)])

    changed = update(product, variants=(VariantInput(id=variant.id, stock_quantity=1),))

    assert changed.variants[0].stock_quantity == 1
    row = Variant.objects.get(pk=variant.id)
    assert (row.stock_on_hand, row.stock_reserved) == (5, 4)


def test_changed_handle_leaves_a_redirect(shirt: ProductDetail) -> None:
    services.product_publish(product_id=shirt.id)
    update(shirt, handle="blue-shirt")
    update(shirt, handle="Navy Shirt")

    assert selectors.shop_product(handle="ocean-shirt") == Redirected(handle="navy-shirt")
    assert selectors.shop_product(handle="blue-shirt") == Redirected(handle="navy-shirt")


def test_return_to_an_old_handle_makes_no_loop(shirt: ProductDetail) -> None:
    services.product_publish(product_id=shirt.id)
    update(shirt, handle="blue-shirt")
    update(shirt, handle="ocean-shirt")

    found = selectors.shop_product(handle="ocean-shirt")
    assert not isinstance(found, Redirected)
    assert found is not None
    assert selectors.shop_product(handle="blue-shirt") == Redirected(handle="ocean-shirt")
    assert list(HandleRedirect.objects.values_list("handle", flat=True)) == ["blue-shirt"]


def test_old_handle_can_be_taken_over_by_name_but_not_by_title(shirt: ProductDetail) -> None:
    services.product_publish(product_id=shirt.id)
    update(shirt, handle="blue-shirt")

    by_title = services.product_create(data=ProductInput(title="Ocean Shirt"))
    by_name = services.product_create(data=ProductInput(title="Other", handle="ocean-shirt"))

    assert by_title.handle == "ocean-shirt-2"
    assert by_name.handle == "ocean-shirt"
    assert not HandleRedirect.objects.filter(handle="ocean-shirt").exists()


def test_handle_of_another_product_is_refused(shirt: ProductDetail) -> None:
    services.product_create(data=ProductInput(title="Mug"))

    with pytest.raises(HandleTaken):
        update(shirt, handle="mug")

    assert not HandleRedirect.objects.exists()


def test_cat_03_publishing_and_its_events(shirt: ProductDetail) -> None:
    with public_context():
        OutboxEvent.objects.all().delete()

    assert services.product_publish(product_id=shirt.id).status == "ACTIVE"
    services.product_publish(product_id=shirt.id)
    first = Product.objects.get(pk=shirt.id).published_at
    assert services.product_archive(product_id=shirt.id).status == "ARCHIVED"
    assert services.product_publish(product_id=shirt.id).published_at == first
    assert services.product_unpublish(product_id=shirt.id).status == "DRAFT"

    names = list(OutboxEvent.objects.order_by("position").values_list("name", flat=True))
    assert names == [
        *("product.published", "product.updated"),
        *("product.unpublished", "product.updated"),
        *("product.published", "product.updated"),
        *("product.unpublished", "product.updated"),
    ]


def test_product_with_a_free_variant_is_not_published(shirt: ProductDetail) -> None:
    update(
        shirt,
        variants=(
            VariantInput(id=shirt.variants[0].id, price=euro("0")),
            VariantInput(id=shirt.variants[1].id),
        ),
    )

    with pytest.raises(PriceMissing):
        services.product_publish(product_id=shirt.id)
    with pytest.raises(PriceMissing):
        update(shirt, status="ACTIVE")

    assert Product.objects.get().status == "DRAFT"


def test_price_of_a_published_product_cannot_become_zero(shirt: ProductDetail) -> None:
    services.product_publish(product_id=shirt.id)

    with pytest.raises(PriceMissing):
        update(shirt, variants=tuple(VariantInput(id=row.id, price=euro("0")) for row in shirt.variants))

    assert Product.objects.get().price_min_minor == 1990


def test_deleted_product_takes_everything_along(shirt: ProductDetail) -> None:
    update(shirt, handle="blue-shirt")

    services.product_delete(product_id=shirt.id)

    for model in (Product, Option, OptionValue, Variant, HandleRedirect):
        assert not model.objects.exists()
    assert OutboxEvent.objects.order_by("position").last().name == "product.deleted"
    with pytest.raises(ProductUnknown):
        services.product_delete(product_id=shirt.id)


def test_change_makes_cached_pages_old(
    shirt: ProductDetail, in_store: Any, django_capture_on_commit_callbacks: Any
) -> None:
    from apps.tenants.selectors import store_get

    before = store_get(store_id=in_store.id).version
    with django_capture_on_commit_callbacks(execute=True):
        update(shirt, title="New")

    assert store_get(store_id=in_store.id).version > before
