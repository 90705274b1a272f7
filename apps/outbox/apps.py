from importlib import import_module
from importlib.util import find_spec

from django.apps import AppConfig, apps


class OutboxConfig(AppConfig):
    name = "apps.outbox"
    label = "outbox"
    verbose_name = "Events"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Load every module's handlers, so that publishing knows who wants what."""
        for config in apps.get_app_configs():
            name = f"{config.name}.handlers"
            if config.name.startswith("apps.") and find_spec(name):
                import_module(name)
