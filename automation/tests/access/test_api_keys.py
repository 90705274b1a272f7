"""API-02, API-05, AUT-03: a merchant's API key works here as on the core, within its stores and scopes."""

import hashlib
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
import time_machine
from django.utils import timezone
from rest_framework.test import APIClient

from automation.access import keys
from automation.core_client.types import CoreKeyAccess
from automation.imports.models import ImportJob
from tenancy.context import store_context

pytestmark = pytest.mark.django_db
SECRET = "dw_live_" + "k" * 43
KEY_ID = UUID(int=77)
PAGE = {"source": {"kind": "product_page", "html": "<h1>Oak lamp</h1>"}, "options": {"rewrite": False}}


def machine(secret: str = SECRET) -> APIClient:
    client = APIClient()
    client.credentials(HTTP_AUTHORIZATION=f"Bearer {secret}")
    return client


def key_set(core: Any, *stores: Any, scopes: tuple[str, ...], is_test: bool = False) -> None:
    access = CoreKeyAccess(
        role="API_KEY", permissions=frozenset(scopes), store_status="ACTIVE", key_id=KEY_ID, is_test=is_test
    )
    reach = frozenset(store.id for store in stores)
    core.keys[hashlib.sha256(SECRET.encode()).hexdigest()] = (reach, access)


def path(store: Any, what: str = "imports") -> str:
    return f"/api/v1/automation/stores/{store.id}/{what}"


def refused(answer: Any) -> tuple[int, str]:
    return answer.status_code, answer.json()["error"]["code"]


def test_api_02_a_key_does_what_its_scopes_say_and_nothing_else(core: Any, store: Any) -> None:
    key_set(core, store, scopes=("imports.read",))

    assert machine().get(path(store)).status_code == 200
    answer = machine().post(path(store), PAGE, format="json")
    assert refused(answer) == (403, "permission_denied")
    assert "This API key does not include imports.write." in answer.json()["error"]["message"]
    assert refused(machine().get(path(store, "pricing/rules"))) == (403, "permission_denied")


def test_api_02_what_a_key_makes_carries_the_keys_id(
    core: Any, store: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("automation.imports.api.views.import_dispatch", lambda **_: True)
    key_set(core, store, scopes=("imports.read", "imports.write"))

    assert machine().post(path(store), PAGE, format="json").status_code == 202

    with store_context(store.schema_name):
        assert ImportJob.objects.get().created_by == KEY_ID


def test_aut_03_a_key_of_one_store_is_nobody_at_another(core: Any, store: Any, other_store: Any) -> None:
    key_set(core, store, scopes=("imports.read", "imports.write"))

    assert machine().get(path(store)).status_code == 200
    assert refused(machine().get(path(other_store))) == (404, "not_found")
    assert refused(machine().post(path(other_store), PAGE, format="json")) == (404, "not_found")
    with store_context(other_store.schema_name):
        assert ImportJob.objects.count() == 0


def test_api_02_a_revoked_key_ends_within_ten_seconds(core: Any, store: Any) -> None:
    key_set(core, store, scopes=("imports.read",))
    with time_machine.travel(timezone.now(), tick=False) as clock:
        assert machine().get(path(store)).status_code == 200
        core.keys.clear()
        clock.shift(timedelta(seconds=keys.REMEMBERED_SECONDS))
        _age_memory()
        assert refused(machine().get(path(store))) == (401, "api_key_invalid")
    assert keys.REMEMBERED_SECONDS <= 60


def _age_memory() -> None:
    """Let the server's own clock catch up: what is remembered has an end, and it is reached."""
    from django.core.cache import caches

    server = caches["shared"]._cache.get_client()  # type: ignore[attr-defined]
    marks = list(server.keys("*key-access:*"))
    assert marks
    for key in marks:
        assert 0 < server.ttl(key) <= keys.REMEMBERED_SECONDS
        server.delete(key)


def test_api_02_the_core_is_asked_once_for_many_calls_and_never_sees_the_secret(
    core: Any, store: Any
) -> None:
    key_set(core, store, scopes=("imports.read",))

    for _ in range(5):
        assert machine().get(path(store)).status_code == 200

    assert core.calls.count("key_access_get") == 1


def test_api_02_a_test_key_reads_and_changes_nothing(core: Any, store: Any) -> None:
    key_set(core, store, scopes=("imports.read", "imports.write"), is_test=True)

    assert machine().get(path(store)).status_code == 200
    assert refused(machine().post(path(store), PAGE, format="json")) == (403, "api_key_test_mode")


def test_api_02_wrong_keys_are_refused_and_the_core_is_not_asked_without_end(core: Any, store: Any) -> None:
    for number in range(40):
        machine(f"dw_live_{number:043d}").get(path(store))
    answer = machine("dw_live_" + "x" * 43).get(path(store))

    assert refused(answer) == (429, "too_many_requests")
    assert core.calls.count("key_access_get") == keys.KEY_UNKNOWN.times
    assert refused(machine("dw_live_" + "x" * 200).get(path(store))) == (401, "api_key_invalid")


def test_api_02_without_the_core_a_key_waits(core: Any, store: Any) -> None:
    key_set(core, store, scopes=("imports.read",))
    core.is_away = True

    answer = machine().get(path(store))

    assert refused(answer) == (503, "unavailable")
    assert answer["Retry-After"] == "3"


def test_api_05_a_keys_calls_are_counted_and_the_headers_say_what_is_left(
    core: Any, store: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    key_set(core, store, scopes=("imports.read",))
    monkeypatch.setattr(keys, "KEY_CALLS", keys.Limit(scope="api-key", times=2, seconds=60))

    with time_machine.travel("2026-11-23T10:00:20Z", tick=False):
        answers = [machine().get(path(store)) for _ in range(3)]

    assert [answer.status_code for answer in answers] == [200, 200, 429]
    assert [answer["RateLimit-Remaining"] for answer in answers] == ["1", "0", "0"]
    assert answers[2]["Retry-After"] == "40"


def test_a_suspended_stores_key_reads_and_changes_nothing(core: Any, store: Any) -> None:
    from dataclasses import replace

    key_set(core, store, scopes=("imports.read", "imports.write"))
    core.stores[store.id] = replace(core.stores[store.id], status="SUSPENDED")

    assert machine().get(path(store)).status_code == 200
    assert refused(machine().post(path(store), PAGE, format="json")) == (403, "store_suspended")
