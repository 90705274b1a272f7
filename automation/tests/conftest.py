"""The stage of this service's tests: two stores, a core in memory, a signed-in member."""

from collections.abc import Iterator
from datetime import timedelta
from functools import cache
from typing import Any
from uuid import UUID

import pytest

from automation.tests.settings import PRIVATE_KEY

pytest_plugins = ["tenancy.testing"]


@pytest.fixture(autouse=True)
def _clean_memory() -> Iterator[None]:
    """No counter and no bound store of one test reaches the next."""
    from django.core.cache import caches

    from tenancy.context import bind_connection

    bind_connection(None)
    yield
    # StoreRedisCache refuses clear(): here the whole server belongs to this test run.
    caches["shared"]._cache.clear()  # type: ignore[attr-defined]


@pytest.fixture
def core(monkeypatch: pytest.MonkeyPatch) -> Any:
    """A core in memory, also behind every CoreClient() the service makes."""
    from automation.core_client.fake import FakeCore

    fake = FakeCore()
    monkeypatch.setattr("automation.access.permissions.CoreClient", lambda: fake)
    monkeypatch.setattr("automation.access.keys.CoreClient", lambda: fake)
    monkeypatch.setattr("automation.imports.tasks.CoreClient", lambda: fake)
    monkeypatch.setattr("automation.registry.tasks.CoreClient", lambda: fake)
    monkeypatch.setattr("automation.seo.tasks.CoreClient", lambda: fake)
    monkeypatch.setattr("automation.seo.api.audits.CoreClient", lambda: fake)
    monkeypatch.setattr("automation.seo.api.posts.CoreClient", lambda: fake)
    monkeypatch.setattr("automation.email.tasks.CoreClient", lambda: fake)
    monkeypatch.setattr("automation.pricing.tasks.CoreClient", lambda: fake)
    monkeypatch.setattr("automation.sync.tasks.CoreClient", lambda: fake)
    monkeypatch.setattr("automation.imports.api.review_views.CoreClient", lambda: fake)
    monkeypatch.setattr("automation.imports.api.sourcing_views.CoreClient", lambda: fake)
    monkeypatch.setattr("automation.pricing.api.views.CoreClient", lambda: fake)
    monkeypatch.setattr("automation.email.tasks.CoreClient", lambda: fake)
    monkeypatch.setattr("automation.ai.credits.CoreClient", lambda: fake)
    return fake


def core_store(number: int, **changes: Any) -> Any:
    from automation.core_client.types import CoreStore

    values: dict[str, Any] = {
        "id": UUID(int=number),
        "name": f"Shop {number}",
        "status": "ACTIVE",
        "merchant_id": UUID(int=900 + number),
        "domain": f"shop{number}.localhost",
        "url": f"http://shop{number}.localhost",
        "currency": "EUR",
        "country": "DE",
        "locale": "en",
        "time_zone": "Europe/Berlin",
    }
    return CoreStore(**values | changes)


def store_register(core: Any, seen: Any, schema_name: str) -> Any:
    """Know `seen` in the core and here, over a schema that is already built."""
    from django.utils import timezone

    from automation.registry.models import Store
    from automation.registry.selectors import store_find
    from tenancy.context import public_context

    core.stores[seen.id] = seen
    with public_context():
        Store.objects.create(
            id=seen.id,
            merchant_id=seen.merchant_id,
            name=seen.name,
            state=seen.status,
            schema_name=schema_name,
            currency=seen.currency,
            country=seen.country,
            locale=seen.locale,
            time_zone=seen.time_zone,
            url=seen.url,
            synced_at=timezone.now(),
        )
    return store_find(store_id=seen.id)


@pytest.fixture
def store(db: None, core: Any, store_schemas: tuple[str, str]) -> Any:
    return store_register(core, core_store(1), store_schemas[0])


@pytest.fixture
def other_store(db: None, core: Any, store_schemas: tuple[str, str]) -> Any:
    return store_register(core, core_store(2), store_schemas[1])


@pytest.fixture
def in_store(store: Any) -> Iterator[Any]:
    from tenancy.context import store_context

    with store_context(store.schema_name):
        yield store


@cache
def _signing_key() -> Any:
    """Read once: reading checks the key, which takes longer than signing."""
    from cryptography.hazmat.primitives.serialization import load_pem_private_key

    return load_pem_private_key(PRIVATE_KEY.encode(), password=None)


def token(*, user: int, session: int, **changes: Any) -> str:
    """An access token as the core signs it."""
    import jwt
    from django.utils import timezone

    now = timezone.now()
    claims = {
        "token_type": "access",
        "sub": str(UUID(int=user)),
        "sid": str(UUID(int=session)),
        "aud": "dropwright",
        "iss": "dropwright-core",
        "jti": "a",
        "iat": now,
        "exp": now + timedelta(minutes=5),
    }
    return jwt.encode(claims | changes, _signing_key(), algorithm="RS256")


def member_client(core: Any, store: Any, *, user: int, role: str) -> Any:
    """A client of somebody whom the core knows as `role` at the store."""
    from rest_framework.test import APIClient

    from automation.core_client.types import CoreAccess

    areas = ("imports", "products", "orders", "suppliers", "pricing", "research", "seo", "email", "content")
    reads = {f"{area}.read" for area in areas} | {"store.read"}
    rights = frozenset(reads if role == "VIEWER" else reads | {f"{area}.write" for area in areas})
    core.members[store.id, UUID(int=user), UUID(int=user)] = CoreAccess(
        role=role, permissions=rights, store_status=core.stores[store.id].status
    )
    client = APIClient()
    client.credentials(HTTP_AUTHORIZATION=f"Bearer {token(user=user, session=user)}")
    return client


@pytest.fixture(scope="session")
def sandbox_url() -> Iterator[str]:
    """The sandbox's address; what needs it is skipped, and says so, where there is none."""
    from automation.tests.claude_stand_in import sandbox_is_here, sandbox_running

    if not sandbox_is_here():
        pytest.skip("the sandbox is not here (TEST_SANDBOX_URL names a running one)")
    with sandbox_running() as url:
        yield url


@pytest.fixture
def claude(sandbox_url: str, settings: Any) -> Iterator[Any]:
    """Claude's stand-in, connected and well-behaved."""
    from automation.tests.claude_stand_in import ClaudeStandIn

    stand_in = ClaudeStandIn(sandbox_url)
    stand_in.reset()
    settings.ANTHROPIC_API_KEY = "sk-ant-test"
    settings.ANTHROPIC_BASE_URL = stand_in.base_url
    yield stand_in
    stand_in.reset()


@pytest.fixture
def owner_client(core: Any, store: Any) -> Any:
    return member_client(core, store, user=11, role="OWNER")


@pytest.fixture
def viewer_client(core: Any, store: Any) -> Any:
    return member_client(core, store, user=12, role="VIEWER")


@pytest.fixture
def stranger_client(core: Any, store: Any) -> Any:
    from rest_framework.test import APIClient

    client = APIClient()
    client.credentials(HTTP_AUTHORIZATION=f"Bearer {token(user=13, session=13)}")
    return client


@pytest.fixture
def other_owner_client(core: Any, other_store: Any) -> Any:
    return member_client(core, other_store, user=14, role="OWNER")
