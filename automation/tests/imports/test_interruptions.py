"""Killed workers, lost messages, a broker that is away: rows G1, G3 and G7 of reliability.md."""

import threading
import time
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from celery import current_app
from django.core.files.base import ContentFile
from django.utils import timezone

from automation.celery import app
from automation.imports import selectors, tasks
from automation.imports.dispatch import import_dispatch
from automation.imports.models import ImportItem, ImportJob
from automation.imports.services import jobs
from automation.imports.services.leases import item_claim
from automation.imports.services.making import item_make_next
from automation.imports.services.reading import job_read
from automation.registry.dispatch import IMPATIENT
from tenancy.ids import uuid7

pytestmark = pytest.mark.django_db
CSV = b"Handle,Title,Variant Price\n" + b"".join(b"lamp-%d,Lamp %d,5\n" % (n, n) for n in range(5))


@pytest.fixture
def job(in_store: Any) -> ImportJob:
    return jobs.import_start_csv(
        file=ContentFile(CSV, "p.csv"),
        name="p.csv",
        options={"rewrite": False},
        user_id=UUID(int=7),
        now=timezone.now(),
    )


def test_threads_of_the_web_process_publish_with_this_services_celery() -> None:
    seen = []
    thread = threading.Thread(target=lambda: seen.append(current_app.main))
    thread.start()
    thread.join()
    assert seen == [app.main] == ["automation"]


def test_g01_a_silent_broker_costs_a_start_less_than_a_second(monkeypatch: pytest.MonkeyPatch) -> None:
    import socket

    with socket.create_server(("127.0.0.1", 0)) as silent:
        url = f"redis://127.0.0.1:{silent.getsockname()[1]}/2"
        connection = current_app.connection
        monkeypatch.setattr(current_app, "connection", lambda **options: connection(url, **options))
        began = time.perf_counter()
        taken = import_dispatch(schema_name="s_" + "a" * 20, import_id=uuid7())
        assert not taken
        assert time.perf_counter() - began < 4 * IMPATIENT["socket_timeout"]


def test_g03_a_product_whose_making_kills_its_worker_ends_as_failed(
    job: ImportJob, in_store: Any, core: Any
) -> None:
    now = timezone.now()
    job_read(job_id=job.pk, now=now)
    first = ImportItem.objects.order_by("position").first()
    assert first is not None
    for _ in range(8):
        claimed = item_claim(job_id=job.pk, now=now)
        assert claimed is not None
        assert claimed.pk == first.pk
        ImportItem.objects.filter(pk=first.pk).update(leased_until=now - timedelta(seconds=1))

    assert item_make_next(job_id=job.pk, store=in_store, core=core, now=now) is True

    first.refresh_from_db()
    assert (first.status, first.errors[0]["code"]) == ("FAILED", "gave_up")
    assert first.product_id is None


def test_an_error_of_ours_holds_up_one_product_only(
    job: ImportJob, in_store: Any, core: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = timezone.now()
    job_read(job_id=job.pk, now=now)
    create = core.product_create

    def broken(**asked: Any) -> Any:
        if asked["draft"].title == "Lamp 0":
            raise ZeroDivisionError
        return create(**asked)

    monkeypatch.setattr(core, "product_create", broken)
    while item_make_next(job_id=job.pk, store=in_store, core=core, now=now):
        pass

    statuses = dict(ImportItem.objects.values_list("title", "status"))
    assert statuses.pop("Lamp 0") == "QUEUED"
    assert set(statuses.values()) == {"SUCCEEDED"}
    waiting = ImportItem.objects.get(title="Lamp 0")
    assert waiting.due_at > now
    assert waiting.leased_until is None
    assert waiting.steps.get(name="create").status == "PENDING"

    monkeypatch.setattr(core, "product_create", create)
    item_make_next(job_id=job.pk, store=in_store, core=core, now=waiting.due_at)
    assert ImportItem.objects.get(title="Lamp 0").status == "SUCCEEDED"


def test_g03_a_source_whose_reading_kills_its_worker_ends_the_job(job: ImportJob) -> None:
    now = timezone.now()
    ImportJob.objects.update(status="RUNNING", attempts=5, leased_until=now - timedelta(seconds=1))

    assert job_read(job_id=job.pk, now=now) is False

    job.refresh_from_db()
    assert (job.status, job.errors[0]["code"]) == ("FAILED", "gave_up")


def test_g10_the_beat_leaves_imports_alone_that_somebody_works_on(job: ImportJob) -> None:
    now = timezone.now()
    job_read(job_id=job.pk, now=now)
    assert selectors.jobs_stalled(now=now) == [job.pk]

    item_claim(job_id=job.pk, now=now)

    assert selectors.jobs_stalled(now=now) == []
    assert selectors.jobs_stalled(now=now + timedelta(seconds=16)) == [job.pk]


def test_g10_no_import_holds_more_than_three_workers(
    job: ImportJob, in_store: Any, core: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tasks.import_product, "delay", lambda **_: None)
    now = timezone.now()
    job_read(job_id=job.pk, now=now)
    for _ in range(tasks.LANES):
        item_claim(job_id=job.pk, now=now)

    tasks.import_product(schema_name=in_store.schema_name, import_id=str(job.pk), is_first=False)

    assert ImportItem.objects.filter(status="SUCCEEDED").count() == 0
    assert ImportItem.objects.filter(status="QUEUED").count() == 2
