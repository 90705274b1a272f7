"""What a merchant decides about search engines and the product feed, as pages and feeds show it. SEO-02, 10, 12."""

from typing import Any

import pytest

from apps.catalog import services as catalog
from apps.catalog.types import ProductDetail, ProductInput
from apps.tenants.selectors import lookup_forget
from tests.apps.storefront.pages import Browser

pytestmark = pytest.mark.django_db
WORDS = "Keeps the rain outside. Really."


def described(browser: Browser, path: str = "/products/rain-coat") -> str:
    lookup_forget()
    return str(browser.get(path).one('meta[name="description"]').attributes["content"])


@pytest.fixture
def settings_url(store: Any) -> str:
    return f"/api/v1/stores/{store.id}/search-settings"


def test_seo_10_descriptions_follow_the_template_until_a_product_has_its_own(
    coat: ProductDetail, browser: Browser, owner_client: Any, settings_url: str, in_store: Any
) -> None:
    assert described(browser) == WORDS

    template = "{title} by {vendor} at {shop}: {description} Free returns."
    answer = owner_client.patch(settings_url, {"product_description_template": template}, format="json")
    assert answer.json()["data"]["product_description_template"] == template
    assert described(browser) == f"Rain Coat by Tarnwerk at Meadow: {WORDS} Free returns."

    catalog.product_update(product_id=coat.id, data=ProductInput(seo_description="Mine <b>alone</b>."))
    assert described(browser) == "Mine <b>alone</b>."


def test_seo_10_a_long_description_leaves_room_for_the_rest_of_the_template(
    coat: ProductDetail, browser: Browser, owner_client: Any, settings_url: str, in_store: Any
) -> None:
    long = "<p>" + "wool & linen {title} " * 40 + "</p>"
    catalog.product_update(product_id=coat.id, data=ProductInput(description_html=long))
    owner_client.patch(
        settings_url, {"product_description_template": "{description} Ships free."}, format="json"
    )

    text = described(browser)

    assert len(text) <= 155
    assert text.startswith("wool & linen {title} wool")
    assert text.endswith("… Ships free.")


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("product_title_template", "{shop}"),
        ("product_title_template", "{title} {title}"),
        ("product_title_template", "{title} {price}"),
        ("product_description_template", ""),
        ("product_description_template", "Buy at {shop}"),
        ("product_description_template", "{description} {price}"),
        ("product_description_template", "{description}" + "x" * 300),
        ("feed_brand", "x" * 71),
    ],
    ids=lambda value: value[:30],
)
def test_seo_10_a_template_that_says_nothing_of_the_product_is_refused(
    owner_client: Any, settings_url: str, field: str, value: str
) -> None:
    before = owner_client.get(settings_url).json()["data"]
    answer = owner_client.patch(settings_url, {field: value}, format="json")

    assert (answer.status_code, list(answer.json()["error"]["fields"])) == (400, [field])
    assert owner_client.get(settings_url).json()["data"] == before


def test_seo_02_the_settings_show_what_is_closed_in_every_shop(
    browser: Browser, owner_client: Any, settings_url: str
) -> None:
    closed = owner_client.get(settings_url).json()["data"]["always_closed"]
    robots = browser.raw("/robots.txt").content.decode().splitlines()

    assert closed
    assert [line for line in robots if line.startswith("Disallow: ")] == [
        f"Disallow: {path}" for path in closed
    ]
    # What is always closed is no setting: it is not taken, and nothing opens.
    owner_client.patch(settings_url, {"always_closed": []}, format="json")
    lookup_forget()
    assert browser.raw("/robots.txt").content.decode().splitlines() == robots


def test_seo_12_the_feed_takes_the_shops_brand_where_a_product_names_no_vendor(
    coat: ProductDetail, browser: Browser, owner_client: Any, settings_url: str, in_store: Any
) -> None:
    from tests.apps.catalog.samples import picture_bytes

    catalog.image_add(product_id=coat.id, content=picture_bytes(), alt_text="The coat")
    owner_client.patch(settings_url, {"feed_brand": "Meadow & Co"}, format="json")
    lookup_forget()
    assert "Meadow" not in browser.raw("/feeds/google.tsv").getvalue().decode()

    catalog.product_update(product_id=coat.id, data=ProductInput(vendor=""))
    lookup_forget()

    rows = browser.raw("/feeds/google.tsv").getvalue().decode().splitlines()
    assert len(rows) == 4
    assert all("\tMeadow & Co\t" in row for row in rows[1:])
    assert b"<g:brand>Meadow &amp; Co</g:brand>" in browser.raw("/feeds/google.xml").getvalue()


def test_seo_12_a_feed_that_is_switched_off_is_not_there(
    coat: ProductDetail, browser: Browser, owner_client: Any, settings_url: str
) -> None:
    assert browser.raw("/feeds/google.xml").status_code == 200
    owner_client.patch(settings_url, {"is_feed_open": False}, format="json")
    lookup_forget()

    assert browser.raw("/feeds/google.xml").status_code == browser.raw("/feeds/google.tsv").status_code == 404
    assert browser.raw("/blog/feed.xml").status_code == browser.raw("/sitemap.xml").status_code == 200


def test_seo_10_who_may_only_read_changes_nothing(viewer: Any, owner_client: Any, settings_url: str) -> None:
    before = owner_client.get(settings_url).json()["data"]

    assert viewer.client().get(settings_url).status_code == 200
    answer = viewer.client().patch(settings_url, {"feed_brand": "Theirs"}, format="json")

    assert answer.status_code == 403
    assert owner_client.get(settings_url).json()["data"] == before
