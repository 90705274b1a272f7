"""The registry follows the core: by events, by comparison, and to the end of a store."""

from dataclasses import replace
from typing import Any
from uuid import UUID

import pytest
from django.db import connection
from django.utils import timezone

from automation.registry import services
from automation.registry.models import FeedCursor, Store
from automation.registry.selectors import schemas_active, store_find
from automation.tests.conftest import core_store
from tenancy.context import public_context

pytestmark = pytest.mark.django_db


def follow(core: Any) -> int:
    return services.feed_advance(core=core, now=timezone.now())


def test_a_new_store_gets_a_schema_of_its_own(core: Any, db: None) -> None:
    seen = core_store(3)
    core.stores[seen.id] = seen
    core.event_add(name="store.activated", store_id=seen.id, payload={"store_id": str(seen.id)})

    assert follow(core) == 1

    found = store_find(store_id=seen.id)
    assert found is not None
    assert found.is_active
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_namespace WHERE nspname = %s", [found.schema_name])
        assert cursor.fetchone() == (1,)


def test_events_are_read_once_and_in_order(core: Any, store: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[str] = []
    monkeypatch.setitem(services.SUBSCRIBERS, "order.paid", [lambda event: seen.append(event.payload["n"])])
    for number in ("1", "2", "3"):
        core.event_add(name="order.paid", store_id=store.id, payload={"n": number})

    follow(core)
    follow(core)

    assert seen == ["1", "2", "3"]


def test_a_subscriber_that_fails_is_asked_again_and_nothing_is_skipped(
    core: Any, store: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[str] = []

    def fails_once(event: Any) -> None:
        if event.payload["n"] == "2" and "2" not in seen:
            seen.append("2")
            raise RuntimeError("boom")
        seen.append(event.payload["n"])

    monkeypatch.setitem(services.SUBSCRIBERS, "order.paid", [fails_once])
    for number in ("1", "2", "3"):
        core.event_add(name="order.paid", store_id=store.id, payload={"n": number})

    with pytest.raises(RuntimeError):
        follow(core)
    assert FeedCursor.objects.get().cursor == core.events[0].cursor
    follow(core)

    assert seen == ["1", "2", "2", "3"]


def test_suspending_stops_the_stores_tasks(core: Any, store: Any) -> None:
    core.stores[store.id] = replace(core.stores[store.id], status="SUSPENDED")
    core.event_add(name="store.suspended", store_id=store.id, payload={})

    follow(core)

    assert schemas_active() == []
    assert not Store.schema_is_open(store.schema_name)


@pytest.mark.django_db(transaction=True)
def test_ten_08_a_deleted_store_leaves_a_tombstone(core: Any) -> None:
    seen = core_store(4)
    core.stores[seen.id] = seen
    found = services.store_sync(core=core, store_id=seen.id, now=timezone.now())
    assert found is not None
    core.event_add(name="store.deleted", store_id=None, payload={"store_id": str(seen.id)})

    follow(core)

    row = Store.objects.get(pk=seen.id)
    assert (row.state, row.name) == ("GONE", "deleted store")
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_namespace WHERE nspname = %s", [found.schema_name])
        assert cursor.fetchone() == (0,)


def test_comparing_finds_what_events_missed(core: Any, store: Any) -> None:
    core.stores[store.id] = replace(core.stores[store.id], currency="USD", name="Renamed")
    other = core_store(6)
    core.stores[other.id] = other

    assert services.registry_reconcile(core=core, now=timezone.now()) == 2

    assert store_find(store_id=store.id).currency == "USD"  # type: ignore[union-attr]
    assert store_find(store_id=other.id) is not None


def test_a_store_still_being_built_waits(core: Any, db: None) -> None:
    seen = core_store(8, status="PROVISIONING")
    core.stores[seen.id] = seen

    assert services.store_sync(core=core, store_id=seen.id, now=timezone.now()) is None
    assert store_find(store_id=UUID(int=8)) is None


def test_a_list_read_before_a_deletion_does_not_bring_the_store_back(core: Any, store: Any) -> None:
    Store.objects.filter(pk=store.id).update(state="GONE", name="deleted store")

    assert services.store_sync(core=core, store_id=store.id, now=timezone.now()) is None
    services.registry_reconcile(core=core, now=timezone.now())

    assert Store.objects.get(pk=store.id).state == "GONE"
    assert schemas_active() == []


def test_comparing_asks_anew_before_it_changes_a_store(
    core: Any, store: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    stale = replace(core.stores[store.id], name="Old name")
    pages = [[stale], []]
    monkeypatch.setattr(core, "stores_after", lambda **_: pages.pop(0))
    core.stores[store.id] = replace(core.stores[store.id], name="New name")

    services.registry_reconcile(core=core, now=timezone.now())

    assert store_find(store_id=store.id).name == "New name"  # type: ignore[union-attr]


def test_comparing_equals_writes_nothing(core: Any, store: Any) -> None:
    before = Store.objects.values().get(pk=store.id)

    assert services.registry_reconcile(core=core, now=timezone.now()) == 1

    assert Store.objects.values().get(pk=store.id) == before
    assert "store_get" not in core.calls


def test_of_two_readers_the_one_behind_stops(core: Any, store: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[str] = []

    def overtaken(event: Any) -> None:
        seen.append(event.payload["n"])
        if event.payload["n"] == "2":
            with public_context():
                FeedCursor.objects.update(cursor=core.events[3].cursor)

    monkeypatch.setitem(services.SUBSCRIBERS, "order.paid", [overtaken])
    for number in ("1", "2", "3", "4", "5"):
        core.event_add(name="order.paid", store_id=store.id, payload={"n": number})

    assert follow(core) == 1
    assert FeedCursor.objects.get().cursor == core.events[3].cursor
    assert follow(core) == 1

    assert seen == ["1", "2", "5"]


@pytest.mark.django_db(transaction=True)
def test_ten_08_the_files_of_a_deleted_store_go_and_no_others(core: Any) -> None:
    from django.core.files.base import ContentFile
    from django.core.files.storage import default_storage

    from tenancy.context import store_context

    schemas = {}
    for number in (41, 42):
        seen = core_store(number)
        core.stores[seen.id] = seen
        found = services.store_sync(core=core, store_id=seen.id, now=timezone.now())
        assert found is not None
        schemas[number] = found.schema_name
        with store_context(found.schema_name):
            default_storage.save("imports/1/page.html", ContentFile(b"<h1>Lamp</h1>"))
            default_storage.save("imports/2/picture-1", ContentFile(b"PNG"))

    services.store_forget(store_id=UUID(int=41), now=timezone.now())
    services.store_forget(store_id=UUID(int=41), now=timezone.now())

    with store_context(schemas[42]):
        assert default_storage.exists("imports/1/page.html")
    with store_context(schemas[41]):
        assert not default_storage.exists("imports/1/page.html")
        assert not default_storage.exists("imports/2/picture-1")
