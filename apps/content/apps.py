from django.apps import AppConfig


class ContentConfig(AppConfig):
    name = "apps.content"
    label = "content"
    verbose_name = "Pages and blog"
    default_auto_field = "django.db.models.BigAutoField"
