"""Fixtures: the sandbox's marketplaces, set up as this platform's suppliers."""

from collections.abc import Iterator
from typing import Any
from uuid import UUID

import pytest
from django.utils import timezone

from automation.tests.marketplaces.markets import APP, CJ_KEY, Marketplaces

OWNER = UUID(int=11)


@pytest.fixture
def shops(sandbox_url: str, settings: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[Marketplaces]:
    """AliExpress and CJ at the sandbox; pauses between tries take no time."""
    made = Marketplaces(sandbox_url)
    made.reset()
    settings.ALIEXPRESS_APP_KEY, settings.ALIEXPRESS_APP_SECRET = APP.key, APP.secret
    settings.ALIEXPRESS_API_URL = settings.ALIEXPRESS_AUTH_URL = made.aliexpress_url
    settings.CJ_API_URL = made.cj_url
    monkeypatch.setattr("automation.connections.adapters.SupplierCaller", _quick)
    yield made
    made.reset()


def _quick(**named: Any) -> Any:
    from automation.suppliers.calling import SupplierCaller

    return SupplierCaller(**named, sleep=lambda _: None)


def connect_aliexpress(shops: Marketplaces, store: Any) -> Any:
    """Connect the current store, as the owner does."""
    from urllib.parse import parse_qs, urlsplit

    from automation.connections import services

    now = timezone.now()
    url = services.connect_begin(provider="ALIEXPRESS", store_id=store.id, user_id=OWNER, now=now)
    state = parse_qs(urlsplit(url).query)["state"][0]
    return services.connect_finish(
        provider="ALIEXPRESS", state=state, code=shops.code(), store_id=store.id, user_id=OWNER, now=now
    )


def connect_cj() -> Any:
    """Connect the current store to CJ; its level allows many calls."""
    from automation.connections import services

    account = services.connect_by_key(provider="CJ", api_key=CJ_KEY, user_id=OWNER, now=timezone.now())
    account.qps = 1000
    account.save()
    return account
