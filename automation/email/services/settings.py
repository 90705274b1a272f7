"""Writes of what holds for every flow of the store."""

from typing import Any

from django.db import transaction

from automation.email.models import EmailSettings
from automation.email.services.reading import settings_get


@transaction.atomic
def settings_update(*, changes: dict[str, Any]) -> EmailSettings:
    """Change what is given, for every decision from now on."""
    EmailSettings.objects.get_or_create(pk=1)
    if changes:
        EmailSettings.objects.filter(pk=1).update(**changes)
    return settings_get()
