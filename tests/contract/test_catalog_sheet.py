"""The core's sheet of products is read back by automation's import of Shopify's CSV: nothing is lost on the way."""

import csv
from decimal import Decimal
from io import BytesIO, StringIO
from typing import Any

import pytest

from apps.analytics.services.sheets import catalog_rows
from apps.catalog.models import Product
from apps.catalog.selectors import product_get
from apps.catalog.services import image_add, image_update, product_create, product_publish
from apps.catalog.types import ImageInput, OptionInput, VariantInput
from automation.suppliers.shopify_csv import shopify_csv_read
from automation.suppliers.types import SourceProduct
from tests.apps.catalog.samples import euro, picture_bytes, shirt_input

pytestmark = pytest.mark.django_db


def read_back(store: Any) -> list[SourceProduct]:
    text = StringIO(newline="")
    csv.writer(text).writerows(catalog_rows(store))
    found = list(shopify_csv_read(stream=BytesIO(text.getvalue().encode())))
    assert [item for item in found if not isinstance(item, SourceProduct)] == []
    return [item for item in found if isinstance(item, SourceProduct)]


def test_por_01_a_product_with_everything_is_read_back(in_store: Any) -> None:
    made = product_create(
        data=shirt_input(
            handle="ocean-shirt",
            description_html='<p>Soft,\n"warm"; 100 % Wolle</p>',
            seo_title="Buy it",
            seo_description="Now",
            variants=(
                VariantInput(option_values=("S", "Blue"), sku="S-B", barcode="4006381333931", price=euro("19.90"),
                             compare_at_price=euro("29.00"), cost=euro("7.50"), weight_grams=250,
                             is_stock_tracked=True, stock_quantity=3),
                VariantInput(option_values=("M", "Red"), sku="M-R", price=euro("24.90")),
            ),
        )
    )  # fmt: skip
    images = [
        image_add(product_id=made.id, content=picture_bytes(colour=colour), alt_text=colour)
        for colour in ("#111111", "#222222", "#333333")
    ]
    image_update(
        product_id=made.id, image_id=images[1].id, data=ImageInput(variant_ids=(made.variants[0].id,))
    )
    product_publish(product_id=made.id)

    (found,) = read_back(in_store)

    assert (found.handle, found.title, found.vendor, found.status) == (
        "ocean-shirt", "Ocean Shirt", "Meadow Mills", "ACTIVE"
    )  # fmt: skip
    assert (found.product_type, found.tags) == ("Shirts", ("summer", "Baumwolle"))
    assert (found.seo_title, found.seo_description) == ("Buy it", "Now")
    assert found.body_html == product_get(product_id=made.id).description_html
    assert dict(found.options) == {"Size": ("S", "M"), "Colour": ("Blue", "Red")}
    small, large = found.variants
    assert (small.option_values, small.sku, small.barcode, small.grams) == (
        ("S", "Blue"), "S-B", "4006381333931", 250
    )  # fmt: skip
    assert (small.price, small.compare_at_price, small.cost) == (Decimal("19.9"), 29, Decimal("7.5"))
    assert (small.quantity, large.quantity) == (3, None)
    assert (large.price, large.compare_at_price, large.cost) == (Decimal("24.9"), None, None)
    assert [image.alt for image in found.images] == ["#111111", "#222222", "#333333"]
    assert small.image_url == found.images[1].url


def test_por_01_products_of_every_shape_stand_once_each(in_store: Any) -> None:
    plain = product_create(
        data=shirt_input(handle="plain", options=(), variants=(VariantInput(price=euro("5.00")),))
    )
    for number in range(120):
        product_create(
            data=shirt_input(
                handle=f"many-{number}",
                options=(OptionInput.of("Size", "S"),),
                variants=(VariantInput(option_values=("S",), price=euro("1.00")),),
            )
        )

    found = {product.handle: product for product in read_back(in_store)}

    assert len(found) == Product.objects.count() == 121
    assert found["plain"].options == ()
    assert found["plain"].variants[0].price == 5
    assert product_get(product_id=plain.id).status == found["plain"].status == "DRAFT"
