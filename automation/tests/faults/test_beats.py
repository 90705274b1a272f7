"""Two beats, or none for hours: what runs by date runs once per store and date, and a missed date is made up for."""

from datetime import UTC, datetime, timedelta
from threading import Barrier, Thread
from typing import Any

import pytest
import time_machine
from django.db import connection

from automation.research import services as research
from automation.research.models import Run
from automation.seo.models import SeoRun
from automation.sources.models import MappedVariant
from automation.sync.models import SyncNight
from automation.tests.faults.work import Broker
from tenancy.context import store_context
from tenancy.ids import uuid7

# A Tuesday; Berlin is an hour ahead.
DAY = datetime(2026, 3, 10, tzinfo=UTC)
FAN_OUTS = ("research.start_due", "sync.begin_nights", "seo.fan_out_weekly")
BY_DATE: dict[Any, str] = {Run: "day", SyncNight: "on", SeoRun: "week"}


def hour(number: int) -> datetime:
    """That hour in Berlin."""
    return DAY + timedelta(hours=number - 1)


@pytest.fixture
def stores(core: Any, store: Any, other_store: Any, monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """Two stores that research and check every day; what works their runs off is left out."""
    for name in ("daily_product_research", "sync.go_on", "weekly_seo_optimization"):
        if name != "weekly_seo_optimization":
            from automation.celery import app

            app.loader.import_default_modules()
            monkeypatch.setattr(app.tasks[name], "run", lambda **_: None)
    monkeypatch.setattr("automation.seo.tasks.run_work", lambda **_: False)
    for one in (store, other_store):
        with store_context(one.schema_name):
            research.criteria_set(changes={"is_on": True, "keywords": ["lamp"]}, now=DAY)
            MappedVariant.objects.create(
                variant_id=uuid7(),
                product_id=uuid7(),
                provider="CJ",
                supplier_product_id="1",
                sku_id="1",
                created_at=DAY - timedelta(days=3),
                checked_at=DAY - timedelta(hours=20),
            )
    return [store, other_store]


def runs(stores: list[Any]) -> list[list[str]]:
    """The dates that were run, per store: research, checks, audits."""
    found = []
    for one in stores:
        with store_context(one.schema_name):
            found.append(
                [
                    str(date)
                    for model, name in BY_DATE.items()
                    for date in model.objects.order_by(name).values_list(name, flat=True)
                ]
            )
    return found


def tick(broker: Broker, at: datetime, *, beats: int = 1) -> None:
    """Let so many beats tick at this moment, and everything that follows happen."""
    with time_machine.travel(at, tick=False) as clock:
        for _ in range(beats):
            for name in FAN_OUTS:
                broker.put(name, {})
        for _ in range(4):
            broker.drain()
            clock.shift(timedelta(minutes=2))


@pytest.mark.django_db
def test_g8_two_beats_run_each_store_once_a_date(stores: list[Any], broker: Broker) -> None:
    for at in (2, 3, 7, 8, 15):
        tick(broker, hour(at), beats=2)

    assert runs(stores) == [["2026-03-10", "2026-03-10", "2026-W11"]] * 2
    tick(broker, hour(24 + 9), beats=2)
    assert runs(stores) == [["2026-03-10", "2026-03-11", "2026-03-10", "2026-03-11", "2026-W11"]] * 2


@pytest.mark.django_db
def test_g9_g13_a_beat_that_was_away_for_hours_catches_up_once(stores: list[Any], broker: Broker) -> None:
    """Nothing ticked from the evening before until the afternoon."""
    tick(broker, hour(15))
    assert runs(stores) == [["2026-03-10", "2026-03-10", "2026-W11"]] * 2

    for at in (16, 17, 23):
        tick(broker, hour(at))
    assert runs(stores) == [["2026-03-10", "2026-03-10", "2026-W11"]] * 2


def test_g8_two_workers_at_the_same_moment_begin_one_run(
    transactional: None, core: Any, store: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    from automation.celery import app

    app.loader.import_default_modules()
    monkeypatch.setattr("tenancy.tasks.StoreTask.apply_async", lambda *_, **__: None)
    with store_context(store.schema_name):
        research.criteria_set(changes={"is_on": True, "keywords": ["lamp"]}, now=DAY)
    together, failures = Barrier(4), list[BaseException]()

    def work() -> None:
        try:
            together.wait(10)
            app.tasks["research.start_due_of_store"](schema_name=store.schema_name)
        except BaseException as failure:
            failures.append(failure)
        finally:
            connection.close()

    with time_machine.travel(hour(9), tick=True):
        threads = [Thread(target=work) for _ in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(30)
    assert failures == []
    assert len(runs([store])[0]) == 1
