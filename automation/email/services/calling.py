"""Making the calls that steps of flows decided: outside of every transaction, signed, again after failures."""

import hashlib
import hmac
import json
import logging
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from django.conf import settings
from django.db import connection, transaction

from automation.email.models import Contact, EmailEvent, EmailSettings, WebhookCall
from automation.email.services.reading import settings_get
from automation.email.types import CallState, EventKind
from automation.suppliers.fetch_errors import FetchFailed
from automation.suppliers.posting import url_post

logger = logging.getLogger(__name__)

BATCH = 20
LEASE = timedelta(seconds=120)
MOST_ATTEMPTS = 8
CLAIM = """
    UPDATE email_webhookcall AS row
    SET state = 'SENDING', attempts = row.attempts + 1, leased_until = %(until)s, due_at = %(until)s
    FROM (
        SELECT id FROM email_webhookcall
        WHERE due_at <= %(now)s AND state IN ('QUEUED', 'SENDING')
        ORDER BY due_at, id LIMIT %(limit)s FOR UPDATE SKIP LOCKED
    ) AS due
    WHERE row.id = due.id
    RETURNING row.id
"""


@dataclass(frozen=True, slots=True)
class Answer:
    """What became of one attempt: `outcome` is done, again or refused."""

    outcome: str
    words: str


def calls_are_due(*, now: datetime) -> bool:
    """Say whether a call waits to be made."""
    return WebhookCall.objects.filter(state__in=["QUEUED", "SENDING"], due_at__lte=now).exists()


def calls_make(*, now: datetime, limit: int = BATCH) -> int:
    """Make the calls that are due; returns how many were taken up.

    Each attempt carries the call's id as its idempotency key. A worker killed in between leaves it SENDING, and it
    is made again when its lease is over: the other side drops what it knows by the key. An address that does not
    answer is left alone for the rest of the batch.
    """
    calls, silent = _claim(now=now, limit=limit), set()
    for call in calls:
        host = urlsplit(call.url).hostname or ""
        if host in silent:
            _postpone(call, now=now)
            continue
        answer = _attempt(call, secret=webhook_secret_get(), now=now)
        if answer.outcome == "again":
            silent.add(host)
        _record(call, answer, now=now)
    return len(calls)


def webhook_secret_get() -> str:
    """Return what calls are signed with; made by the first need of it."""
    return settings_get().webhook_secret or webhook_secret_renew()


@transaction.atomic
def webhook_secret_renew() -> str:
    """Make another secret, in force with the next call; returns it."""
    EmailSettings.objects.get_or_create(pk=1)
    secret = f"whsec_{secrets.token_urlsafe(32)}"
    EmailSettings.objects.filter(pk=1).update(webhook_secret=secret)
    return secret


def signature_of(*, secret: str, at: int, body: bytes) -> str:
    """Return the header that proves body and time: HMAC-SHA256 over "<time>.<body>"."""
    digest = hmac.new(secret.encode(), f"{at}.".encode() + body, hashlib.sha256).hexdigest()
    return f"t={at},v1={digest}"


def _claim(*, now: datetime, limit: int) -> list[WebhookCall]:
    with connection.cursor() as cursor:
        cursor.execute(CLAIM, {"now": now, "until": now + LEASE, "limit": limit})
        ids = [row[0] for row in cursor.fetchall()]
    return list(
        WebhookCall.objects.select_related("enrolment").filter(pk__in=ids).order_by("created_at", "pk")
    )


def _attempt(call: WebhookCall, *, secret: str, now: datetime) -> Answer:
    body = json.dumps({"id": str(call.pk), "type": "flow.step"} | call.body, sort_keys=True).encode()
    headers = {
        "Content-Type": "application/json",
        "Idempotency-Key": str(call.pk),
        "X-Dropwright-Signature": signature_of(secret=secret, at=int(now.timestamp()), body=body),
    }
    try:
        posted = url_post(
            url=call.url, body=body, headers=headers, allowed_origins=settings.FETCH_ALLOWED_ORIGINS
        )
    except FetchFailed as failure:
        return Answer("again" if failure.is_retryable else "refused", failure.message)
    if posted.is_taken:
        return Answer("done", str(posted.status))
    return Answer("again" if posted.is_retryable else "refused", f"It answered {posted.status}.")


def _postpone(call: WebhookCall, *, now: datetime) -> None:
    """Give a call back without counting a try."""
    WebhookCall.objects.filter(pk=call.pk, attempts=call.attempts).update(
        state=CallState.QUEUED,
        attempts=call.attempts - 1,
        due_at=now + timedelta(minutes=1),
        leased_until=None,
    )


@transaction.atomic
def _record(call: WebhookCall, answer: Answer, *, now: datetime) -> None:
    # The person first, as everywhere.
    Contact.objects.select_for_update(no_key=True).filter(pk=call.contact_id).first()
    row = WebhookCall.objects.select_for_update(of=("self",)).filter(pk=call.pk).first()
    if row is None or row.attempts != call.attempts or row.state != CallState.SENDING:
        return  # somebody else took it over meanwhile
    row.outcome, row.leased_until = answer.words[:300], None
    if answer.outcome == "again" and row.attempts < MOST_ATTEMPTS:
        row.state, row.due_at = CallState.QUEUED, now + timedelta(minutes=min(60, 2 ** (row.attempts - 1)))
    else:
        row.state = CallState.DONE if answer.outcome == "done" else CallState.FAILED
        row.ended_at = now
        kind = EventKind.CALLED if answer.outcome == "done" else EventKind.CALL_FAILED
        EmailEvent.objects.create(
            kind=kind,
            reason=row.outcome,
            at=now,
            contact_id=row.contact_id,
            flow_id=call.enrolment.flow_id,
            enrolment_id=row.enrolment_id,
            node=row.node,
            detail={"host": urlsplit(row.url).hostname or "", "attempts": str(row.attempts)},
        )
    row.save(update_fields=["state", "outcome", "due_at", "leased_until", "ended_at"])
