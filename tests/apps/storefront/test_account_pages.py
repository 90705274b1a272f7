"""The customer's account: proved by mail, one store only, carts joined and restored. AUT-08, STO-05."""

import re
from typing import Any

import pytest
from django.core import mail
from django.test import Client
from django.utils import timezone

from apps.checkout import services as checkout
from apps.checkout.models import Cart, CartLine
from apps.checkout.selectors import cart_for_machine
from apps.customers.models import Customer, CustomerAddress, CustomerSession, SignInRequest
from apps.outbox.models import OutboxEvent
from tenancy.context import store_context
from tests.apps.orders.making import pay_order, place_order
from tests.apps.storefront.conftest import HOST, OTHER_HOST
from tests.apps.storefront.pages import Browser, Page

pytestmark = pytest.mark.django_db
EMAIL = "ana@example.com"
SIGN_IN = "form[data-sign-in]"


def link_of(deliver: Any) -> str:
    """Have the mail sent and return the path of its link."""
    deliver()
    found = re.findall(r"http://[^/\s]+(/account/sign-in/\S+)", mail.outbox[-1].body)
    return str(found[0])


def ask(browser: Browser, email: str = EMAIL) -> Page:
    return browser.send(browser.get("/account/sign-in"), SIGN_IN, email=email)


def sign_in(browser: Browser, deliver: Any, email: str = EMAIL) -> Page:
    ask(browser, email)
    return browser.send(browser.get(link_of(deliver)), "form[data-sign-in-link]")


@pytest.fixture
def order(in_store: Any, goods: Any) -> Any:
    made = place_order(store=in_store, product=goods(9), email=EMAIL)
    pay_order(made, store=in_store)
    return made


@pytest.fixture
def other_browser_here(store: Any) -> Browser:
    return Browser(Client(enforce_csrf_checks=True, HTTP_HOST=HOST))


class TestProof:
    @pytest.mark.parametrize("place", [".site-header", ".site-footer"])
    def test_aut_08_every_page_leads_to_signing_in(self, browser: Browser, store: Any, place: str) -> None:
        links = browser.get("/").all(f'{place} a[href="/account"]')

        assert [link.text(strip=True) for link in links] == [
            "Account" if place == ".site-header" else "Your account"
        ]
        assert browser.get("/account").response.request["PATH_INFO"] == "/account/sign-in"

    def test_aut_08_guest_orders_are_shown_only_after_the_address_is_proved(
        self, browser: Browser, order: Any, deliver: Any, store: Any
    ) -> None:
        assert browser.get("/account").response.request["PATH_INFO"] == "/account/sign-in"
        asked = ask(browser)
        assert "Look into your inbox" in asked.text(".notice")
        assert browser.get("/account").all("[data-order]") == []

        page = browser.send(browser.get(link_of(deliver)), "form[data-sign-in-link]")

        assert page.attributes("[data-order]", "data-order") == [str(order.number)]
        with store_context(store.schema_name):
            assert Customer.objects.get().verified_at is not None
            assert CustomerSession.objects.count() == 1
        assert OutboxEvent.objects.filter(name="customer.registered").count() == 1

    def test_an_order_with_anothers_address_is_not_shown(
        self, browser: Browser, order: Any, deliver: Any
    ) -> None:
        assert sign_in(browser, deliver, "mallory@example.com").all("[data-order]") == []

    def test_a_link_works_once_and_opening_it_uses_nothing_up(
        self, browser: Browser, other_browser_here: Browser, store: Any, deliver: Any
    ) -> None:
        ask(browser)
        link = link_of(deliver)
        assert browser.get(link).all("form[data-sign-in-link]")
        browser.send(browser.get(link), "form[data-sign-in-link]")

        again = other_browser_here.send(other_browser_here.get(link), "form[data-sign-in-link]")

        assert (again.status, again.all("[data-order]")) == (422, [])
        assert other_browser_here.get("/account").response.request["PATH_INFO"] == "/account/sign-in"

    def test_an_old_link_signs_nobody_in(self, browser: Browser, store: Any, deliver: Any) -> None:
        ask(browser)
        link = link_of(deliver)
        with store_context(store.schema_name):
            SignInRequest.objects.update(expires_at=timezone.now())
        page = browser.send(browser.get(link), "form[data-sign-in-link]")
        assert page.status == 422

    @pytest.mark.parametrize("token", ["x", "0" * 32, "0" * 32 + ".", "0" * 32 + ".abc", "%F0%9F%98%80"])
    def test_forged_links(self, browser: Browser, store: Any, token: str) -> None:
        page = browser.send(browser.get(f"/account/sign-in/{token}"), "form[data-sign-in-link]")
        assert page.status == 422

    def test_aut_08_an_account_never_spans_stores(
        self, browser: Browser, store: Any, other_store: Any, order: Any, deliver: Any
    ) -> None:
        ask(browser)
        link = link_of(deliver)
        there = Browser(Client(enforce_csrf_checks=True, HTTP_HOST=OTHER_HOST))
        assert there.send(there.get(link), "form[data-sign-in-link]").status == 422

        browser.send(browser.get(link), "form[data-sign-in-link]")
        there.client.cookies["customer"] = browser.client.cookies["customer"].value
        assert there.get("/account").response.request["PATH_INFO"] == "/account/sign-in"

    @pytest.mark.parametrize("email", ["", "nobody", "a@b\nc", "x" * 250 + "@example.com"])
    def test_addresses_that_are_none(self, browser: Browser, store: Any, email: str) -> None:
        assert ask(browser, email).status == 422
        with store_context(store.schema_name):
            assert SignInRequest.objects.count() == 0

    def test_asking_is_limited(self, browser: Browser, store: Any) -> None:
        assert [ask(browser).status for _ in range(4)] == [200, 200, 200, 429]

    def test_signing_out_ends_the_session(self, browser: Browser, store: Any, deliver: Any) -> None:
        page = sign_in(browser, deliver)
        key = browser.client.cookies["customer"].value
        browser.send(page, "form[data-sign-out]")
        browser.client.cookies["customer"] = key
        assert browser.get("/account").response.request["PATH_INFO"] == "/account/sign-in"

    def test_forms_need_their_token(self, store: Any) -> None:
        client = Client(enforce_csrf_checks=True, HTTP_HOST=HOST)
        assert client.post("/account/sign-in", {"email": EMAIL}).status_code == 403
        assert client.post("/account/sign-in/abc").status_code == 403


class TestAddresses:
    FORM = "form[data-address-form]"

    def test_an_address_is_kept_and_filled_in_at_the_checkout(
        self, browser: Browser, goods: Any, rate: Any, deliver: Any, store: Any
    ) -> None:
        page = sign_in(browser, deliver)
        given = {"name": "Ana", "line1": "Weg 1", "city": "Berlin", "postal_code": "10115", "country": "DE"}
        page = browser.send(page, self.FORM, **given)
        assert len(page.all("[data-address]")) == 1
        browser.add(f"/products/{goods(5).handle}")

        form = browser.get("/checkout").fields("form[data-checkout]")

        assert (form["email"], form["line1"], form["country"]) == (EMAIL, "Weg 1", "DE")

    def test_a_bad_address_is_said(self, browser: Browser, store: Any, deliver: Any) -> None:
        page = browser.send(sign_in(browser, deliver), self.FORM, name="", postal_code="1", country="DE")
        assert page.status == 422
        assert page.all("#name-error")

    def test_anothers_address_is_not_removed(self, browser: Browser, store: Any, deliver: Any) -> None:
        page = sign_in(browser, deliver)
        with store_context(store.schema_name):
            other = Customer.objects.create(
                email="b@example.com", created_at=timezone.now(), updated_at=timezone.now()
            )
            kept = CustomerAddress.objects.create(customer=other, content={}, created_at=timezone.now())
        token = page.fields("form[data-sign-out]")["csrfmiddlewaretoken"]
        answer = browser.client.post(
            "/account/addresses/remove", {"address": str(kept.pk), "csrfmiddlewaretoken": token}
        )
        assert answer.status_code == 404
        with store_context(store.schema_name):
            assert CustomerAddress.objects.count() == 1


class TestCarts:
    def test_sto_05_carts_are_joined_at_sign_in(
        self, browser: Browser, other_browser_here: Browser, goods: Any, rate: Any, deliver: Any, store: Any
    ) -> None:
        mug, pot = goods(9, title="Mug"), goods(9, title="Pot")
        browser.add(f"/products/{mug.handle}", "2")
        sign_in(browser, deliver)
        other_browser_here.add(f"/products/{mug.handle}", "3")
        other_browser_here.add(f"/products/{pot.handle}", "1")

        sign_in(other_browser_here, deliver)

        with store_context(store.schema_name):
            lines = dict(CartLine.objects.values_list("title", "quantity"))
            assert lines == {"Mug": 3, "Pot": 1}
            assert Cart.objects.filter(email=EMAIL, lines__isnull=False).distinct().count() == 1
        assert len(other_browser_here.get("/cart").all(".cart-line")) == 2

    def test_sto_05_a_cart_comes_back_by_its_link_without_what_is_gone(
        self, browser: Browser, other_browser_here: Browser, goods: Any, rate: Any, store: Any
    ) -> None:
        from apps.catalog.services import product_unpublish

        mug, pot = goods(9, title="Mug"), goods(9, title="Pot")
        browser.add(f"/products/{mug.handle}", "2")
        browser.add(f"/products/{pot.handle}")
        with store_context(store.schema_name):
            cart = cart_for_machine(cart_id=Cart.objects.get().pk, store=store)
            product_unpublish(product_id=pot.id)
        path = cart.restore_url.removeprefix(store.url)

        page = other_browser_here.get(path)

        assert "taken out" in page.text(".notice")
        assert page.texts(".cart-line-text a") == ["Mug"]
        assert other_browser_here.get("/cart").all(".cart-line")

    @pytest.mark.parametrize("token", ["x", "0" * 32 + ".abc"])
    def test_forged_restore_links(self, browser: Browser, store: Any, token: str) -> None:
        assert "no longer there" in browser.get(f"/cart/restore/{token}").text(".notice")

    def test_a_carts_cookie_is_no_restore_link(self, browser: Browser, goods: Any, rate: Any) -> None:
        browser.add(f"/products/{goods(9).handle}")
        cookie = browser.client.cookies["cart"].value
        assert "no longer there" in browser.get(f"/cart/restore/{cookie}").text(".notice")

    def test_an_ordered_cart_stays_closed(self, browser: Browser, goods: Any, rate: Any, store: Any) -> None:
        browser.add(f"/products/{goods(9).handle}")
        with store_context(store.schema_name):
            cart = Cart.objects.get()
            url = cart_for_machine(cart_id=cart.pk, store=store).restore_url
            Cart.objects.update(status="COMPLETED")
            assert cart_for_machine(cart_id=cart.pk, store=store).is_ordered
        page = browser.get(url.removeprefix(store.url))
        assert "already been ordered" in page.text(".notice")


class TestNews:
    def test_what_is_left_is_told_of_once_an_email_is_known(
        self, browser: Browser, goods: Any, rate: Any, store: Any
    ) -> None:
        mug = goods(9)
        browser.add(f"/products/{mug.handle}")
        assert OutboxEvent.objects.filter(name="cart.changed").count() == 0
        form = browser.get("/checkout")
        for _ in range(2):
            browser.send(form, "form[data-checkout]", do="refresh", email=EMAIL)

        started = OutboxEvent.objects.get(name="checkout.started")
        assert started.payload["email"] == EMAIL
        for _ in range(3):
            browser.add(f"/products/{mug.handle}")
        changed = OutboxEvent.objects.get(name="cart.changed")
        assert (changed.payload["email"], changed.payload["customer_id"]) == (EMAIL, None)
        assert changed.payload["cart_id"] == started.payload["cart_id"]

    def test_an_email_that_was_typed_is_noted_without_drawing_the_page(
        self, browser: Browser, goods: Any, rate: Any, store: Any
    ) -> None:
        browser.add(f"/products/{goods(9).handle}")
        form = browser.get("/checkout")
        for typed in ("ana@", EMAIL):
            noted = browser.client.post(
                "/checkout", form.fields("#checkout-form") | {"do": "contact", "email": typed}
            )
            assert (noted.status_code, noted.content) == (204, b"")

        assert OutboxEvent.objects.get(name="checkout.started").payload["email"] == EMAIL


def test_carts_nobody_touched_for_30_days_are_pruned(in_store: Any, goods: Any) -> None:
    from datetime import timedelta

    now, mug = timezone.now(), goods(9)
    for days, customer in ((31, None), (29, None), (31, mug.id)):
        change = checkout.cart_add(cart_id=None, variant_id=mug.variants[0].id, quantity=1, now=now)
        Cart.objects.filter(pk=change.cart_id).update(
            updated_at=now - timedelta(days=days), customer_id=customer
        )

    assert checkout.carts_prune(now=now) == 1
    assert (Cart.objects.count(), CartLine.objects.count()) == (2, 2)
