"""Stripe's events: stored before they are answered, processed from the outbox, parked when they fit nothing."""

import json
import logging
from datetime import UTC, datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import connection, transaction
from django.db.models import Q

from apps.outbox.services import event_publish
from apps.payments import gateway
from apps.payments.events import StripeEventReceived
from apps.payments.models import PaymentSession, StripeEvent
from apps.payments.services.payouts import payout_account_sync
from apps.payments.services.settlement import session_settle, session_store_id
from apps.payments.types import (
    EventState,
    PaymentRefused,
    PaymentUnavailable,
    SessionUnknown,
    WebhookRefused,
)
from apps.tenants.types import StoreUnknown

logger = logging.getLogger(__name__)

MAX_BODY_BYTES = 256 * 1024
SESSION_PREFIX = "checkout.session."
PAYMENT_PREFIXES = ("charge.refund", "refund.", "charge.dispute.")
ACCOUNT_PREFIXES = ("account.", "capability.")
OPEN_STATES = (EventState.RECEIVED, EventState.PARKED, EventState.FAILED)
PARKED_FOR = timedelta(hours=25)
LEFT_BEHIND = timedelta(minutes=10)
# A repeat, also one at this very moment in another process, meets the first row and inserts nothing.
INSERT = """
    INSERT INTO public.payments_stripeevent
        (id, type, payload, session_id, payment_intent_id, account_id, store_id, state, created_at,
         received_at, error)
    VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, '')
    ON CONFLICT (id) DO NOTHING
"""


def stripe_event_receive(*, body: bytes, signature: str, now: datetime) -> bool:
    """Check and store one webhook with its outbox event; says whether it was new. Repeats change nothing.

    Raises WebhookRefused for what is not a fresh, signed event of our own account in our own mode. Does no work
    beyond storing, so that Stripe is answered at once.
    """
    payload = _read(body=body, signature=signature, secret=settings.STRIPE_WEBHOOK_SECRET)
    if bool(payload.get("livemode")) != gateway.is_live():
        logger.error("webhook %s refused: livemode does not fit our key", payload["id"])
        raise WebhookRefused("The event's mode does not fit this platform.", code="webhook_wrong_mode")
    if payload.get("account"):
        logger.error("webhook %s refused: it belongs to account %s", payload["id"], payload["account"])
        raise WebhookRefused("The event belongs to another account.", code="webhook_wrong_account")
    return _store(payload=payload, now=now)


def connect_event_receive(*, body: bytes, signature: str, now: datetime) -> bool:
    """Check and store one event of a connected account, as `stripe_event_receive` does; says whether it was new.

    A live endpoint is sent test events too: those are answered and forgotten. Raises WebhookRefused.
    """
    payload = _read(body=body, signature=signature, secret=settings.STRIPE_CONNECT_WEBHOOK_SECRET)
    if not payload.get("account"):
        raise WebhookRefused("The event names no connected account.", code="webhook_wrong_account")
    if bool(payload.get("livemode")) != gateway.is_live():
        logger.info("event %s of the other mode is ignored", payload["id"])
        return False
    return _store(payload=payload, now=now)


def _read(*, body: bytes, signature: str, secret: str) -> dict[str, Any]:
    if len(body) > MAX_BODY_BYTES:
        raise WebhookRefused("The body is too large.", code="webhook_too_large")
    gateway.event_read(body=body, signature=signature, secret=secret)
    payload: dict[str, Any] = json.loads(body)
    if not {"id", "type", "created", "data"} <= payload.keys():
        raise WebhookRefused("This kind of event is not handled here.", code="webhook_unknown_shape")
    return payload


@transaction.atomic
def _store(*, payload: dict[str, Any], now: datetime) -> bool:
    session_id, intent_id = _subject(payload)
    store_id = session_store_id(session_id=session_id, payment_intent_id=intent_id)
    # What concerns an account itself is worked off for the platform, whatever the store's status.
    is_about_account = payload["type"].startswith(ACCOUNT_PREFIXES)
    created_at = datetime.fromtimestamp(payload["created"], tz=UTC)
    with connection.cursor() as cursor:
        cursor.execute(
            INSERT,
            [
                payload["id"],
                payload["type"],
                json.dumps(payload),
                session_id,
                intent_id,
                payload.get("account") or "",
                store_id,
                EventState.RECEIVED,
                created_at,
                now,
            ],
        )
        is_new = cursor.rowcount == 1
    if is_new:
        published_for = None if is_about_account else store_id
        event_publish(event=StripeEventReceived(stripe_event_id=payload["id"]), store_id=published_for)
    return is_new


def _subject(payload: dict[str, Any]) -> tuple[str, str]:
    """Return the session and payment ids an event is about, "" where it names none."""
    thing = payload["data"]["object"]
    session_id = thing["id"] if payload["type"].startswith(SESSION_PREFIX) else ""
    intent = thing.get("payment_intent")
    return session_id, intent if isinstance(intent, str) else ""


def stripe_event_process(*, stripe_event_id: str, now: datetime) -> None:
    """Bring the order an event is about to the state Stripe has now. Idempotent; call outside a transaction.

    An event about nothing we know is PARKED and stays visible. Raises PaymentUnavailable to be repeated later.
    """
    row = StripeEvent.objects.filter(pk=stripe_event_id, state__in=OPEN_STATES).first()
    if row is None:
        return
    try:
        state, error = _apply(row, now=now), ""
    except (SessionUnknown, StoreUnknown) as refusal:
        logger.warning("Stripe event %s (%s) is parked: %s", row.pk, row.type, refusal.message)
        state, error = EventState.PARKED, refusal.message
    except PaymentRefused as refusal:
        logger.error("Stripe event %s (%s) failed: %s", row.pk, row.type, refusal.code)
        state, error = EventState.FAILED, f"{refusal.code}: {refusal.message}"[:500]
    StripeEvent.objects.filter(pk=row.pk).update(state=state, error=error, processed_at=now)


def _apply(row: StripeEvent, *, now: datetime) -> EventState:
    if row.account_id and row.type.startswith(ACCOUNT_PREFIXES):
        return _apply_account(row, now=now)
    if row.payload["data"]["object"].get("mode") == "subscription":
        return EventState.IGNORED  # the platform's own billing
    if row.type.startswith(SESSION_PREFIX):
        _account_check(row)
        session_settle(session_id=row.session_id, now=now)
        return EventState.PROCESSED
    if not row.type.startswith(PAYMENT_PREFIXES):
        return EventState.IGNORED
    sessions = PaymentSession.objects.filter(payment_intent_id=row.payment_intent_id)
    session_id = sessions.values_list("session_id", flat=True).first() if row.payment_intent_id else None
    if session_id is None:
        raise SessionUnknown("No payment of ours has this id yet.")
    session_settle(session_id=session_id, now=now)
    return EventState.PROCESSED


def _apply_account(row: StripeEvent, *, now: datetime) -> EventState:
    """Read the account anew; an account of no store of ours is none of our business."""
    known = payout_account_sync(account_id=row.account_id, now=now)
    return EventState.PROCESSED if known else EventState.IGNORED


def _account_check(row: StripeEvent) -> None:
    """Raise SessionUnknown for a session told by another account than the one it was opened on."""
    if not PaymentSession.objects.filter(session_id=row.session_id, account_id=row.account_id).exists():
        raise SessionUnknown


def stripe_event_replay(*, stripe_event_id: str, now: datetime) -> None:
    """Process an event once more, whatever became of it, through the outbox."""
    with transaction.atomic():
        row = StripeEvent.objects.select_for_update(of=("self",)).get(pk=stripe_event_id)
        row.state, row.error, row.processed_at = EventState.RECEIVED, "", None
        row.store_id = session_store_id(session_id=row.session_id, payment_intent_id=row.payment_intent_id)
        row.save(update_fields=["state", "error", "processed_at", "store_id"])
        event_publish(event=StripeEventReceived(stripe_event_id=row.pk), store_id=row.store_id)


def stripe_events_retry(*, now: datetime) -> int:
    """Try the events of the last 25 hours again that are parked, or whose handler gave up; returns how many.

    One that fails holds up no other. Raises PaymentUnavailable.
    """
    rows = StripeEvent.objects.filter(received_at__gte=now - PARKED_FOR)
    left_behind = Q(state=EventState.RECEIVED, received_at__lte=now - LEFT_BEHIND)
    rows = rows.filter(Q(state=EventState.PARKED) | left_behind)
    ids = list(rows.order_by("received_at").values_list("pk", flat=True)[:200])
    done = 0
    for stripe_event_id in ids:
        try:
            stripe_event_process(stripe_event_id=stripe_event_id, now=now)
            done += 1
        except PaymentUnavailable:
            raise
        except Exception:
            logger.exception("Stripe event %s could not be worked off", stripe_event_id)
    return done
