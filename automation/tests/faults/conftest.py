"""Short timeouts, a broker in memory, and the providers behind doors."""

import time
from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

import pytest

from automation.tests.faults.outside import Door
from automation.tests.faults.places import PLACES, address_set
from automation.tests.faults.work import Broker
from automation.tests.marketplaces.markets import APP, Marketplaces


@pytest.fixture(scope="session")
def door(sandbox_url: str) -> Iterator[Door]:
    made = Door(sandbox_url)
    yield made
    made.shut()


@pytest.fixture
def markets(sandbox_url: str, door: Door, settings: Any) -> Iterator[Marketplaces]:
    """Every provider connected, at the sandbox itself."""
    door.open()
    made = Marketplaces(sandbox_url)
    made.reset()
    settings.ALIEXPRESS_APP_KEY, settings.ALIEXPRESS_APP_SECRET = APP.key, APP.secret
    settings.ANTHROPIC_API_KEY = "sk-ant-test"
    settings.REDDIT_CLIENT_ID, settings.REDDIT_CLIENT_SECRET = "app", "secret"
    settings.GOOGLE_TRENDS_TOKEN = settings.SERPAPI_KEY = ""
    settings.FETCH_ALLOWED_ORIGINS = [door.url, sandbox_url]
    settings.ANYMAIL = settings.ANYMAIL | {
        "SENDGRID_API_KEY": "SG.test",
        "MAILGUN_API_KEY": "key-test",
        "MAILGUN_SENDER_DOMAIN": "news.example",
    }
    for service in PLACES:
        address_set(settings, service, sandbox_url)
    yield made
    door.open()


@pytest.fixture(autouse=True)
def _hurried(monkeypatch: pytest.MonkeyPatch) -> None:
    """Pauses within a call take no time, and a run of research looks at one product."""
    monkeypatch.setattr("automation.research.services.asking.LOOKED_AT", 1)
    unslept = SimpleNamespace(monotonic=time.monotonic, sleep=lambda _: None)
    monkeypatch.setattr("automation.ai.client.time", unslept)

    def caller(**named: Any) -> Any:
        from automation.suppliers.calling import SupplierCaller

        return SupplierCaller(**named, sleep=lambda _: None)

    monkeypatch.setattr("automation.connections.adapters.SupplierCaller", caller)


@pytest.fixture
def broker(monkeypatch: pytest.MonkeyPatch) -> Broker:
    made = Broker()
    made.install(monkeypatch)
    return made
