from django.apps import AppConfig


class PricingConfig(AppConfig):
    name = "automation.pricing"
    label = "pricing"
    verbose_name = "Price rules"
    default_auto_field = "django.db.models.BigAutoField"
