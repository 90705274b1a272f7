from django.apps import AppConfig


class ResearchConfig(AppConfig):
    name = "automation.research"
    label = "research"
    verbose_name = "Research"
    default_auto_field = "django.db.models.BigAutoField"
