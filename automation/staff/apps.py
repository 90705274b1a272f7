from django.apps import AppConfig
from django.contrib.admin import apps as admin_apps


class StaffConfig(AppConfig):
    default = True
    name = "automation.staff"
    label = "staff"
    verbose_name = "Staff"
    default_auto_field = "django.db.models.BigAutoField"


class StaffAdminConfig(admin_apps.AdminConfig):
    """Django's admin with our site in its place, and our pages in the place of packages' own."""

    default = False
    default_site = "automation.staff.site.AutomationSite"

    def ready(self) -> None:
        """Register every module's pages, then replace those of packages."""
        super().ready()
        from django.contrib import admin

        from automation.staff.pages import pages_register

        pages_register(admin.site)
