"""The right to erasure: an address leaves everything of a shop but its orders. EML-07."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from apps.audit.models import AuditEntry
from apps.checkout.models import Cart, Discount, DiscountUse
from apps.customers import account_services, consent_services
from apps.customers.alert_services import stock_alert_request
from apps.customers.consent_types import Evidence
from apps.customers.erasure_services import consent_erase
from apps.customers.models import Consent, ConsentRecord, Customer, CustomerAddress, CustomerSession, Erasure
from apps.customers.services import customer_ensure
from apps.internal_api.mail_facts import Wanted, people_facts
from apps.notifications.models import Message
from apps.orders.models import Order
from apps.outbox.models import OutboxEvent
from tenancy.context import public_context, store_context
from tenancy.digests import address_digest
from tenancy.ids import uuid7
from tenancy.testing.searching import places_of
from tests.apps.payments.stage import Shopper

pytestmark = pytest.mark.django_db
ANA = "ana@example.com"
NOW = datetime.now(UTC)
# An order and what it came to is kept: books must be.
BOOKS = "orders_"


def subscribe(store: Any, *, state: str = "SUBSCRIBED") -> None:
    consent_services.consent_set(
        email="Ana@example.com",
        state=state,
        evidence=Evidence(source="CONFIRMATION_LINK", wording="I want news.", ip_address="192.0.2.1"),
        store_id=store.id,
        now=NOW,
    )


@pytest.fixture
def known(in_store: Any, goods: Callable[..., Any], shopper: Shopper, stripe_server: Any) -> Any:
    """Ana is known everywhere: consent, wish, account, sign-in link, cart, used code, sent mail, order."""
    mug = goods(9)
    started = shopper.add(mug).start()
    shopper.cart_id = None
    shopper.add(mug)
    Cart.objects.filter(pk=shopper.cart_id).update(email="ANA@example.com", customer_id=uuid7())
    code = Discount.objects.create(code="ONCE", kind="PERCENTAGE", percent_milli=10_000, per_customer_limit=1)
    DiscountUse.objects.create(
        discount=code, order_id=started.order_id, cart_id=uuid7(), email_key=ANA, used_at=NOW
    )
    customer_id = customer_ensure(email=ANA, name="Ana Kowalska", phone="1", now=NOW)
    CustomerAddress.objects.create(customer_id=customer_id, content={"email": ANA}, created_at=NOW)
    CustomerSession.objects.create(
        customer_id=customer_id, key_hash="x", created_at=NOW, expires_at=NOW + timedelta(days=1)
    )
    account_services.sign_in_request(email=ANA, store_id=in_store.id, now=NOW)
    stock_alert_request(email=ANA, variant_id=mug.variants[0].id, locale="en", now=NOW)
    Message.objects.create(
        kind="order_confirmation", subject_id=uuid7(), recipient=ANA, state="SENT", created_at=NOW
    )
    subscribe(in_store)
    return started.order_id


def erase(store: Any, *, at: datetime | None = None) -> None:
    consent_erase(email="ANA@Example.com", store_id=store.id, now=at or datetime.now(UTC))


def test_eml_07_after_an_erasure_the_address_stands_in_orders_only(
    in_store: Any, known: Any, deliver: Callable[[], int]
) -> None:
    deliver()
    before = {name for name in places_of(ANA) if not name.startswith(BOOKS)}
    assert {"customers_customer", "customers_consent", "checkout_cart", "checkout_discountuse"} < before
    assert {"customers_stockalert", "customers_signinrequest", "notifications_message"} < before

    erase(in_store)
    deliver()

    left = places_of(ANA)
    assert left
    assert all(name.startswith(BOOKS) for name in left), left
    order = Order.objects.get(pk=known)
    assert (order.email, order.customer_id) == (ANA, None)
    assert not Customer.objects.exists()
    assert not CustomerSession.objects.exists()
    assert list(ConsentRecord.objects.values_list("email", "ip_address")) == [("", None)]
    with public_context():
        assert not OutboxEvent.objects.filter(payload__icontains=ANA).exists()
        (event,) = OutboxEvent.objects.filter(name="customer.erased")
        assert AuditEntry.objects.filter(verb="consent.erased").count() == 1
    digest = address_digest(store_id=in_store.id, email=ANA)
    assert (event.payload["email_digest"], event.payload["had_left"]) == (digest, False)
    assert Erasure.objects.get().email_digest == digest


def test_erasing_again_finds_nothing_and_the_proof_stays(
    in_store: Any, known: Any, deliver: Callable[[], int]
) -> None:
    assert consent_erase(email=ANA, store_id=in_store.id, now=NOW) == 1
    assert consent_erase(email=ANA, store_id=in_store.id, now=NOW) == 1
    deliver()
    assert Erasure.objects.count() == 1


def test_who_had_left_is_told_of_without_the_address(in_store: Any) -> None:
    subscribe(in_store)
    subscribe(in_store, state="UNSUBSCRIBED")
    erase(in_store)
    with public_context():
        assert OutboxEvent.objects.get(name="customer.erased").payload["had_left"] is True
    assert not Consent.objects.exists()


def test_somebody_erased_is_nobody_by_their_order_until_they_come_back(in_store: Any, known: Any) -> None:
    def asked() -> str:
        (found,) = people_facts(store=in_store, wanted=[Wanted(key="k", order_id=known)])
        return found.email

    assert asked() == ANA
    erase(in_store)
    assert asked() == ""
    subscribe(in_store)
    assert asked() == ANA


def test_a_code_used_before_the_erasure_stays_used(
    in_store: Any, known: Any, shopper: Shopper, deliver: Callable[[], int]
) -> None:
    from apps.checkout.services.claims import _times_used

    code = Discount.objects.get()
    erase(in_store)
    deliver()
    assert DiscountUse.objects.get().email_key.startswith("erased:")
    assert (_times_used(code.pk, ANA), _times_used(code.pk, "ben@example.com")) == (1, 0)


def test_a_cart_begun_after_the_erasure_is_somebody_elses(
    in_store: Any, known: Any, deliver: Callable[[], int]
) -> None:
    erase(in_store)
    cart = Cart.objects.create(
        email=ANA, created_at=NOW + timedelta(hours=1), updated_at=NOW + timedelta(hours=1)
    )
    deliver()
    assert set(Cart.objects.exclude(email="").values_list("pk", flat=True)) == {cart.pk}


def test_another_stores_shopper_of_the_same_address_stays(store: Any, other_store: Any) -> None:
    with store_context(other_store.schema_name):
        subscribe(other_store)
    with store_context(store.schema_name):
        erase(store)
    with store_context(other_store.schema_name):
        assert Consent.objects.get().email == "Ana@example.com"
    with public_context():
        kept = OutboxEvent.objects.get(name="customer.consent_changed", store_id=other_store.id)
    assert kept.payload["email"] == "Ana@example.com"


def test_only_who_may_write_of_customers_erases(
    store: Any, viewer_client: Any, stranger_client: Any, other_owner_client: Any, owner_client: Any
) -> None:
    path, body = f"/api/v1/stores/{store.id}/consent/erasure", {"email": ANA}
    answers = [
        client.post(path, body, format="json").status_code
        for client in (viewer_client, stranger_client, other_owner_client, owner_client)
    ]
    assert answers == [403, 404, 404, 200]
    with public_context():
        assert OutboxEvent.objects.filter(name="customer.erased").count() == 1
