"""Codes as shoppers meet them: in the cart without JavaScript, and by link. STO-12, STO-11."""

from typing import Any

import pytest

from apps.checkout.models import Cart
from tests.apps.checkout.settings import code_make, tax_make, zone_make
from tests.apps.storefront.pages import Browser, Page

pytestmark = pytest.mark.django_db
CART = "form[data-cart]"


@pytest.fixture
def mug(goods: Any, rate: Any) -> Any:
    return goods(9, price="10.00")


def cart_with(browser: Browser, product: Any) -> Page:
    return browser.add(f"/products/{product.handle}")


def test_sto_12_a_code_is_entered_and_taken_out_by_forms(browser: Browser, mug: Any, store: Any) -> None:
    code_make(store)
    page = cart_with(browser, mug)

    page = browser.send(page, CART, do="discount", code="spring")
    assert page.text(".notice") == "Your code is in the cart."
    assert page.text("[data-discount]") == "Discount SPRING −€1.00"
    assert page.text(".totals .total") == "Subtotal €9.00"

    checkout = browser.get("/checkout")
    assert checkout.text("[data-discount]") == "Discount SPRING −€1.00"
    assert checkout.text("[data-total]") == "€13.90"

    page = browser.send(browser.get("/cart"), CART, do="undiscount")
    assert page.all("[data-discount]") == []


def test_a_code_that_is_none_is_said(browser: Browser, mug: Any) -> None:
    page = browser.send(cart_with(browser, mug), CART, do="discount", code="<b>nope")
    assert page.text(".notice") == "There is no such code."


def test_a_code_that_does_not_hold_yet_says_why(browser: Browser, mug: Any, store: Any) -> None:
    from tests.apps.checkout.settings import euro

    code_make(store, minimum=euro("50.00"))
    page = browser.send(cart_with(browser, mug), CART, do="discount", code="SPRING")
    assert "discount_minimum" in page.problems()
    assert page.all("[data-discount]") == []


@pytest.mark.parametrize("path", ["/", "/cart", "/products/{handle}"])
def test_sto_12_a_link_carries_a_code_to_any_page(browser: Browser, mug: Any, store: Any, path: str) -> None:
    code_make(store)
    cart_with(browser, mug)

    page = browser.get(path.format(handle=mug.handle) + "?discount=spring")

    assert page.status == 200
    assert page.response.request["PATH_INFO"] == path.format(handle=mug.handle)
    assert Cart.objects.get().discount_code == "SPRING"


def test_a_link_before_there_is_a_cart_is_remembered(browser: Browser, mug: Any, store: Any) -> None:
    code_make(store)
    browser.get(f"/products/{mug.handle}?discount=SPRING")

    page = cart_with(browser, mug)

    assert page.text("[data-discount]") == "Discount SPRING −€1.00"


@pytest.mark.parametrize("to", ["//evil.example", "https://evil.example", "/\\evil.example", "javascript:x"])
def test_a_code_link_leads_nowhere_else(browser: Browser, store: Any, to: str) -> None:
    answer = browser.client.get("/discount/SPRING", {"to": to})
    assert (answer.status_code, answer["Location"]) == (302, "/")


def test_sto_11_tax_is_shown_in_cart_and_checkout(browser: Browser, mug: Any, store: Any) -> None:
    tax_make(store, store.country, inclusive=False)
    page = cart_with(browser, mug)
    assert page.text("[data-tax]") == "VAT 19 %, estimated €1.90"


def test_sto_10_where_nothing_is_delivered_is_said(browser: Browser, mug: Any, store: Any) -> None:
    zone_make(store, "Alps", "AT", is_active=False)
    cart_with(browser, mug)
    page = browser.send(browser.get("/checkout"), "form[data-checkout]", do="refresh", country="AT")

    assert "shipping_unavailable" in page.problems()
    assert page.text("[data-problem=shipping_unavailable]") == "We do not deliver this cart to Austria yet."
    assert "disabled" in page.one("[data-pay]").attributes
