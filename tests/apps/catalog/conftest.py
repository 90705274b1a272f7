"""Products that exist before a test of the catalog begins."""

from collections.abc import Callable
from typing import Any

import pytest

from apps.catalog import services
from apps.catalog.types import OptionInput, ProductDetail, ProductInput, VariantInput
from tests.apps.catalog.samples import euro, shirt_input


@pytest.fixture
def shirt(in_store: Any) -> ProductDetail:
    """A draft with four variants, in the test's store."""
    return services.product_create(data=shirt_input())


@pytest.fixture
def stocked(in_store: Any) -> Callable[..., ProductDetail]:
    """Create an active product with one variant per quantity given."""

    def make(*quantities: int) -> ProductDetail:
        names = [str(place) for place in range(len(quantities))]
        return services.product_create(
            data=ProductInput(
                title="Mug",
                status="ACTIVE",
                options=(OptionInput.of("Kind", *names),),
                variants=tuple(
                    VariantInput(option_values=(name,), price=euro("9.00"), stock_quantity=quantity)
                    for name, quantity in zip(names, quantities, strict=True)
                ),
            )
        )

    return make
