"""Two workers at once, with real commits: nothing is made twice, nothing is lost. IMP-03."""

from collections.abc import Callable
from typing import Any

import pytest
from django.utils import timezone

from automation.imports.models import ImportItem, ImportJob
from automation.imports.services import jobs, reading
from automation.imports.services.leases import LANES, item_claim
from automation.imports.services.making import item_make_next
from automation.imports.services.reading import job_read
from automation.tests.at_once import at_once
from automation.tests.imports.working import HEAD, products, start_csv, start_page
from tenancy.context import store_context

pytestmark = pytest.mark.django_db(transaction=True)
TEN = HEAD + b"".join(
    b"lamp-%d,Lamp %d,,,,,L-%d,5,,https://cdn.example.com/%d.jpg\n" % (n, n, n, n) for n in range(10)
)


def lane(job: ImportJob, store: Any, core: Any) -> Callable[[], int]:
    def work() -> int:
        job_read(job_id=job.pk, now=timezone.now())
        made = 0
        while item_make_next(job_id=job.pk, store=store, core=core, now=timezone.now()):
            made += 1
        jobs.job_settle(job_id=job.pk, now=timezone.now())
        return made

    return work


def test_imp_03_one_source_given_twice_and_worked_at_once_gives_one_product(store: Any, core: Any) -> None:
    with store_context(store.schema_name):
        first, second = start_page(), start_page()

    at_once(store, lane(first, store, core), lane(second, store, core))

    (made,) = products(core, store)
    with store_context(store.schema_name):
        items = list(
            ImportItem.objects.order_by("is_new_product").values_list("product_id", "is_new_product")
        )
        assert items == [(made.id, False), (made.id, True)]
        assert set(ImportJob.objects.values_list("status", flat=True)) == {"SUCCEEDED"}
    assert len(made.images) == 1


def test_imp_03_three_lanes_of_one_import_make_each_product_once(store: Any, core: Any) -> None:
    with store_context(store.schema_name):
        job = start_csv(TEN)
        job_read(job_id=job.pk, now=timezone.now())

    made = at_once(store, *[lane(job, store, core) for _ in range(3)])

    assert sum(made) == 10
    assert core.calls.count("product_create") == 10
    assert core.calls.count("image_add") == 10
    assert sorted(product.draft.title for product in products(core, store)) == [
        f"Lamp {n}" for n in range(10)
    ]
    with store_context(store.schema_name):
        assert ImportJob.objects.get().status == "SUCCEEDED"
        assert set(ImportItem.objects.values_list("status", "attempts")) == {("SUCCEEDED", 1)}


def test_two_messages_of_one_import_read_its_source_once(
    store: Any, core: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    reads: list[int] = []
    store_rows = reading._store

    def counted(**asked: Any) -> None:
        reads.append(len(asked["products"]))
        store_rows(**asked)

    monkeypatch.setattr(reading, "_store", counted)
    with store_context(store.schema_name):
        job = start_csv(TEN)

    at_once(store, lane(job, store, core), lane(job, store, core))

    assert reads == [10]
    with store_context(store.schema_name):
        # Who came while the other read may have gone home: what is left is anybody's.
        while item_make_next(job_id=job.pk, store=store, core=core, now=timezone.now()):
            pass
        assert jobs.job_settle(job_id=job.pk, now=timezone.now())
        assert ImportJob.objects.get().status == "SUCCEEDED"
    assert len(products(core, store)) == 10


def test_a_product_is_claimed_by_one_worker_and_by_no_more_than_the_lanes(store: Any, core: Any) -> None:
    with store_context(store.schema_name):
        job = start_csv(TEN)
        job_read(job_id=job.pk, now=timezone.now())

    claimed = at_once(store, *[lambda: item_claim(job_id=job.pk, now=timezone.now())] * LANES)

    assert len({item.pk for item in claimed}) == LANES
    with store_context(store.schema_name):
        assert item_claim(job_id=job.pk, now=timezone.now()) is None


def test_a_cancel_that_meets_the_workers_ends_the_import(store: Any, core: Any) -> None:
    with store_context(store.schema_name):
        job = start_csv(TEN)
        job_read(job_id=job.pk, now=timezone.now())

    def cancel() -> None:
        jobs.import_cancel(import_id=job.pk, now=timezone.now())

    at_once(store, cancel, lane(job, store, core), lane(job, store, core))

    with store_context(store.schema_name):
        assert ImportJob.objects.get().status == "CANCELLED"
        made = ImportItem.objects.filter(status="SUCCEEDED").count()
        assert set(ImportItem.objects.values_list("status", flat=True)) <= {"SUCCEEDED", "CANCELLED"}
    assert len(products(core, store)) == made
