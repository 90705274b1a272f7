"""Placed the moment the hold ends, by an event and by the beat, and still once. ORD-04, ORD-05."""

from datetime import UTC, datetime, timedelta
from threading import Thread
from typing import Any

import pytest
from django.db import connections
from django.utils import timezone

from automation.core_client.types import CoreEvent
from automation.purchasing import handlers, tasks
from automation.registry.services import SUBSCRIBERS
from automation.tests.marketplaces.markets import Marketplaces
from automation.tests.marketplaces.shops import connect_aliexpress
from automation.tests.purchasing.test_placing import purchase_of
from tenancy.context import store_context
from tenancy.ids import uuid7
from tenancy.tasks import VISIBILITY_SECONDS

pytestmark = pytest.mark.django_db


@pytest.fixture
def sent(monkeypatch: pytest.MonkeyPatch) -> list[dict[str, Any]]:
    """What was handed to the broker."""
    found: list[dict[str, Any]] = []

    def keep(name: str, /, **named: Any) -> bool:
        found.append({"name": name} | named)
        return True

    monkeypatch.setattr("automation.purchasing.dispatch.task_dispatch", keep)
    return found


def event(name: str, **payload: Any) -> CoreEvent:
    return CoreEvent(
        id=uuid7(), cursor="1", name=name, store_id=None, payload=payload, created_at=timezone.now()
    )


def test_ord_04_the_feed_brings_the_end_of_the_hold_and_every_answer() -> None:
    for name, handler in (
        ("purchase_order.created", handlers.on_purchase_planned),
        ("purchase_order.ready", handlers.on_purchase_ready),
    ):
        assert handler in SUBSCRIBERS[name]


def test_ord_04_a_hold_is_waited_for_to_the_second_and_a_long_one_in_steps(
    in_store: Any, sent: list[dict[str, Any]]
) -> None:
    now = timezone.now()
    for minutes in (3, 10):
        ends = now + timedelta(minutes=minutes)
        handlers.on_purchase_planned(
            event("purchase_order.created", purchase_order_id=str(uuid7()), hold_until=ends.isoformat())
        )
    soon, later = sent
    assert soon["eta"] == now + timedelta(minutes=3, seconds=1)
    assert later["eta"] - now < timedelta(seconds=VISIBILITY_SECONDS)
    tasks.place_purchase(schema_name=in_store.schema_name, purchase_id=later["purchase_id"], at=later["at"])
    assert (sent[2]["at"], sent[2]["purchase_id"]) == (later["at"], later["purchase_id"])


def test_ord_04_a_persons_answer_is_acted_on_now(in_store: Any, sent: list[dict[str, Any]]) -> None:
    handlers.on_purchase_ready(event("purchase_order.ready", purchase_order_id=str(uuid7())))
    assert (sent[0]["name"], sent[0]["eta"]) == ("purchasing.place_purchase", None)


def test_ord_05_the_task_places_one_purchase_once_however_often_it_comes(
    shops: Marketplaces, core: Any, in_store: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tasks, "CoreClient", lambda: core)
    connect_aliexpress(shops, in_store)
    purchase = core.purchase_add(in_store.id, purchase_of())
    other = core.purchase_add(in_store.id, purchase_of(2))
    for _ in range(3):
        tasks.place_purchase(
            schema_name=in_store.schema_name,
            purchase_id=str(purchase.id),
            at=datetime(2026, 1, 1, tzinfo=UTC).isoformat(),
        )
    assert [order["out_order_id"] for order in shops.orders("aliexpress")] == [purchase.reference]
    assert core.purchase_rows[in_store.id, other.id].status == "READY"


def test_ord_05_a_core_that_is_away_leaves_it_to_the_beat(
    core: Any, in_store: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tasks, "CoreClient", lambda: core)
    core.is_away = True
    tasks.place_purchase(
        schema_name=in_store.schema_name,
        purchase_id=str(uuid7()),
        at=datetime(2026, 1, 1, tzinfo=UTC).isoformat(),
    )
    assert core.calls == ["purchase_claim"]


@pytest.mark.django_db(transaction=True)
def test_ord_05_event_and_beat_at_the_same_moment_make_one_order(
    shops: Marketplaces, core: Any, in_store: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tasks, "CoreClient", lambda: core)
    connect_aliexpress(shops, in_store)
    purchase = core.purchase_add(in_store.id, purchase_of())
    past = datetime(2026, 1, 1, tzinfo=UTC).isoformat()

    def run(call: Any, **named: Any) -> None:
        try:
            with store_context(in_store.schema_name):
                call(schema_name=in_store.schema_name, **named)
        finally:
            connections.close_all()

    threads = [
        Thread(
            target=run, args=(tasks.place_purchase,), kwargs={"purchase_id": str(purchase.id), "at": past}
        ),
        Thread(target=run, args=(tasks.work_store,)),
        Thread(
            target=run, args=(tasks.place_purchase,), kwargs={"purchase_id": str(purchase.id), "at": past}
        ),
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(shops.orders("aliexpress")) == 1
    assert len(core.placed) == 1
