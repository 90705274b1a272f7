"""Reads of consent."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Literal
from uuid import UUID

from django.db.models.functions import Lower

from apps.customers.consent_tokens import confirm_token, email_digest, mail_token, mail_token_read
from apps.customers.consent_types import Channel, ConsentInfo
from apps.customers.models import Consent, ConsentRecord, Customer, Erasure
from tenancy.digests import address_digest


@dataclass(frozen=True, slots=True)
class ConsentProof:
    """One line of what can be shown to an authority."""

    at: datetime
    channel: str
    state: str
    source: str
    wording: str
    is_erased: bool


@dataclass(frozen=True, slots=True)
class Confirmation:
    """What the mail of a request needs."""

    email: str
    name: str
    token: str


def consents_by_email(*, emails: Iterable[str], channel: str = Channel.EMAIL) -> dict[str, ConsentInfo]:
    """Return what each address allows now, by the address in lower case; addresses never asked are missing."""
    wanted = {email.lower() for email in emails}
    rows = Consent.objects.annotate(address=Lower("email")).filter(address__in=wanted, channel=channel)
    return {
        row.email.lower(): ConsentInfo(
            email=row.email,
            channel=row.channel,
            state=row.state,
            customer_id=row.customer_id,
            name=row.name,
            locale=row.locale,
            time_zone=row.time_zone,
            changed_at=row.changed_at,
        )
        for row in rows
    }


def customers_by_email(*, emails: Iterable[str]) -> dict[str, tuple[UUID, str]]:
    """Return `(id, name)` of the customers with these addresses, by the address in lower case. One query."""
    wanted = {email.lower() for email in emails}
    rows = Customer.objects.annotate(address=Lower("email")).filter(address__in=wanted)
    return {row.email.lower(): (row.pk, row.name) for row in rows}


def consent_of_token(*, token: str, purpose: Literal["unsubscribe", "preferences"]) -> ConsentInfo:
    """Return what the address of a link allows; state "" when it is unknown. Raises ConsentLinkInvalid."""
    email, channel = mail_token_read(token=token, purpose=purpose)
    return consents_by_email(emails=[email], channel=channel).get(email) or ConsentInfo(
        email=email, channel=channel, state=""
    )


def confirmation_of(*, consent_id: UUID, number: int) -> Confirmation | None:
    """Return what the confirmation mail of a request needs; None when it was sent or a newer request exists."""
    row = Consent.objects.filter(pk=consent_id, request_number=number, mailed_number__lt=number).first()
    if row is None:
        return None
    token = confirm_token(email=row.email, channel=row.channel, number=number)
    return Confirmation(email=row.email, name=row.name, token=token)


def addresses_gone(*, emails: Iterable[str], store_id: UUID) -> set[str]:
    """Return those of these addresses, in lower case, that were erased and have not come back since.

    They come back by a new consent or as a customer by a new order. One query, three when one was ever erased.
    """
    digests = {address_digest(store_id=store_id, email=email): email.strip().lower() for email in emails}
    erased = Erasure.objects.filter(email_digest__in=digests).values_list("email_digest", flat=True)
    gone = {digests[digest] for digest in erased}
    for model in (Consent, Customer) if gone else ():
        known = model.objects.annotate(address=Lower("email")).filter(address__in=gone)
        gone -= set(known.values_list("address", flat=True))
    return gone


def consent_proofs(*, email: str) -> list[ConsentProof]:
    """Return every proof of an address, oldest first, also after erasure (who asks must name the address)."""
    rows = ConsentRecord.objects.filter(email_digest=email_digest(email)).order_by("at", "pk")
    return [
        ConsentProof(row.at, row.channel, row.state, row.source, row.wording, row.erased_at is not None)
        for row in rows
    ]


def unsubscribe_path(*, email: str) -> tuple[str, str]:
    """Return the paths, on the shop's host, of the one-click link and of the preference page of an address."""
    return (
        f"/unsubscribe/{mail_token(email=email, channel=Channel.EMAIL, purpose='unsubscribe')}",
        f"/mail-preferences/{mail_token(email=email, channel=Channel.EMAIL, purpose='preferences')}",
    )
