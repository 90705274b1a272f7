"""A process whose settings break a wall does not start (`manage.py check --tag platform`)."""

from typing import Any

from django.conf import settings
from django.core.checks import Error, register

WEAK_SECRETS = ("", "local-development-only", "test-only")  # compared, not hashed: key rings are mappings


def _missing_secrets() -> list[str]:
    names = ["SECRET_KEY", "JWT_PRIVATE_KEY", "JWT_PUBLIC_KEY", "INTERNAL_API_KEYS", "STRIPE_WEBHOOK_SECRET"]
    names += ["STRIPE_BILLING_WEBHOOK_SECRET", "STRIPE_CONNECT_WEBHOOK_SECRET"]
    return [
        name for name in names if getattr(settings, name, "") in WEAK_SECRETS or not getattr(settings, name)
    ]


@register("platform")
def production_settings(app_configs: Any, **_: Any) -> list[Error]:
    """Refuse what is fit for development only."""
    if settings.ENVIRONMENT != "production":
        return []
    rules = {
        "E001": (settings.DEBUG, "DEBUG is on."),
        "E002": (bool(_missing_secrets()), f"Secrets are missing: {', '.join(_missing_secrets())}."),
        "E003": (
            not settings.SESSION_COOKIE_NAME.startswith("__Host-")
            or settings.SESSION_COOKIE_DOMAIN is not None,
            "Cookies must be host-bound (__Host-) and carry no Domain.",
        ),
        "E004": (settings.PUBLIC_SCHEME != "https", "PUBLIC_SCHEME must be https."),
        "E005": (
            settings.SIMPLE_JWT["ALGORITHM"] not in {"RS256", "ES256", "EdDSA"},
            "Access tokens must be signed with an asymmetric key.",
        ),
        "E006": (settings.NUM_PROXIES < 1, "NUM_PROXIES must say how many proxies stand in front."),
        "E007": (bool(settings.STRIPE_API_BASE), "STRIPE_API_BASE points away from Stripe."),
        "E008": (settings.BASE_DOMAIN == "localhost", "BASE_DOMAIN is localhost."),
        "E010": (
            settings.PAYMENTS_PLATFORM_CHARGES,
            "PAYMENTS_PLATFORM_CHARGES sells on the platform's account.",
        ),
        "E009": (bool(settings.API_HOSTS), "API_HOSTS must be empty: the API answers on api.<base> only."),
    }
    return [Error(text, id=f"platform.{code}") for code, (broken, text) in rules.items() if broken]
