"""What of the shop's look is taken along."""

from apps.storefront import models
from tenancy.portable import left_out, portable

portable("theme_settings", models.ThemeSettings)
left_out("opening", models.Opening, "Whether the list of first steps in the dashboard was put away.")
