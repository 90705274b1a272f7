"""Choosing a variant, without a database: no dead ends, nothing impossible offered."""

from uuid import UUID, uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from apps.catalog.types import OptionInfo, OptionValueInfo, ShopProduct, ShopVariant
from apps.money.types import Money
from apps.storefront.variants import option_groups, variant_choose

NINE = Money(900, "EUR")


def product_of(combinations: dict[tuple[str, ...], bool]) -> ShopProduct:
    """A product with these combinations; the value says whether it can be bought."""
    width = len(next(iter(combinations)))
    options = tuple(
        OptionInfo(
            id=uuid4(),
            name=f"Option {place}",
            position=place,
            values=tuple(
                OptionValueInfo(id=uuid4(), name=name, position=number)
                for number, name in enumerate(dict.fromkeys(item[place] for item in combinations))
            ),
        )
        for place in range(width)
    )
    variants = tuple(
        ShopVariant(
            id=UUID(int=number + 1),
            title=" / ".join(chosen),
            sku="",
            option_values=chosen,
            price=NINE,
            compare_at=None,
            is_available=is_available,
            stock_left=None,
            image_id=None,
        )
        for number, (chosen, is_available) in enumerate(combinations.items())
    )
    return ShopProduct(
        id=uuid4(),
        title="Thing",
        handle="thing",
        description_html="",
        vendor="",
        product_type="",
        tags=(),
        price_min=NINE,
        price_max=NINE,
        is_available=any(combinations.values()),
        options=options,
        variants=variants,
        images=(),
        collections=(),
        seo_title="",
        seo_description="",
    )


def test_without_a_wish_the_first_variant_that_can_be_bought_is_chosen() -> None:
    product = product_of({("Red",): False, ("Blue",): True})

    assert variant_choose(product=product, asked="").option_values == ("Blue",)
    assert variant_choose(product=product, asked=str(product.variants[0].id)).option_values == ("Red",)
    assert variant_choose(product=product_of({("Red",): False}), asked="").option_values == ("Red",)


def test_a_product_without_options_has_nothing_to_choose() -> None:
    product = product_of({(): True})

    assert option_groups(product=product, selected=product.variants[0]) == ()


def test_sto_04_combinations_that_do_not_touch_are_still_reachable() -> None:
    product = product_of({("Red", "Small"): True, ("Blue", "Large"): True})

    colours, sizes = option_groups(product=product, selected=product.variants[0])

    assert [(choice.name, choice.variant_id) for choice in colours.choices] == [
        ("Red", str(product.variants[0].id)),
        ("Blue", str(product.variants[1].id)),
    ]
    assert [(choice.name, choice.variant_id) for choice in sizes.choices] == [
        ("Small", str(product.variants[0].id)),
        ("Large", None),
    ]


@st.composite
def products(draw: st.DrawFn) -> ShopProduct:
    width = draw(st.integers(1, 3))
    value = st.sampled_from(["a", "b", "c", "d"])
    chosen = draw(st.lists(st.tuples(*[value] * width), min_size=1, max_size=30, unique=True))
    return product_of({item: draw(st.booleans()) for item in chosen})


@given(products(), st.data())
def test_sto_04_links_are_right_and_every_variant_can_be_reached(
    product: ShopProduct, data: st.DataObject
) -> None:
    by_id = {str(variant.id): variant for variant in product.variants}
    selected = data.draw(st.sampled_from(product.variants))

    for place, group in enumerate(option_groups(product=product, selected=selected)):
        for choice in group.choices:
            prefix = (*selected.option_values[:place], choice.name)
            exists = [item for item in product.variants if item.option_values[: place + 1] == prefix]
            assert (choice.variant_id is None) == (not exists)
            if choice.variant_id:
                assert by_id[choice.variant_id] in exists
                assert choice.is_sold_out == (not any(item.is_available for item in exists))
        assert sum(choice.is_selected for choice in group.choices) == 1

    wanted = data.draw(st.sampled_from(product.variants))
    here = selected
    for place in range(len(wanted.option_values)):
        group = option_groups(product=product, selected=here)[place]
        step = next(choice for choice in group.choices if choice.name == wanted.option_values[place])
        assert step.variant_id is not None
        here = by_id[step.variant_id]
    assert here == wanted


@pytest.mark.parametrize("asked", ["", "x", str(UUID(int=7)), "é" * 50])
def test_an_unknown_wish_is_no_wish(asked: str) -> None:
    product = product_of({("Red",): True})

    assert variant_choose(product=product, asked=asked) == product.variants[0]
