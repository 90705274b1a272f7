"""Writes of consent: each change with its proof and its event, in one transaction."""

from datetime import datetime, timedelta
from uuid import UUID

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import connection, transaction
from django.db.models import F
from django.db.models.functions import Lower

from apps.customers.consent_tokens import confirm_token_read, email_digest
from apps.customers.consent_types import (
    Channel,
    ConsentEmailInvalid,
    ConsentInfo,
    ConsentLinkInvalid,
    ConsentSource,
    ConsentState,
    Evidence,
)
from apps.customers.events import ConsentRequested, CustomerConsentChanged
from apps.customers.models import Consent, ConsentRecord, Customer
from apps.outbox.services import event_publish
from tenancy.ids import uuid7

# Asking again sooner sends no second mail: nobody's mailbox is filled by a form.
ASK_AGAIN_AFTER = timedelta(minutes=10)
ENSURE = """
    INSERT INTO customers_consent
        (id, email, channel, state, customer_id, name, locale, time_zone, request_number, requested_at,
         mailed_number, changed_at)
    VALUES (%s, %s, %s, %s, NULL, '', '', '', 0, NULL, 0, %s)
    ON CONFLICT (lower(email), channel) DO NOTHING
"""


def _checked(email: str) -> str:
    email = email.strip()
    try:
        validate_email(email)
    except ValidationError as error:
        raise ConsentEmailInvalid from error
    if len(email) > 254 or not email.isascii():
        raise ConsentEmailInvalid
    return email


def _locked(*, email: str, channel: str, now: datetime) -> tuple[Consent, bool]:
    """Return the address's row, locked, made PENDING when there was none; and whether it is new."""
    with connection.cursor() as cursor:
        cursor.execute(ENSURE, [uuid7(), email, channel, ConsentState.PENDING, now])
        is_new = bool(cursor.rowcount)
    rows = Consent.objects.select_for_update(of=("self",)).annotate(address=Lower("email"))
    return rows.get(address=email.lower(), channel=channel), is_new


def consent_request(
    *,
    email: str,
    evidence: Evidence,
    store_id: UUID,
    now: datetime,
    name: str = "",
    locale: str = "",
    time_zone: str = "",
    channel: str = Channel.EMAIL,
) -> ConsentInfo:
    """Ask an address to confirm (double opt-in): PENDING, proof, and a mail with the link by event.

    Somebody already subscribed stays so and gets no mail; asked again within ten minutes sends none either. The
    answer must look the same to the visitor in every case. Raises ConsentEmailInvalid.
    """
    email = _checked(email)
    with transaction.atomic():
        row, is_new = _locked(email=email, channel=channel, now=now)
        if row.state == ConsentState.SUBSCRIBED:
            return _info(row)
        if row.requested_at is not None and row.requested_at > now - ASK_AGAIN_AFTER and not is_new:
            return _info(row)
        row.name, row.locale = name[:120] or row.name, locale[:10] or row.locale
        row.time_zone = time_zone[:50] or row.time_zone
        row.request_number, row.requested_at = row.request_number + 1, now
        # A person who had left stays UNSUBSCRIBED until the link is used: the form alone proves nothing.
        row.save(update_fields=["name", "locale", "time_zone", "request_number", "requested_at"])
        _prove(row, state=ConsentState.PENDING, evidence=evidence, now=now)
        event_publish(event=ConsentRequested(consent_id=row.pk, number=row.request_number), store_id=store_id)
        return _info(row)


def consent_confirm(*, token: str, evidence: Evidence, store_id: UUID, now: datetime) -> ConsentInfo:
    """Confirm by the link of the newest request. Safe to repeat. Raises ConsentLinkInvalid."""
    email, channel, number = confirm_token_read(token=token)
    with transaction.atomic():
        rows = Consent.objects.select_for_update(of=("self",)).annotate(address=Lower("email"))
        row = rows.filter(address=email, channel=channel).first()
        if row is None or row.request_number != number:
            raise ConsentLinkInvalid
        return _change(row, state=ConsentState.SUBSCRIBED, evidence=evidence, store_id=store_id, now=now)


def consent_set(
    *,
    email: str,
    state: str,
    evidence: Evidence,
    store_id: UUID,
    now: datetime,
    channel: str = Channel.EMAIL,
) -> ConsentInfo:
    """Subscribe or unsubscribe an address whose owner proved to be it (a signed link, a login) or who complained.

    In force with the commit, before anything else is sent; repeating changes nothing and adds no proof.
    """
    with transaction.atomic():
        row, is_new = _locked(email=_checked(email), channel=channel, now=now)
        return _change(row, state=state, evidence=evidence, store_id=store_id, now=now, is_new=is_new)


def consent_mailed(*, consent_id: UUID, number: int) -> None:
    """Note that the confirmation mail of a request was handed over, so that it is not sent again."""
    Consent.objects.filter(pk=consent_id, mailed_number__lt=number).update(mailed_number=number)


def _change(
    row: Consent, *, state: str, evidence: Evidence, store_id: UUID, now: datetime, is_new: bool = False
) -> ConsentInfo:
    if row.state == state and not is_new:
        return _info(row)
    if row.customer_id is None:
        known = Customer.objects.annotate(address=Lower("email")).filter(address=row.email.lower())
        row.customer_id = known.values_list("pk", flat=True).first()
    row.state, row.changed_at = state, now
    if state == ConsentState.UNSUBSCRIBED:
        # A confirmation link from before the refusal confirms nothing any more.
        row.request_number = F("request_number") + 1
    row.save(update_fields=["state", "changed_at", "customer_id", "request_number"])
    _prove(row, state=state, evidence=evidence, now=now)
    event_publish(
        event=CustomerConsentChanged(
            customer_id=row.customer_id, email=row.email, channel=row.channel, state=state
        ),
        store_id=store_id,
    )
    return _info(row)


def _prove(row: Consent, *, state: str, evidence: Evidence, now: datetime) -> None:
    ConsentRecord.objects.create(
        email=row.email,
        email_digest=email_digest(row.email),
        channel=row.channel,
        state=state,
        source=ConsentSource(evidence.source),
        wording=evidence.wording[:1000],
        ip_address=evidence.ip_address,
        user_agent=evidence.user_agent[:300],
        at=now,
    )


def _info(row: Consent) -> ConsentInfo:
    return ConsentInfo(
        email=row.email,
        channel=row.channel,
        state=row.state,
        customer_id=row.customer_id,
        name=row.name,
        locale=row.locale,
        time_zone=row.time_zone,
        changed_at=row.changed_at,
    )
