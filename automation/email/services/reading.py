"""Small reads that every decision begins with."""

from collections.abc import Iterable
from datetime import datetime

from automation.email.models import EmailSettings, Suppression
from automation.email.services.guarding import Rules
from automation.registry.types import StoreInfo


def settings_get() -> EmailSettings:
    """Return the store's settings; the defaults until somebody changes them."""
    return EmailSettings.objects.filter(pk=1).first() or EmailSettings(pk=1)


def rules_read(*, store: StoreInfo, emails: Iterable[str], now: datetime) -> Rules:
    """Return what holds for a batch: settings, and which of these addresses are suppressed. Two queries."""
    found = Suppression.objects.filter(email__in=set(emails)).values_list("email", flat=True)
    return Rules(store=store, settings=settings_get(), suppressed=frozenset(found), now=now)
