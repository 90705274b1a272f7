from django.apps import AppConfig


class CheckoutConfig(AppConfig):
    name = "apps.checkout"
    label = "checkout"
    verbose_name = "Cart and checkout"
    default_auto_field = "django.db.models.BigAutoField"
