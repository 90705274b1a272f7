from django.apps import AppConfig


class SyncConfig(AppConfig):
    name = "automation.sync"
    label = "sync"
    verbose_name = "Price and stock sync"
    default_auto_field = "django.db.models.BigAutoField"
