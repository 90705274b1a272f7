"""A process whose settings break a wall does not start: one unsafe value at a time (reliability.md, section 3)."""

import subprocess
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import psycopg
import pytest

from sandbox.runner.folder import ROOT
from sandbox.runner.processes import PYTHON
from tests.faults.stage import Stage

pytestmark = [pytest.mark.slow, pytest.mark.faults]
COMMAND = (
    PYTHON,
    "manage.py",
    "check",
    "--tag",
    "platform",
    "--database",
    "default",
    "--fail-level",
    "ERROR",
)
ROLE = "drill_app"
SAFE = "safe"
# What a production environment says, besides the servers.
ENVIRONMENT = {
    "ENVIRONMENT": "production",
    "BASE_DOMAIN": "shops.example",
    "NUM_PROXIES": "1",
    "STRIPE_SECRET_KEY": "sk_live_drill",
    "STRIPE_WEBHOOK_SECRET": "whsec_drill",
    "STRIPE_BILLING_WEBHOOK_SECRET": "whsec_drill_billing",
    "STRIPE_CONNECT_WEBHOOK_SECRET": "whsec_drill_connect",
    "PAYMENTS_PLATFORM_CHARGES": "false",
    "STRIPE_API_BASE": "",
}
CASES = {
    SAFE: "",
    "debug": "DEBUG = True",
    "no secret key": "SECRET_KEY = ''",
    "development's secret key": "SECRET_KEY = 'local-development-only'",
    "no internal keys": "INTERNAL_API_KEYS = {}",
    "no webhook secret": "STRIPE_WEBHOOK_SECRET = ''",
    "cookie without prefix": "SESSION_COOKIE_NAME = 'sessionid'",
    "cookie for all hosts": "SESSION_COOKIE_DOMAIN = '.shops.example'",
    "csrf cookie without TLS": "CSRF_COOKIE_SECURE = False",
    "plain http": "PUBLIC_SCHEME = 'http'",
    "shared-key tokens": "SIMPLE_JWT = SIMPLE_JWT | {'ALGORITHM': 'HS256'}",
    "unknown proxies": "NUM_PROXIES = 0",
    "sales on the platform's account": "PAYMENTS_PLATFORM_CHARGES = True",
    "Stripe elsewhere": "STRIPE_API_BASE = 'http://127.0.0.1:9000/stripe'",
    "localhost": "BASE_DOMAIN = 'localhost'",
    "second name of the API": "API_HOSTS = ['127.0.0.1']",
    "public site on any host": "SHOW_PUBLIC_IF_NO_TENANT_FOUND = True",
    "cache without store": "CACHES['default'] = {k: v for k, v in CACHES['default'].items() if k != 'KEY_FUNCTION'}",
    "pool without bounds": "DATABASES['default']['OPTIONS']['pool'] = True",
    "stock database engine": "DATABASES['default']['ENGINE'] = 'django_tenants.postgresql_backend'",
    "second database": "DATABASES['replica'] = dict(DATABASES['default'])",
    "app in both lists": "SHARED_APPS = [*SHARED_APPS, 'apps.catalog']",
    "early acknowledgement": "CELERY = CELERY | {'task_acks_late': False}",
    "pickled messages": "CELERY = CELERY | {'accept_content': ['json', 'pickle']}",
    "short visibility": "CELERY['broker_transport_options'] |= {'visibility_timeout': 60}",
    "superuser": "DATABASES['default']['USER'] = 'postgres'",
}


def _check(stage: Stage, folder: Path, number: int, line: str) -> subprocess.CompletedProcess[str]:
    module = f"unsafe_{number}"
    text = f"from config.settings.production import *\n{line}\n"
    (folder / f"{module}.py").write_text(text, encoding="utf-8")
    url = stage.environment["DATABASE_URL"].replace("postgres@", f"{ROLE}@")
    environment = (
        stage.environment
        | ENVIRONMENT
        | {
            "DATABASE_URL": url,
            "DJANGO_SETTINGS_MODULE": module,
            "PYTHONPATH": str(folder),
        }
    )
    return subprocess.run(
        COMMAND, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=120, check=False
    )


@pytest.fixture(scope="module")
def checked(
    platform: Stage, tmp_path_factory: pytest.TempPathFactory
) -> dict[str, subprocess.CompletedProcess[str]]:
    """The start-up check of every case, two at a time, as an ordinary database role."""
    with psycopg.connect(platform.environment["DATABASE_URL"], autocommit=True) as connection:
        connection.execute(f"CREATE ROLE {ROLE} LOGIN CREATEROLE")
        connection.execute(f"GRANT USAGE ON SCHEMA public TO {ROLE}")
    folder = tmp_path_factory.mktemp("settings")
    with ThreadPoolExecutor(2) as pool:
        runs = pool.map(lambda case: _check(platform, folder, *case), enumerate(CASES.values()))
        return dict(zip(CASES, runs, strict=True))


def test_safe_settings_start(checked: dict[str, subprocess.CompletedProcess[str]]) -> None:
    assert checked[SAFE].returncode == 0, checked[SAFE].stderr


@pytest.mark.parametrize("case", [case for case in CASES if case != SAFE])
def test_one_unsafe_value_refuses_to_start(
    checked: dict[str, subprocess.CompletedProcess[str]], case: str
) -> None:
    done = checked[case]
    assert done.returncode != 0, done.stdout
    # Refused by a check, not by a mistake in this test.
    assert "SystemCheckError" in done.stderr or "ImproperlyConfigured" in done.stderr, done.stderr[-2000:]
