"""What sold lately is checked every hour, bounded. PRC-04."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest

from automation.core_client.selling import SellingVariant
from automation.sources.models import MappedVariant
from automation.suppliers.catalogue import SupplierAway, SupplierRateLimited
from automation.suppliers.fake import FakeSupplier, fake_product
from automation.sync import tasks
from automation.sync.models import SyncEvent
from automation.sync.selectors import sync_summary
from automation.sync.services import best_sellers
from automation.sync.services.best_sellers import best_sellers_choose, best_sellers_work

pytestmark = pytest.mark.django_db
NOW = datetime(2030, 1, 10, 15, 27, tzinfo=UTC)


def sold(core: Any, store: Any, *rows: tuple[UUID, int]) -> None:
    product = MappedVariant.objects.values_list("product_id", flat=True)[0]
    core.selling[store.id] = [SellingVariant(variant_id, product, count) for variant_id, count in rows]


def black() -> MappedVariant:
    return MappedVariant.objects.get(sku_id="10")


def work(store: Any, core: Any, at: datetime) -> bool:
    return best_sellers_work(store=store, core=core, now=at, fits=lambda: True)


@pytest.fixture
def fresh(shelf: Any) -> Any:
    MappedVariant.objects.update(checked_at=NOW - timedelta(minutes=55), tried_at=None)
    return shelf


def test_prc_04_what_sold_is_checked_every_hour_and_nothing_else(
    fresh: Any, in_store: Any, core: Any, supplier: FakeSupplier
) -> None:
    assert best_sellers_choose(store=in_store, core=core, now=NOW) == 0
    assert not work(in_store, core, NOW)
    assert supplier.calls == []

    sold(core, in_store, (black().variant_id, 3))
    known = fake_product(1, images=())
    dearer = replace(known.variants[0], cost=Decimal("12.50"))
    supplier.product_add(replace(known, variants=(dearer, known.variants[1])))
    assert best_sellers_choose(store=in_store, core=core, now=NOW) == 1
    assert not work(in_store, core, NOW)
    assert not work(in_store, core, NOW + timedelta(minutes=10))

    assert supplier.calls == ["product"]
    assert [(row.event, row.before, row.after) for row in SyncEvent.objects.all()] == [
        ("COST_UP", "10", "12.5")
    ]
    assert black().checked_at == NOW
    work(in_store, core, NOW + timedelta(hours=1))
    assert supplier.calls == ["product"] * 2


def test_prc_04_best_sellers_are_overdue_after_ninety_minutes(fresh: Any, in_store: Any, core: Any) -> None:
    sold(core, in_store, (black().variant_id, 3))
    best_sellers_choose(store=in_store, core=core, now=NOW)

    summary = sync_summary(now=NOW + timedelta(minutes=34))
    assert (summary["best_sellers"], summary["overdue"]) == (1, 0)
    assert sync_summary(now=NOW + timedelta(minutes=36))["overdue"] == 1

    sold(core, in_store)
    best_sellers_choose(store=in_store, core=core, now=NOW)
    summary = sync_summary(now=NOW + timedelta(minutes=36))
    assert (summary["best_sellers"], summary["overdue"]) == (0, 0)


def test_prc_04_an_hour_takes_a_bounded_number_the_most_wanted_first(
    fresh: Any, in_store: Any, core: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(best_sellers, "MOST", 1)
    green = MappedVariant.objects.get(sku_id="11")
    stranger = UUID(int=9)
    sold(core, in_store, (black().variant_id, 3), (green.variant_id, 8), (stranger, 99))

    assert best_sellers_choose(store=in_store, core=core, now=NOW) == 1

    assert list(MappedVariant.objects.filter(hourly_until__gt=NOW)) == [green]


def test_prc_04_a_limit_ends_the_hour_and_silence_is_written_down(
    fresh: Any, in_store: Any, core: Any, supplier: FakeSupplier
) -> None:
    sold(core, in_store, (black().variant_id, 3))
    best_sellers_choose(store=in_store, core=core, now=NOW)
    supplier.raises = [SupplierRateLimited(retry_after=120)]
    assert not work(in_store, core, NOW)
    assert (black().tried_at, black().message) == (None, "")

    supplier.raises = [SupplierAway("The supplier does not answer.")]
    assert not work(in_store, core, NOW)
    assert black().message == "The supplier does not answer."
    assert black().checked_at == NOW - timedelta(minutes=55)
    assert not work(in_store, core, NOW + timedelta(minutes=1))
    assert supplier.calls == ["product"] * 2


def test_prc_04_a_product_another_worker_has_is_left_to_it(
    fresh: Any, in_store: Any, core: Any, supplier: FakeSupplier
) -> None:
    sold(core, in_store, (black().variant_id, 3))
    best_sellers_choose(store=in_store, core=core, now=NOW)
    MappedVariant.objects.update(tried_at=NOW)

    assert not work(in_store, core, NOW)
    assert supplier.calls == []


def test_prc_04_the_hour_runs_as_a_task_and_goes_on_in_a_new_message(
    fresh: Any, store: Any, core: Any, supplier: FakeSupplier, monkeypatch: pytest.MonkeyPatch
) -> None:
    sold(core, store, (black().variant_id, 3))
    MappedVariant.objects.update(checked_at=datetime.now(UTC) - timedelta(hours=2))
    monkeypatch.setattr(tasks, "CoreClient", lambda: core)
    sent: list[dict[str, Any]] = []
    monkeypatch.setattr(tasks.check_best_sellers, "delay", lambda **values: sent.append(values))
    monkeypatch.setattr(tasks, "WORK_SECONDS", -1.0)
    tasks.check_best_sellers.apply(kwargs={"schema_name": store.schema_name}).get()
    assert (sent, supplier.calls) == ([{"schema_name": store.schema_name, "is_first": False}], [])

    monkeypatch.setattr(tasks, "WORK_SECONDS", 15.0)
    tasks.check_best_sellers.apply(kwargs=sent[0]).get()
    assert supplier.calls == ["product"]

    core.is_away = True
    tasks.check_best_sellers.apply(kwargs={"schema_name": store.schema_name}).get()
    assert supplier.calls == ["product"]
