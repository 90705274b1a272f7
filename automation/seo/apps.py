from django.apps import AppConfig


class SeoConfig(AppConfig):
    name = "automation.seo"
    label = "seo"
    verbose_name = "SEO"
    default_auto_field = "django.db.models.BigAutoField"
