"""Every kind of page carries data that holds: parsed, complete, equal to what the page shows. SEO-05, SEO-08."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from django.utils import timezone

from apps.catalog import services as catalog
from apps.catalog.types import ProductDetail, ProductInput, VariantInput
from apps.content import services
from apps.content.gtin import gtin_or_none
from apps.content.types import Author, PageInput, PostInput
from apps.tenants.selectors import lookup_forget
from tests.apps.catalog.samples import euro, picture_bytes
from tests.apps.storefront.pages import Browser, Page

pytestmark = pytest.mark.django_db
ANNA = Author(kind="PERSON", label="anna@example.com")
BASE = "http://meadow.localhost"
# What each type must have (schema.org and Google's lists of required and recommended properties).
NEEDED = {
    "Product": {"name", "image", "offers", "description", "brand", "sku", "url"},
    "Offer": {"price", "priceCurrency", "availability", "itemCondition", "url"},
    "BreadcrumbList": {"itemListElement"},
    "ListItem": {"position", "name", "item"},
    "WebSite": {"name", "url", "potentialAction"},
    "SearchAction": {"target", "query-input"},
    "OnlineStore": {"name", "url", "logo", "email"},
    "Organization": {"name"},
    "Article": {
        "headline",
        "datePublished",
        "dateModified",
        "author",
        "publisher",
        "image",
        "mainEntityOfPage",
    },
    "Brand": {"name"},
    "Person": {"name"},
}
PAGES = {
    "/": {"WebSite", "OnlineStore"},
    "/products/rain-coat": {"Product", "BreadcrumbList"},
    "/collections/coats": {"BreadcrumbList"},
    "/collections/all": {"BreadcrumbList"},
    "/blog": {"BreadcrumbList"},
    "/blog/linen": {"Article", "BreadcrumbList"},
    "/pages/about": {"BreadcrumbList"},
}


@pytest.fixture
def shop(coat: ProductDetail, shelf: Callable[..., Any], in_store: Any) -> ProductDetail:
    catalog.image_add(product_id=coat.id, content=picture_bytes(), alt_text="The coat")
    shelf("Coats", coat, handle="coats")
    words = PostInput(
        title="Linen </script><b>",
        handle="linen",
        body_html="<p>Words.</p>",
        author="Anna",
        image_product_id=coat.id,
        tags=("care",),
    )
    post = services.post_create(data=words, author=ANNA)
    services.post_publish(post_id=post.id, author=ANNA, now=timezone.now())
    about = PageInput(title="About", handle="about", body_html="<p>Us.</p>", is_published=True)
    services.page_create(data=about, author=ANNA)
    lookup_forget()
    return coat


def check(node: Any) -> None:
    """Refuse empty values, unknown types and missing properties at any depth."""
    if isinstance(node, list):
        for item in node:
            check(item)
    if not isinstance(node, dict):
        assert node not in ("", None)
        return
    missing = NEEDED[node["@type"]] - node.keys()
    assert not missing, (node["@type"], missing)
    for value in node.values():
        check(value)


def blocks(page: Page) -> list[dict[str, Any]]:
    return [json.loads(node.text()) for node in page.all('script[type="application/ld+json"]')]


@pytest.mark.parametrize("path", PAGES)
def test_seo_08_every_kind_of_page_has_whole_and_valid_data(
    shop: ProductDetail, browser: Browser, path: str
) -> None:
    page = browser.get(path)
    found = blocks(page)

    assert {block["@type"] for block in found} == PAGES[path]
    for block in found:
        assert block["@context"] == "https://schema.org"
        check(block)
    canonical = page.one("link[rel=canonical]").attributes["href"]
    metas = {
        node.attributes.get("property"): node.attributes.get("content") for node in page.all("meta[property]")
    }
    assert metas["og:url"] == canonical == BASE + path
    assert metas["og:title"]
    assert metas["og:type"] in {"website", "product", "article"}
    assert str(metas.get("og:image", BASE)).startswith(BASE)
    assert len(page.all('meta[name="twitter:card"]')) == 1
    assert len(page.all("title")) == len(page.all("h1")) == 1


def test_seo_05_the_offer_is_what_the_page_shows(shop: ProductDetail, browser: Browser) -> None:
    for variant in shop.variants:
        page = browser.get(f"/products/rain-coat?variant={variant.id}")
        offer = page.json_ld()["Product"]["offers"]
        shown = page.text("[data-price] .now")

        assert offer["price"] == variant.price.to_wire()["amount"]
        assert offer["price"] in shown.replace(",", ".")
        assert offer["priceCurrency"] == "EUR"
        sold_out = variant.stock_quantity == 0
        assert offer["availability"].endswith("/OutOfStock" if sold_out else "/InStock")
        assert page.text(".stock") == "Sold out" or not sold_out
        assert offer["url"] == f"{BASE}/products/rain-coat?variant={variant.id}"
        assert page.json_ld()["Product"]["sku"] == variant.sku
        assert page.json_ld()["Product"]["brand"]["name"] == "Tarnwerk"


def test_seo_05_availability_follows_the_stock_at_once(
    shop: ProductDetail, browser: Browser, in_store: Any
) -> None:
    path = f"/products/rain-coat?variant={shop.variants[2].id}"
    assert browser.get(path).json_ld()["Product"]["offers"]["availability"].endswith("/InStock")

    catalog.stock_reserve(lines=[(shop.variants[2].id, 9)])
    lookup_forget()

    assert browser.get(path).json_ld()["Product"]["offers"]["availability"].endswith("/OutOfStock")


def test_seo_05_only_a_valid_gtin_is_told(in_store: Any, browser: Browser) -> None:
    for handle, barcode in (("good", "4006381333931"), ("bad", "4006381333932")):
        variant = VariantInput(price=euro("5.00"), barcode=barcode)
        catalog.product_create(
            data=ProductInput(title=handle, handle=handle, status="ACTIVE", variants=(variant,))
        )
    lookup_forget()

    assert browser.get("/products/good").json_ld()["Product"]["gtin"] == "4006381333931"
    assert "gtin" not in browser.get("/products/bad").json_ld()["Product"]


@pytest.mark.parametrize(
    ("text", "gtin"),
    [
        ("96385074", "96385074"),
        ("036000291452", "036000291452"),
        ("4006381 33393-1", "4006381333931"),
        ("10614141000415", "10614141000415"),
        ("036000291453", None),
        ("123", None),
        ("0000000000000", None),
        ("٤٠٠٦٣٨١٣٣٣٩٣١", None),
        ("", None),
    ],
)
def test_seo_05_check_digits_are_checked(text: str, gtin: str | None) -> None:
    assert gtin_or_none(text) == gtin


def test_seo_08_hostile_words_end_no_block(shop: ProductDetail, browser: Browser) -> None:
    page = browser.get("/blog/linen")

    assert page.json_ld()["Article"]["headline"] == "Linen </script><b>"
    assert "</script><b>" not in page.html
