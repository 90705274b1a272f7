from django.apps import AppConfig


class EmailConfig(AppConfig):
    name = "automation.email"
    label = "email"
    verbose_name = "E-mail"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Say which facts of the core's feed this service waits for."""
        from automation.email import handlers  # noqa: F401 - registers them
