"""What search engines get: sitemaps, robots, canonicals, redirects. SEO-01 to SEO-04."""

from collections.abc import Callable, Iterator
from typing import Any
from xml.etree import ElementTree

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from apps.catalog import services as catalog
from apps.catalog.types import ProductDetail, ProductInput, VariantInput
from apps.content import services
from apps.content.models import NotFoundEntry, Redirect
from apps.content.selectors import sitemaps
from apps.content.types import Author, PageInput, PostInput, RedirectInput
from apps.tenants.selectors import lookup_forget
from tests.apps.catalog.samples import euro
from tests.apps.storefront.pages import Browser

pytestmark = pytest.mark.django_db
NS = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
ANNA = Author(kind="PERSON", label="anna@example.com")
BASE = "http://meadow.localhost"


def parsed(text: str) -> ElementTree.Element:
    return ElementTree.fromstring(text)  # noqa: S314 - written by the product under test


def body(response: Any) -> str:
    return b"".join(response).decode() if response.streaming else response.content.decode()


def locations(text: str) -> list[str]:
    return [str(node.text) for node in parsed(text).iter(f"{NS}loc")]


def every_address(browser: Browser) -> Iterator[str]:
    index = browser.raw("/sitemap.xml")
    assert index.status_code == 200
    for child in locations(body(index)):
        answer = browser.raw(child.removeprefix(BASE))
        assert answer.status_code == 200
        yield from (place.removeprefix(BASE) for place in locations(body(answer)))


def simple(title: str, **values: Any) -> ProductDetail:
    words = {"status": "ACTIVE", "variants": (VariantInput(price=euro("10.00")),)} | values
    return catalog.product_create(data=ProductInput(title=title, **words))


@pytest.fixture
def stocked(coat: ProductDetail, shelf: Callable[..., Any], in_store: Any) -> None:
    """A shop with one of everything shown, and one of everything hidden."""
    lamp = simple("Old Lamp", handle="old-lamp")
    catalog.product_update(product_id=lamp.id, data=ProductInput(handle="lamp"))
    simple("Draft", handle="draft", status="DRAFT")
    shelf("Coats", coat, handle="coats")
    shelf("Empty", handle="empty")
    for handle, is_out in (("linen", True), ("secret", False)):
        made = services.post_create(
            data=PostInput(title=handle, handle=handle, body_html="<p>Words.</p>"), author=ANNA
        )
        if is_out:
            services.post_publish(post_id=made.id, author=ANNA, now=timezone.now())
    for handle, is_out in (("about", True), ("hidden", False)):
        words = PageInput(title=handle, handle=handle, body_html="<p>Us.</p>", is_published=is_out)
        services.page_create(data=words, author=ANNA)
    lookup_forget()


def test_seo_01_the_sitemap_has_exactly_the_pages_that_answer_200_and_are_canonical(
    stocked: None, browser: Browser
) -> None:
    addresses = list(every_address(browser))

    assert sorted(addresses) == [
        "/",
        "/blog",
        "/blog/linen",
        "/collections/all",
        "/collections/coats",
        "/pages/about",
        "/products/lamp",
        "/products/rain-coat",
    ]
    for address in addresses:
        page = browser.get(address)
        assert page.status == 200
        assert page.one("link[rel=canonical]").attributes["href"] == BASE + address
        assert page.all('meta[name="robots"]') == []


def test_seo_01_lastmod_is_the_last_change_of_content(stocked: None, browser: Browser, in_store: Any) -> None:
    from apps.catalog.models import Product
    from apps.catalog.selectors import shop_product
    from apps.catalog.services import stock_reserve

    def lastmod() -> str:
        text = body(browser.raw("/sitemaps/products-1.xml"))
        rows = parsed(text).iter(f"{NS}url")
        return next(
            str(row.findtext(f"{NS}lastmod"))
            for row in rows
            if str(row.findtext(f"{NS}loc")).endswith("/rain-coat")
        )

    before, coat = lastmod(), shop_product(handle="rain-coat")
    assert coat is not None
    stock_reserve(lines=[(coat.variants[0].id, 1)])
    lookup_forget()
    assert lastmod() == before

    Product.objects.filter(handle="rain-coat").update(updated_at=timezone.now().replace(year=2031))
    assert lastmod().startswith("2031-")


def test_seo_01_large_shops_get_several_files_in_flat_queries(
    in_store: Any, browser: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(7):
        simple(f"Thing {number}", handle=f"thing-{number}")
    monkeypatch.setattr(sitemaps, "MOST_URLS", 3)
    monkeypatch.setattr("apps.catalog.selectors.search_engines.PIECE", 2)
    lookup_forget()

    found = locations(body(browser.raw("/sitemap.xml")))
    files = [body(browser.raw(place.removeprefix(BASE))) for place in found if "products" in place]

    assert [place.rsplit("/", 1)[1] for place in found] == [
        "products-1.xml",
        "products-2.xml",
        "products-3.xml",
        "pages-1.xml",
    ]
    assert [len(locations(text)) for text in files] == [3, 3, 1]
    assert len({place for text in files for place in locations(text)}) == 7
    assert browser.raw("/sitemaps/products-4.xml").status_code == 404
    assert browser.raw("/sitemaps/nonsense-1.xml").status_code == 404
    with CaptureQueriesContext(connection) as queries:
        list(sitemaps.sitemap_entries(kind="products", number=2))
    assert len([row for row in queries if "catalog_product" in row["sql"]]) == 3


def test_seo_02_robots_names_the_sitemap_and_closes_what_is_a_shoppers_own(browser: Browser) -> None:
    lines = body(browser.raw("/robots.txt")).splitlines()

    assert lines[0] == "User-agent: *"
    for path in ("/cart", "/checkout", "/orders/", "/search", "/account"):
        assert f"Disallow: {path}" in lines
    assert lines[-1] == f"Sitemap: {BASE}/sitemap.xml"


def test_seo_02_a_merchants_rules_are_checked_and_a_closed_shop_is_closed_whole(
    store: Any, browser: Browser, owner_client: Any
) -> None:
    url = f"/api/v1/stores/{store.id}/search-settings"

    refused = owner_client.patch(
        url, {"robots_disallow": ["/ok", "/", "no slash", "/a\nAllow: /cart"]}, format="json"
    )
    assert sorted(refused.json()["error"]["fields"]) == [f"robots_disallow.{n}" for n in (1, 2, 3)]
    assert owner_client.patch(url, {"robots_disallow": ["/old/*"]}, format="json").status_code == 200
    lookup_forget()
    assert "Disallow: /old/*" in body(browser.raw("/robots.txt")).splitlines()

    owner_client.patch(url, {"is_open_to_search": False}, format="json")
    lookup_forget()
    assert body(browser.raw("/robots.txt")) == "User-agent: *\nDisallow: /\n"
    home = browser.get("/")
    assert home.response.headers["X-Robots-Tag"] == "noindex"
    assert home.all("link[rel=canonical]") == []
    assert browser.raw("/sitemap.xml").status_code == 404


@pytest.mark.parametrize(
    ("asked", "canonical"),
    [
        ("/products/rain-coat?variant={variant}", "/products/rain-coat"),
        ("/products/rain-coat?utm_source=mail&fbclid=1", "/products/rain-coat"),
        ("/collections/coats?sort=price-up", "/collections/coats"),
        ("/collections/coats?sort=newest&gclid=7&colour=blue", "/collections/coats"),
        ("/collections/all?utm_campaign=x", "/collections/all"),
        ("/blog?utm_medium=rss", "/blog"),
        ("/blog/linen?ref=mail", "/blog/linen"),
        ("/?utm_source=mail", "/"),
    ],
)
def test_seo_03_variants_sorting_and_tracking_fold_into_one_address(
    stocked: None, coat: ProductDetail, browser: Browser, asked: str, canonical: str
) -> None:
    page = browser.get(asked.format(variant=coat.variants[1].id))

    assert page.status == 200
    assert page.one("link[rel=canonical]").attributes["href"] == BASE + canonical


def test_seo_03_another_host_of_the_shop_leads_to_the_primary_one(store: Any, browser: Browser) -> None:
    from django.test import Client

    from apps.tenants.models import Domain

    Domain.objects.create(domain="old.example.com", tenant_id=store.id, is_primary=False)
    lookup_forget()

    answer = Client(HTTP_HOST="old.example.com").get("/collections/all?page=2")

    assert (answer.status_code, answer.headers["Location"]) == (301, f"{BASE}/collections/all?page=2")
    assert browser.raw("/collections/all").status_code == 200


def test_seo_04_a_changed_slug_leads_to_the_new_one_in_one_step(
    stocked: None, browser: Browser, in_store: Any
) -> None:
    from apps.content.models import Page, Post

    post, page = Post.objects.get(handle="linen"), Page.objects.get(handle="about")
    for handle in ("linen-2", "linen-3"):
        services.post_update(post_id=post.pk, data=PostInput(handle=handle), author=ANNA)
    services.page_update(page_id=page.pk, data=PageInput(handle="us"), author=ANNA)
    lookup_forget()

    for old, new in [
        ("/blog/linen", "/blog/linen-3"),
        ("/blog/linen-2", "/blog/linen-3"),
        ("/pages/about", "/pages/us"),
        ("/products/old-lamp", "/products/lamp"),
    ]:
        answer = browser.raw(old)
        assert (answer.status_code, answer.headers["Location"]) == (301, new)
    # A page that returns to its old address takes it back.
    services.post_update(post_id=post.pk, data=PostInput(handle="linen"), author=ANNA)
    lookup_forget()
    assert browser.raw("/blog/linen").status_code == 200
    assert browser.raw("/blog/linen-3").headers["Location"] == "/blog/linen"


def test_seo_04_what_is_deleted_is_gone_or_leads_where_the_merchant_wants(
    stocked: None, coat: ProductDetail, browser: Browser, in_store: Any, deliver: Callable[[], int]
) -> None:
    from apps.catalog.models import Product
    from apps.content.models import Post

    lamp = Product.objects.get(handle="lamp")
    catalog.product_delete(product_id=lamp.pk)
    services.post_delete(post_id=Post.objects.get(handle="linen").pk)
    deliver()
    lookup_forget()

    for path in ("/products/lamp", "/products/old-lamp", "/blog/linen"):
        assert browser.raw(path).status_code == 410, path
    redirect = Redirect.objects.get(from_path="/products/lamp")
    services.redirect_update(redirect_id=redirect.pk, data=RedirectInput(target="/products/rain-coat"))
    answer = browser.raw("/products/lamp?utm_source=x")
    assert (answer.status_code, answer.headers["Location"]) == (301, "/products/rain-coat?utm_source=x")
    assert Redirect.objects.get(pk=redirect.pk).hits == 2


def test_seo_04_chains_are_flattened_and_loops_refused(
    store: Any, owner_client: Any, browser: Browser
) -> None:
    url = f"/api/v1/stores/{store.id}/redirects"

    def lead(start: str, end: str) -> Any:
        return owner_client.post(url, {"from_path": start, "target": end}, format="json")

    assert lead("/b", "/c").json()["data"]["target"] == "/c"
    assert lead("/a/", "/b").json()["data"]["target"] == "/c"  # its target leads on
    assert lead("/c", "/d?x=1").status_code == 201  # those before it follow
    targets = {row["from_path"]: row["target"] for row in owner_client.get(url).json()["data"]}
    assert targets == {"/a": "/d?x=1", "/b": "/d?x=1", "/c": "/d?x=1"}

    for start, end in (("/d", "/a"), ("/e", "/e"), ("/e", "/e/")):
        answer = lead(start, end)
        assert (answer.status_code, answer.json()["error"]["code"]) == (422, "redirect_loops"), (start, end)
    assert lead("/a", "/x").json()["error"]["code"] == "redirect_taken"
    for wrong in ("//evil.example", "javascript:alert(1)", "http://", "evil", "/a b"):
        assert lead("/n", wrong).status_code == 400, wrong
    assert browser.raw("/a").headers["Location"] == "/d?x=1"


def test_seo_04_the_404_log_is_bounded_and_proposes_targets(
    stocked: None, store: Any, browser: Browser, owner_client: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("apps.content.services.missing.MAX_LOG", 3)
    for path in ("/products/rain-coats-2019", "/products/rain-coats-2019/", "/p/1", "/p/2", "/p/3"):
        assert browser.raw(path, Referer="https://blog.example/post").status_code == 404
    for probe in ("/wp-login.php", "/.env", "/.git/config"):
        assert browser.raw(probe).status_code == 404

    url = f"/api/v1/stores/{store.id}/not-found-log"
    rows = owner_client.get(url).json()["data"]

    assert NotFoundEntry.objects.count() == 3
    assert (rows[0]["path"], rows[0]["hits"], rows[0]["referrer"]) == (
        "/products/rain-coats-2019",
        2,
        "https://blog.example/post",
    )
    assert {"title": "Rain Coat", "path": "/products/rain-coat"} in rows[0]["proposals"]
    owner_client.post(
        f"/api/v1/stores/{store.id}/redirects",
        {"from_path": rows[0]["path"], "target": "/products/rain-coat"},
        format="json",
    )
    left = owner_client.get(url).json()["data"]
    assert rows[0]["path"] not in [row["path"] for row in left]
    assert owner_client.delete(f"{url}/{left[0]['id']}").status_code == 200
    assert NotFoundEntry.objects.count() == 1


def test_seo_04_a_storm_of_wrong_addresses_writes_little(store: Any, browser: Browser, in_store: Any) -> None:
    for number in range(70):
        browser.raw(f"/lost/{number}")

    assert NotFoundEntry.objects.count() == 60
