"""PAY-02, PAY-07: after a sale on a store's own account every question to Stripe is asked on that account."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
import stripe
from django.utils import timezone

from apps.entitlements.models import MerchantPlan
from apps.money.types import Money
from apps.orders.models import Order, OrderEvent, Refund
from apps.orders.types import RefundTooMuch, RefundWish
from apps.payments import gateway, services
from apps.payments.models import PaymentSession
from apps.payments.types import PaymentRefused
from tenancy.context import public_context, store_context
from tests.apps.payments.connected import InStore, Payouts

pytestmark = pytest.mark.usefixtures("transactional")


class Sale:
    """Two mugs at 9.00 and 4.90 shipping: 22.90, paid to the store's account; the plan's fee is 2 %: 0.45."""

    def __init__(self, payouts: Payouts, buyer: InStore, ware: Callable[..., Any]) -> None:
        self.payouts, self.stripe, self.store = payouts, payouts.stripe, payouts.store
        self.account_id = payouts.connect()
        with public_context():
            MerchantPlan.objects.filter(pk=self.store.merchant_id).update(plan_id="starter")
        started = buyer.add(ware(5), 2).start()
        self.order_id, self.session_id = started.order_id, str(buyer.session(started).session_id)
        self.intent = self.stripe.pay(self.session_id)["payment_intent"]
        payouts.hear()

    def refund(self, minor: int) -> Any:
        with store_context(self.store.schema_name):
            return services.refund_create(
                order_id=self.order_id,
                wish=RefundWish(amount=Money(minor, "EUR")),
                store_id=self.store.id,
                now=timezone.now(),
            )

    def at_stripe(self) -> list[int]:
        found = self.stripe.client.v1.refunds.list(
            {"payment_intent": self.intent}, options={"stripe_account": self.account_id}
        )
        return sorted(item.amount for item in found.data)

    def fee(self) -> tuple[int, int]:
        """Return (taken, given back) as Stripe has it on the platform's account."""
        (fee,) = self.stripe.client.v1.application_fees.list().data[:1]
        return fee.amount, fee.amount_refunded

    @property
    def session(self) -> PaymentSession:
        return PaymentSession.objects.get(session_id=self.session_id)

    def in_store(self, model: Any, **which: Any) -> Any:
        with store_context(self.store.schema_name):
            return model.objects.get(**which)

    def said(self) -> list[str]:
        with store_context(self.store.schema_name):
            return list(OrderEvent.objects.order_by("at", "pk").values_list("message", flat=True))


@pytest.fixture
def sale(payouts: Payouts, buyer: InStore, ware: Callable[..., Any]) -> Sale:
    return Sale(payouts, buyer, ware)


def test_pay_07_a_refund_goes_out_on_the_account_that_was_charged_and_its_webhook_settles_it(
    sale: Sale,
) -> None:
    assert sale.refund(1000).state == "SUCCEEDED"
    sale.payouts.hear()
    sale.payouts.hear()

    assert sale.at_stripe() == [1000]
    order = sale.in_store(Order, pk=sale.order_id)
    assert (order.payment_status, order.refunded_minor) == ("PARTIALLY_REFUNDED", 1000)
    assert sale.in_store(Refund).state == "SUCCEEDED"


def test_pay_02_a_refund_in_part_gives_its_share_of_the_fee_back_and_a_whole_one_all_of_it(
    sale: Sale,
) -> None:
    assert (sale.session.application_fee_minor, sale.fee()) == (45, (45, 0))

    sale.refund(1145)
    sale.payouts.hear()
    assert (sale.fee(), sale.session.application_fee_returned_minor) == ((45, 22), 22)

    sale.refund(1145)
    sale.payouts.hear()
    assert (sale.fee(), sale.session.application_fee_returned_minor) == ((45, 45), 45)
    assert [text for text in sale.said() if "fee" in text] == [
        "€0.22 of the platform's fee came back to you with it.",
        "€0.45 of the platform's fee came back to you with it.",
    ]


def test_pay_02_the_platform_may_keep_its_fee(sale: Sale, settings: Any) -> None:
    settings.PAYMENTS_REFUND_RETURNS_FEE = False

    assert sale.refund(2290).state == "SUCCEEDED"
    sale.payouts.hear()

    assert (sale.fee(), sale.session.application_fee_returned_minor) == ((45, 0), 0)
    assert not [text for text in sale.said() if "fee" in text]


def test_pay_07_every_call_after_the_charge_is_refused_on_any_other_account(sale: Sale) -> None:
    """What the stand-in does as Stripe does: another account's object is an unknown one, a stranger's is forbidden."""
    asked: dict[str, Callable[[str], Any]] = {
        "session": lambda account: gateway.session_retrieve(sale.session_id, account),
        "refund": lambda account: gateway.refund_create(
            payment_intent_id=sale.intent,
            idempotency_key=f"probe-{account}",
            reason="probe",
            account_id=account,
            returns_fee=False,
        ),
    }
    for account, code in {"": "resource_missing", "acct_1Stranger00000000": gateway.ACCOUNT_GONE}.items():
        for call in asked.values():
            with pytest.raises(PaymentRefused) as refusal:
                call(account)
            assert refusal.value.code == code
        assert gateway.session_expire(sale.session_id, account) is False
    assert gateway.refunds_of(payment_intent_id=sale.intent, account_id="") == ()
    assert sale.at_stripe() == []
    with pytest.raises(stripe.InvalidRequestError, match="No such payment_intent"):
        sale.stripe.client.v1.payment_intents.retrieve(sale.intent)


def test_pay_07_a_fee_is_only_given_back_where_one_was_taken(
    payouts: Payouts, buyer: InStore, ware: Callable[..., Any], settings: Any
) -> None:
    settings.PAYMENTS_PLATFORM_CHARGES = True
    started = buyer.add(ware(5)).start()
    session = buyer.session(started)
    intent = payouts.stripe.pay(str(session.session_id))["payment_intent"]
    services.session_settle(session_id=str(session.session_id), now=timezone.now())
    with pytest.raises(stripe.InvalidRequestError, match="no application fee"):
        payouts.stripe.client.v1.refunds.create({"payment_intent": intent, "refund_application_fee": True})

    with store_context(payouts.store.schema_name):
        refund = services.refund_create(
            order_id=started.order_id,
            wish=RefundWish(amount=Money(100, "EUR")),
            store_id=payouts.store.id,
            now=timezone.now(),
        )
    assert refund.state == "SUCCEEDED"


def test_pay_07_money_that_goes_back_by_itself_takes_the_fee_with_it(
    payouts: Payouts, buyer: InStore, ware: Callable[..., Any]
) -> None:
    """The second payment of an order, on the store's account too."""
    account_id = payouts.connect()
    with public_context():
        MerchantPlan.objects.filter(pk=payouts.store.merchant_id).update(plan_id="starter")
    started = buyer.add(ware(5), 2).start()
    session = str(buyer.session(started).session_id)
    with store_context(payouts.store.schema_name):
        Order.objects.filter(pk=started.order_id).update(payment_status="CANCELLED", stock_state="RELEASED")
    payouts.stripe.pay(session)
    payouts.hear()

    options = {"stripe_account": account_id}
    (refund,) = payouts.stripe.client.v1.refunds.list(options=options).data
    assert refund.amount == 2290
    assert payouts.stripe.client.v1.application_fees.list().data[0].amount_refunded == 45


class TestDisconnected:
    def test_pay_07_a_refund_waits_visibly_while_the_account_is_not_connected(self, sale: Sale) -> None:
        sale.stripe.control(f"stripe/accounts/{sale.account_id}/deauthorize")

        waiting = sale.refund(1000)

        assert waiting.state == "PENDING"
        assert "not connected any more" in waiting.failure
        assert sale.payouts.standing()["state"] == "DEAUTHORISED"
        services.refunds_resume(now=timezone.now())
        assert len([text for text in sale.said() if "not connected" in text]) == 1
        with pytest.raises(RefundTooMuch):
            sale.refund(1291)  # the amount is spoken for
        assert sale.in_store(Order, pk=sale.order_id).refunded_minor == 0

    def test_pay_07_it_goes_out_once_when_the_account_is_connected_again(self, sale: Sale) -> None:
        sale.stripe.control(f"stripe/accounts/{sale.account_id}/deauthorize")
        sale.refund(1000)
        sale.stripe.control(f"stripe/accounts/{sale.account_id}/reauthorize")

        sale.payouts.owner.client().post(sale.payouts.url("/refresh"))
        for _ in range(2):
            sale.payouts.deliver()

        assert sale.at_stripe() == [1000]
        row = sale.in_store(Refund)
        assert (row.state, row.failure) == ("SUCCEEDED", "")
        assert sale.session.refund_waits_since is None

    def test_pay_07_beginning_again_takes_the_old_account_up_where_stripe_lets_us(self, sale: Sale) -> None:
        sale.stripe.control(f"stripe/accounts/{sale.account_id}/deauthorize")
        sale.refund(1000)
        sale.stripe.control(f"stripe/accounts/{sale.account_id}/reauthorize")

        sale.payouts.begin()
        sale.payouts.deliver()

        assert sale.payouts.standing()["account_id"] == sale.account_id
        assert sale.at_stripe() == [1000]

    def test_pay_07_the_reconciler_tries_too_and_a_new_account_cannot_pay_it(self, sale: Sale) -> None:
        sale.stripe.control(f"stripe/accounts/{sale.account_id}/deauthorize")
        sale.refund(1000)
        assert sale.payouts.connect() != sale.account_id
        assert sale.in_store(Refund).state == "PENDING"

        sale.stripe.control(f"stripe/accounts/{sale.account_id}/reauthorize")
        services.session_reconcile(now=timezone.now() + timedelta(minutes=5))

        assert sale.at_stripe() == [1000]
        assert sale.in_store(Refund).state == "SUCCEEDED"
