"""The product feed for Google Merchant Center, and the blog's RSS. SEO-12, CON-01."""

import csv
import io
from collections.abc import Callable
from typing import Any
from xml.etree import ElementTree

import pytest
from django.utils import timezone

from apps.catalog import services as catalog
from apps.catalog.types import ProductDetail, ProductInput, VariantInput
from apps.content import services
from apps.content.types import Author, PostInput
from apps.tenants.selectors import lookup_forget
from tests.apps.catalog.samples import euro, picture_bytes
from tests.apps.storefront.pages import Browser

pytestmark = pytest.mark.django_db
G = "{http://base.google.com/ns/1.0}"
ANNA = Author(kind="PERSON", label="anna@example.com")
BASE = "http://meadow.localhost"
REQUIRED = ("id", "link", "image_link", "availability", "price")


def parsed(text: str) -> ElementTree.Element:
    return ElementTree.fromstring(text)  # noqa: S314 - written by the product under test


def body(response: Any) -> str:
    return b"".join(response).decode() if response.streaming else response.content.decode()


def xml_items(browser: Browser) -> list[ElementTree.Element]:
    return list(parsed(body(browser.raw("/feeds/google.xml"))).iter("item"))


def tsv_rows(browser: Browser) -> list[dict[str, str]]:
    text = body(browser.raw("/feeds/google.tsv"))
    return list(csv.DictReader(io.StringIO(text), delimiter="\t", quoting=csv.QUOTE_NONE))


@pytest.fixture
def pictured(coat: ProductDetail, in_store: Any) -> ProductDetail:
    catalog.image_add(product_id=coat.id, content=picture_bytes(), alt_text="The coat")
    lookup_forget()
    return coat


@pytest.fixture
def imported(in_store: Any) -> Any:
    """A product whose words a model wrote."""
    made = catalog.product_import(
        source=ProductInput(
            title='Oak "Lamp"',
            handle="oak-lamp",
            description_html="<p>A lamp.\tOf oak.</p>",
            source_url="https://supplier.example/oak",
            variants=(VariantInput(price=euro("49.90")),),
        ),
        external_reference="supplier:1",
        ai_fields=("title", "description_html"),
        ai_label="claude-test",
    )
    catalog.image_add(product_id=made.product_id, content=picture_bytes(), alt_text="Lamp")
    catalog.product_publish(product_id=made.product_id)
    lookup_forget()
    return made


def test_seo_12_every_item_has_what_google_requires_and_the_price_of_its_page(
    pictured: ProductDetail, browser: Browser
) -> None:
    items = xml_items(browser)

    assert len(items) == 3
    for item in items:
        for name in REQUIRED:
            assert item.findtext(f"{G}{name}"), name
        assert item.findtext(f"{G}title", "").startswith("Rain Coat – ")
        assert item.findtext(f"{G}description") == "Keeps the rain outside. Really."
        assert item.findtext(f"{G}item_group_id") == str(pictured.id)
        assert item.findtext(f"{G}identifier_exists") == "no"
        assert item.findtext(f"{G}brand") == "Tarnwerk"
        link = item.findtext(f"{G}link", "")
        page = browser.get(link.removeprefix(BASE))
        offer = page.json_ld()["Product"]["offers"]
        assert item.findtext(f"{G}price") == f"{offer['price']} {offer['priceCurrency']}"
        assert offer["price"] in page.text("[data-price] .now").replace(",", ".")
        is_in = offer["availability"].endswith("/InStock")
        assert item.findtext(f"{G}availability") == ("in_stock" if is_in else "out_of_stock")
        assert browser.raw(item.findtext(f"{G}image_link", "").removeprefix(BASE)).status_code == 200


def test_seo_12_words_of_a_model_are_declared_until_a_person_edits_them(
    imported: Any, browser: Browser
) -> None:
    (item,) = xml_items(browser)
    (row,) = tsv_rows(browser)

    assert item.find(f"{G}title") is None
    assert item.find(f"{G}description") is None
    title = item.find(f"{G}structured_title")
    assert title is not None
    assert title.findtext(f"{G}digital_source_type") == "trained_algorithmic_media"
    assert title.findtext(f"{G}content") == 'Oak "Lamp"'
    assert (row["title"], row["structured_title"]) == ("", 'trained_algorithmic_media:"Oak ”Lamp”"')
    assert row["structured_description"] == 'trained_algorithmic_media:"A lamp. Of oak."'

    catalog.product_update(product_id=imported.product_id, data=ProductInput(title="Our oak lamp"))
    lookup_forget()
    (item,) = xml_items(browser)

    assert item.findtext(f"{G}title") == "Our oak lamp"
    assert item.find(f"{G}structured_title") is None
    assert item.find(f"{G}structured_description") is not None


def test_seo_12_what_is_incomplete_is_left_out_and_reported(
    pictured: ProductDetail, store: Any, browser: Browser, owner_client: Any, in_store: Any
) -> None:
    bare = VariantInput(price=euro("3.00"), barcode="123")
    catalog.product_create(data=ProductInput(title="Bare", handle="bare", status="ACTIVE", variants=(bare,)))
    catalog.product_create(data=ProductInput(title="Draft", handle="draft", variants=(bare,)))
    lookup_forget()

    assert len(xml_items(browser)) == len(tsv_rows(browser)) == 3
    told = owner_client.get(f"/api/v1/stores/{store.id}/feeds").json()["data"]

    assert (told["items"], told["left_out"], told["ai_written"]) == (3, 1, 0)
    counts = {row["code"]: (row["count"], row["is_blocking"]) for row in told["problems"]}
    assert counts == {
        "image_missing": (1, True),
        "description_missing": (1, True),
        "gtin_missing": (3, False),
        "brand_missing": (1, False),
        "gtin_invalid": (1, False),
    }
    assert [row["url"] for row in told["addresses"]] == [
        f"{BASE}{path}"
        for path in ("/sitemap.xml", "/feeds/google.xml", "/feeds/google.tsv", "/blog/feed.xml")
    ]


def test_con_01_the_rss_feed_has_the_newest_posts_whole(
    pictured: ProductDetail, browser: Browser, post_out: Callable[..., Any]
) -> None:
    post_out("First", body_html='<p>One & <a href="/products/rain-coat">a coat</a>.</p>', tags=("care",))
    post_out("Second <b>")

    channel = parsed(body(browser.raw("/blog/feed.xml"))).find("channel")
    assert channel is not None
    second, first = channel.findall("item")

    assert (first.findtext("title"), second.findtext("title")) == ("First", "Second <b>")
    assert first.findtext("link") == f"{BASE}/blog/first"
    content = first.findtext("{http://purl.org/rss/1.0/modules/content/}encoded", "")
    assert f'<a href="{BASE}/products/rain-coat"' in content
    assert [node.text for node in first.findall("category")] == ["care"]


@pytest.fixture
def post_out(in_store: Any) -> Callable[..., Any]:
    def make(title: str, **values: Any) -> Any:
        words = {"body_html": "<p>Words.</p>"} | values
        made = services.post_create(data=PostInput(title=title, **words), author=ANNA)
        out = services.post_publish(post_id=made.id, author=ANNA, now=timezone.now())
        lookup_forget()
        return out

    return make


def test_con_01_the_blog_lists_tags_and_pages_and_hides_drafts(
    post_out: Callable[..., Any], browser: Browser, in_store: Any
) -> None:
    for number in range(13):
        post_out(f"Post {number}", tags=("even" if number % 2 == 0 else "odd",))
    services.post_create(data=PostInput(title="Not yet", body_html="<p>a</p>"), author=ANNA)
    lookup_forget()

    first, second = browser.get("/blog"), browser.get("/blog?page=2")

    assert first.texts(".post-card h2") == [f"Post {number}" for number in range(12, 0, -1)]
    assert second.texts(".post-card h2") == ["Post 0"]
    assert first.attributes("link[rel=next]", "href") == ["/blog?page=2"]
    odd = browser.get("/blog/tagged/odd")
    assert len(odd.texts(".post-card h2")) == 6
    assert odd.attributes('meta[name="robots"]', "content") == ["noindex"]
    assert browser.get("/blog/tagged/none").status == browser.get("/blog/not-yet").status == 404
    assert browser.get("/blog?page=3").status == 404
    assert "Blog" in browser.get("/").texts(".footer-list a")


def test_sto_14_policies_come_from_templates_and_stand_in_the_footer(
    store: Any, browser: Browser, owner_client: Any
) -> None:
    url = f"/api/v1/stores/{store.id}/pages"
    kinds = ("SHIPPING", "RETURNS", "PRIVACY", "IMPRINT")
    made = [owner_client.post(f"{url}/from-template", {"kind": kind}, format="json") for kind in kinds]
    again = owner_client.post(f"{url}/from-template", {"kind": "RETURNS"}, format="json")

    assert [answer.status_code for answer in made] == [201] * 4
    assert again.json()["error"]["code"] == "page_kind_taken"
    page = made[1].json()["data"]
    assert (page["handle"], page["is_published"]) == ("returns", False)
    assert "meadow@example.com" in page["body_html"]
    assert browser.get("/pages/returns").status == 404

    owner_client.patch(f"{url}/{page['id']}", {"is_published": True}, format="json")
    lookup_forget()

    assert browser.get("/pages/returns").text("h1") == "Returns"
    assert "Returns" in browser.get("/").texts(".footer-list a")
