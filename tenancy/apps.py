from django.apps import AppConfig


class TenancyConfig(AppConfig):
    name = "tenancy"
    label = "tenancy"
    verbose_name = "Stores as schemas"
    default_auto_field = "django.db.models.BigAutoField"
