from django.apps import AppConfig


class EmailConfig(AppConfig):
    name = "automation.email"
    label = "email"
    verbose_name = "E-mail"
    default_auto_field = "django.db.models.BigAutoField"
