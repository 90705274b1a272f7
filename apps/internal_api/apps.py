from django.apps import AppConfig


class InternalApiConfig(AppConfig):
    name = "apps.internal_api"
    label = "internal_api"
    verbose_name = "Machine API"
    default_auto_field = "django.db.models.BigAutoField"
