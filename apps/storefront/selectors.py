"""Reads of the storefront's own facts."""

from datetime import datetime

from apps.storefront.models import Opening, ThemeSettings
from apps.storefront.types import ThemeValues, theme_values


def theme_current() -> ThemeValues:
    """Return the current store's theme settings, completed with the theme's defaults. One query."""
    given = ThemeSettings.objects.filter(pk=1).values_list("values", flat=True).first()
    return theme_values(given or {})


def theme_is_set() -> bool:
    """Say whether the current store has theme settings of its own. One query."""
    return ThemeSettings.objects.filter(pk=1).exists()


def theme_given() -> dict[str, str]:
    """Return the values the current store chose itself. One query."""
    given = ThemeSettings.objects.filter(pk=1).values_list("values", flat=True).first()
    return dict(given or {})


def opening_hidden_at() -> datetime | None:
    """Return when the list of what the shop needs was put away, None when it was not. One query."""
    return Opening.objects.filter(pk=1).values_list("hidden_at", flat=True).first()
