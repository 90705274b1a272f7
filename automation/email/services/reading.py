"""Small reads that every decision begins with."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.db.models import Q

from automation.email.models import EmailSettings, Suppression
from automation.email.services.guarding import Rules
from automation.registry.types import StoreInfo
from tenancy.digests import address_digest


def settings_get() -> EmailSettings:
    """Return the store's settings; the defaults until somebody changes them."""
    return EmailSettings.objects.filter(pk=1).first() or EmailSettings(pk=1)


def rules_read(*, store: StoreInfo, emails: Iterable[str], now: datetime) -> Rules:
    """Return what holds for a batch: settings, and which of these addresses are suppressed. Two queries."""
    found = suppressed_find(emails=emails, store_id=store.id)
    return Rules(store=store, settings=settings_get(), suppressed=frozenset(found), now=now)


def suppressed_find(*, emails: Iterable[str], store_id: UUID) -> dict[str, str]:
    """Return why addresses (in lower case) are suppressed, by address; also those listed before they were erased."""
    digests = {address_digest(store_id=store_id, email=email): email for email in emails}
    rows = Suppression.objects.filter(Q(email__in=set(digests.values())) | Q(email_digest__in=list(digests)))
    return {
        email or digests[str(digest)]: reason
        for email, digest, reason in rows.values_list("email", "email_digest", "reason")
    }
