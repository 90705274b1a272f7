"""Reads of the storefront's own facts."""

from apps.storefront.models import ThemeSettings
from apps.storefront.types import ThemeValues, theme_values


def theme_current() -> ThemeValues:
    """Return the current store's theme settings, completed with the theme's defaults. One query."""
    given = ThemeSettings.objects.filter(pk=1).values_list("values", flat=True).first()
    return theme_values(given or {})


def theme_is_set() -> bool:
    """Say whether the current store has theme settings of its own. One query."""
    return ThemeSettings.objects.filter(pk=1).exists()
