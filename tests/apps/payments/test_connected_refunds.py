"""PAY-02, PAY-07: after a sale on a store's own account every question to Stripe is asked on that account."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
import stripe
from django.utils import timezone

from apps.audit.models import AuditEntry
from apps.entitlements.models import MerchantPlan
from apps.money.types import Money
from apps.orders import services as orders
from apps.orders.models import Order, OrderEvent, Refund
from apps.orders.types import LinePieces, RefundInfo, RefundTooMuch, RefundWish
from apps.payments import gateway, services
from apps.payments.models import PaymentSession
from apps.payments.types import PaymentRefused
from tenancy.context import public_context, store_context
from tenancy.ids import uuid7
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


class TestWithdrawn:
    """A refund that waits for an account which does not come back is given up by who may refund."""

    def withdraw(self, sale: Sale, person: Any, order_id: Any = None) -> Any:
        refund = sale.in_store(Refund)
        path = (
            f"/api/v1/stores/{sale.store.id}/orders/{order_id or sale.order_id}/refunds/{refund.pk}/withdraw"
        )
        return person.client().post(path)

    def gone(self, sale: Sale) -> None:
        sale.stripe.control(f"stripe/accounts/{sale.account_id}/deauthorize")
        assert sale.refund(1000).state == "PENDING"

    def test_pay_07_its_amount_is_free_again_and_nothing_goes_out_later(self, sale: Sale) -> None:
        self.gone(sale)

        first, again = (self.withdraw(sale, sale.payouts.owner) for _ in range(2))

        assert (first.status_code, again.status_code) == (200, 200)
        assert first.json()["data"]["state"] == again.json()["data"]["state"] == "FAILED"
        assert "Withdrawn" in first.json()["data"]["failure"]
        sale.stripe.control(f"stripe/accounts/{sale.account_id}/reauthorize")
        services.refunds_resume(now=timezone.now())
        assert sale.at_stripe() == []
        assert sale.session.refund_waits_since is None
        assert sale.refund(2290).state == "SUCCEEDED"
        entries = AuditEntry.objects.filter(verb="order.refund_withdrawn")
        assert [entry.after["amount"] for entry in entries] == ["10.00"]

    def test_pay_07_an_account_that_is_back_pays_instead(self, sale: Sale) -> None:
        self.gone(sale)
        sale.stripe.control(f"stripe/accounts/{sale.account_id}/reauthorize")

        answer = self.withdraw(sale, sale.payouts.owner)

        assert answer.json()["data"]["state"] == "SUCCEEDED"
        assert sale.at_stripe() == [1000]

    def test_pay_07_what_stripe_has_is_not_withdrawn(self, sale: Sale) -> None:
        assert sale.refund(1000).state == "SUCCEEDED"

        answer = self.withdraw(sale, sale.payouts.owner)

        assert (answer.status_code, answer.json()["error"]["code"]) == (409, "refund_begun")
        assert sale.in_store(Refund).state == "SUCCEEDED"

    def test_pay_07_while_stripe_cannot_be_asked_it_is_kept(self, sale: Sale) -> None:
        self.gone(sale)
        sale.stripe.break_down(kind="status", status=500)

        answer = self.withdraw(sale, sale.payouts.owner)

        assert answer.status_code == 503
        assert sale.in_store(Refund).state == "PENDING"

    def test_pay_07_a_call_that_was_on_its_way_counts(
        self, sale: Sale, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """Another worker asks Stripe while the merchant withdraws: the money went back, and the order says so."""
        with store_context(sale.store.schema_name):
            line = Order.objects.get(pk=sale.order_id).lines.get()
        sale.stripe.control(f"stripe/accounts/{sale.account_id}/deauthorize")
        with store_context(sale.store.schema_name):
            wish = RefundWish(lines=(LinePieces(line.pk, 1),))
            services.refund_create(
                order_id=sale.order_id, wish=wish, store_id=sale.store.id, now=timezone.now()
            )
        sale.stripe.control(f"stripe/accounts/{sale.account_id}/reauthorize")
        record = orders.refunds_record
        withdrawn: list[RefundInfo] = []

        def late(**facts: Any) -> Any:
            if not withdrawn:
                withdrawn.append(
                    orders.refund_withdraw(
                        order_id=sale.order_id,
                        refund_id=sale.in_store(Refund).pk,
                        reason="Withdrawn",
                        store_id=sale.store.id,
                        now=timezone.now(),
                    )
                )
            return record(**facts)

        monkeypatch.setattr(orders, "refunds_record", late)
        services.refunds_resume(now=timezone.now())

        assert [one.state for one in withdrawn] == ["FAILED"]
        assert sale.in_store(Refund).state == "SUCCEEDED"
        line = sale.in_store(type(line), pk=line.pk)
        assert (line.refunded_quantity, line.removed_quantity) == (1, 1)
        assert sale.in_store(Order, pk=sale.order_id).refunded_minor == 900

    def test_pay_07_only_who_may_refund_withdraws_and_only_this_orders(
        self, sale: Sale, viewer: Any, other_owner: Any
    ) -> None:
        self.gone(sale)

        assert self.withdraw(sale, viewer).status_code == 403
        assert self.withdraw(sale, other_owner).status_code == 404
        assert self.withdraw(sale, sale.payouts.owner, order_id=uuid7()).status_code == 404
        assert sale.in_store(Refund).state == "PENDING"
