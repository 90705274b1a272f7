"""Pages of packages' tables, and of who came in."""

from django.contrib.admin import AdminSite
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import Group

from tenancy.staff.log import LogEntryAdmin
from tenancy.staff.schedules import schedules_register


def pages_register(site: AdminSite) -> None:
    """Register ours; rights are the core's to give, so groups have no page."""
    if site.is_registered(Group):
        site.unregister(Group)
    site.register(LogEntry, LogEntryAdmin)
    schedules_register(site)
