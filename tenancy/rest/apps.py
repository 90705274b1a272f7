from django.apps import AppConfig


class RestConfig(AppConfig):
    name = "tenancy.rest"
    label = "rest"
    verbose_name = "API"
    default_auto_field = "django.db.models.BigAutoField"
