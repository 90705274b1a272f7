"""No task is cut off in the middle: what it may begin, and how the next message goes on. IMP-04."""

from datetime import timedelta
from typing import Any

import pytest
from celery.exceptions import SoftTimeLimitExceeded
from django.utils import timezone

from automation.ai import client as ai_client
from automation.core_client import client as core_client
from automation.imports import selectors, tasks
from automation.imports.models import ImportItem, ImportJob, ImportStep
from automation.imports.services import reading, timebox
from automation.imports.services.making import item_make_next
from automation.imports.services.reading import job_is_half_read, job_read
from automation.imports.services.timebox import TimeBox
from automation.imports.types import OutOfTime
from automation.suppliers import fetch
from automation.tests.imports.working import HEAD, products, start_csv, start_page, work
from tenancy.tasks import celery_defaults

pytestmark = pytest.mark.django_db
LIMITS = celery_defaults()
SIX = HEAD + b"".join(b"lamp-%d,Lamp %d,,,,,L-%d,5,,\n" % (n, n, n) for n in range(6)) + b",lost,,,,,X,5,,\n"
PICTURES = HEAD + b"".join(
    b"mug,%s,,,,,%s,%s,,https://cdn.example.com/%d.jpg\n"
    % ((b"Mug", b"M-1", b"12", n) if n == 0 else (b"", b"", b"", n))
    for n in range(5)
)


class Clock:
    """A clock that moves when it is told to."""

    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


def boxed(seconds: float) -> tuple[Clock, TimeBox]:
    clock = Clock()
    return clock, TimeBox(seconds=seconds, clock=clock)


def test_what_is_begun_last_ends_before_the_soft_limit() -> None:
    soft, hard = LIMITS["task_soft_time_limit"], LIMITS["task_time_limit"]
    assert timebox.TASK_SECONDS < soft < hard
    # Each thing a task does has a bound of its own, and room for it is asked for.
    assert timebox.ASK_SECONDS >= ai_client.MAX_SECONDS + ai_client.CONNECT_SECONDS
    assert timebox.FETCH_SECONDS >= fetch.MAX_SECONDS
    timeout = core_client.WRITE_TIMEOUT
    assert (timeout.connect or 0) + (timeout.read or 0) <= timebox.CORE_SECONDS
    reads = core_client.READ_TIMEOUT
    assert core_client.READ_ATTEMPTS * ((reads.connect or 0) + (reads.read or 0)) <= timebox.CORE_SECONDS
    # A task that begins a product can do its dearest thing, so every message gets on.
    assert timebox.ITEM_SECONDS <= timebox.TASK_SECONDS / 1.9


def test_a_box_says_what_fits() -> None:
    clock, box = boxed(46)

    assert box.fits(46)
    clock.now += 24
    assert box.fits(22)
    assert not box.fits(23)
    with pytest.raises(OutOfTime):
        box.require(23)


def test_pictures_that_do_not_fit_wait_for_the_next_message(
    in_store: Any, core: Any, fetched: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    from automation.imports.services import making

    clock, box = boxed(46)
    fetch_one = making.picture_fetch

    def slow(**asked: Any) -> None:
        clock.now += 14
        fetch_one(**asked)

    monkeypatch.setattr(making, "picture_fetch", slow)
    job = start_csv(PICTURES)
    job_read(job_id=job.pk, now=timezone.now())

    assert item_make_next(job_id=job.pk, store=in_store, core=core, now=timezone.now(), box=box)

    item = ImportItem.objects.get()
    assert (item.status, item.leased_until, item.attempts, item.waits) == ("QUEUED", None, 0, 0)
    assert len(fetched) == 3
    step = ImportStep.objects.get(item=item, name="images")
    assert (step.status, step.finished_at) == ("RUNNING", None)
    assert core.calls == []
    assert selectors.items_due_in(job_id=job.pk, now=timezone.now()) == 0

    _, next_box = boxed(46 * 10)
    assert item_make_next(job_id=job.pk, store=in_store, core=core, now=timezone.now(), box=next_box)

    assert fetched == [f"https://cdn.example.com/{n}.jpg" for n in range(5)]  # none twice
    step.refresh_from_db()
    assert (step.status, step.message, step.attempts) == ("SUCCEEDED", "5 of 5 pictures fetched", 2)
    assert ImportItem.objects.get().status == "SUCCEEDED"
    assert len(products(core, in_store)[0].images) == 5


def test_uploads_that_do_not_fit_wait_and_none_goes_twice(
    in_store: Any, core: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    clock, box = boxed(46)
    job = start_csv(PICTURES)
    job_read(job_id=job.pk, now=timezone.now())
    add = core.image_add

    def slow(**asked: Any) -> Any:
        clock.now += 12
        return add(**asked)

    core.image_add = slow
    item_make_next(job_id=job.pk, store=in_store, core=core, now=timezone.now(), box=box)
    first_round = core.calls.count("image_add")
    assert 0 < first_round < 5
    assert ImportItem.objects.get().status == "QUEUED"

    item_make_next(job_id=job.pk, store=in_store, core=core, now=timezone.now(), box=boxed(460)[1])

    assert core.calls.count("image_add") == 5
    assert core.calls.count("product_create") == 1
    assert ImportItem.objects.get().status == "SUCCEEDED"


def test_a_soft_limit_in_a_step_leaves_the_product_to_the_next_worker(
    in_store: Any, core: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    job = start_page()
    now = timezone.now()
    job_read(job_id=job.pk, now=now)
    create = core.product_create

    def cut_off(**_: Any) -> Any:
        raise SoftTimeLimitExceeded

    core.product_create = cut_off
    with pytest.raises(SoftTimeLimitExceeded):
        item_make_next(job_id=job.pk, store=in_store, core=core, now=now)
    item = ImportItem.objects.get()
    assert item.status == "RUNNING"
    assert item.leased_until is not None
    assert ImportStep.objects.get(item=item, name="images").status == "SUCCEEDED"
    assert ImportStep.objects.get(item=item, name="create").status == "PENDING"

    core.product_create = create
    later = item.leased_until + timedelta(seconds=1)
    assert selectors.jobs_stalled(now=later) == [job.pk]
    assert item_make_next(job_id=job.pk, store=in_store, core=core, now=later)

    assert ImportItem.objects.get().status == "SUCCEEDED"
    assert len(products(core, in_store)) == 1


def test_a_file_that_takes_longer_than_a_task_is_read_in_parts(
    in_store: Any, core: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reading, "BATCH", 2)
    clock, box = boxed(46)
    store_rows = reading._store

    def slow(**asked: Any) -> None:
        clock.now += 20
        store_rows(**asked)

    monkeypatch.setattr(reading, "_store", slow)
    job = start_csv(SIX)

    assert not job_read(job_id=job.pk, now=timezone.now(), box=box)

    assert job_is_half_read(job_id=job.pk, now=timezone.now())
    assert ImportItem.objects.count() == 4
    job.refresh_from_db()
    assert (job.status, job.leased_until, job.attempts, job.errors) == ("RUNNING", None, 0, [])

    assert job_read(job_id=job.pk, now=timezone.now(), box=boxed(46)[1])

    assert not job_is_half_read(job_id=job.pk, now=timezone.now())
    rows = ImportItem.objects.order_by("position").values_list("position", "title")
    assert list(rows) == [(n + 1, f"Lamp {n}") for n in range(6)]
    assert ImportStep.objects.exclude(item=None).count() == 24
    work(job, in_store, core)
    job.refresh_from_db()
    assert (job.status, [error["code"] for error in job.errors]) == ("PARTIAL", ["handle_missing"])
    assert ImportStep.objects.get(job=job, item=None, name="extract").message == "6 products found"


def test_the_task_publishes_what_is_left(in_store: Any, core: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    sent: list[dict[str, Any]] = []
    monkeypatch.setattr(tasks.import_product, "delay", lambda **kwargs: sent.append(kwargs))
    monkeypatch.setattr(
        tasks.import_product,
        "apply_async",
        lambda kwargs, countdown: sent.append(kwargs | {"countdown": countdown}),
    )
    monkeypatch.setattr(tasks, "ITEM_SECONDS", timebox.TASK_SECONDS + 1)  # no product fits any more
    job = start_csv(SIX)
    named = {"schema_name": in_store.schema_name, "import_id": str(job.pk)}

    tasks.import_product(**named)

    lane = named | {"is_first": False}
    assert sent == [lane, lane, lane | {"countdown": 0.0}]
    assert ImportJob.objects.get().status == "RUNNING"
