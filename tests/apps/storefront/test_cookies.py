"""What a shop leaves in a shopper's browser, and that its privacy page says so. STO-14."""

from pathlib import Path
from typing import Any

import pytest
from django.conf import settings

from apps.catalog.types import ProductDetail
from apps.tenants.selectors import lookup_forget
from tests.apps.storefront.pages import Browser

pytestmark = pytest.mark.django_db


def told(browser: Browser) -> list[str]:
    return browser.get("/pages/privacy").texts(".cookies tbody td:first-child")


@pytest.fixture
def _policies(store: Any, owner_client: Any) -> None:
    for kind in ("PRIVACY", "SHIPPING"):
        words = {"kind": kind, "title": kind.title(), "body_html": "<p>Ours.</p>", "is_published": True}
        assert owner_client.post(f"/api/v1/stores/{store.id}/pages", words, format="json").status_code == 201
    lookup_forget()


@pytest.mark.usefixtures("_policies")
def test_sto_14_a_shop_sets_no_cookie_that_its_privacy_page_does_not_name(
    coat: ProductDetail, browser: Browser
) -> None:
    names = told(browser)
    assert len(names) == len(set(names)) == 5

    found: set[str] = set()
    for path in ("/", "/products/rain-coat", "/search?q=coat", "/account", "/?discount=HELLO"):
        found |= set(browser.raw(path).cookies)
    browser.add("/products/rain-coat")
    for path in ("/cart", "/checkout"):
        browser.raw(path)
    found |= set(browser.client.cookies)

    assert {"cart_count", settings.CSRF_COOKIE_NAME} <= {name.removeprefix("__Host-") for name in found}
    assert found <= set(names)


@pytest.mark.usefixtures("_policies")
def test_sto_14_visits_are_counted_without_leaving_anything_in_the_browser(
    coat: ProductDetail, browser: Browser
) -> None:
    answer = browser.client.post("/visit", {"page": "/", "from": ""}, HTTP_ORIGIN="http://meadow.localhost")

    assert not answer.cookies
    script = Path(settings.BASE_DIR, "storefront_theme/default/static/shop.js").read_text()
    for store in ("localStorage", "sessionStorage", "indexedDB", "document.cookie ="):
        assert store not in script


@pytest.mark.usefixtures("_policies")
def test_sto_14_the_privacy_page_says_what_is_kept_and_other_pages_do_not(browser: Browser) -> None:
    page = browser.get("/pages/privacy")

    assert "nothing to agree to" in page.text("section[aria-labelledby=cookies-title] p")
    assert page.texts(".cookies thead th") == ["Cookie", "What for", "Kept"]
    assert page.texts(".cookies tbody td:last-child")[0] == "60 days"
    assert browser.get("/pages/shipping").all(".cookies") == []
