"""Sending each mail exactly once: the row is claimed, the mail handed over, the row marked."""

import logging
from datetime import datetime, timedelta
from email.utils import formataddr, parseaddr
from uuid import UUID, uuid5
from zoneinfo import ZoneInfo

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.db import transaction

from apps.catalog.selectors import stock_news_is_due, variants_for_cart
from apps.catalog.services import stock_low_told
from apps.customers.alert_services import stock_alerts_claim
from apps.notifications.models import Message
from apps.notifications.rendering import mail_render, one_line
from apps.notifications.types import Mail, MailUnavailable, MessageKind, MessageState
from apps.orders.services import timeline_add
from apps.orders.types import TimelineType
from apps.tenants.types import StoreInfo
from tenancy.digests import digest_of

logger = logging.getLogger(__name__)

# A worker that holds a message longer than this was killed: handing over takes twelve seconds at most. Shorter
# than the outbox waits before it repeats an unfinished delivery.
ABANDONED = timedelta(seconds=25)
SWEEP_AFTER = timedelta(minutes=2)
SWEEP_FOR = timedelta(days=3)
# So many mails of one event go out at once; the sweep sends the others, minute by minute.
AT_ONCE = 100


def message_send(*, kind: str, subject_id: UUID, store: StoreInfo, now: datetime) -> bool:
    """Send the one mail of this kind about this subject; says whether it was sent by this call.

    Sent before, or being sent at this moment: nothing happens. A claim left behind by a killed worker is taken
    over after 25 seconds. Call outside a transaction, inside the store. Raises MailUnavailable when the mail
    service does not take it: the message stays PENDING, to be tried again.
    """
    message = _claim(kind=kind, subject_id=subject_id, now=now)
    if message is None:
        return False
    try:
        mail = mail_render(kind=kind, subject_id=subject_id, store=store)
        provider_id = _hand_over(mail=mail, message=message, store=store) if mail.to else ""
    except Exception as error:
        _give_back(message, error=error)
        raise MailUnavailable from error
    if not mail.to:
        Message.objects.filter(pk=message.pk).update(state=MessageState.SKIPPED, error="no address")
        return False
    _mark_sent(message, mail=mail, provider_id=provider_id, now=now)
    return True


def _claim(*, kind: str, subject_id: UUID, now: datetime) -> Message | None:
    """Return the message, claimed for this worker, or None when it is sent or somebody else has it."""
    with transaction.atomic():
        Message.objects.bulk_create(
            [Message(kind=kind, subject_id=subject_id, created_at=now)], ignore_conflicts=True
        )
        rows = Message.objects.select_for_update(of=("self",), skip_locked=True)
        message = rows.filter(kind=kind, subject_id=subject_id).first()
        if message is None or message.state in {MessageState.SENT, MessageState.SKIPPED}:
            return None
        claimed_at = message.claimed_at
        if message.state == MessageState.SENDING and claimed_at and claimed_at > now - ABANDONED:
            return None
        message.state, message.claimed_at = MessageState.SENDING, now
        message.attempts += 1
        message.save(update_fields=["state", "claimed_at", "attempts"])
        return message


def _hand_over(*, mail: Mail, message: Message, store: StoreInfo) -> str:
    """Give the mail to the configured service; returns the service's id for it."""
    _, address = parseaddr(settings.DEFAULT_FROM_EMAIL)
    email = EmailMultiAlternatives(
        subject=mail.subject,
        body=mail.text,
        from_email=formataddr((one_line(store.name), address)),
        to=[mail.to],
        reply_to=[mail.reply_to] if mail.reply_to else None,
        # The same for every attempt, so that a mailbox can drop a second copy.
        headers={"Message-ID": f"<{message.pk}@{store.domain or settings.BASE_DOMAIN}>"},
    )
    email.attach_alternative(mail.html, "text/html")
    email.metadata = {"store": store.schema_name, "message": str(message.pk)}  # type: ignore[attr-defined]
    email.tags = [message.kind]  # type: ignore[attr-defined]
    email.track_opens = email.track_clicks = False  # type: ignore[attr-defined]
    email.send()
    status = getattr(email, "anymail_status", None)
    return str(getattr(status, "message_id", None) or "")


def _give_back(message: Message, *, error: Exception) -> None:
    rows = Message.objects.filter(pk=message.pk, state=MessageState.SENDING)
    rows.update(state=MessageState.PENDING, error=f"{type(error).__name__}: {error}"[:500])


@transaction.atomic
def recipients_forget(*, email_digest: str, store_id: UUID, before: datetime) -> int:
    """Take an erased address out of the mails sent before; that they were sent stays. Returns how many."""
    sent = Message.objects.annotate(digest=digest_of("recipient", store_id=store_id)).exclude(recipient="")
    return sent.filter(digest=email_digest, created_at__lte=before).update(recipient="", error="")


@transaction.atomic
def _mark_sent(message: Message, *, mail: Mail, provider_id: str, now: datetime) -> None:
    Message.objects.filter(pk=message.pk).update(
        state=MessageState.SENT, recipient=mail.to, provider_id=provider_id[:200], error="", sent_at=now
    )
    if mail.order_id is not None:
        timeline_add(
            order_id=mail.order_id,
            type=TimelineType.MAIL_SENT,
            message=f"Mail sent to {mail.to}: {mail.subject}",
            now=now,
        )


def messages_retry(*, store: StoreInfo, now: datetime) -> int:
    """Send what has been waiting for minutes: the mail service was away longer than the outbox tries.

    Returns how many were sent; stops at the first that the service does not take.
    """
    waiting = Message.objects.filter(
        state__in=[MessageState.PENDING, MessageState.SENDING],
        created_at__gte=now - SWEEP_FOR,
        created_at__lte=now - SWEEP_AFTER,
    )
    sent = 0
    for kind, subject_id in waiting.order_by("created_at", "pk").values_list("kind", "subject_id")[:100]:
        try:
            sent += message_send(kind=kind, subject_id=subject_id, store=store, now=now)
        except MailUnavailable:
            logger.warning("mails of store %s wait: the mail service is away", store.id)
            break
    return sent


def back_in_stock_tell(*, variant_id: UUID, store: StoreInfo, now: datetime) -> int:
    """Mail everybody who asked for a variant that can be bought again; returns how many wishes were taken up.

    Each wish is answered by one mail and then over. What the mail service does not take now is swept up later.
    """
    variant = variants_for_cart(variant_ids=[variant_id]).get(variant_id)
    if variant is None or not variant.is_available:
        return 0
    with transaction.atomic():
        wishes = stock_alerts_claim(variant_id=variant_id, now=now)
        waiting = [Message(kind=MessageKind.BACK_IN_STOCK, subject_id=one, created_at=now) for one in wishes]
        Message.objects.bulk_create(waiting, ignore_conflicts=True)
    for wish in wishes[:AT_ONCE]:
        try:
            message_send(kind=MessageKind.BACK_IN_STOCK, subject_id=wish, store=store, now=now)
        except MailUnavailable:
            logger.warning("mails of store %s wait: the mail service is away", store.id)
            break
    return len(wishes)


def low_stock_tell(*, store: StoreInfo, now: datetime) -> bool:
    """Mail the merchant what is running low, if anything became low since the last such mail; once a day at most.

    Says whether a mail was sent. Call outside a transaction, inside the store. Raises MailUnavailable.
    """
    if not stock_news_is_due():
        return False
    day = now.astimezone(ZoneInfo(store.time_zone)).date()
    subject_id = uuid5(store.id, f"stock-low:{day.isoformat()}")
    is_sent = message_send(kind=MessageKind.STOCK_LOW_MERCHANT, subject_id=subject_id, store=store, now=now)
    if is_sent:
        stock_low_told(now=now)
    return is_sent
