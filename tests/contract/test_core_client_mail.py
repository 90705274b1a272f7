"""The mail part of the core's contract: the signed client against the real core, and the fake."""

from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest

from automation.core_client.client import Core
from automation.core_client.fake import FakeCore
from automation.core_client.mail import CartItem, CoreCart, CoreInterested, CoreProductFacts, PersonWanted
from automation.core_client.types import CoreRejected
from tenancy.context import store_context
from tenancy.ids import uuid7
from tests.contract.test_core_client import client

pytestmark = pytest.mark.django_db
NOW = datetime.now(UTC)
ANA = "Ana@example.com"


@dataclass
class Stage:
    core: Core
    store_id: UUID
    customer_id: UUID
    cart_id: UUID
    store: Any
    variant_id: UUID


def real(store: Any, settings: Any) -> Stage:
    from apps.catalog import services as catalog
    from apps.catalog.types import ProductInput, VariantInput
    from apps.checkout.services import cart_add
    from apps.customers import consent_services
    from apps.customers.alert_services import stock_alert_request
    from apps.customers.consent_types import Evidence
    from apps.customers.services import customer_ensure
    from apps.money.types import Money

    with store_context(store.schema_name):
        customer_id = customer_ensure(email=ANA, name="Ana Kowalska", phone="", now=NOW)
        consent_services.consent_set(
            email=ANA,
            state="SUBSCRIBED",
            evidence=Evidence(source="CONFIRMATION_LINK"),
            store_id=store.id,
            now=NOW,
        )
        made = [
            catalog.product_create(
                data=ProductInput(
                    title=title,
                    status="ACTIVE",
                    variants=(
                        VariantInput(price=Money(900, "EUR"), stock_quantity=stock, is_stock_tracked=True),
                    ),
                )
            )
            for title, stock in (("Mug", 5), ("Bowl", 1))
        ]
        cart = cart_add(cart_id=None, variant_id=made[0].variants[0].id, quantity=2, now=NOW)
        cart_add(cart_id=cart.cart_id, variant_id=made[1].variants[0].id, quantity=1, now=NOW)
        catalog.product_archive(product_id=made[1].id)
        cart_email_set(cart.cart_id)
        stock_alert_request(email="Ben@example.com", variant_id=made[0].variants[0].id, locale="en", now=NOW)
    settings.CORE_CALLS_IN_TRANSACTION = True  # the test itself is one
    core = client(settings.INTERNAL_API_KEYS)
    return Stage(core, store.id, customer_id, cart.cart_id, store, made[0].variants[0].id)


def cart_email_set(cart_id: UUID) -> None:
    """As the checkout's first step does."""
    from apps.checkout.models import Cart

    Cart.objects.filter(pk=cart_id).update(email=ANA)


def fake(store: Any) -> Stage:
    core, customer_id, cart_id = FakeCore(), uuid7(), uuid7()
    core.person_set(
        store_id=store.id,
        email=ANA,
        name="Ana Kowalska",
        customer_id=customer_id,
        consent_state="SUBSCRIBED",
        locale="en",
    )
    core.carts[cart_id] = CoreCart(
        id=cart_id,
        is_open=True,
        restore_url="https://shop.example/cart/restore/x",
        subtotal={"amount": "18.00", "currency": "EUR"},
        items=(
            CartItem(
                "Mug", "", 2, {"amount": "18.00", "currency": "EUR"}, "https://shop.example/products/mug", ""
            ),
        ),
    )
    variant_id, price = uuid7(), {"amount": "9.00", "currency": "EUR"}
    core.things[variant_id] = CoreProductFacts(
        variant_id, "Mug", "", price, "https://shop.example/products/mug", "", is_available=True
    )
    carts = [CoreInterested(ANA.lower(), "CART", cart_id)]
    core.interested[variant_id, "PRICE_DROPPED"] = carts
    core.interested[variant_id, "RESTOCKED"] = [*carts, CoreInterested("ben@example.com", "ASKED")]
    return Stage(core, store.id, customer_id, cart_id, store, variant_id)


@pytest.fixture(params=["the core over HTTP", "the fake"])
def stage(request: pytest.FixtureRequest, store: Any, settings: Any) -> Stage:
    return fake(store) if request.param == "the fake" else real(store, settings)


def ask(stage: Stage, **values: Any) -> Any:
    (found,) = stage.core.mail_people(store_id=stage.store_id, people=[PersonWanted(key="k", **values)])
    return found


def test_somebody_is_found_by_address_in_any_case_and_by_customer(stage: Stage) -> None:
    for found in (ask(stage, email=ANA.upper()), ask(stage, customer_id=stage.customer_id)):
        assert found.key == "k"
        assert found.email.lower() == ANA.lower()
        assert (found.name, found.customer_id) == ("Ana Kowalska", stage.customer_id)
        assert found.consent_state == "SUBSCRIBED"
        assert (found.orders_count, found.last_paid_at) == (0, None)
        assert "/unsubscribe/" in found.unsubscribe_url
        assert "/mail-preferences/" in found.preferences_url


def test_an_unknown_id_is_nobody_and_an_unknown_address_never_agreed(stage: Stage) -> None:
    assert ask(stage, customer_id=uuid7()).email == ""
    assert ask(stage, order_id=uuid7()).email == ""
    assert ask(stage, email="new@example.com").consent_state == ""


def test_eml_04_the_cart_is_todays_and_unavailable_items_are_dropped(stage: Stage) -> None:
    cart = ask(stage, email=ANA, cart_id=stage.cart_id).cart

    assert cart.is_open
    assert [(item.title, item.quantity) for item in cart.items] == [("Mug", 2)]
    assert Decimal(cart.items[0].price["amount"]) == Decimal("18.00")
    assert "/cart/restore/" in cart.restore_url


def test_eml_08_a_report_takes_somebody_off_the_list_at_once(stage: Stage) -> None:
    for _ in range(2):
        stage.core.mail_leave(
            store_id=stage.store_id, email=ANA, source="COMPLAINT", idempotency_key="complaint-1"
        )

    assert ask(stage, email=ANA).consent_state == "UNSUBSCRIBED"


def erase(stage: Stage) -> None:
    if isinstance(stage.core, FakeCore):
        stage.core.person_erase(store_id=stage.store_id, email=ANA)
        return
    from apps.customers.erasure_services import consent_erase

    with store_context(stage.store.schema_name):
        consent_erase(email=ANA, store_id=stage.store_id, now=NOW)


def test_eml_07_somebody_erased_is_nobody_and_a_report_writes_them_down_no_more(stage: Stage) -> None:
    erase(stage)
    stage.core.mail_leave(
        store_id=stage.store_id, email=ANA, source="COMPLAINT", idempotency_key="complaint-9"
    )

    for found in (ask(stage, email=ANA.upper()), ask(stage, customer_id=stage.customer_id)):
        assert (found.email, found.name, found.consent_state, found.unsubscribe_url) == ("", "", "", "")
    told = stage.core.mail_interested(store_id=stage.store_id, variant_id=stage.variant_id, fact="RESTOCKED")
    assert [one.email for one in told] == ["ben@example.com"]


def test_a_machine_cannot_subscribe_anybody(store: Any, settings: Any) -> None:
    stage = real(store, settings)

    with pytest.raises(CoreRejected) as error:
        stage.core.mail_leave(
            store_id=stage.store_id, email="x@example.com", source="NEWSLETTER_FORM", idempotency_key="k"
        )
    assert error.value.status == 400


def test_eml_01_a_fact_about_a_thing_concerns_whose_cart_holds_it_and_who_asked(stage: Stage) -> None:
    dropped, back = (
        stage.core.mail_interested(store_id=stage.store_id, variant_id=stage.variant_id, fact=fact)
        for fact in ("PRICE_DROPPED", "RESTOCKED")
    )

    assert [(one.email, one.source, one.cart_id) for one in dropped] == [(ANA.lower(), "CART", stage.cart_id)]
    assert [(one.email, one.source, one.cart_id) for one in back] == [
        (ANA.lower(), "CART", stage.cart_id),
        ("ben@example.com", "ASKED", None),
    ]
    product = ask(stage, email=ANA, variant_id=stage.variant_id).product
    assert (product.variant_id, product.title, product.is_available) == (stage.variant_id, "Mug", True)
    assert Decimal(product.price["amount"]) == Decimal("9.00")
    assert "/products/mug" in product.url
    assert ask(stage, email=ANA, variant_id=uuid7()).product is None
