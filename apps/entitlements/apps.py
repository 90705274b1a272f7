from django.apps import AppConfig


class EntitlementsConfig(AppConfig):
    name = "apps.entitlements"
    label = "entitlements"
    verbose_name = "Plans and limits"
    default_auto_field = "django.db.models.BigAutoField"
