"""Handing decided messages over: claimed, checked once more, marked, sent, marked. No mail goes out twice."""

import logging
from datetime import datetime, timedelta
from email.utils import formataddr, parseaddr
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import connection, transaction
from django.db.models import F, Q

from automation.core_client.client import Core
from automation.email.models import EmailEvent, EmailSettings, Message
from automation.email.providers import Handed, OutgoingMail, Provider
from automation.email.rendering import compiled_revision, mail_fill, one_line
from automation.email.services.reading import settings_get
from automation.email.services.rechecking import messages_recheck
from automation.email.types import EventKind, MessageState, Reason
from automation.registry.types import StoreInfo

logger = logging.getLogger(__name__)

BATCH = 64
# So many are between "marked" and "answered" at once: the most that one killed worker leaves uncertain.
AT_ONCE = 8
LEASE = timedelta(seconds=90)
# A decision older than this is checked again with the core before the mail goes out.
FRESH = timedelta(seconds=30)
MOST_ATTEMPTS = 12
CLAIM = """
    UPDATE email_message AS row SET state = 'CLAIMED', leased_until = %(until)s
    FROM (
        SELECT id FROM email_message
        WHERE due_at <= %(now)s AND (state = 'QUEUED' OR (state = 'CLAIMED' AND leased_until < %(now)s))
        ORDER BY due_at, id LIMIT %(limit)s FOR UPDATE SKIP LOCKED
    ) AS due
    WHERE row.id = due.id
    RETURNING row.id
"""
# The last look: whoever left or bounced since the decision is not in the answer.
MARK = """
    UPDATE email_message AS row SET state = 'SENDING', attempts = row.attempts + 1, leased_until = %(until)s,
                                    provider = %(provider)s
    FROM email_contact AS person
    WHERE row.id = ANY(%(ids)s) AND row.state = 'CLAIMED' AND person.id = row.contact_id
      AND person.consent_state <> 'UNSUBSCRIBED' AND person.erased_at IS NULL
      AND NOT EXISTS (SELECT 1 FROM email_suppression WHERE email = person.email)
      AND NOT EXISTS (
          SELECT 1 FROM email_suppression
          WHERE email_digest = encode(sha256(convert_to(%(store_id)s || ':' || lower(person.email), 'UTF8')), 'hex')
      )
    RETURNING row.id
"""

RECORD = """
    UPDATE email_message AS row SET subject = new.subject, provider_id = new.provider_id, reason = new.reason,
        leased_until = NULL, state = new.state, sent_at = new.sent_at, due_at = new.due_at
    FROM unnest(%(id)s::uuid[], %(subject)s::text[], %(provider_id)s::text[], %(reason)s::text[],
                %(state)s::text[], %(sent_at)s::timestamptz[], %(due_at)s::timestamptz[])
        AS new (id, subject, provider_id, reason, state, sent_at, due_at)
    WHERE row.id = new.id
"""
RECORDED = ("subject", "provider_id", "reason", "state", "sent_at", "due_at")


def messages_send(
    *, core: Core, provider: Provider, store: StoreInfo, now: datetime, limit: int = BATCH
) -> int:
    """Hand over the messages that are due; returns how many were taken up.

    A message is marked before and after the call. A worker killed in between leaves it UNCERTAIN: it is not sent
    again unless the mail service shows that it never got it. Raises what the core raises, when a decision has to
    be checked again and the core is away.
    """
    abandoned_settle(now=now)
    ids = _claim(now=now, limit=limit)
    if not ids:
        return 0
    try:
        allowed = messages_recheck(message_ids=ids, core=core, store=store, now=now, fresh=FRESH)
    except Exception:
        Message.objects.filter(pk__in=ids, state=MessageState.CLAIMED).update(
            state=MessageState.QUEUED, leased_until=None
        )
        raise
    _hand_over(allowed, provider=provider, store=store, now=now)
    return len(ids)


def _claim(*, now: datetime, limit: int) -> list[UUID]:
    with connection.cursor() as cursor:
        cursor.execute(CLAIM, {"now": now, "until": now + LEASE, "limit": limit})
        return [row[0] for row in cursor.fetchall()]


def _hand_over(ids: list[UUID], *, provider: Provider, store: StoreInfo, now: datetime) -> None:
    rows = Message.objects.select_related("revision", "contact").filter(pk__in=ids).order_by("due_at", "pk")
    mailing, messages = settings_get(), list(rows)
    for start in range(0, len(messages), AT_ONCE):
        part = messages[start : start + AT_ONCE]
        mails = {message.pk: outgoing(message, store=store, mailing=mailing) for message in part}
        marked = _mark(part, provider=provider, store=store, now=now)
        handed = provider.hand_over([mails[pk] for pk in marked])
        _record(handed, subjects={str(pk): mails[pk].subject for pk in marked}, now=now)
        _release([message.pk for message in part if message.pk not in marked], now=now)
        if any(one.outcome == "away" for one in handed):
            logger.warning("mails of store %s wait: %s is away", store.id, provider.name)
            _release([message.pk for message in messages[start + AT_ONCE :]], now=now)
            return


def sender_of(*, mailing: EmailSettings, store: StoreInfo) -> str:
    """Return the sender of marketing mails: the shop's name, and the address of a stream apart from receipts."""
    _, address = parseaddr(settings.MARKETING_FROM_EMAIL)
    return formataddr((one_line(mailing.sender_name or store.name), address))


def outgoing(message: Message, *, store: StoreInfo, mailing: EmailSettings) -> OutgoingMail:
    """Return the mail of a message, rendered, with the headers of one-click unsubscribe."""
    mail, _ = mail_fill(compiled=compiled_revision(message.revision), variables=message.variables)
    leave = str(message.variables.get("unsubscribe_url", ""))
    return OutgoingMail(
        reference=str(message.pk),
        store_id=str(store.id),
        to=message.email,
        subject=mail.subject,
        html=mail.html,
        text=mail.text,
        from_email=sender_of(mailing=mailing, store=store),
        reply_to=mailing.reply_to,
        headers={"List-Unsubscribe": f"<{leave}>", "List-Unsubscribe-Post": "List-Unsubscribe=One-Click"}
        if leave
        else {},
    )


def _mark(part: list[Message], *, provider: Provider, store: StoreInfo, now: datetime) -> list[UUID]:
    """Mark messages as being handed over; those not allowed any more stay CLAIMED and are not in the answer."""
    ids = [message.pk for message in part]
    with connection.cursor() as cursor:
        cursor.execute(
            MARK,
            {"until": now + LEASE, "ids": ids, "provider": provider.name, "store_id": str(store.id)},
        )
        marked = {row[0] for row in cursor.fetchall()}
    return [pk for pk in ids if pk in marked]


def _release(ids: list[UUID], *, now: datetime) -> None:
    """Give claimed messages back; the re-check of the next round finds out why they may not go."""
    Message.objects.filter(pk__in=ids, state=MessageState.CLAIMED).update(
        state=MessageState.QUEUED, leased_until=None, checked_at=now - FRESH - timedelta(seconds=1)
    )


def backoff(attempts: int) -> timedelta:
    """Return the pause after so many attempts: 1, 2, 4 … minutes, up to an hour."""
    return timedelta(minutes=min(60, 2 ** max(0, attempts - 1)))


@transaction.atomic
def _record(handed: list[Handed], *, subjects: dict[str, str], now: datetime) -> None:
    """Write what became of each message, all in a few statements."""
    ids = [one.reference for one in handed]
    rows = Message.objects.select_for_update(of=("self",)).select_related("enrolment").filter(pk__in=ids)
    # An event of the mail service may have been faster than its answer.
    held = {str(row.pk): row for row in rows.order_by("pk") if row.state == MessageState.SENDING}
    events = []
    for one in handed:
        if row := held.get(one.reference):
            row.subject, row.provider_id = subjects[one.reference][:300], one.provider_id[:200]
            row.reason = one.reason[:300]
            events += _outcome(row, one, now)
    _write(list(held.values()))
    EmailEvent.objects.bulk_create(events)


def _write(rows: list[Message]) -> None:
    if not rows:
        return
    values: dict[str, list[Any]] = {name: [getattr(row, name) for row in rows] for name in RECORDED}
    with connection.cursor() as cursor:
        cursor.execute(RECORD, values | {"id": [row.pk for row in rows]})


def _outcome(row: Message, one: Handed, now: datetime) -> list[EmailEvent]:
    if one.outcome == "sent":
        row.state, row.sent_at, row.reason = MessageState.SENT, now, ""
        return [_event(row, EventKind.SENT, "", now)]
    if one.outcome == "uncertain":
        return [_uncertain(row, now)]
    if one.outcome == "away" and row.attempts < MOST_ATTEMPTS:
        row.state, row.due_at = MessageState.QUEUED, now + backoff(row.attempts)
        return []
    row.state = MessageState.FAILED
    return [_event(row, EventKind.FAILED, Reason.REFUSED_BY_PROVIDER, now, words=one.reason)]


def _uncertain(row: Message, now: datetime) -> EmailEvent:
    row.state, row.sent_at, row.reason = MessageState.UNCERTAIN, now, Reason.ANSWER_LOST
    return _event(row, EventKind.UNCERTAIN, Reason.ANSWER_LOST, now)


def _event(row: Message, kind: EventKind, reason: str, now: datetime, **detail: str) -> EmailEvent:
    return EmailEvent(
        kind=kind,
        reason=reason,
        at=now,
        contact_id=row.contact_id,
        flow_id=row.enrolment.flow_id if row.enrolment else None,
        enrolment_id=row.enrolment_id,
        message=row,
        node=row.node,
        detail=detail,
    )


@transaction.atomic
def abandoned_settle(*, now: datetime) -> int:
    """Mark what a killed worker was handing over as UNCERTAIN; returns how many."""
    rows = Message.objects.select_for_update(of=("self",), skip_locked=True).filter(
        state=MessageState.SENDING, leased_until__lt=now
    )
    found = list(rows.select_related("enrolment"))
    for row in found:
        _uncertain(row, now).save()
        row.leased_until = None
        row.save(update_fields=["state", "sent_at", "reason", "leased_until"])
    return len(found)


# The mail service tells of every mail it took within seconds; this is plenty.
SILENCE = timedelta(minutes=20)
TOO_OLD = timedelta(hours=12)


@transaction.atomic
def uncertain_resolve(*, now: datetime) -> int:
    """Queue again what the mail service evidently never got; returns how many.

    Evidence is that it told of a mail handed over later, and still nothing of this one. Without such evidence (no
    webhook, for instance) an uncertain mail stays unsent: none is better than two.
    """
    waiting = Message.objects.select_for_update(of=("self",), skip_locked=True).filter(
        Q(delivered_at__isnull=True),
        contact__erased_at__isnull=True,
        state=MessageState.UNCERTAIN,
        sent_at__lt=now - SILENCE,
        sent_at__gt=now - TOO_OLD,
        attempts__lt=MOST_ATTEMPTS,
    )
    told = EmailEvent.objects.filter(
        kind__in=[EventKind.ACCEPTED, EventKind.DELIVERED], provider_event__isnull=False
    )
    latest = told.order_by("-message__sent_at").values_list("message__sent_at", flat=True).first()
    if latest is None:
        return 0
    ids = [
        row.pk
        for row in waiting
        if row.sent_at
        and row.sent_at < latest
        and not row.events.filter(provider_event__isnull=False).exists()
    ]
    return Message.objects.filter(pk__in=ids).update(
        state=MessageState.QUEUED, reason="", due_at=now, checked_at=F("created_at"), sent_at=None
    )
