"""From what a page says to a source product."""

from __future__ import annotations

from decimal import Decimal

import pytest

from automation.suppliers.page_source import page_to_source
from automation.suppliers.product_page import page_extract
from automation.suppliers.types import SourceProduct
from automation.tests.suppliers.page_making import Page
from automation.tests.suppliers.platform_pages import (
    SHOPIFY_THEME,
    SHOPWARE_DE,
    WOOCOMMERCE_ES,
)


def source(page: Page, url: str | None = None) -> SourceProduct:
    found = page_to_source(product=page_extract(html=page.html, url=url or page.url))
    assert found is not None
    return found


def test_a_page_without_choices_gives_one_variant() -> None:
    product = source(SHOPWARE_DE)
    assert product.title == "Kaffeemühle Nova"
    assert (product.currency, product.language, product.status) == ("EUR", "de-DE", "DRAFT")
    (variant,) = product.variants
    assert (variant.sku, variant.barcode, variant.price) == ("SW10044", "4006381333931", Decimal("89.95"))
    assert variant.available is True
    assert variant.option_values == ()
    assert product.options == ()


def test_variants_keep_their_options_and_sold_out_is_kept() -> None:
    product = source(SHOPIFY_THEME)
    assert product.options == (("Size", ("S", "M")), ("Color", ("Red", "Blue")))
    assert [variant.option_values for variant in product.variants] == [
        ("S", "Red"),
        ("M", "Red"),
        ("M", "Blue"),
    ]
    assert [variant.price for variant in product.variants] == [
        Decimal("24.50"),
        Decimal("24.50"),
        Decimal("26.50"),
    ]
    assert [variant.compare_at_price for variant in product.variants] == [Decimal(30), Decimal(30), None]
    assert product.images[0].url == "https://cdn.example.com/tee.jpg"
    assert [image.position for image in product.images] == list(range(1, len(product.images) + 1))
    assert source(WOOCOMMERCE_ES).variants[0].available is False


def test_what_is_missing_is_noted() -> None:
    found = page_extract(html="<h1>Clock</h1><p>Item no.: CL-118</p><p>Price on request</p>", url=None)
    product = page_to_source(product=found)
    assert product is not None
    assert (product.variants[0].sku, product.variants[0].price) == ("CL-118", None)
    assert product.notes == (
        "No price was found on the page.",
        "No picture of the product was found on the page.",
    )


def test_imp_03_the_same_page_has_the_same_reference() -> None:
    plain = source(SHOPWARE_DE).external_reference
    tracked = source(SHOPWARE_DE, SHOPWARE_DE.url + "/?utm_source=x&gclid=1&fbclid=2").external_reference
    www = source(SHOPWARE_DE, SHOPWARE_DE.url.replace("https://", "http://www.")).external_reference
    assert plain == tracked == www
    assert source(SHOPWARE_DE, SHOPWARE_DE.url + "?variant=2").external_reference != plain
    saved = page_to_source(product=page_extract(html=SHOPWARE_DE.html, url=None))
    again = page_to_source(product=page_extract(html=SHOPWARE_DE.html + "<p>later</p>", url=None))
    assert saved is not None
    assert again is not None
    assert saved.external_reference == again.external_reference != plain


@pytest.mark.parametrize("html", ["", "<p>Not found</p>", "<title>404</title><p>Nothing here</p>"])
def test_a_page_without_a_product_is_none(html: str) -> None:
    assert page_to_source(product=page_extract(html=html, url="https://x.example.com/")) is None
