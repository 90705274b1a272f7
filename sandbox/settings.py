"""What the environment says about this sandbox."""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

SCOPES = ("", "payments", "billing", "connect")
DEFAULT_RETRY_SECONDS = (2, 5, 15, 30, 60, 120, 300, 600, 1800, 3600, 7200, 14400)


@dataclass(frozen=True)
class WebhookEndpoint:
    """One receiver of signed events. `secret` is empty where keys are asymmetric.

    `scope` narrows what Stripe sends: `payments` and `billing` get the platform's own events of that kind, `connect`
    those of connected accounts; "" gets all.
    """

    url: str
    secret: str
    scope: str = ""


@dataclass(frozen=True)
class Settings:
    """Everything configurable; `base_url` is empty when it follows the request's host."""

    data_dir: Path
    base_url: str
    stripe_webhooks: tuple[WebhookEndpoint, ...]
    stripe_retry_seconds: tuple[float, ...]
    sendgrid_webhooks: tuple[str, ...]
    mailgun_webhooks: tuple[tuple[str, str], ...]
    s3_port: int | None
    aliexpress_app: tuple[str, str]


def settings_from_environment(environ: Mapping[str, str] = os.environ) -> Settings:
    """Read SANDBOX_* variables. Raises ValueError naming the variable that is malformed."""
    return Settings(
        data_dir=Path(environ.get("SANDBOX_DATA") or ".run/sandbox").resolve(),
        base_url=environ.get("SANDBOX_URL", "").rstrip("/"),
        stripe_webhooks=_endpoints(environ.get("SANDBOX_STRIPE_WEBHOOKS", "")),
        stripe_retry_seconds=_seconds(environ.get("SANDBOX_STRIPE_RETRY_SECONDS", "")),
        sendgrid_webhooks=tuple(_parts(environ.get("SANDBOX_SENDGRID_WEBHOOKS", ""))),
        mailgun_webhooks=tuple(
            (url, key)
            for url, _, key in (
                part.partition("|") for part in _parts(environ.get("SANDBOX_MAILGUN_WEBHOOKS", ""))
            )
        ),
        s3_port=_s3_port(environ),
        aliexpress_app=(
            environ.get("ALIEXPRESS_APP_KEY") or "500001",
            environ.get("ALIEXPRESS_APP_SECRET") or "sandbox-app-secret",
        ),
    )


def _parts(text: str) -> list[str]:
    return [part.strip() for part in text.split(",") if part.strip()]


def _endpoints(text: str) -> tuple[WebhookEndpoint, ...]:
    endpoints = []
    for part in _parts(text):
        url, separator, secret = part.partition("|")
        secret, _, scope = secret.partition("|")
        if not separator or not secret or scope not in SCOPES or not url.startswith(("http://", "https://")):
            raise ValueError("SANDBOX_STRIPE_WEBHOOKS must look like url|secret,url|secret|scope")
        endpoints.append(WebhookEndpoint(url=url, secret=secret, scope=scope))
    return tuple(endpoints)


def _seconds(text: str) -> tuple[float, ...]:
    try:
        return tuple(float(part) for part in _parts(text)) or DEFAULT_RETRY_SECONDS
    except ValueError as error:
        raise ValueError("SANDBOX_STRIPE_RETRY_SECONDS must be numbers and commas") from error


def _s3_port(environ: Mapping[str, str]) -> int | None:
    if environ.get("SANDBOX_S3") != "1":
        return None
    return int(environ.get("SANDBOX_S3_PORT") or 9002)
