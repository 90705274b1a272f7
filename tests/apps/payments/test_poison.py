"""One session, event or account that cannot be worked off holds up nobody else's money (F10, PAY-03)."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from apps.payments import services
from apps.payments.models import PayoutAccount, StripeEvent
from apps.payments.services import events, payouts, reconciliation
from apps.payments.types import AccountFacts, PaymentRefused
from tenancy.context import public_context
from tenancy.ids import uuid7

pytestmark = pytest.mark.usefixtures("transactional")


def fails_for(broken: str, name: str, seen: list[str], error: Exception) -> Any:
    def work(**named: Any) -> None:
        if named[name] == broken:
            raise error
        seen.append(named[name])

    return work


def test_f10_one_session_that_fails_holds_up_no_other_shops(
    monkeypatch: pytest.MonkeyPatch, db: None
) -> None:
    seen: list[str] = []
    monkeypatch.setattr(
        reconciliation, "session_settle", fails_for("cs_1", "session_id", seen, RuntimeError("broken"))
    )

    for session_id in ("cs_1", "cs_2"):
        reconciliation._settle(session_id=session_id, now=timezone.now())

    assert seen == ["cs_2"]


def test_f10_one_event_that_fails_holds_up_no_other(monkeypatch: pytest.MonkeyPatch, db: None) -> None:
    now, seen = timezone.now(), list[str]()
    for number in (1, 2):
        StripeEvent.objects.create(
            id=f"evt_{number}",
            type="checkout.session.completed",
            payload={},
            session_id=f"cs_{number}",
            created_at=now,
            received_at=now - timedelta(hours=2, minutes=-number),
            state="RECEIVED",
        )
    monkeypatch.setattr(
        events,
        "stripe_event_process",
        fails_for("evt_1", "stripe_event_id", seen, RuntimeError("broken")),
    )

    assert events.stripe_events_retry(now=now) == 1
    assert seen == ["evt_2"]


def account_make(account_id: str, **more: Any) -> None:
    now = timezone.now()
    with public_context():
        PayoutAccount.objects.create(
            store_id=uuid7(),
            account_id=account_id,
            state="ONBOARDING",
            created_at=now,
            changed_at=now,
            **more,
        )


def test_pay_03_one_account_that_fails_holds_up_no_other(monkeypatch: pytest.MonkeyPatch, db: None) -> None:
    seen: list[str] = []
    for account_id in ("acct_1", "acct_2"):
        account_make(account_id)
    refusal = PaymentRefused("Stripe does not like this one.", code="parameter_unknown")
    monkeypatch.setattr(payouts, "payout_account_sync", fails_for("acct_1", "account_id", seen, refusal))

    assert services.payouts_check(now=timezone.now()) == 1
    assert seen == ["acct_2"]


def test_pay_03_an_answer_about_an_account_that_was_overtaken_changes_nothing(
    monkeypatch: pytest.MonkeyPatch, db: None
) -> None:
    account_make("acct_1")

    def facts(may_take_cards: bool) -> AccountFacts:
        return AccountFacts(
            account_id="acct_1", may_take_cards=may_take_cards, requirements=(), deadline_at=None
        )

    def overtaken(*, account_id: str) -> AccountFacts:
        monkeypatch.setattr(payouts.accounts_gateway, "account_read", lambda **_: facts(True))
        payouts.payout_account_sync(account_id=account_id, now=timezone.now())
        return facts(False)

    monkeypatch.setattr(payouts.accounts_gateway, "account_read", overtaken)
    payouts.payout_account_sync(account_id="acct_1", now=timezone.now())

    with public_context():
        assert PayoutAccount.objects.get().state == "READY"
