"""What of the shop's mails is taken along."""

from apps.notifications import models
from tenancy.portable import portable

portable("messages", models.Message, without=("claimed_at",))
