"""Home, collections and search: what a shopper sees before choosing."""

from typing import Any

import pytest
from django.utils import timezone

from apps.catalog import services
from apps.catalog.types import CollectionInput, ProductInput
from apps.storefront.services import theme_settings_save
from tests.apps.storefront.pages import Browser

pytestmark = pytest.mark.django_db


def test_sto_01_home_shows_collections_and_products_with_prices(
    browser: Browser, coat: Any, goods: Any, shelf: Any
) -> None:
    shelf("Outdoors", coat, handle="outdoors")
    goods(3, title="Tin Mug", price="12.50")

    page = browser.get("/")

    assert page.status == 200
    assert page.text("h1") == "Meadow"
    assert page.attributes(".site-nav a", "href") == ["/collections/outdoors"]
    assert "Rain Coat" in page.texts(".card-title")
    assert "Tin Mug" in page.texts(".card-title")
    assert "from €80.00 Before €100.00" in page.texts(".card .price")
    assert "€12.50" in page.texts(".card .price")
    assert page.one("link[rel=canonical]").attributes["href"] == "http://meadow.localhost/"


def test_sto_01_an_empty_shop_says_so(browser: Browser) -> None:
    page = browser.get("/")

    assert page.status == 200
    assert "The shelves are being filled" in page.texts("h2")
    assert page.all(".card") == []


def test_sto_02_home_uses_the_theme_settings_of_the_store(
    browser: Browser, in_store: Any, goods: Any
) -> None:
    theme_settings_save(
        store_id=in_store.id,
        values={"hero_title": "Hello <b>you</b>", "color_brand": "#5a1f4d", "announcement": "Open on Sunday"},
        now=timezone.now(),
    )

    page = browser.get("/")

    assert page.text("h1") == "Hello <b>you</b>"
    assert page.text(".announcement") == "Open on Sunday"
    css = browser.raw("/theme.css")
    assert "--brand: #5a1f4d;" in css.content.decode()
    assert css["Content-Type"] == "text/css; charset=utf-8"
    assert any(href.startswith("/theme.css?v=") for href in page.attributes("link[rel=stylesheet]", "href"))


def test_sto_01_collection_sorts_and_keeps_the_order_in_its_links(
    browser: Browser, goods: Any, shelf: Any
) -> None:
    things = [goods(1, title=f"Thing {n:02}", price=f"{40 - n}.00") for n in range(30)]
    shelf("Things", *things, handle="things", description_html="<p>All of <em>them</em></p>")

    featured = browser.get("/collections/things")
    cheap = browser.get("/collections/things?sort=price-asc")
    second = browser.get("/collections/things?sort=price-asc&page=2")

    assert featured.texts(".card-title")[:2] == ["Thing 00", "Thing 01"]
    assert featured.text(".page-head .rich em") == "them"
    assert cheap.texts(".card-title")[:2] == ["Thing 29", "Thing 28"]
    assert cheap.attributes(".pager a[rel=next]", "href") == ["/collections/things?sort=price-asc&page=2"]
    assert second.texts(".card-title") == [f"Thing {n:02}" for n in range(5, -1, -1)]
    # Sorting is folded into one address; every page has its own.
    assert cheap.one("link[rel=canonical]").attributes["href"].endswith("/collections/things")
    assert second.one("link[rel=canonical]").attributes["href"].endswith("/collections/things?page=2")
    assert second.one("link[rel=prev]").attributes["href"].endswith("/collections/things")


@pytest.mark.parametrize("query", ["page=0", "page=-1", "page=abc", "page=%00", "sort=nope", "page=²"])
def test_a_nonsense_query_shows_the_first_page(browser: Browser, goods: Any, shelf: Any, query: str) -> None:
    shelf("Things", goods(1, title="Thing"), handle="things")

    page = browser.get(f"/collections/things?{query}")

    assert (page.status, page.texts(".card-title")) == (200, ["Thing"])


def test_a_page_beyond_the_last_is_not_found(browser: Browser, goods: Any, shelf: Any) -> None:
    shelf("Things", goods(1, title="Thing"), handle="things")

    assert browser.get("/collections/things?page=2").status == 404


def test_sto_01_everything_lists_products_of_no_collection(browser: Browser, goods: Any) -> None:
    goods(1, title="Loose Thing")

    page = browser.get("/collections/all")

    assert page.text("h1") == "Everything"
    assert page.texts(".card-title") == ["Loose Thing"]


def test_sto_01_an_empty_collection_helps_on(browser: Browser, shelf: Any) -> None:
    shelf("Bare", handle="bare")

    page = browser.get("/collections/bare")

    assert page.status == 200
    assert page.texts(".empty h2") == ["Nothing here at the moment"]
    assert page.attributes(".empty a", "href") == ["/collections/all"]


def test_seo_04_a_renamed_collection_moves_permanently(browser: Browser, shelf: Any) -> None:
    made = shelf("Things", handle="things")
    services.collection_update(collection_id=made.id, data=CollectionInput(handle="objects"))

    answer = browser.raw("/collections/things")

    assert (answer.status_code, answer["Location"]) == (301, "/collections/objects")


def test_sto_03_search_finds_by_words_and_helps_when_it_does_not(
    browser: Browser, coat: Any, goods: Any, shelf: Any
) -> None:
    shelf("Outdoors", coat, handle="outdoors")
    goods(1, title="Tin Mug")

    found = browser.get("/search?q=rain%20co")
    nothing = browser.get("/search?q=submarine")

    assert found.texts(".card-title") == ["Rain Coat"]
    assert found.one("#page-search").attributes["value"] == "rain co"
    assert nothing.status == 200
    assert nothing.texts(".empty h2") == ["Nothing found for “submarine”"]
    assert nothing.attributes(".empty .chip", "href") == ["/collections/outdoors", "/collections/all"]
    for page in (found, nothing):
        assert page.one("meta[name=robots]").attributes["content"] == "noindex"
        assert page.response["X-Robots-Tag"] == "noindex"


def test_drafts_and_archived_products_are_nowhere(browser: Browser, goods: Any, shelf: Any) -> None:
    draft, archived = goods(1, title="Draft Thing"), goods(1, title="Archived Thing")
    shelf("Things", draft, archived, handle="things")
    services.product_update(product_id=draft.id, data=ProductInput(status="DRAFT"))
    services.product_archive(product_id=archived.id)

    for path in ("/", "/collections/things", "/collections/all", "/search?q=thing"):
        assert browser.get(path).texts(".card-title") == [], path
    for handle in ("draft-thing", "archived-thing"):
        assert browser.get(f"/products/{handle}").status == 404
