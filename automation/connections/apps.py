from django.apps import AppConfig


class ConnectionsConfig(AppConfig):
    name = "automation.connections"
    label = "connections"
    verbose_name = "Supplier accounts"
    default_auto_field = "django.db.models.BigAutoField"
