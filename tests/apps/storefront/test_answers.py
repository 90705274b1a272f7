"""How pages answer: caching by the store's version, closed shops, errors, walls between stores, query budgets."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from apps.catalog import services
from apps.catalog.types import ProductInput
from apps.tenants.selectors import lookup_forget
from apps.tenants.services import store_suspend
from tenancy.context import store_context
from tests.apps.storefront.pages import Browser, Page

pytestmark = pytest.mark.django_db
PUBLIC_PAGES = (
    "/",
    "/collections/things",
    "/collections/all",
    "/products/mug",
    "/search?q=mug",
    "/theme.css",
)


@pytest.fixture
def open_shop(goods: Callable[..., Any], shelf: Callable[..., Any]) -> Any:
    mug = goods(5, title="Mug", price="9.00")
    shelf("Things", mug, handle="things")
    return mug


@pytest.mark.parametrize("path", PUBLIC_PAGES)
def test_public_pages_are_the_same_for_everybody(browser: Browser, open_shop: Any, path: str) -> None:
    first = browser.raw(path)
    browser.add("/products/mug", "3")
    with_cart = browser.raw(path)

    assert first.status_code == 200
    assert first["Cache-Control"] == "public, max-age=0, must-revalidate"
    assert first.content == with_cart.content
    assert first["ETag"] == with_cart["ETag"]
    for answer in (first, with_cart):
        assert "Set-Cookie" not in answer.headers
        assert not answer.cookies
        assert "Cookie" not in answer.get("Vary", "")


def test_the_etag_is_known_before_anything_is_read(
    browser: Browser, open_shop: Any, django_assert_num_queries: Any
) -> None:
    etag = browser.raw("/products/mug")["ETag"]

    with django_assert_num_queries(0):
        answer = browser.raw("/products/mug", **{"If-None-Match": etag})

    assert (answer.status_code, answer.content, answer["ETag"]) == (304, b"", etag)


def test_a_changed_price_changes_the_etag(
    browser: Browser, open_shop: Any, django_capture_on_commit_callbacks: Any
) -> None:
    etag = browser.raw("/products/mug")["ETag"]
    with django_capture_on_commit_callbacks(execute=True), store_context(browser_schema(open_shop)):
        services.product_update(product_id=open_shop.id, data=ProductInput(title="Big Mug"))

    answer = browser.raw("/products/mug", **{"If-None-Match": etag})

    assert answer.status_code == 200
    assert "Big Mug" in answer.content.decode()


def browser_schema(_product: Any) -> str:
    from tenancy.context import require_store

    return require_store()


def test_the_etag_depends_on_known_query_keys_only(browser: Browser, open_shop: Any) -> None:
    plain = browser.raw("/collections/things")["ETag"]

    assert browser.raw("/collections/things?utm_source=mail&fbclid=1")["ETag"] == plain
    assert browser.raw("/collections/things?sort=title")["ETag"] != plain
    assert browser.raw("/collections/all")["ETag"] != plain


def test_two_stores_with_equal_handles_have_their_own_pages(
    browser: Browser, other_browser: Browser, other_store: Any, open_shop: Any
) -> None:
    with store_context(other_store.schema_name):
        services.product_create(data=ProductInput(title="Harbour Mug", handle="mug", status="DRAFT"))

    here, there = browser.get("/products/mug"), other_browser.get("/products/mug")

    assert (here.status, there.status) == (200, 404)
    for path in PUBLIC_PAGES[:1] + PUBLIC_PAGES[2:3]:
        assert "Mug" not in other_browser.get(path).html
        assert browser.raw(path)["ETag"] != other_browser.raw(path)["ETag"]
    assert other_browser.get("/collections/things").status == 404
    assert other_browser.get("/search?q=mug").texts(".card-title") == []


def test_ten_07_a_suspended_shop_is_closed_everywhere(browser: Browser, open_shop: Any, store: Any) -> None:
    browser.add("/products/mug")
    store_suspend(store_id=store.id, reason="unpaid")
    lookup_forget()

    for path in (*PUBLIC_PAGES, "/cart", "/checkout", "/orders/x"):
        answer = browser.raw(path)
        assert answer.status_code == 503, path
        assert answer["X-Robots-Tag"] == "noindex"
        assert answer["Cache-Control"] == "private, no-store"
        assert answer["Retry-After"]
        assert "Mug" not in answer.content.decode()
    for path in ("/cart/add", "/cart/update", "/checkout"):
        assert browser.client.post(path, {}).status_code in {403, 503}
    assert browser.raw("/robots.txt").content == b"User-agent: *\nDisallow: /\n"


def test_an_unknown_page_is_the_shops_own_404(browser: Browser, open_shop: Any) -> None:
    for path in ("/nope", "/products/nope", "/collections/nope", "/admin/", "/api/v1/stores"):
        page = browser.get(path)
        assert page.status == 404, path
        assert page.text("h1") == "This page is not here"
        assert page.one("meta[name=robots]").attributes["content"] == "noindex"
        assert page.response["Cache-Control"] == "private, no-store"


def test_writing_methods_are_refused_on_public_pages(browser: Browser, open_shop: Any) -> None:
    client = Client(HTTP_HOST="meadow.localhost")

    for path in ("/", "/products/mug", "/search"):
        answer = client.post(path)
        assert (answer.status_code, answer["Allow"]) == (405, "GET, HEAD")


def test_h2_a_database_that_is_away_is_503_with_retry(store: Any, monkeypatch: Any) -> None:
    from django.db import OperationalError

    from apps.storefront.web import frame

    def away() -> None:
        raise OperationalError("connection refused")

    monkeypatch.setattr(frame, "theme_current", away)
    client = Client(HTTP_HOST="meadow.localhost", raise_request_exception=False)

    answer = client.get("/")

    assert answer.status_code == 503
    assert answer["Retry-After"] == "10"
    assert "does not answer right now" in answer.content.decode()
    assert "connection refused" not in answer.content.decode()


def test_any_other_fault_is_a_page_without_details(store: Any, monkeypatch: Any) -> None:
    from apps.storefront.web import frame

    def broken() -> None:
        raise ValueError("secret detail")

    monkeypatch.setattr(frame, "theme_current", broken)
    answer = Client(HTTP_HOST="meadow.localhost", raise_request_exception=False).get("/")

    assert answer.status_code == 500
    assert "Something went wrong on our side" in answer.content.decode()
    assert "secret detail" not in answer.content.decode()


def test_seo_02_robots_close_what_is_private(browser: Browser, store: Any) -> None:
    lines = browser.raw("/robots.txt").content.decode().splitlines()

    assert lines == [
        "User-agent: *",
        "Disallow: /cart",
        "Disallow: /checkout",
        "Disallow: /orders/",
        "Disallow: /search",
        "Disallow: /account",
        "Disallow: /visit",
        "",
        "Sitemap: http://meadow.localhost/sitemap.xml",
    ]


@pytest.mark.parametrize("path", [*PUBLIC_PAGES[:5], "/cart", "/nope"])
def test_d15_security_headers_and_no_inline_code(browser: Browser, open_shop: Any, path: str) -> None:
    page = browser.get(path)

    policy = page.response["Content-Security-Policy"]
    assert "script-src 'self'" in policy
    assert "unsafe-inline" not in policy
    assert page.response["X-Content-Type-Options"] == "nosniff"
    assert page.response["X-Frame-Options"] == "DENY"
    inline = [node for node in page.all("script") if not node.attributes.get("src")]
    assert all(node.attributes.get("type") == "application/ld+json" for node in inline)
    assert page.all("style, [style]") == []


@pytest.mark.parametrize("path", [*PUBLIC_PAGES[:5], "/cart", "/nope"])
def test_every_page_can_be_used_by_keyboard_and_screen_reader(
    browser: Browser, open_shop: Any, path: str
) -> None:
    page = browser.get(path)

    assert page.one("html").attributes["lang"] == "en"
    assert len(page.all("h1")) == 1
    assert page.one("a.skip-link").attributes["href"] == "#content"
    assert page.one("main#content")
    labelled = set(page.attributes("label[for]", "for"))
    for field in page.all("input:not([type=hidden]), select"):
        attributes = field.attributes
        assert attributes.get("id") in labelled or field.parent.tag == "label", attributes
    assert all(image.attributes.get("alt") is not None for image in page.all("img"))
    assert all(image.attributes.get("width") and image.attributes.get("height") for image in page.all("img"))


@pytest.mark.parametrize(
    ("path", "budget"),
    [
        ("/", 7),
        ("/collections/things", 5),
        ("/collections/all", 4),
        ("/products/mug", 6),
        ("/search?q=mug", 4),
        ("/cart", 7),
    ],
)
def test_pages_cost_a_fixed_number_of_queries(
    browser: Browser, open_shop: Any, goods: Any, django_assert_max_num_queries: Any, path: str, budget: int
) -> None:
    for number in range(12):
        goods(1, 2, 3, title=f"Thing {number}")
    browser.add("/products/mug")
    browser.raw(path)

    with django_assert_max_num_queries(budget):
        assert browser.raw(path).status_code == 200


def test_the_base_host_says_what_the_platform_is(db: None, settings: Any) -> None:
    page = Page(Client(HTTP_HOST="localhost").get("/"))

    assert page.status == 200
    assert page.attributes(".hero a.button", "href") == [f"{settings.DASHBOARD_URL}/register"]
    assert "Set-Cookie" not in page.response.headers
    assert page.all("script") == []


def test_the_base_host_leads_to_an_open_demo_shop_only(
    merchant_id: Any, store_schemas: tuple[str, str], settings: Any
) -> None:
    from tests.conftest import store_make

    demo = store_make(merchant_id=merchant_id, name="Halm", subdomain="demo", schema_name=store_schemas[0])
    assert "http://demo.localhost" in Page(Client(HTTP_HOST="localhost").get("/")).attributes("a", "href")

    store_suspend(store_id=demo.id, reason="test")
    lookup_forget()
    assert "http://demo.localhost" not in Page(Client(HTTP_HOST="localhost").get("/")).attributes("a", "href")
