"""F9, thin: an import step by step, resumable, once. IMP-03, IMP-04, IMP-08, IMP-10."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from automation.ai.types import AiAnsweredBadly, Answer
from automation.imports import selectors
from automation.imports.models import ImportItem, ImportJob, ImportStep
from automation.imports.services import jobs, making
from automation.imports.services.creating import draft_of
from automation.imports.services.leases import item_claim
from automation.imports.services.making import item_make_next
from automation.imports.services.reading import job_read
from automation.imports.snapshots import source_load
from automation.imports.tasks import import_product
from automation.imports.uploads import upload_read
from automation.suppliers.fetch import FetchedDocument
from automation.tests.imports.working import PAGE, products, start_csv, start_page, work
from tenancy.errors import FilesUnavailable
from tenancy.ids import uuid7

pytestmark = pytest.mark.django_db


def test_imp_04_a_saved_page_becomes_one_draft_with_every_step_kept(in_store: Any, core: Any) -> None:
    job = work(start_page(), in_store, core)

    assert job.status == "SUCCEEDED"
    made = products(core, in_store)
    assert [item.draft.title for item in made] == ["Oak Lamp"]
    assert str(made[0].draft.variants[0].price) == "49.90"
    assert made[0].draft.variants[0].sku == "OL-1"
    assert len(made[0].images) == 1
    assert "<img" not in made[0].draft.description_html
    view = selectors.import_get(import_id=job.pk)
    assert [(step.name, step.status) for step in view.steps] == [
        ("fetch", "SUCCEEDED"),
        ("extract", "SUCCEEDED"),
        ("rewrite", "SKIPPED"),
        ("images", "SUCCEEDED"),
        ("price", "SKIPPED"),
        ("create", "SUCCEEDED"),
    ]
    assert all(step.seconds is not None for step in view.steps)
    assert view.product_ids == [made[0].id]
    assert (view.progress.total, view.progress.done, view.progress.percent) == (1, 1, 100)


def test_imp_03_the_same_source_twice_gives_one_product(in_store: Any, core: Any) -> None:
    work(start_page(), in_store, core)

    second = work(start_page(), in_store, core)

    assert second.status == "SUCCEEDED"
    assert len(products(core, in_store)) == 1
    view = selectors.import_get(import_id=second.pk)
    assert view.product_ids == [products(core, in_store)[0].id]
    assert any("imported before" in note for note in view.notes)


def test_a_csv_keeps_every_product_variant_and_compare_at_price(in_store: Any, core: Any) -> None:
    job = work(start_csv(), in_store, core)

    assert job.status == "SUCCEEDED"
    by_title = {item.draft.title: item.draft for item in products(core, in_store)}
    assert set(by_title) == {"Mug", "Bowl"}
    mug = by_title["Mug"]
    assert mug.options == (("Colour", ("Blue", "Red")),)
    assert [
        (row.sku, str(row.price), row.compare_at_price and str(row.compare_at_price)) for row in mug.variants
    ] == [
        ("M-B", "12.00", "15.00"),
        ("M-R", "12.50", None),
    ]
    assert "<script" not in mug.description_html


def test_imp_10_without_the_model_the_cleaned_text_is_a_draft_that_says_so(in_store: Any, core: Any) -> None:
    job = start_page()
    ImportJob.objects.filter(pk=job.pk).update(options={"rewrite": True})

    work(job, in_store, core)

    draft = products(core, in_store)[0].draft
    assert "A lamp of solid oak." in draft.description_html
    assert "not available" in str(draft.content_note)
    step = ImportStep.objects.get(job=job, name="rewrite")
    assert (step.status, "not connected" in step.message) == ("SKIPPED", True)


def test_imp_10_a_bad_answer_of_the_model_keeps_the_source_text(
    in_store: Any, core: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    def bad(**_: Any) -> Answer[Any]:
        raise AiAnsweredBadly("the answer does not fit the schema")

    monkeypatch.setattr(making, "product_text_write", bad)
    job = start_page()
    ImportJob.objects.filter(pk=job.pk).update(options={"rewrite": True})

    work(job, in_store, core)

    assert ImportJob.objects.get(pk=job.pk).status == "SUCCEEDED"
    assert "A lamp of solid oak." in products(core, in_store)[0].draft.description_html


def test_imp_08_a_picture_that_cannot_be_had_is_listed_and_the_product_made(in_store: Any, core: Any) -> None:
    page = PAGE.replace("https://cdn.example.com/oak.jpg", "https://broken.example.com/oak.jpg")

    job = work(start_page(page), in_store, core)

    assert job.status == "SUCCEEDED"
    assert len(products(core, in_store)) == 1
    errors = selectors.import_get(import_id=job.pk).errors
    assert [error["code"] for error in errors] == ["image_failed"]
    assert "broken.example.com" in errors[0]["message"]


def test_a_core_that_is_away_postpones_and_loses_nothing(in_store: Any, core: Any) -> None:
    job = start_page()
    core.is_away = True
    work(job, in_store, core)
    item = ImportItem.objects.get(job=job)
    assert (item.status, ImportJob.objects.get(pk=job.pk).status) == ("QUEUED", "RUNNING")
    assert item.due_at > timezone.now()

    core.is_away = False
    ImportItem.objects.update(due_at=timezone.now())
    ImportJob.objects.update(due_at=timezone.now())
    work(job, in_store, core)

    assert ImportJob.objects.get(pk=job.pk).status == "SUCCEEDED"
    assert len(products(core, in_store)) == 1


@pytest.mark.parametrize("place", ["reading.upload_keep", "reading.upload_read", "creating.upload_read"])
def test_ops_09_while_files_cannot_be_kept_an_import_waits_and_says_so(
    in_store: Any, core: Any, place: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def away(**_: Any) -> None:
        raise FilesUnavailable(retry_after=30)

    job = start_page()
    if place == "reading.upload_keep":
        html = upload_read(key=job.source["file"], limit=100_000)
        page = FetchedDocument(
            url="https://shop.example.com/oak", body=html, content_type="text/html", charset="utf-8"
        )
        monkeypatch.setattr("automation.imports.services.reading.url_fetch", lambda **_: page)
        ImportJob.objects.filter(pk=job.pk).update(source={"url": page.url})
    with monkeypatch.context() as outage:
        outage.setattr(f"automation.imports.services.{place}", away)
        work(job, in_store, core)
        waiting = ImportStep.objects.get(job=job, attempts__gte=1, status="PENDING")
        assert waiting.message == FilesUnavailable.message
        assert ImportJob.objects.get(pk=job.pk).status == "RUNNING"

    ImportItem.objects.update(due_at=timezone.now())
    ImportJob.objects.update(due_at=timezone.now())
    work(job, in_store, core)

    assert ImportJob.objects.get(pk=job.pk).status == "SUCCEEDED"
    assert [len(made.images) for made in products(core, in_store)] == [1]


def test_a_killed_worker_is_followed_by_another_that_goes_on(in_store: Any, core: Any) -> None:
    job = start_page()
    job_read(job_id=job.pk, now=timezone.now())
    now = timezone.now()
    item = item_claim(job_id=job.pk, now=now)
    assert item is not None
    # The worker dies here, with the product made and its id not yet written.
    core.product_create(
        store_id=in_store.id,
        draft=draft_of(item=item, product=source_load(item.source), store=in_store),
        idempotency_key=f"import-{item.pk}",
    )

    assert not item_make_next(job_id=job.pk, store=in_store, core=core, now=now)
    later = now + timedelta(seconds=91)
    assert item_make_next(job_id=job.pk, store=in_store, core=core, now=later)
    jobs.job_settle(job_id=job.pk, now=later)

    assert len(products(core, in_store)) == 1
    assert len(products(core, in_store)[0].images) == 1
    assert ImportJob.objects.get(pk=job.pk).status == "SUCCEEDED"


def test_a_failed_step_is_where_a_retry_begins(in_store: Any, core: Any) -> None:
    job = start_page("<html><body><p>nothing for sale</p></body></html>", url=None)
    work(job, in_store, core)
    assert ImportJob.objects.get(pk=job.pk).status == "FAILED"
    assert selectors.import_get(import_id=job.pk).errors[0]["code"] == "no_product_found"

    retried = jobs.import_retry(import_id=job.pk, now=timezone.now())

    assert retried.status == "QUEUED"
    steps = {step.name: (step.status, step.attempts) for step in ImportStep.objects.filter(job=job)}
    assert steps["fetch"] == ("SUCCEEDED", 1)
    assert steps["extract"][0] == "PENDING"


def test_cancelling_stops_what_was_not_begun(in_store: Any, core: Any) -> None:
    job = start_csv()
    job_read(job_id=job.pk, now=timezone.now())
    item_make_next(job_id=job.pk, store=in_store, core=core, now=timezone.now())

    jobs.import_cancel(import_id=job.pk, now=timezone.now())
    work(job, in_store, core)

    assert ImportJob.objects.get(pk=job.pk).status == "CANCELLED"
    assert len(products(core, in_store)) == 1
    with pytest.raises(jobs.AlreadyEnded):
        jobs.import_cancel(import_id=job.pk, now=timezone.now())


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04zip", b"\x00\x01\x02", b"a,b\n1,2\n"])
def test_files_that_are_no_export_fail_with_words(in_store: Any, core: Any, content: bytes) -> None:
    job = work(start_csv(content), in_store, core)

    assert job.status == "FAILED"
    assert selectors.import_get(import_id=job.pk).errors[0]["message"]
    assert products(core, in_store) == []


def test_the_task_works_an_import_to_its_end(
    in_store: Any, core: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(import_product, "delay", lambda **_: None)
    job = start_page()

    import_product(schema_name=in_store.schema_name, import_id=str(job.pk))

    assert ImportJob.objects.get(pk=job.pk).status == "SUCCEEDED"


def test_stalled_imports_are_found(in_store: Any) -> None:
    job = start_page()

    assert selectors.jobs_stalled(now=timezone.now()) == [job.pk]
    ImportJob.objects.update(leased_until=timezone.now() + timedelta(seconds=60))
    assert selectors.jobs_stalled(now=timezone.now()) == []
    assert selectors.jobs_stalled(now=timezone.now() + timedelta(seconds=61)) == [job.pk]


def test_an_unknown_import_is_unknown(in_store: Any) -> None:
    with pytest.raises(selectors.ImportUnknown):
        selectors.import_get(import_id=uuid7())
