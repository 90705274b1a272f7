"""Cancelling, retrying and stopping: exact at every moment. IMP-04, IMP-13."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from automation.core_client.types import CoreRejected
from automation.imports import selectors
from automation.imports.models import ImportItem, ImportJob, ImportStep
from automation.imports.services import jobs, reading
from automation.imports.services.leases import item_claim, job_claim
from automation.imports.services.making import item_make_next
from automation.imports.services.reading import job_read
from automation.imports.types import NotRetryable
from automation.tests.imports.working import HEAD, PAGE, products, start_csv, start_page, work

pytestmark = pytest.mark.django_db
SIX = HEAD + b"".join(b"lamp-%d,Lamp %d,,,,,L-%d,5,,\n" % (n, n, n) for n in range(6))


def statuses(job: ImportJob) -> list[str]:
    return list(job.items.order_by("position").values_list("status", flat=True))


def step_statuses(job: ImportJob) -> dict[str, str]:
    return {step.name: step.status for step in selectors.import_get(import_id=job.pk).steps}


def cancel(job: ImportJob) -> ImportJob:
    return jobs.import_cancel(import_id=job.pk, now=timezone.now())


def test_a_waiting_import_is_cancelled_at_once(in_store: Any, core: Any) -> None:
    job = cancel(start_csv(SIX))

    assert job.status == "CANCELLED"
    assert job.finished_at is not None
    assert not job_read(job_id=job.pk, now=timezone.now())
    assert ImportItem.objects.count() == 0
    assert set(step_statuses(job).values()) <= {"SKIPPED", "PENDING"}


def test_cancelling_while_the_file_is_read_makes_nothing(
    in_store: Any, core: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reading, "BATCH", 2)
    job = start_csv(SIX)
    store_rows = reading._store

    def store_then_cancel(**asked: Any) -> None:
        store_rows(**asked)
        assert cancel(job).status == "RUNNING"  # somebody reads it right now

    monkeypatch.setattr(reading, "_store", store_then_cancel)

    assert not job_read(job_id=job.pk, now=timezone.now())

    job.refresh_from_db()
    assert (job.status, statuses(job)) == ("CANCELLED", ["CANCELLED"] * 2)
    assert core.calls == []
    assert step_statuses(job) == {
        "fetch": "SUCCEEDED",
        "extract": "SKIPPED",
        "rewrite": "SKIPPED",
        "images": "SKIPPED",
        "price": "SKIPPED",
        "create": "SKIPPED",
    }


def test_cancelling_lets_the_product_being_made_end(in_store: Any, core: Any) -> None:
    job = start_csv(SIX)
    job_read(job_id=job.pk, now=timezone.now())
    create = core.product_create

    def cancel_meanwhile(**asked: Any) -> Any:
        assert cancel(job).status == "RUNNING"
        return create(**asked)

    core.product_create = cancel_meanwhile
    work(job, in_store, core)

    job.refresh_from_db()
    assert (job.status, statuses(job)) == ("CANCELLED", ["SUCCEEDED"] + ["CANCELLED"] * 5)
    assert len(products(core, in_store)) == 1
    view = selectors.import_get(import_id=job.pk)
    assert (view.progress.done, view.progress.failed, view.progress.percent) == (6, 0, 100)


def test_cancelling_ends_what_a_killed_worker_held(in_store: Any, core: Any) -> None:
    job = start_csv(SIX)
    now = timezone.now()
    job_read(job_id=job.pk, now=now)
    item_claim(job_id=job.pk, now=now)
    assert cancel(job).status == "RUNNING"

    later = now + timedelta(seconds=60)
    assert selectors.jobs_stalled(now=later) == [job.pk]
    assert not job_read(job_id=job.pk, now=later)

    job.refresh_from_db()
    assert (job.status, statuses(job)) == ("CANCELLED", ["CANCELLED"] * 6)


def test_cancelling_ends_what_waited_for_the_core(in_store: Any, core: Any) -> None:
    job = start_csv(SIX)
    core.is_away = True
    work(job, in_store, core)

    assert cancel(job).status == "CANCELLED"
    assert products(core, in_store) == []


def test_a_core_that_is_away_is_asked_once_not_for_every_product(in_store: Any, core: Any) -> None:
    job = start_csv(SIX)
    core.is_away = True

    work(job, in_store, core)

    assert core.calls == ["product_create"]
    due = selectors.items_due_in(job_id=job.pk, now=timezone.now())
    assert due is not None
    assert 0 < due <= 30
    core.is_away = False
    later = timezone.now() + timedelta(seconds=31)
    while item_make_next(job_id=job.pk, store=in_store, core=core, now=later):
        pass
    assert statuses(job) == ["SUCCEEDED"] * 6


@pytest.mark.parametrize("code", ["signature_invalid", "store_suspended"])
def test_a_core_that_refuses_us_stops_the_run_and_a_retry_goes_on(
    in_store: Any, core: Any, code: str
) -> None:
    job = start_csv(SIX)
    job_read(job_id=job.pk, now=timezone.now())
    item_make_next(job_id=job.pk, store=in_store, core=core, now=timezone.now())
    core.forbids = code

    work(job, in_store, core)

    job.refresh_from_db()
    assert core.calls == ["product_create"] * 2
    assert job.status == "FAILED"
    wanted = "store_suspended" if code == "store_suspended" else "core_forbidden"
    assert [error["code"] for error in job.errors] == [wanted]
    assert "RUNNING" not in step_statuses(job).values()

    core.forbids = ""
    jobs.import_retry(import_id=job.pk, now=timezone.now())
    work(job, in_store, core)

    job.refresh_from_db()
    assert (job.status, job.errors, statuses(job)) == ("SUCCEEDED", [], ["SUCCEEDED"] * 6)
    assert len(products(core, in_store)) == 6


def refuse_once(core: Any, title: str) -> None:
    create = core.product_create
    refused: list[str] = []

    def product_create(**asked: Any) -> Any:
        if asked["draft"].title == title and not refused:
            refused.append(title)
            raise CoreRejected(status=422, code="too_odd", message="Too odd.")
        return create(**asked)

    core.product_create = product_create


def test_a_partial_import_is_retried_for_its_failed_products_only(in_store: Any, core: Any) -> None:
    refuse_once(core, "Lamp 2")
    job = work(start_csv(SIX), in_store, core)
    assert job.status == "PARTIAL"
    finished_at = job.finished_at
    assert selectors.import_get(import_id=job.pk).errors == [
        {"reference": "Lamp 2", "code": "too_odd", "message": "Too odd."}
    ]

    jobs.import_retry(import_id=job.pk, now=timezone.now())
    job.refresh_from_db()
    assert (job.status, job.finished_at) == ("QUEUED", None)
    progress = selectors.import_get(import_id=job.pk).progress
    assert (progress.total, progress.done, progress.failed, progress.percent) == (6, 5, 0, 83)
    calls = len(core.calls)
    work(job, in_store, core)

    job.refresh_from_db()
    assert job.status == "SUCCEEDED"
    assert job.finished_at is not None
    assert finished_at is not None
    assert job.finished_at > finished_at
    assert core.calls[calls:] == ["product_create"]
    assert selectors.import_get(import_id=job.pk).errors == []


def test_a_retry_keeps_what_is_known_of_pictures(in_store: Any, core: Any, fetched: list[str]) -> None:
    refuse_once(core, "Oak Lamp")
    page = PAGE.replace("https://cdn.example.com/oak.jpg", "https://broken.example.com/oak.jpg")
    job = work(start_page(page), in_store, core)
    assert job.status == "FAILED"

    jobs.import_retry(import_id=job.pk, now=timezone.now())
    work(job, in_store, core)

    assert ImportJob.objects.get(pk=job.pk).status == "SUCCEEDED"
    assert [error["code"] for error in selectors.import_get(import_id=job.pk).errors] == ["image_failed"]
    assert len(fetched) == 1


def test_rows_that_cannot_be_read_are_no_reason_to_retry(in_store: Any, core: Any) -> None:
    job = work(start_csv(SIX + b",no handle,,,,,X,5,,\n"), in_store, core)
    assert job.status == "PARTIAL"
    assert [(error["code"], error["row"]) for error in job.errors] == [("handle_missing", 8)]

    with pytest.raises(NotRetryable, match="Correct the rows"):
        jobs.import_retry(import_id=job.pk, now=timezone.now())

    job.refresh_from_db()
    assert job.status == "PARTIAL"


def test_row_errors_are_listed_once_after_a_retry(in_store: Any, core: Any) -> None:
    job = work(start_csv(HEAD + b",no handle,,,,,X,5,,\n"), in_store, core)
    assert job.status == "FAILED"
    assert [error["code"] for error in job.errors] == ["handle_missing", "no_product_found"]

    jobs.import_retry(import_id=job.pk, now=timezone.now())
    work(job, in_store, core)

    job.refresh_from_db()
    assert [error["code"] for error in job.errors] == ["handle_missing", "no_product_found"]


def test_an_import_whose_file_was_forgotten_says_so(in_store: Any, core: Any) -> None:
    refuse_once(core, "Lamp 2")
    job = work(start_csv(SIX), in_store, core)
    later = timezone.now() + timedelta(days=8)

    assert jobs.uploads_forget_old(now=later) == 1
    assert jobs.uploads_forget_old(now=later) == 0
    with pytest.raises(NotRetryable, match="deleted after a week"):
        jobs.import_retry(import_id=job.pk, now=later)

    job.refresh_from_db()
    assert (job.status, statuses(job).count("FAILED")) == ("PARTIAL", 1)


@pytest.mark.parametrize("status", ["QUEUED", "RUNNING", "SUCCEEDED", "CANCELLED"])
def test_only_failed_imports_are_retried(in_store: Any, core: Any, status: str) -> None:
    job = start_csv(SIX)
    ImportJob.objects.update(status=status)

    with pytest.raises(NotRetryable):
        jobs.import_retry(import_id=job.pk, now=timezone.now())


def test_a_file_with_too_many_products_makes_none(
    in_store: Any, core: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reading, "BATCH", 2)
    monkeypatch.setattr(reading, "MAX_PRODUCTS", 5)

    job = work(start_csv(SIX), in_store, core)

    assert (job.status, job.errors[0]["code"]) == ("FAILED", "too_many_products")
    assert ImportItem.objects.count() == 0
    assert core.calls == []


def test_more_row_errors_than_are_listed_are_counted(
    in_store: Any, core: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reading, "MAX_ERRORS", 3)

    job = work(start_csv(SIX + b",lost,,,,,X,5,,\n" * 7), in_store, core)

    assert (job.status, len(job.errors)) == ("PARTIAL", 3)
    assert job.notes[0] == "7 rows have problems; the first 3 are listed."


def test_long_handles_that_begin_alike_stay_two_products(in_store: Any, core: Any) -> None:
    long = b"a" * 230
    rows = HEAD + long + b"1,One,,,,,A,5,,\n" + long + b"2,Two,,,,,B,6,,\n"

    job = work(start_csv(rows), in_store, core)

    assert job.status == "SUCCEEDED"
    assert {made.draft.title for made in products(core, in_store)} == {"One", "Two"}


def test_characters_no_database_stores_are_dropped(in_store: Any, core: Any) -> None:
    page = PAGE.replace('"A lamp of solid oak.', '"A lamp\\u0000 of \\ud83d solid oak.').replace(
        '"OL-1"', '"OL\\u0000-1"'
    )

    job = work(start_page(page), in_store, core)

    assert job.status == "SUCCEEDED"
    (made,) = products(core, in_store)
    assert made.draft.variants[0].sku == "OL-1"
    assert "\x00" not in made.draft.description_html


def test_imp_08_the_same_bytes_under_two_addresses_are_one_picture(in_store: Any, core: Any) -> None:
    rows = (
        HEAD
        + b"mug,Mug,,,Colour,Blue,M-B,12,,https://cdn.example.com/same-1.jpg\n"
        + b"mug,,,,,Red,M-R,12,,https://cdn.example.com/same-2.jpg\n"
        + b"mug,,,,,,,,,https://cdn.example.com/other.jpg\n"
    )

    job = work(start_csv(rows), in_store, core)

    assert (job.status, selectors.import_get(import_id=job.pk).errors) == ("SUCCEEDED", [])
    (made,) = products(core, in_store)
    assert [upload.source_url for upload in made.uploads] == [
        "https://cdn.example.com/same-1.jpg",
        "https://cdn.example.com/other.jpg",
    ]
    assert [upload.position for upload in made.uploads] == [0, 1]


def test_a_picture_deleted_before_it_was_sent_is_listed(in_store: Any, core: Any) -> None:
    from automation.imports.uploads import uploads_forget

    job = start_page()
    core.is_away = True
    work(job, in_store, core)
    uploads_forget(job_id=job.pk)
    core.is_away = False
    later = timezone.now() + timedelta(seconds=31)

    assert item_make_next(job_id=job.pk, store=in_store, core=core, now=later)
    jobs.job_settle(job_id=job.pk, now=later)

    view = selectors.import_get(import_id=job.pk)
    assert (view.status, [error["code"] for error in view.errors]) == ("SUCCEEDED", ["image_lost"])


def test_two_readers_of_one_source_do_not_meet(in_store: Any, core: Any) -> None:
    job = start_csv(SIX)
    now = timezone.now()
    assert job_claim(job_id=job.pk, now=now) is not None

    assert job_read(job_id=job.pk, now=now) is True  # somebody else is at it: products may wait

    assert ImportItem.objects.count() == 0
    assert ImportStep.objects.filter(job=job, status="PENDING").count() == 2
    assert not jobs.job_settle(job_id=job.pk, now=now)


def test_every_product_of_a_long_import_is_named(in_store: Any, core: Any) -> None:
    job = work(start_csv(SIX), in_store, core)

    view = selectors.import_get(import_id=job.pk)

    made = {made.draft.title: made.id for made in products(core, in_store)}
    assert view.product_ids == [made[f"Lamp {number}"] for number in range(6)]
