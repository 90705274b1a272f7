"""A store's own account at Stripe: begun, onboarded on Stripe's page, watched."""

import logging
from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.db.models import F
from django.utils import timezone

from apps.audit.services import entry_record
from apps.outbox.services import event_publish
from apps.payments import accounts_gateway
from apps.payments.events import PayoutsChanged
from apps.payments.gateway import ACCOUNT_GONE
from apps.payments.models import PayoutAccount
from apps.payments.selectors import payout_get, payouts_unready
from apps.payments.types import (
    AccountFacts,
    PaymentRefused,
    PaymentUnavailable,
    PayoutInfo,
    PayoutState,
    PayoutUnknown,
)
from apps.tenants.types import StoreInfo
from tenancy.context import public_context

logger = logging.getLogger(__name__)

PAGE = "/settings/payouts"
GONE = ("resource_missing", "account_invalid", "not_found", ACCOUNT_GONE)


def payout_onboarding_start(*, store: StoreInfo, now: datetime) -> str:
    """Return the address of Stripe's onboarding page for a store; works again and again until all is told.

    Call outside a transaction. An account that was taken away is taken up again if Stripe lets us, else replaced by
    a new one. Raises PaymentUnavailable and PaymentRefused.
    """
    _ask_again(store_id=store.id, now=now)
    row = _row(store_id=store.id, now=now)
    if row.account_id is None:
        account_id = accounts_gateway.account_create(
            email=store.contact_email,
            name=store.name,
            country=store.country,
            store_id=str(store.id),
            idempotency_key=f"payout-account-{store.id}-{row.attempt}",
        )
        with public_context():
            PayoutAccount.objects.filter(pk=store.id, account_id=None).update(account_id=account_id)
        row.account_id = account_id
    page = f"{settings.DASHBOARD_URL.rstrip('/')}{PAGE}?store={store.id}"
    return accounts_gateway.onboarding_link(
        account_id=row.account_id, return_url=f"{page}&back=done", refresh_url=f"{page}&back=again"
    )


def _ask_again(*, store_id: UUID, now: datetime) -> None:
    with public_context():
        lost = PayoutAccount.objects.filter(pk=store_id, state=PayoutState.DEAUTHORISED)
        account_id = lost.values_list("account_id", flat=True).first()
    if account_id:
        payout_account_sync(account_id=account_id, now=now)


def _row(*, store_id: UUID, now: datetime) -> PayoutAccount:
    with public_context(), transaction.atomic():
        row, made = PayoutAccount.objects.get_or_create(
            pk=store_id, defaults={"created_at": now, "changed_at": now}
        )
        if row.state == PayoutState.DEAUTHORISED:
            PayoutAccount.objects.filter(pk=store_id, state=PayoutState.DEAUTHORISED).update(
                account_id=None, attempt=F("attempt") + 1, state=PayoutState.RESTRICTED, changed_at=now
            )
            row.refresh_from_db()
        if made:
            entry_record(
                verb="payouts.begun", object_type="payout_account", object_id=store_id, store_id=store_id
            )
    return row


def payout_refresh(*, store_id: UUID, now: datetime) -> PayoutInfo:
    """Ask Stripe how the store's account stands and return it. Raises PayoutUnknown and PaymentUnavailable."""
    with public_context():
        account_id = PayoutAccount.objects.filter(pk=store_id).values_list("account_id", flat=True).first()
    if not account_id:
        raise PayoutUnknown
    payout_account_sync(account_id=account_id, now=now)
    return payout_get(store_id=store_id)


def payout_account_sync(*, account_id: str, now: datetime) -> bool:
    """Bring our row to what Stripe says of an account now; False for an account of no store. Idempotent.

    Ready is: the capability to take cards is active. Call outside a transaction. Raises PaymentUnavailable.
    """
    with public_context():
        if not PayoutAccount.objects.filter(account_id=account_id).exists():
            return False
    asked_at = timezone.now()
    facts = _ask(account_id)
    with public_context(), transaction.atomic():
        row = PayoutAccount.objects.select_for_update(of=("self",)).filter(account_id=account_id).first()
        if row is None or (row.checked_at is not None and row.checked_at > asked_at):
            return row is not None  # a later question was answered meanwhile
        before = row.state
        row.state, row.checked_at = _state(before, facts), asked_at
        row.requirements = list(facts.requirements) if facts else []
        row.deadline_at = facts.deadline_at if facts else None
        if row.state != before:
            _changed(row, before=before, now=now)
        row.save()
    return True


def _ask(account_id: str) -> AccountFacts | None:
    try:
        return accounts_gateway.account_read(account_id=account_id)
    except PaymentRefused as error:
        if error.code not in GONE:
            raise
        return None


def _state(before: str, facts: AccountFacts | None) -> PayoutState:
    if facts is None:
        return PayoutState.DEAUTHORISED
    if facts.may_take_cards:
        return PayoutState.READY
    return PayoutState.ONBOARDING if before == PayoutState.ONBOARDING else PayoutState.RESTRICTED


def _changed(row: PayoutAccount, *, before: str, now: datetime) -> None:
    row.changed_at = now
    entry_record(
        verb="payouts.changed",
        object_type="payout_account",
        object_id=row.store_id,
        object_label=row.account_id or "",
        store_id=row.store_id,
        before={"state": before},
        after={"state": row.state},
    )
    event_publish(event=PayoutsChanged(store_id=row.store_id, state=row.state, was=before), store_id=None)


def payouts_check(*, now: datetime) -> int:
    """Ask about accounts that are not ready, for the event that never came; returns how many were asked."""
    asked = 0
    for account_id in payouts_unready():
        try:
            payout_account_sync(account_id=account_id, now=now)
        except PaymentUnavailable:
            break
        except Exception:
            # Looked at, so that it does not stand in front of the others the next time.
            logger.exception("account %s could not be asked for", account_id)
            with public_context():
                PayoutAccount.objects.filter(account_id=account_id).update(checked_at=now)
            continue
        asked += 1
    return asked
