"""Rights on the staff site that belong to no table of ours."""

from django.db import models


class AutomationAccess(models.Model):
    """No table: what somebody of the staff may do on automation's staff site. Superusers may both."""

    class Meta:
        managed = False
        default_permissions = ()
        permissions = [
            ("enter_automation", "Can look at automation's staff site"),
            ("operate_automation", "Can act on automation's staff site"),
        ]

    def __str__(self) -> str:
        return "automation"
