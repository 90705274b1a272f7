"""The product page: choosing a variant by links, and what machines read must be what people see."""

import re
from typing import Any

import pytest

from apps.catalog import services
from apps.catalog.types import ImageInput, ProductInput, VariantInput
from tests.apps.catalog.samples import euro, picture_bytes
from tests.apps.storefront.pages import Browser, Page

pytestmark = pytest.mark.django_db


def choices(page: Page) -> dict[str, str]:
    """Return every option value's state: selected, link, sold out or impossible."""
    states = {}
    for node in page.all(".option-value"):
        name = node.text(deep=False).strip()
        if node.attributes.get("aria-disabled"):
            states[name] = "impossible"
        elif node.attributes.get("aria-current"):
            states[name] = "selected"
        else:
            states[name] = "sold out" if "is-sold-out" in (node.attributes["class"] or "") else "link"
    return states


def test_sto_04_the_first_variant_that_can_be_bought_is_shown(browser: Browser, coat: Any) -> None:
    page = browser.get("/products/rain-coat")

    assert page.status == 200
    assert page.text("h1") == "Rain Coat"
    assert page.text(".product-price") == "Now €80.00 Before €100.00 Save €20.00"
    assert page.text(".stock") == "Only 4 left"
    assert choices(page) == {"Moss": "selected", "Navy": "link", "S": "selected", "M": "sold out"}
    assert page.text(".product-description strong") == "Really."


def test_sto_04_the_url_carries_the_variant_and_impossible_combinations_are_disabled(
    browser: Browser, coat: Any
) -> None:
    navy = coat.variants[2]

    page = browser.get(f"/products/rain-coat?variant={navy.id}")

    assert page.text(".product-price") == "Price €90.00"
    assert page.text(".stock") == "In stock, ready to ship"
    assert choices(page) == {"Moss": "link", "Navy": "selected", "S": "impossible", "M": "selected"}
    assert page.fields("form.buy")["variant"] == str(navy.id)
    assert page.all("span.option-value[aria-disabled] a, a.option-value[aria-disabled]") == []
    # Choosing Moss keeps the size, which exists in Moss too.
    links = dict(zip(page.texts("a.option-value"), page.attributes("a.option-value", "href"), strict=True))
    assert links["Moss"] == f"?variant={coat.variants[1].id}"


def test_sto_04_every_value_leads_to_a_variant_that_has_it(browser: Browser, coat: Any) -> None:
    by_id = {str(variant.id): variant.option_values for variant in coat.variants}

    for variant in coat.variants:
        page = browser.get(f"/products/rain-coat?variant={variant.id}")
        for node in page.all("a.option-value"):
            target = (node.attributes["href"] or "").removeprefix("?variant=")
            assert node.text(deep=False).strip() in by_id[target]


def test_sto_04_a_sold_out_variant_cannot_be_bought(browser: Browser, coat: Any) -> None:
    page = browser.get(f"/products/rain-coat?variant={coat.variants[1].id}")

    assert page.text(".stock") == "Sold out"
    assert "disabled" in page.one("form.buy button").attributes
    assert page.json_ld()["Product"]["offers"]["availability"] == "https://schema.org/OutOfStock"


@pytest.mark.parametrize("asked", ["nonsense", "", "00000000-0000-0000-0000-000000000000", "%00"])
def test_an_unknown_variant_falls_back_to_the_first(browser: Browser, coat: Any, asked: str) -> None:
    page = browser.get(f"/products/rain-coat?variant={asked}")

    assert (page.status, page.fields("form.buy")["variant"]) == (200, str(coat.variants[0].id))


def test_sto_04_picture_follows_the_variant(browser: Browser, coat: Any) -> None:
    first = services.image_add(product_id=coat.id, content=picture_bytes(), alt_text="On a hook")
    navy = services.image_add(product_id=coat.id, content=picture_bytes(colour="#112244"), alt_text="In navy")
    services.image_update(
        product_id=coat.id, image_id=navy.id, data=ImageInput(variant_ids=(coat.variants[2].id,))
    )

    plain = browser.get("/products/rain-coat")
    chosen = browser.get(f"/products/rain-coat?variant={coat.variants[2].id}")

    assert plain.attributes(".gallery-slides img", "alt") == ["On a hook", "In navy"]
    assert chosen.attributes(".gallery-slides img", "alt") == ["In navy", "On a hook"]
    image = plain.all(".gallery-slides img")[0]
    assert (image.attributes["width"], image.attributes["height"]) == (str(first.width), str(first.height))
    assert image.attributes.get("loading") is None
    assert image.attributes["fetchpriority"] == "high"
    assert plain.attributes(".gallery-slides img", "loading")[1] == "lazy"
    source = plain.all(".gallery-slides source")[0].attributes
    assert source["type"] == "image/webp"
    assert source["srcset"]
    preload = plain.one("link[rel=preload][as=image]").attributes
    assert preload["imagesrcset"] == source["srcset"]
    assert browser.raw(image.attributes["src"]).status_code == 200


def test_seo_05_json_ld_equals_the_visible_price(browser: Browser, coat: Any) -> None:
    services.image_add(product_id=coat.id, content=picture_bytes())
    for variant in coat.variants:
        page = browser.get(f"/products/rain-coat?variant={variant.id}")

        data = page.json_ld()
        offer = data["Product"]["offers"]
        visible = re.search(r"€([\d.]+)", page.text(".product-price .now"))
        assert visible
        assert offer["price"] == visible[1] == variant.price.to_wire()["amount"]
        assert offer["priceCurrency"] == "EUR"
        assert offer["url"] == f"http://meadow.localhost/products/rain-coat?variant={variant.id}"
        assert data["Product"]["sku"] == variant.sku
        assert data["Product"]["brand"]["name"] == "Tarnwerk"
        assert data["Product"]["image"][0].startswith("http://meadow.localhost/media/")
        assert page.one('meta[property="product:price:amount"]').attributes["content"] == offer["price"]


def test_seo_03_one_canonical_for_all_variants(browser: Browser, coat: Any, shelf: Any) -> None:
    shelf("Outdoors", coat, handle="outdoors")

    page = browser.get(f"/products/rain-coat?variant={coat.variants[2].id}&utm_source=mail")

    assert page.one("link[rel=canonical]").attributes["href"] == "http://meadow.localhost/products/rain-coat"
    assert (
        page.one('meta[property="og:url"]').attributes["content"]
        == "http://meadow.localhost/products/rain-coat"
    )
    assert page.text("title") == "Rain Coat – Meadow"
    assert page.one("meta[name=description]").attributes["content"] == "Keeps the rain outside. Really."
    crumbs = page.json_ld()["BreadcrumbList"]["itemListElement"]
    assert [(crumb["name"], crumb["item"]) for crumb in crumbs] == [
        ("Meadow", "http://meadow.localhost/"),
        ("Outdoors", "http://meadow.localhost/collections/outdoors"),
        ("Rain Coat", "http://meadow.localhost/products/rain-coat"),
    ]
    assert page.texts(".breadcrumbs li") == ["Meadow", "Outdoors", "Rain Coat"]


def test_seo_04_a_changed_handle_moves_permanently_and_chains_are_flat(browser: Browser, coat: Any) -> None:
    services.product_update(product_id=coat.id, data=ProductInput(handle="storm-coat"))
    services.product_update(product_id=coat.id, data=ProductInput(handle="gale-coat"))

    for old in ("rain-coat", "storm-coat"):
        answer = browser.raw(f"/products/{old}")
        assert (answer.status_code, answer["Location"]) == (301, "/products/gale-coat")
    assert browser.get("/products/gale-coat").status == 200


def test_related_products_come_from_the_same_collection(
    browser: Browser, coat: Any, goods: Any, shelf: Any
) -> None:
    umbrella, mug = goods(2, title="Umbrella"), goods(2, title="Mug")
    shelf("Outdoors", coat, umbrella, handle="outdoors")
    shelf("Kitchen", mug, handle="kitchen")

    assert browser.get("/products/rain-coat").texts(".related .card-title") == ["Umbrella"]


def test_a_product_with_many_variants_is_one_page(browser: Browser, in_store: Any) -> None:
    from apps.catalog.types import OptionInput

    sizes, colours = [f"Size {n}" for n in range(20)], [f"Colour {n}" for n in range(25)]
    services.product_create(
        data=ProductInput(
            title="Many",
            handle="many",
            status="ACTIVE",
            options=(OptionInput.of("Size", *sizes), OptionInput.of("Colour", *colours)),
            variants=tuple(
                VariantInput(option_values=(size, colour), price=euro("5.00"))
                for size in sizes
                for colour in colours
            ),
        )
    )

    page = browser.get("/products/many")

    assert len(page.all("a.option-value")) == 45
