from django.apps import AppConfig


class RegistryConfig(AppConfig):
    name = "automation.registry"
    label = "registry"
    verbose_name = "Stores known here"
    default_auto_field = "django.db.models.BigAutoField"
