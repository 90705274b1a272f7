from django.apps import AppConfig


class BillingConfig(AppConfig):
    name = "apps.billing"
    label = "billing"
    verbose_name = "Billing"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Bound in time what dj-stripe asks by the SDK's global client (ours have their own), and drop two checks.

        They ask the database at every start about endpoints of dj-stripe's own webhook view, which is not used.
        """
        import stripe
        from django.core.checks.registry import registry
        from djstripe import checks

        from apps.billing.gateway import CONNECT_SECONDS, READ_SECONDS

        for unused in (checks.check_webhook_validation, checks.check_webhook_endpoint_has_secret):
            registry.registered_checks.discard(unused)

        stripe.default_http_client = stripe.RequestsClient(timeout=(CONNECT_SECONDS, READ_SECONDS))
        stripe.max_network_retries = 0
