"""The cast and the stage of every test: two stores of two merchants, and the people around them.

`store` belongs to `owner`'s merchant, whose `viewer` may only read; `other_store` belongs to `other_owner`.
`stranger` is signed in and belongs to neither.
"""

import os

os.environ.setdefault("ENVIRONMENT", "test")

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from django.core.cache import caches
from django.utils import timezone
from rest_framework.test import APIClient

pytest_plugins = ["tenancy.testing"]

API_HOST = "api.localhost"
PASSWORD = "correct horse battery"


@dataclass(frozen=True)
class Person:
    """A signed-in user."""

    user: Any
    merchant_id: Any
    access: str
    refresh: str

    def client(self) -> APIClient:
        return api_client(self.access)


def api_client(access: str | None = None) -> APIClient:
    """A client of the merchants' API, optionally with an access token."""
    client = APIClient(HTTP_HOST=API_HOST)
    if access:
        client.credentials(HTTP_AUTHORIZATION=f"Bearer {access}")
    return client


def person_make(*, email: str, merchant_id: Any, role: str) -> Person:
    from apps.accounts import services
    from apps.accounts.models import Membership, User
    from apps.accounts.types import Client
    from tenancy.context import public_context

    with public_context():
        user = User.objects.create_user(email, PASSWORD, current_merchant_id=merchant_id)
        Membership.objects.create(user=user, merchant_id=merchant_id, role=role)
        tokens = services.session_open(
            user=user, merchant_id=merchant_id, now=timezone.now(), client=Client()
        )
    return Person(user=user, merchant_id=merchant_id, access=tokens.access, refresh=tokens.refresh)


def store_make(*, merchant_id: Any, name: str, subdomain: str, schema_name: str) -> Any:
    """A store row over a schema that is already built."""
    from apps.tenants.models import Domain, Store
    from apps.tenants.selectors import lookup_forget, store_get
    from apps.tenants.types import StoreStatus
    from tenancy.context import public_context

    now = timezone.now()
    with public_context():
        store = Store.objects.create(
            merchant_id=merchant_id,
            name=name,
            schema_name=schema_name,
            status=StoreStatus.ACTIVE,
            contact_email=f"{subdomain}@example.com",
            created_at=now,
            activated_at=now,
        )
        Domain.objects.create(domain=f"{subdomain}.localhost", tenant=store, is_primary=True)
    lookup_forget()
    return store_get(store_id=store.pk)


@pytest.fixture(autouse=True)
def _clean_memory() -> Iterator[None]:
    """No look-up, counter or cached page of one test reaches the next."""
    from apps.tenants.selectors import lookup_forget
    from tenancy.context import bind_connection

    lookup_forget()
    bind_connection(None)  # a request leaves its store bound, for streamed bodies
    yield
    lookup_forget()
    # StoreRedisCache refuses clear(): here the whole server belongs to this test run.
    caches["shared"]._cache.clear()


@pytest.fixture
def merchant_id(db: None) -> Any:
    from apps.tenants.services import merchant_create
    from tenancy.context import public_context

    with public_context():
        return merchant_create(name="Meadow Goods", now=timezone.now())


@pytest.fixture
def other_merchant_id(db: None) -> Any:
    from apps.tenants.services import merchant_create
    from tenancy.context import public_context

    with public_context():
        return merchant_create(name="Harbour Trade", now=timezone.now())


@pytest.fixture
def store(merchant_id: Any, store_schemas: tuple[str, str]) -> Any:
    """The store the test is about (a StoreInfo)."""
    return store_make(
        merchant_id=merchant_id, name="Meadow", subdomain="meadow", schema_name=store_schemas[0]
    )


@pytest.fixture
def other_store(other_merchant_id: Any, store_schemas: tuple[str, str]) -> Any:
    """Another merchant's store, whose rows must never be seen or touched."""
    return store_make(
        merchant_id=other_merchant_id, name="Harbour", subdomain="harbour", schema_name=store_schemas[1]
    )


@pytest.fixture
def in_store(store: Any) -> Iterator[Any]:
    """Run the test inside the store's schema; yields the StoreInfo."""
    from tenancy.context import store_context

    with store_context(store.schema_name):
        yield store


@pytest.fixture
def owner(merchant_id: Any) -> Person:
    return person_make(email="owner@example.com", merchant_id=merchant_id, role="OWNER")


@pytest.fixture
def viewer(merchant_id: Any) -> Person:
    return person_make(email="viewer@example.com", merchant_id=merchant_id, role="VIEWER")


@pytest.fixture
def other_owner(other_merchant_id: Any) -> Person:
    return person_make(email="other@example.com", merchant_id=other_merchant_id, role="OWNER")


@pytest.fixture
def stranger(db: None) -> Person:
    from apps.tenants.services import merchant_create
    from tenancy.context import public_context

    with public_context():
        merchant = merchant_create(name="Passer-by", now=timezone.now())
    return person_make(email="stranger@example.com", merchant_id=merchant, role="OWNER")


@pytest.fixture
def owner_client(owner: Person) -> APIClient:
    return owner.client()


@pytest.fixture
def viewer_client(viewer: Person) -> APIClient:
    return viewer.client()


@pytest.fixture
def other_owner_client(other_owner: Person) -> APIClient:
    return other_owner.client()


@pytest.fixture
def stranger_client(stranger: Person) -> APIClient:
    return stranger.client()


@pytest.fixture
def anonymous_client() -> APIClient:
    return api_client()


@pytest.fixture
def deliver() -> Callable[[], int]:
    """Run all due outbox deliveries here and now, as relay and worker would; returns how many succeeded."""
    from apps.outbox.services import lane_drain, lanes_claim
    from tenancy.context import public_context

    def run() -> int:
        done = 0
        for _ in range(20):
            with public_context():
                lanes = lanes_claim(now=timezone.now())
            if not lanes:
                break
            for store_key, handler, _queue in lanes:
                done += lane_drain(store_key=store_key, handler_name=handler)
        return done

    return run
