"""Stripe's events about subscriptions: stored before they are answered, then the object is read anew."""

import json
import logging
from datetime import UTC, datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import connection, transaction

from apps.billing import gateway
from apps.billing.events import BillingEventReceived
from apps.billing.models import BillingAccount, BillingEvent
from apps.billing.services.standing import subscription_sync
from apps.billing.types import BillingUnavailable, BillingWebhookRefused, EventState
from apps.outbox.services import event_publish

logger = logging.getLogger(__name__)

MAX_BODY_BYTES = 256 * 1024
LEFT_BEHIND = timedelta(minutes=10)
KEPT_TRYING = timedelta(hours=25)
INSERT = """
    INSERT INTO public.billing_billingevent
        (id, type, payload, customer_id, state, error, created_at, received_at)
    VALUES (%s, %s, %s, %s, %s, '', %s, %s)
    ON CONFLICT (id) DO NOTHING
"""


def billing_event_receive(*, body: bytes, signature: str, now: datetime) -> bool:
    """Check and store one webhook with its outbox event; says whether it was new. Repeats change nothing.

    Raises BillingWebhookRefused for what is not a fresh, signed event of our own account in our own mode. The event's
    API version does not matter: nothing of it but the customer's id is used.
    """
    if len(body) > MAX_BODY_BYTES:
        raise BillingWebhookRefused("The body is too large.", code="webhook_too_large")
    checked = gateway.event_read(body=body, signature=signature)
    payload = json.loads(body)
    if not {"id", "type", "created", "data"} <= payload.keys():
        raise BillingWebhookRefused("This kind of event is not handled here.", code="webhook_unknown_shape")
    if bool(checked.livemode) != settings.STRIPE_LIVE_MODE:
        raise BillingWebhookRefused("The event's mode does not fit this platform.", code="webhook_wrong_mode")
    if payload.get("account"):
        raise BillingWebhookRefused("The event belongs to another account.", code="webhook_wrong_account")
    return _store(payload=payload, now=now)


def _customer_of(payload: dict[str, Any]) -> str:
    thing = payload["data"]["object"]
    if thing.get("object") == "customer":
        return str(thing.get("id", ""))
    customer = thing.get("customer")
    return customer if isinstance(customer, str) else str((customer or {}).get("id", ""))


@transaction.atomic
def _store(*, payload: dict[str, Any], now: datetime) -> bool:
    created_at = datetime.fromtimestamp(payload["created"], tz=UTC)
    values = [payload["id"], payload["type"], json.dumps(payload), _customer_of(payload)]
    with connection.cursor() as cursor:
        cursor.execute(INSERT, [*values, EventState.RECEIVED, created_at, now])
        is_new = cursor.rowcount == 1
    if is_new:
        event_publish(event=BillingEventReceived(billing_event_id=payload["id"]), store_id=None)
    return is_new


def billing_event_process(*, billing_event_id: str, now: datetime) -> None:
    """Bring the merchant an event is about to the state Stripe has now. Idempotent; call outside a transaction.

    Raises BillingUnavailable to be repeated later.
    """
    row = BillingEvent.objects.filter(pk=billing_event_id, state=EventState.RECEIVED).first()
    if row is None:
        return
    account = BillingAccount.objects.filter(customer_id=row.customer_id).first() if row.customer_id else None
    if account is None:
        BillingEvent.objects.filter(pk=row.pk).update(state=EventState.IGNORED, processed_at=now)
        return
    # What Stripe answers from now on holds all that was told until now: one reading settles them together.
    told = BillingEvent.objects.filter(customer_id=row.customer_id, state=EventState.RECEIVED)
    ids = list(told.values_list("pk", flat=True))
    subscription_sync(merchant_id=account.merchant_id, now=now)
    BillingEvent.objects.filter(pk__in=ids).update(state=EventState.PROCESSED, error="", processed_at=now)


def billing_event_replay(*, billing_event_id: str) -> None:
    """Process an event once more, whatever became of it, through the outbox."""
    with transaction.atomic():
        BillingEvent.objects.filter(pk=billing_event_id).update(state=EventState.RECEIVED, processed_at=None)
        event_publish(event=BillingEventReceived(billing_event_id=billing_event_id), store_id=None)


def billing_events_retry(*, now: datetime) -> int:
    """Try events again whose handler gave up; returns how many were worked off. Raises BillingUnavailable.

    An event that fails is tried again with the next run and holds up no other.
    """
    rows = BillingEvent.objects.filter(
        state=EventState.RECEIVED, received_at__lte=now - LEFT_BEHIND, received_at__gte=now - KEPT_TRYING
    )
    ids = list(rows.order_by("received_at", "pk").values_list("pk", flat=True)[:200])
    done = 0
    for billing_event_id in ids:
        try:
            billing_event_process(billing_event_id=billing_event_id, now=now)
            done += 1
        except BillingUnavailable:
            raise
        except Exception:
            logger.exception("Stripe event %s could not be worked off", billing_event_id)
    return done
