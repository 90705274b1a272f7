"""Pages of packages' tables: who may do what on this site, what staff did, dj-stripe's mirrors, schedules."""

from django.contrib.admin import AdminSite
from django.contrib.admin.models import LogEntry
from django.contrib.auth.admin import GroupAdmin as DjangoGroupAdmin
from django.contrib.auth.models import Group

from apps.billing.admin_mirrors import mirrors_register
from tenancy.staff.facts import StaffAdmin
from tenancy.staff.log import LogEntryAdmin
from tenancy.staff.schedules import schedules_register


class GroupAdmin(DjangoGroupAdmin, StaffAdmin):
    """Rights given to several people at once."""


def pages_register(site: AdminSite) -> None:
    """Register ours in the place of theirs; after every module's own were found."""
    site.unregister(Group)
    site.register(Group, GroupAdmin)
    site.register(LogEntry, LogEntryAdmin)
    mirrors_register(site)
    schedules_register(site)
