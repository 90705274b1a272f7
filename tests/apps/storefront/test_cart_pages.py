"""The cart: forms only, prices of today, warnings in words."""

from typing import Any

import pytest
from django.test import Client

from apps.catalog import services
from apps.catalog.types import ProductInput, VariantInput
from tests.apps.catalog.samples import euro
from tests.apps.storefront.pages import Browser, Page

pytestmark = pytest.mark.django_db
CART = "form.cart-layout"


def reprice(product: Any, price: str) -> None:
    variants = tuple(VariantInput(id=variant.id, price=euro(price)) for variant in product.variants)
    services.product_update(product_id=product.id, data=ProductInput(variants=variants))


def restock(product: Any, quantity: int) -> None:
    variants = tuple(VariantInput(id=variant.id, stock_quantity=quantity) for variant in product.variants)
    services.product_update(product_id=product.id, data=ProductInput(variants=variants))


def quantity_field(page: Page) -> str:
    return page.attributes("input[data-quantity]", "name")[0]


def test_sto_05_add_change_and_remove_by_forms(browser: Browser, goods: Any) -> None:
    goods(9, title="Mug", price="9.00")

    added = browser.add("/products/mug", "2")
    assert added.text(".notice") == "It is in your cart."
    assert added.texts(".cart-line-total") == ["€18.00"]
    assert added.text(".totals .total") == "Subtotal €18.00"
    assert added.text("[data-cart-number]") == "2"

    changed = browser.send(added, CART, **{quantity_field(added): "5"}, do="update")
    assert changed.texts(".cart-line-total") == ["€45.00"]

    line = changed.one("button[name=remove]").attributes["value"] or ""
    emptied = browser.send(changed, CART, remove=line)
    assert emptied.texts(".empty h2") == ["There is nothing in it yet"]
    assert browser.client.cookies["cart_count"].value == "0"


def test_quantity_zero_takes_the_line_out(browser: Browser, goods: Any) -> None:
    goods(9, title="Mug")
    page = browser.add("/products/mug")

    assert browser.send(page, CART, **{quantity_field(page): "0"}).all(".cart-line") == []


@pytest.mark.parametrize(
    "quantity", ["0", "-1", "1.5", "NaN", "1e3", "1000", "", "²", "99999999999999999999"]
)
def test_f12_a_bad_quantity_is_refused_in_words(browser: Browser, goods: Any, quantity: str) -> None:
    goods(9, title="Mug")

    page = browser.add("/products/mug", quantity)

    assert page.status == 200
    assert page.text(".notice") == "Please give a quantity from 1 to 999."
    assert page.all(".cart-line") == []


def test_f12_a_price_in_the_form_means_nothing(browser: Browser, goods: Any) -> None:
    goods(9, title="Mug", price="9.00")
    page = browser.get("/products/mug")

    cart = browser.send(page, "form.buy", price="0.01", unit_price_minor="1", currency="USD")

    assert cart.texts(".cart-line-total") == ["€9.00"]


def test_sto_05_more_than_is_left_is_cut_and_said(browser: Browser, goods: Any) -> None:
    goods(3, title="Mug")

    page = browser.add("/products/mug", "7")

    assert page.text(".notice") == "We put in as many as there are left."
    assert page.attributes("input[data-quantity]", "value") == ["3"]


def test_sto_05_a_changed_price_is_said_once(browser: Browser, goods: Any) -> None:
    mug = goods(9, title="Mug", price="9.00")
    browser.add("/products/mug")
    reprice(mug, "11.00")

    page = browser.get("/cart")
    assert page.problems() == ["price_changed"]
    assert "It was €9.00 before." in page.text(".cart-line .notice")
    assert page.texts(".cart-line-total") == ["€11.00"]

    assert browser.get("/cart").problems() == []


def test_sto_05_sold_out_limited_and_gone_lines_warn(browser: Browser, goods: Any) -> None:
    mug, plate, bowl = goods(5, title="Mug"), goods(5, title="Plate"), goods(5, title="Bowl")
    for handle in ("mug", "plate", "bowl"):
        browser.add(f"/products/{handle}", "4")
    restock(mug, 0)
    restock(plate, 2)
    services.product_archive(product_id=bowl.id)

    page = browser.get("/cart")

    assert page.problems() == ["sold_out", "limited", "gone"]
    assert page.texts(".cart-line .notice") == [
        "Mug is sold out. Please remove it to go on.",
        "Only 2 of Plate left. Please choose a smaller quantity.",
        "Bowl is no longer available. Please remove it to go on.",
    ]


def test_an_unknown_or_malformed_variant_is_gone(browser: Browser, goods: Any) -> None:
    goods(5, title="Mug")
    page = browser.get("/products/mug")

    for variant in ("nonsense", "", "00000000-0000-7000-8000-000000000000"):
        assert browser.send(page, "form.buy", variant=variant).text(".notice") == (
            "This item is no longer available."
        )


def test_d12_cart_pages_are_private_and_the_cookie_is_bound_to_the_host(browser: Browser, goods: Any) -> None:
    goods(5, title="Mug")
    page = browser.add("/products/mug")

    assert page.response["Cache-Control"] == "private, no-store"
    assert page.response["X-Robots-Tag"] == "noindex"
    cookie = browser.client.cookies["cart"]
    assert (cookie["httponly"], cookie["samesite"], cookie["path"], cookie["domain"]) == (
        True,
        "Lax",
        "/",
        "",
    )
    assert "sessionid" not in browser.client.cookies


def test_d1_production_cookies_have_the_host_prefix(browser: Browser, goods: Any, settings: Any) -> None:
    settings.PUBLIC_SCHEME, settings.COOKIE_PREFIX = "https", "__Host-"
    goods(5, title="Mug")

    browser.add("/products/mug")
    browser.get("/cart")

    for name in ("__Host-cart", "__Host-cart_count"):
        cookie = browser.client.cookies[name]
        assert (cookie["secure"], cookie["path"], cookie["domain"]) == (True, "/", "")


def test_d3_a_form_of_another_origin_is_refused(browser: Browser, goods: Any) -> None:
    mug = goods(5, title="Mug")
    form = {"variant": str(mug.variants[0].id), "quantity": "1"}

    for headers in (
        {"Origin": "http://harbour.localhost"},
        {"Origin": "https://meadow.localhost"},
        {"Origin": "http://meadow.localhost:81"},
        {"Origin": "http://meadow.localhost.evil.example"},
        {"Origin": "null"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site", "Origin": "http://meadow.localhost"},
    ):
        answer = browser.client.post("/cart/add", form, headers=headers)
        assert answer.status_code == 403, headers
        assert "cart" not in browser.client.cookies
    answer = browser.client.post(
        "/cart/add", form, headers={"Origin": "http://meadow.localhost", "Sec-Fetch-Site": "same-origin"}
    )
    assert answer.status_code == 303


def test_d3_changing_the_cart_needs_the_token_of_its_page(browser: Browser, goods: Any) -> None:
    goods(9, title="Mug")
    page = browser.add("/products/mug", "2")
    fields = page.fields(CART) | {quantity_field(page): "9"}

    without = browser.client.post("/cart/update", {**fields, "csrfmiddlewaretoken": ""})
    foreign = browser.client.post("/cart/update", fields, headers={"Origin": "http://harbour.localhost"})

    assert (without.status_code, foreign.status_code) == (403, 403)
    assert browser.get("/cart").attributes("input[data-quantity]", "value") == ["2"]


def test_b4_a_cart_cookie_of_one_store_is_nothing_at_another(
    browser: Browser, other_browser: Browser, goods: Any
) -> None:
    goods(5, title="Mug")
    browser.add("/products/mug")

    other_browser.client.cookies["cart"] = browser.client.cookies["cart"].value
    page = other_browser.get("/cart")

    assert page.all(".cart-line") == []
    assert "Mug" not in page.html


@pytest.mark.parametrize("token", ["x", "a:b", "0" * 32, "0" * 32 + ":" + "x" * 43, "é"])
def test_a_forged_cart_cookie_is_an_empty_cart(browser: Browser, token: str) -> None:
    browser.client.cookies["cart"] = token

    assert browser.get("/cart").texts(".empty h2") == ["There is nothing in it yet"]


def test_too_many_changes_are_slowed_down(browser: Browser, goods: Any, monkeypatch: Any) -> None:
    from apps.storefront.web import cart
    from tenancy.rest.throttling import Limit

    monkeypatch.setattr(cart, "CHANGES", Limit("cart-change-test", times=2, seconds=60))
    mug = goods(50, title="Mug")
    form = {"variant": str(mug.variants[0].id), "quantity": "1"}

    statuses = [browser.client.post("/cart/add", form).status_code for _ in range(3)]

    assert statuses == [303, 303, 429]
    assert browser.get("/cart").attributes("input[data-quantity]", "value") == ["2"]


def test_get_changes_nothing(store: Any) -> None:
    client = Client(HTTP_HOST="meadow.localhost")

    for path in ("/cart/add", "/cart/update"):
        answer = client.get(path)
        assert (answer.status_code, answer["Allow"]) == (405, "POST")
