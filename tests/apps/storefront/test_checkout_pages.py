"""The checkout's page and the order's page, with the real SDK talking to the stand-in."""

from typing import Any

import pytest

from apps.catalog import services
from apps.catalog.types import ProductInput, VariantInput
from apps.orders.models import Order
from apps.payments.models import PaymentSession
from tenancy.context import store_context
from tests.apps.catalog.samples import euro
from tests.apps.checkout.settings import zone_make, zone_rate_add
from tests.apps.payments.stage import Stripe, event_of, post_event
from tests.apps.storefront.pages import Browser, Page

pytestmark = pytest.mark.django_db
FORM = "#checkout-form"
TYPED = {
    "email": "ana@example.com",
    "name": "Ana Kowalska",
    "line1": "Weg 1",
    "postal_code": "10115",
    "city": "Berlin",
    "country": "DE",
}


@pytest.fixture
def mug(goods: Any, rate: Any) -> Any:
    return goods(5, title="Mug", price="9.00")


@pytest.fixture
def form(browser: Browser, mug: Any) -> Page:
    """The checkout page of a shopper with two mugs."""
    browser.add("/products/mug", "2")
    return browser.get("/checkout")


def pay(browser: Browser, page: Page, **changes: str) -> Any:
    """Press Pay and return the answer itself."""
    fields = page.fields(FORM) | TYPED | {"do": "pay"} | changes
    return browser.client.post("/checkout", fields)


def price(product: Any, text: str) -> None:
    variants = tuple(VariantInput(id=variant.id, price=euro(text)) for variant in product.variants)
    services.product_update(product_id=product.id, data=ProductInput(variants=variants))


def orders_count(store: Any) -> int:
    with store_context(store.schema_name):
        return Order.objects.count()


def test_the_page_shows_everything_before_anything_is_typed(form: Page) -> None:
    assert form.status == 200
    assert form.text(".totals .total") == "Total €22.90"
    assert form.texts(".choice") == ["Standard shipping €4.90"]
    assert form.texts(".mini-line strong") == ["Mug"]
    assert form.response["Cache-Control"] == "private, no-store"
    assert form.one("#country option[selected]").attributes["value"] == "DE"
    assert form.fields(FORM)["expected_total"] == "2290"


def test_sto_09_pay_leads_to_stripe_with_the_servers_total(
    browser: Browser, form: Page, stripe_server: Stripe, store: Any
) -> None:
    answer = pay(browser, form)

    assert answer.status_code == 303
    assert answer["Location"].startswith(stripe_server.url)
    with store_context(store.schema_name):
        session = PaymentSession.objects.get()
        assert (session.amount_minor, session.currency) == (2290, "EUR")
        assert Order.objects.get().payment_status == "PENDING"


def test_f4_pressing_pay_twice_is_one_order_and_one_session(
    browser: Browser, form: Page, stripe_server: Stripe, store: Any
) -> None:
    first, second = pay(browser, form), pay(browser, form)

    assert first["Location"] == second["Location"]
    assert orders_count(store) == 1


def test_sto_13_bad_fields_are_named_next_to_them_and_nothing_typed_is_lost(
    browser: Browser, form: Page, store: Any
) -> None:
    answer = Page(pay(browser, form, email="nope", postal_code="ABC", line1=""))

    assert answer.status == 422
    assert answer.text("#email-error") == "Enter a valid e-mail address."
    assert answer.text("#postal_code-error") == "This postal code does not fit the country."
    assert answer.text("#line1-error") == "Enter the street and house number."
    assert answer.one("#email").attributes["aria-describedby"] == "email-error"
    assert answer.attributes("[aria-invalid=true]", "id") == ["email", "line1", "postal_code"]
    assert answer.fields(FORM)["name"] == "Ana Kowalska"
    assert sorted(answer.attributes("#alert a", "href")) == ["#email", "#line1", "#postal_code"]
    assert orders_count(store) == 0


def test_another_country_is_priced_without_ordering(browser: Browser, form: Page, store: Any) -> None:
    zone_make(store, "Alps", "AT", price="9.90", name="Alps")
    zone_rate_add(store, "Alps", name="Alps express", price="14.90")

    page = browser.send(form, FORM, do="refresh", country="AT", name="Ana")

    assert page.status == 200
    assert page.one("#country option[selected]").attributes["value"] == "AT"
    assert page.texts(".choice") == ["Alps €9.90", "Alps express €14.90"]
    assert page.one("#name").attributes["value"] == "Ana"
    assert orders_count(store) == 0

    chosen = page.all("input[name=shipping_method]")[1].attributes["value"] or ""
    repriced = browser.send(page, FORM, do="refresh", shipping_method=chosen)
    assert repriced.text(".totals .total") == "Total €32.90"


def test_sto_08_a_price_that_changed_meanwhile_has_to_be_agreed_to(
    browser: Browser, form: Page, mug: Any, stripe_server: Stripe, store: Any
) -> None:
    price(mug, "12.00")

    refused = Page(pay(browser, form))

    assert refused.status == 409
    assert "price_changed" in refused.problems()
    assert refused.text(".totals .total") == "Total €28.90"
    assert orders_count(store) == 0
    assert pay(browser, refused).status_code == 303


def test_sto_08_a_sold_out_line_stops_the_order_with_its_code(
    browser: Browser, form: Page, mug: Any, store: Any
) -> None:
    sold = tuple(VariantInput(id=variant.id, stock_quantity=0) for variant in mug.variants)
    services.product_update(product_id=mug.id, data=ProductInput(variants=sold))

    refused = Page(pay(browser, form))

    assert refused.status == 409
    assert "sold_out" in refused.problems()
    assert orders_count(store) == 0


def test_h8_a_payment_provider_that_is_away_says_so_and_keeps_everything(
    browser: Browser, form: Page, stripe_server: Stripe, store: Any
) -> None:
    stripe_server.break_down(kind="status", status=500, times=20, path="/v1/checkout/sessions")

    answer = pay(browser, form)
    page = Page(answer)

    assert answer.status_code == 503
    assert int(answer["Retry-After"]) > 0
    assert "Our payment provider does not answer right now." in page.text("#alert")
    assert page.one("#name").attributes["value"] == "Ana Kowalska"
    assert page.texts(".mini-line strong") == ["Mug"]


def test_an_empty_cart_has_no_checkout(browser: Browser, store: Any) -> None:
    assert browser.raw("/checkout")["Location"] == "/cart"


def test_d3_paying_needs_the_token_and_the_own_origin(browser: Browser, form: Page, store: Any) -> None:
    fields = form.fields(FORM) | TYPED | {"do": "pay"}

    without = browser.client.post("/checkout", fields | {"csrfmiddlewaretoken": "x" * 64})
    foreign = browser.client.post("/checkout", fields, headers={"Origin": "http://harbour.localhost"})

    assert (without.status_code, foreign.status_code) == (403, 403)
    assert orders_count(store) == 0


def test_d7_the_page_may_lead_to_stripe_and_runs_only_our_script(form: Page) -> None:
    policy = form.response["Content-Security-Policy"]

    assert "script-src 'self'" in policy
    assert "unsafe-inline" not in policy
    assert "https://checkout.stripe.com" in policy.split("form-action", 1)[1].split(";")[0]
    assert form.attributes("script", "src") == ["/static/theme/shop.js"]
    assert form.all("[style], style") == []


def test_too_many_tries_to_pay_are_slowed_down(
    browser: Browser, form: Page, monkeypatch: Any, store: Any
) -> None:
    from apps.storefront.web import checkout as page
    from tenancy.rest.throttling import Limit

    monkeypatch.setattr(page, "TRIES", Limit("checkout-test", times=1, seconds=60))

    first, second = pay(browser, form, email="nope"), pay(browser, form)

    assert (first.status_code, second.status_code) == (422, 429)
    assert second["Retry-After"] == "60"
    assert orders_count(store) == 0


def test_f11_the_order_page_confirms_only_after_the_event(
    browser: Browser, form: Page, stripe_server: Stripe, store: Any, deliver: Any
) -> None:
    pay(browser, form)
    with store_context(store.schema_name):
        session = PaymentSession.objects.get().session_id
    success = stripe_server.session(session).success_url.removeprefix("http://meadow.localhost")
    stripe_server.pay(session)

    waiting = browser.get(success)
    assert waiting.text("h1") == "We are confirming your payment"
    assert waiting.one("meta[http-equiv=refresh]").attributes["content"] == "4"
    assert waiting.text("[data-order-status] .totals .total") == "Total €22.90"

    post_event(event_of(stripe_server.events(session), "checkout.session.completed"))
    deliver()
    paid = browser.get(success)

    assert paid.text("h1") == "Thank you for your order"
    assert "ana@example.com" in paid.text(".order-state")
    assert paid.all("meta[http-equiv=refresh]") == []
    assert paid.response["Cache-Control"] == "private, no-store"
    assert browser.client.cookies["cart_count"].value == "0"
    assert browser.get("/cart").all(".cart-line") == []


def test_an_expired_order_says_that_nothing_was_charged(
    browser: Browser, form: Page, stripe_server: Stripe, store: Any, deliver: Any
) -> None:
    pay(browser, form)
    with store_context(store.schema_name):
        session = PaymentSession.objects.get().session_id
    address = stripe_server.session(session).success_url.removeprefix("http://meadow.localhost")
    stripe_server.expire(session)
    post_event(event_of(stripe_server.events(session), "checkout.session.expired"))
    deliver()

    page = browser.get(address)

    assert page.text("h1") == "The time to pay is over"
    assert page.attributes(".order-state a", "href") == ["/cart"]


def test_b4_an_order_page_of_another_store_or_a_forged_token_is_not_found(
    browser: Browser, other_browser: Browser, form: Page, stripe_server: Stripe, store: Any
) -> None:
    pay(browser, form)
    with store_context(store.schema_name):
        session = PaymentSession.objects.get().session_id
    address = stripe_server.session(session).success_url.removeprefix("http://meadow.localhost")

    assert browser.get(address).status == 200
    assert other_browser.get(address).status == 404
    assert "Kowalska" not in other_browser.get(address).html
    for forged in (address[:-1] + ("A" if address[-1] != "A" else "B"), "/orders/x", "/orders/" + "a" * 400):
        assert browser.get(forged).status == 404
