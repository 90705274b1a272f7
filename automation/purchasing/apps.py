from django.apps import AppConfig


class PurchasingConfig(AppConfig):
    name = "automation.purchasing"
    label = "purchasing"
    verbose_name = "Purchasing"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Say which facts of the core's feed this service waits for."""
        from automation.purchasing import handlers  # noqa: F401 - registers them
