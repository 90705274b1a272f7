"""PAY-01, 02, 03, 05: a shop sells on its own account, or says plainly that it cannot."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
import requests
from django.core import mail
from django.test import Client
from django.utils import timezone

from apps.checkout.types import CheckoutRefused
from apps.entitlements.models import MerchantPlan
from apps.payments import services
from apps.payments.models import PaymentSession, PayoutAccount
from apps.payments.types import ChargeRoute, PaymentsClosed
from tenancy.context import public_context
from tests.apps.payments.connected import InStore, Payouts, events_forget, events_kept, orders_of

pytestmark = pytest.mark.usefixtures("transactional")


def test_pay_01_onboarding_is_a_hosted_link_that_can_be_resumed(payouts: Payouts) -> None:
    assert payouts.standing()["state"] is None
    first = payouts.begin()
    account_id = payouts.standing()["account_id"]
    assert account_id.startswith("acct_")
    assert (payouts.standing()["state"], payouts.standing()["can_charge"]) == ("ONBOARDING", False)

    second = payouts.begin()

    assert second != first
    assert payouts.standing()["account_id"] == account_id
    assert "Receive payments" in requests.get(second, timeout=10).text


def test_pay_01_ready_is_the_active_capability_and_nothing_else(payouts: Payouts) -> None:
    account_id = payouts.connect()

    assert payouts.standing()["state"] == "READY"
    assert payouts.standing()["can_charge"] is True

    payouts.stripe.control(f"stripe/accounts/{account_id}/restrict")
    lie = {"id": account_id, "object": "account", "charges_enabled": True, "payouts_enabled": True}
    assert payouts.tell(payouts.told("account.updated", account_id, lie)).status_code == 200
    payouts.deliver()

    standing = payouts.standing()
    assert (standing["state"], standing["can_charge"]) == ("RESTRICTED", False)
    assert standing["requirements"] == ["individual.verification.document"]


def test_pay_01_coming_back_asks_stripe_without_waiting_for_the_event(payouts: Payouts) -> None:
    requests.post(payouts.begin(), timeout=10, allow_redirects=False)

    answer = payouts.owner.client().post(payouts.url("/refresh"))

    assert answer.json()["data"]["state"] == "READY"


def test_pay_02_a_sale_is_charged_on_the_stores_account_with_the_plans_fee(
    payouts: Payouts, buyer: InStore, ware: Callable[..., Any]
) -> None:
    account_id = payouts.connect()
    with public_context():
        MerchantPlan.objects.filter(pk=payouts.store.merchant_id).update(plan_id="starter")

    started = buyer.add(ware(5), 2).start()

    row = buyer.session(started)
    assert (row.account_id, row.amount_minor, row.application_fee_minor) == (account_id, 2290, 45)
    asked = payouts.stripe.client.v1.checkout.sessions.retrieve(
        str(row.session_id), options={"stripe_account": account_id}
    )
    assert asked.amount_total == 2290
    assert "Meadow" in requests.get(started.redirect_url, timeout=10).text

    payouts.stripe.pay(str(row.session_id))
    payouts.hear()
    assert buyer.order(started).payment_status == "PAID"
    payment = payouts.stripe.client.v1.payment_intents.list(options={"stripe_account": account_id}).data[0]
    assert payment.application_fee_amount == 45
    assert list(payouts.stripe.client.v1.payment_intents.list({"limit": 1}).data) == [] or (
        payouts.stripe.client.v1.payment_intents.list({"limit": 1}).data[0].id != payment.id
    )


def test_pay_02_the_reconciler_finds_what_was_paid_on_a_stores_account(
    payouts: Payouts, buyer: InStore, ware: Callable[..., Any]
) -> None:
    payouts.connect()
    started = buyer.add(ware(5)).start()
    payouts.stripe.pay(str(buyer.session(started).session_id))
    PaymentSession.objects.update(created_at=timezone.now() - timedelta(minutes=5))

    assert services.session_reconcile(now=timezone.now()) == 1
    assert buyer.order(started).payment_status == "PAID"


@pytest.mark.parametrize(
    ("amount", "bps", "fee"), [(2290, 200, 45), (1, 200, 0), (10_000, 50, 50), (0, 100, 0)]
)
def test_pay_02_the_fee_is_whole_minor_units_rounded_down(amount: int, bps: int, fee: int) -> None:
    assert ChargeRoute(account_id="acct_1", fee_bps=bps).fee_minor(amount) == fee
    assert ChargeRoute(account_id="", fee_bps=bps).fee_minor(amount) == 0


def test_pay_03_without_an_account_nothing_is_ordered_and_the_cart_is_kept(
    payouts: Payouts, buyer: InStore, ware: Callable[..., Any]
) -> None:
    mug = ware(5)
    buyer.add(mug)

    with pytest.raises(PaymentsClosed):
        buyer.start()

    assert orders_of(payouts) == []
    assert PaymentSession.objects.count() == 0
    payouts.connect()
    assert buyer.start().redirect_url.startswith(payouts.stripe.url)


def test_pay_03_an_account_that_is_restricted_closes_the_checkout_and_alerts_the_owner(
    payouts: Payouts, buyer: InStore, ware: Callable[..., Any]
) -> None:
    account_id = payouts.connect()
    payouts.stripe.control(f"stripe/accounts/{account_id}/restrict")
    payouts.hear()

    with pytest.raises(PaymentsClosed):
        buyer.add(ware(5)).start()

    assert orders_of(payouts) == []
    alerts = [message for message in mail.outbox if "cannot take payments" in message.subject]
    assert [message.to for message in alerts] == [[payouts.owner.user.email]]


def test_pay_03_an_account_taken_away_unnoticed_leaves_no_order_behind(
    payouts: Payouts, buyer: InStore, ware: Callable[..., Any]
) -> None:
    account_id = payouts.connect()
    payouts.stripe.control(f"stripe/accounts/{account_id}/deauthorize")

    with pytest.raises(CheckoutRefused):
        buyer.add(ware(5)).start()

    assert orders_of(payouts) == ["CANCELLED"]
    assert payouts.standing()["state"] == "DEAUTHORISED"
    with pytest.raises(PaymentsClosed):
        buyer.start()
    assert payouts.connect() != account_id
    assert payouts.standing()["state"] == "READY"


def test_pay_03_the_storefront_says_so_in_clear_words(
    payouts: Payouts, buyer: InStore, ware: Callable[..., Any]
) -> None:
    product = ware(5)
    client = Client(HTTP_HOST=payouts.store.domain)
    client.post("/cart/add", {"variant": str(product.variants[0].id), "quantity": "1"})

    page = client.get("/checkout")

    assert "This shop cannot take payments at the moment." in page.content.decode()


def test_pay_03_the_platform_charges_only_where_that_is_switched_on_and_before_an_account(
    payouts: Payouts, buyer: InStore, ware: Callable[..., Any], settings: Any
) -> None:
    settings.PAYMENTS_PLATFORM_CHARGES = True
    assert buyer.session(buyer.add(ware(5)).start()).account_id == ""

    account_id = payouts.connect()
    payouts.stripe.control(f"stripe/accounts/{account_id}/restrict")
    payouts.hear()

    assert payouts.standing()["can_charge"] is False


def test_pay_05_events_need_the_endpoints_own_secret_and_name_an_account(payouts: Payouts) -> None:
    account_id = payouts.connect()
    event = payouts.told("account.updated", account_id, {"id": account_id, "object": "account"})
    events_forget()

    for secret in ("whsec_test", "whsec_billing_test"):
        answer = payouts.tell(event, secret=secret)
        assert (answer.status_code, answer.json()["error"]["code"]) == (400, "webhook_signature_invalid")
    answer = payouts.tell(event, account="")
    assert (answer.status_code, answer.json()["error"]["code"]) == (400, "webhook_wrong_account")
    assert events_kept() == {}


def test_pay_05_events_of_the_other_mode_are_answered_and_ignored(payouts: Payouts) -> None:
    account_id = payouts.connect()
    events_forget()
    event = payouts.told("account.application.deauthorized", account_id, {"object": "application"})

    assert payouts.tell(event, livemode=True).status_code == 200
    payouts.deliver()

    assert events_kept() == {}
    assert payouts.standing()["state"] == "READY"


def test_pay_05_an_account_is_mapped_to_its_own_store_only(
    payouts: Payouts, buyer: InStore, ware: Callable[..., Any], other_store: Any
) -> None:
    payouts.connect()
    started = buyer.add(ware(5)).start()
    row = buyer.session(started)
    lie = {"id": row.session_id, "object": "checkout.session", "mode": "payment", "payment_status": "paid"}

    payouts.tell(payouts.told("checkout.session.completed", "acct_1SomebodyElse00", lie))
    payouts.tell(payouts.told("account.updated", "acct_1Unknown", {"object": "account"}))
    payouts.deliver()

    assert buyer.order(started).payment_status == "PENDING"
    states = events_kept()
    assert (states["acct_1SomebodyElse00"], states["acct_1Unknown"]) == ("PARKED", "IGNORED")
    assert not PayoutAccount.objects.filter(pk=other_store.id).exists()


def test_pay_05_twice_and_reversed_ends_the_same(payouts: Payouts) -> None:
    payouts.connect()
    events = payouts.events()

    for event in reversed(events + events):
        assert payouts.tell(event).status_code == 200
    payouts.deliver()

    assert payouts.standing()["state"] == "READY"
    assert len(events_kept()) == len({event["account"] for event in events}) == 1


def test_pay_01_only_owners_connect_accounts(
    payouts: Payouts, viewer_client: Any, other_owner_client: Any
) -> None:
    assert viewer_client.get(payouts.url()).status_code == 403
    assert viewer_client.post(payouts.url("/onboarding")).status_code == 403
    assert other_owner_client.post(payouts.url("/onboarding")).status_code == 404
    assert PayoutAccount.objects.count() == 0
