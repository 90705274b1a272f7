from importlib import import_module
from importlib.util import find_spec

from django.apps import AppConfig, apps


class EntitlementsConfig(AppConfig):
    name = "apps.entitlements"
    label = "entitlements"
    verbose_name = "Plans and limits"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Load every module's `usage.py`, which says how what it owns is counted."""
        for config in apps.get_app_configs():
            name = f"{config.name}.usage"
            if config.name.startswith("apps.") and find_spec(name):
                import_module(name)
