"""Asking for news, confirming, leaving: by forms, without JavaScript, and by mailbox providers."""

from datetime import UTC, datetime
from typing import Any

import pytest
from django.test import Client

from apps.catalog import services as catalog
from apps.catalog.types import ProductInput, VariantInput
from apps.checkout.restore_tokens import restore_token
from apps.checkout.services import cart_add
from apps.customers import consent_services
from apps.customers.consent_selectors import consent_proofs, consents_by_email, unsubscribe_path
from apps.customers.consent_tokens import confirm_token
from apps.customers.consent_types import Evidence
from apps.customers.models import Consent
from apps.tenants.services import store_suspend
from tenancy.context import store_context
from tests.apps.catalog.samples import euro

pytestmark = pytest.mark.django_db
HOST = "meadow.localhost"
ANA = "ana@example.com"
NOW = datetime.now(UTC)


@pytest.fixture
def visitor(store: Any) -> Client:
    """A browser without any cookie, which checks CSRF as the real thing does."""
    return Client(enforce_csrf_checks=True, HTTP_HOST=HOST)


def subscribed(store: Any, email: str = ANA) -> None:
    with store_context(store.schema_name):
        consent_services.consent_set(
            email=email,
            state="SUBSCRIBED",
            evidence=Evidence(source="CONFIRMATION_LINK"),
            store_id=store.id,
            now=NOW,
        )


def state(store: Any, email: str = ANA) -> str:
    with store_context(store.schema_name):
        found = consents_by_email(emails=[email]).get(email)
    return found.state if found else ""


def paths(store: Any, email: str = ANA) -> tuple[str, str]:
    with store_context(store.schema_name):
        return unsubscribe_path(email=email)


def test_eml_07_the_footer_form_asks_and_the_page_says_the_same_to_everybody(
    visitor: Client, store: Any
) -> None:
    subscribed(store, "known@example.com")
    assert b'action="/newsletter"' in visitor.get("/").content

    answers = [visitor.post("/newsletter", {"email": email}) for email in (ANA, "known@example.com")]

    assert {(answer.status_code, answer["Location"]) for answer in answers} == {(303, "/newsletter?asked=1")}
    assert b"Look into your mailbox" in visitor.get("/newsletter?asked=1").content
    assert (state(store), state(store, "known@example.com")) == ("PENDING", "SUBSCRIBED")


def test_a_wrong_address_is_said_and_programs_are_let_run_into_nothing(visitor: Client, store: Any) -> None:
    wrong = visitor.post("/newsletter", {"email": "ana@"})
    robot = visitor.post("/newsletter", {"email": "bot@example.com", "website": "x"})

    assert wrong.status_code == 400
    assert b"Please give an e-mail address" in wrong.content
    assert robot.status_code == 303
    assert (state(store, "ana@"), state(store, "bot@example.com")) == ("", "")


def test_another_site_cannot_send_the_form(visitor: Client, store: Any) -> None:
    answer = visitor.post("/newsletter", {"email": ANA}, headers={"Sec-Fetch-Site": "cross-site"})

    assert answer.status_code == 403
    assert state(store) == ""


def test_eml_07_opening_the_confirmation_changes_nothing_and_the_button_subscribes(
    visitor: Client, store: Any
) -> None:
    visitor.post("/newsletter", {"email": ANA, "time_zone": "America/Lima"})
    with store_context(store.schema_name):
        number = Consent.objects.get().request_number
        path = f"/newsletter/confirm/{confirm_token(email=ANA, channel='EMAIL', number=number)}"

    assert visitor.get(path).status_code == 200
    assert state(store) == "PENDING"
    assert visitor.post(path).status_code == 200
    assert state(store) == "SUBSCRIBED"
    with store_context(store.schema_name):
        assert Consent.objects.get().time_zone == "America/Lima"
        wording = consent_proofs(email=ANA)[-1].wording
    assert "news and offers from Meadow" in wording


def test_eml_08_one_click_leaves_without_cookie_login_or_redirect(visitor: Client, store: Any) -> None:
    subscribed(store)
    leave, _ = paths(store)

    answer = visitor.post(
        leave,
        "List-Unsubscribe=One-Click",
        content_type="application/x-www-form-urlencoded",
        headers={"Origin": "https://mail.example", "Sec-Fetch-Site": "cross-site"},
    )

    assert answer.status_code == 200
    assert answer.cookies == {}
    assert state(store) == "UNSUBSCRIBED"
    with store_context(store.schema_name):
        assert consent_proofs(email=ANA)[-1].source == "ONE_CLICK"
    again = visitor.post(
        leave, "List-Unsubscribe=One-Click", content_type="application/x-www-form-urlencoded"
    )
    assert again.status_code == 200
    with store_context(store.schema_name):
        assert len(consent_proofs(email=ANA)) == 2


@pytest.mark.parametrize("method", ["get", "head"])
def test_eml_08_a_get_changes_nothing(visitor: Client, store: Any, method: str) -> None:
    subscribed(store)

    for path in paths(store):
        answer = getattr(visitor, method)(path)
        assert answer.status_code == 200
        assert answer["Cache-Control"] == "private, no-store"
        assert answer["Referrer-Policy"] == "no-referrer"
    assert state(store) == "SUBSCRIBED"


def test_eml_08_who_was_never_on_the_list_can_leave_it_too(visitor: Client, store: Any) -> None:
    leave, _ = paths(store, "buyer@example.com")

    assert visitor.post(leave).status_code == 200
    assert state(store, "buyer@example.com") == "UNSUBSCRIBED"


def test_eml_08_leaving_works_while_the_shop_is_suspended(visitor: Client, store: Any) -> None:
    subscribed(store)
    leave, _ = paths(store)
    store_suspend(store_id=store.id, reason="unpaid")

    assert visitor.post(leave).status_code == 200
    assert state(store) == "UNSUBSCRIBED"


@pytest.mark.parametrize("change", [lambda token: token + "x", lambda token: "x", lambda token: token[::-1]])
def test_d14_a_tampered_link_changes_nothing(visitor: Client, store: Any, change: Any) -> None:
    subscribed(store)
    leave, choose = paths(store)

    for path in (leave, choose):
        folder, _, token = path.rpartition("/")
        assert visitor.post(f"{folder}/{change(token)}").status_code == 404
    assert state(store) == "SUBSCRIBED"


def test_d14_a_link_of_another_shop_is_worthless_here(visitor: Client, store: Any, other_store: Any) -> None:
    subscribed(store)
    leave, _ = paths(other_store)

    assert visitor.post(leave).status_code == 404
    assert state(store) == "SUBSCRIBED"


def test_eml_07_the_preference_page_changes_both_ways_and_shows_no_whole_address(
    visitor: Client, store: Any
) -> None:
    subscribed(store)
    _, choose = paths(store)

    page = visitor.get(choose).content.decode()
    assert ANA not in page
    assert "@example.com" in page
    visitor.post(choose, {"news": "no"})
    assert state(store) == "UNSUBSCRIBED"
    visitor.post(choose, {"news": "yes"})
    assert state(store) == "SUBSCRIBED"


def test_eml_04_the_link_of_a_cart_mail_brings_the_cart_back(visitor: Client, store: Any) -> None:
    with store_context(store.schema_name):
        product = catalog.product_create(
            data=ProductInput(title="Mug", status="ACTIVE", variants=(VariantInput(price=euro("9.00")),))
        )
        change = cart_add(cart_id=None, variant_id=product.variants[0].id, quantity=2, now=NOW)
        token = restore_token(cart_id=change.cart_id)

    answer = visitor.get(f"/cart/restore/{token}?discount=BACK10", follow=True)

    assert [url.partition("?")[0] for url, _ in answer.redirect_chain] == [
        "/discount/BACK10",
        f"/cart/restore/{token}",
        "/cart",
    ]
    assert visitor.cookies["cart"].value == change.token
    assert b"Mug" in visitor.get("/cart").content
    forged = Client(HTTP_HOST=HOST).get(f"/cart/restore/{token[:-3]}abc")
    assert forged.cookies == {}
