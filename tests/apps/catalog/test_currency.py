"""When a store changes its currency, figures stay and labels follow; never a mixture."""

from collections.abc import Callable
from typing import Any

import pytest
from django.utils import timezone

from apps.catalog import selectors, services
from apps.catalog.types import OptionInput, ProductInput, VariantInput
from apps.catalog.types.errors import CurrencyChanging
from apps.money.types import Money
from apps.tenants.selectors import lookup_forget
from apps.tenants.services import store_update
from tests.apps.catalog.samples import euro


def change_currency(store: Any, currency: str) -> None:
    store_update(store_id=store.id, changes={"currency": currency}, now=timezone.now())
    lookup_forget()


@pytest.mark.parametrize(
    ("currency", "price", "compare_at", "highest"),
    [
        ("USD", "19.90", "25.50", "99999999.99"),
        ("JPY", "20", "26", "100000000"),
        ("KWD", "19.900", "25.500", "9999999.999"),
    ],
)
def test_prices_keep_their_figures(
    in_store: Any, deliver: Callable[[], int], currency: str, price: str, compare_at: str, highest: str
) -> None:
    made = services.product_create(
        data=ProductInput(
            title="Mug",
            options=(OptionInput.of("Kind", "a", "b"),),
            variants=(
                VariantInput(option_values=("a",), price=euro("19.90"), compare_at_price=euro("25.50")),
                VariantInput(option_values=("b",), price=euro("99999999.99")),
            ),
        )
    )

    change_currency(in_store, currency)
    deliver()

    changed = selectors.product_get(product_id=made.id)
    first, second = changed.variants
    assert (first.price, first.compare_at_price) == (
        Money.parse(price, currency),
        Money.parse(compare_at, currency),
    )
    assert first.cost is None
    assert second.price == changed.price_max
    assert second.price.to_wire() == {"amount": highest, "currency": currency}
    assert changed.price_min == first.price


def test_until_prices_followed_nothing_is_written_in_the_wrong_currency(
    in_store: Any, deliver: Callable[[], int]
) -> None:
    made = services.product_create(data=ProductInput(title="Mug", variants=(VariantInput(price=euro("5")),)))
    change_currency(in_store, "USD")
    wanted = ProductInput(variants=(VariantInput(id=made.variants[0].id, price=Money.parse("7.00", "USD")),))

    with pytest.raises(CurrencyChanging):
        services.product_update(product_id=made.id, data=wanted)
    assert selectors.product_get(product_id=made.id).price_min == euro("5.00")

    deliver()
    changed = services.product_update(product_id=made.id, data=wanted)
    assert changed.price_min == Money.parse("7.00", "USD")


def test_other_settings_leave_prices_alone(in_store: Any, deliver: Callable[[], int]) -> None:
    made = services.product_create(data=ProductInput(title="Mug", variants=(VariantInput(price=euro("5")),)))

    store_update(store_id=in_store.id, changes={"name": "New name"}, now=timezone.now())
    deliver()

    assert selectors.product_get(product_id=made.id) == made
