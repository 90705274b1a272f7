"""A shop with goods, seen through its own host, without JavaScript."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from apps.catalog import services
from apps.catalog.types import (
    CollectionInput,
    OptionInput,
    ProductDetail,
    ProductInput,
    VariantInput,
)
from tests.apps.catalog.samples import euro
from tests.apps.payments.stage import (  # noqa: F401 - fixtures
    _stripe_url,
    goods,
    rate,
    shopper,
    stripe_server,
)
from tests.apps.storefront.pages import Browser

HOST = "meadow.localhost"
OTHER_HOST = "harbour.localhost"


@pytest.fixture
def browser(store: Any) -> Browser:
    """A shopper's browser at the store; forms are sent with the tokens their pages carry."""
    return Browser(Client(enforce_csrf_checks=True, HTTP_HOST=HOST))


@pytest.fixture
def other_browser(other_store: Any) -> Browser:
    return Browser(Client(enforce_csrf_checks=True, HTTP_HOST=OTHER_HOST))


@pytest.fixture
def coat(in_store: Any) -> ProductDetail:
    """Two colours, two sizes; Navy S does not exist, Moss M is sold out, Moss S is reduced."""
    rows = [
        ("Moss", "S", "80.00", "100.00", 4),
        ("Moss", "M", "80.00", None, 0),
        ("Navy", "M", "90.00", None, 9),
    ]
    return services.product_create(
        data=ProductInput(
            title="Rain Coat",
            handle="rain-coat",
            description_html="<p>Keeps the rain outside. <strong>Really.</strong></p>",
            vendor="Tarnwerk",
            product_type="Coats",
            status="ACTIVE",
            options=(OptionInput.of("Colour", "Moss", "Navy"), OptionInput.of("Size", "S", "M")),
            variants=tuple(
                VariantInput(
                    option_values=(colour, size),
                    sku=f"RC-{colour}-{size}",
                    price=euro(price),
                    compare_at_price=euro(before) if before else None,
                    stock_quantity=quantity,
                )
                for colour, size, price, before, quantity in rows
            ),
        )
    )


@pytest.fixture
def shelf(in_store: Any) -> Callable[..., Any]:
    """Create a published collection with these products."""

    def make(title: str, *products: ProductDetail, **values: Any) -> Any:
        made = services.collection_create(data=CollectionInput(title=title, is_published=True, **values))
        if products:
            services.collection_products_add(
                collection_id=made.id, product_ids=[product.id for product in products]
            )
        return made

    return make
