"""Nothing a shopper or a search engine reads names the supplier's servers. IMP-08."""

from typing import Any

import pytest

from apps.catalog import services
from apps.catalog.types import CollectionInput, ProductInput, VariantInput
from tests.apps.catalog.samples import euro, picture_bytes
from tests.apps.storefront.pages import Browser

pytestmark = pytest.mark.django_db
SUPPLIER = ("alicdn", "aliexpress")
HTML = """<p>Solid oak, made to last.</p>
<img src="https://ae01.alicdn.com/kf/lamp.jpg" srcset="//ae01.alicdn.com/kf/lamp-2.jpg 2x">
<p style="background:url(https://ae01.alicdn.com/kf/bg.jpg)">Warm light.</p>
<video poster="https://ae01.alicdn.com/kf/p.jpg"><source src="https://video.alicdn.com/v.mp4"></video>"""
PAGES = (
    "/",
    "/collections/all",
    "/collections/lamps",
    "/products/oak-lamp",
    "/search?q=oak",
    "/sitemap.xml",
    "/feeds/google.xml",
    "/feeds/google.tsv",
)


@pytest.fixture
def lamp(in_store: Any) -> Any:
    """An imported product on sale with one picture, in a collection."""
    made = services.product_import(
        source=ProductInput(
            title="Oak Lamp",
            handle="oak-lamp",
            description_html=HTML,
            source_url="https://www.aliexpress.com/item/1.html",
            seo_description="A lamp of oak.",
            variants=(VariantInput(price=euro("20.00"), cost=euro("8.00"), stock_quantity=5),),
        ),
        external_reference="aliexpress:1",
    )
    services.image_add(product_id=made.product_id, content=picture_bytes(size=(600, 400)), alt_text="Lamp")
    shelf = services.collection_create(data=CollectionInput(title="Lamps", handle="lamps", is_published=True))
    services.collection_products_add(collection_id=shelf.id, product_ids=[made.product_id])
    return services.product_publish(product_id=made.product_id)


@pytest.mark.parametrize("path", PAGES)
def test_imp_08_published_pages_carry_no_address_of_the_supplier(
    lamp: Any, browser: Browser, path: str
) -> None:
    response = browser.raw(path)

    assert response.status_code == 200
    text = (b"".join(response) if response.streaming else response.content).decode().lower()
    assert [word for word in SUPPLIER if word in text] == []


def test_imp_08_the_pictures_of_a_published_product_are_the_shops_own(lamp: Any, browser: Browser) -> None:
    page = browser.get("/products/oak-lamp")

    assert page.text(".product-description p:first-child") == "Solid oak, made to last."
    addresses = page.attributes("main img", "src")
    assert addresses
    assert all("/media/" in address for address in addresses)
    assert page.json_ld()["Product"]["image"][0].startswith("http://meadow.localhost/media/")
