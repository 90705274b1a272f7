"""Extraction on pages of common shop systems in many languages."""

from __future__ import annotations

from decimal import Decimal

import pytest

from automation.suppliers.product_page import page_extract
from automation.tests.suppliers.page_making import Page
from automation.tests.suppliers.platform_pages import MAGENTO_FR, PAGES, SHOPIFY_THEME, WOOCOMMERCE_DE


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_imp_02_a_page_of_any_system_is_read(page: Page) -> None:
    product = page_extract(html=page.html, url=page.url)

    price = product.price
    assert product.title == page.title
    assert (price.amount if price else None) == (Decimal(page.price) if page.price else None)
    assert (price.currency if price else None) == page.currency
    assert product.availability == page.availability
    if page.sku:
        assert product.sku == page.sku
    if page.brand:
        assert product.brand == page.brand
    if page.compare_at:
        assert price is not None
        assert price.compare_at == Decimal(page.compare_at)
    if page.gtin:
        assert product.gtin == page.gtin
    assert len(product.variants) == page.variants


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_field_found_names_its_evidence(page: Page) -> None:
    product = page_extract(html=page.html, url=page.url)
    assert {"title", "availability"} <= set(product.confidence)
    assert ("price" in product.confidence) == (product.price is not None)
    assert all(0 < one.value <= 1 and one.source for one in product.confidence.values())
    assert 0 < product.overall <= 1


def test_shopify_variants_keep_options_prices_stock_and_pictures() -> None:
    product = page_extract(html=SHOPIFY_THEME.html, url=SHOPIFY_THEME.url)
    assert [(one.name, one.values) for one in product.options] == [
        ("Size", ("S", "M")),
        ("Color", ("Red", "Blue")),
    ]
    small, medium, blue = product.variants
    assert small.option_values == ("S", "Red")
    assert (small.sku, small.price, small.compare_at, small.available) == (
        "TEE-S-R", Decimal("24.50"), Decimal(30), True,
    )  # fmt: skip
    assert small.image == "https://cdn.example.com/tee-red.jpg"
    assert small.gtin == "4006381333931"
    assert medium.available is False
    assert (blue.price, blue.compare_at) == (Decimal("26.50"), None)
    assert product.images[:2] == ("https://cdn.example.com/tee.jpg", "https://cdn.example.com/tee-back.jpg")


def test_woocommerce_and_magento_variants() -> None:
    trousers = page_extract(html=WOOCOMMERCE_DE.html, url=WOOCOMMERCE_DE.url)
    assert [(one.name, one.values) for one in trousers.options] == [("Groesse", ("S", "M"))]
    assert [(one.sku, one.price, one.compare_at, one.available) for one in trousers.variants] == [
        ("HOSE-S", Decimal("39.90"), Decimal("49.90"), True),
        ("HOSE-M", Decimal("39.90"), None, False),
    ]
    bag = page_extract(html=MAGENTO_FR.html, url=MAGENTO_FR.url)
    assert [(one.name, one.values) for one in bag.options] == [("Couleur", ("Noir", "Blanc"))]
    assert [(one.price, one.compare_at) for one in bag.variants] == [
        (Decimal(59), Decimal(79)),
        (Decimal(65), None),
    ]
