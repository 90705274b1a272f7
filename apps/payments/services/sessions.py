"""Opening and closing payment sessions. The row is written with the order, Stripe is asked afterwards."""

import logging
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Q

from apps.orders.types import OrderPlaced
from apps.payments import gateway
from apps.payments.models import PaymentSession
from apps.payments.selectors import charge_route
from apps.payments.services.payouts import payout_account_sync
from apps.payments.services.settlement import session_settle
from apps.payments.session_lines import session_lines
from apps.payments.types import (
    LIVE,
    PaymentRefused,
    SessionPlan,
    SessionRequest,
    SessionStatus,
    SessionSuperseded,
)

logger = logging.getLogger(__name__)

# Stripe wants 30 minutes at least from its own clock; the minute on top is how long a failed attempt may be
# repeated under the same idempotency key.
LIFETIME = timedelta(minutes=31)
LEAST_LEFT = timedelta(minutes=30)
# Longer than the reconciler looks back: after that, an unanswered session stays what we know of it.
KEPT_OPEN = timedelta(hours=26)


def session_expiry(*, now: datetime) -> datetime:
    """Return until when a session begun now, and so its order's reservation, lasts."""
    return (now + LIFETIME).replace(microsecond=0)


def session_prepare(
    *, store_id: UUID, order: OrderPlaced, expires_at: datetime, now: datetime
) -> SessionPlan:
    """Write the row of a new attempt in the caller's transaction, which also writes or locks the order.

    One attempt of an order is live at a time (constraint). It says whose account charges and the platform's fee, by
    the plan of this moment. Raises PaymentsClosed when no account may take cards: the order is rolled back with it.
    """
    route = charge_route(store_id=store_id, now=now)
    row = PaymentSession.objects.create(
        account_id=route.account_id,
        application_fee_minor=route.fee_minor(order.total.amount_minor),
        store_id=store_id,
        order_id=order.id,
        order_number=order.number,
        amount_minor=order.total.amount_minor,
        currency=order.total.currency,
        expires_at=expires_at,
        created_at=now,
        updated_at=now,
    )
    return _plan(row)


def session_live(*, order_id: UUID, now: datetime) -> SessionPlan | None:
    """Return the order's live attempt if a shopper can still use it, else None.

    An attempt that never reached Stripe and is too old to be repeated is given up here. Runs in the caller's
    transaction, which holds the cart.
    """
    row = (
        PaymentSession.objects.select_for_update(of=("self",))
        .filter(order_id=order_id, status__in=LIVE)
        .first()
    )
    if row is None:
        return None
    if row.status == SessionStatus.CREATING and row.expires_at - now < LEAST_LEFT:
        row.status, row.updated_at = SessionStatus.SUPERSEDED, now
        row.save(update_fields=["status", "updated_at"])
        return None
    return _plan(row)


def _plan(row: PaymentSession) -> SessionPlan:
    return SessionPlan(
        id=row.pk,
        store_id=row.store_id,
        order_id=row.order_id,
        expires_at=row.expires_at,
        url=row.url,
        is_processing=row.status == SessionStatus.PROCESSING,
        account_id=row.account_id,
        application_fee_minor=row.application_fee_minor,
    )


def session_open(
    *, plan: SessionPlan, order: OrderPlaced, success_url: str, cancel_url: str, now: datetime
) -> str:
    """Return the address of Stripe's payment page for a prepared attempt, asking Stripe at most once.

    Call outside a transaction. Two calls at once get one session (idempotency key = attempt). Raises
    PaymentUnavailable (repeat later), PaymentRefused, SessionSuperseded (the order changed meanwhile; the
    session just made is expired again).
    """
    if plan.url:
        return plan.url
    request = _request(plan=plan, order=order, success_url=success_url, cancel_url=cancel_url)
    try:
        facts = gateway.session_create(request)
    except PaymentRefused as refusal:
        if refusal.code == gateway.ACCOUNT_GONE:
            payout_account_sync(account_id=plan.account_id, now=now)
        raise
    opened = PaymentSession.objects.filter(pk=plan.id, status=SessionStatus.CREATING).update(
        status=SessionStatus.OPEN, session_id=facts.session_id, url=facts.url, updated_at=now
    )
    if opened or PaymentSession.objects.filter(pk=plan.id, status=SessionStatus.OPEN).exists():
        return facts.url
    PaymentSession.objects.filter(pk=plan.id, session_id=None).update(session_id=facts.session_id)
    gateway.session_expire(facts.session_id, plan.account_id)
    raise SessionSuperseded


def _request(*, plan: SessionPlan, order: OrderPlaced, success_url: str, cancel_url: str) -> SessionRequest:
    return SessionRequest(
        idempotency_key=f"checkout-session-{plan.id}",
        store_id=plan.store_id,
        order_id=order.id,
        order_number=order.number,
        currency=order.total.currency,
        total_minor=order.total.amount_minor,
        lines=session_lines(order),
        shipping_name=order.shipping_method,
        shipping_minor=order.shipping_total.amount_minor,
        email=order.email,
        locale=order.locale,
        success_url=success_url,
        cancel_url=cancel_url,
        expires_at=plan.expires_at,
        account_id=plan.account_id,
        application_fee_minor=plan.application_fee_minor,
    )


def sessions_close(*, order_id: UUID, now: datetime) -> None:
    """Make sure that nobody can pay this order's open session; one already paid is settled instead.

    Call outside a transaction. Raises PaymentUnavailable when Stripe cannot be asked: then the session may
    still be paid and the order must stay as it is.
    """
    for row in PaymentSession.objects.filter(order_id=order_id, status__in=LIVE).order_by("pk"):
        _close(row=row, now=now)


def _close(*, row: PaymentSession, now: datetime) -> None:
    if row.session_id is None or (
        row.status == SessionStatus.OPEN and gateway.session_expire(row.session_id, row.account_id)
    ):
        _supersede(row, now=now)
    else:
        session_settle(session_id=row.session_id, now=now)


def _supersede(row: PaymentSession, *, now: datetime) -> None:
    PaymentSession.objects.filter(pk=row.pk, status=row.status).update(
        status=SessionStatus.SUPERSEDED, updated_at=now
    )


def sessions_settle(*, order_id: UUID, now: datetime) -> None:
    """Ask Stripe how this order's sessions stand and apply what it says; one row after the other.

    Call outside a transaction. Raises PaymentUnavailable.
    """
    rows = (
        PaymentSession.objects.filter(order_id=order_id).exclude(session_id=None).order_by("created_at", "pk")
    )
    for row in rows:
        session_settle(session_id=str(row.session_id), now=now)


def sessions_forget_due(*, store_id: UUID, now: datetime) -> None:
    """Take the attempts of a store that nobody can pay any more off the due list, after its orders were ended."""
    rows = PaymentSession.objects.filter(store_id=store_id, expires_at__lte=now)
    unused = Q(status__in=[SessionStatus.CREATING, SessionStatus.SUPERSEDED])
    forgotten = Q(status=SessionStatus.OPEN, expires_at__lte=now - KEPT_OPEN)
    rows.filter(unused | forgotten).update(status=SessionStatus.EXPIRED, updated_at=now)
