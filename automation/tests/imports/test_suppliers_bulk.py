"""Many products of a supplier at once: limits of theirs and ours, outages, one that never answers. IMP-13."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from automation.core_client.types import CoreRejected
from automation.imports.models import ImportItem, ImportJob
from automation.imports.services import jobs
from automation.imports.services.reading import job_read
from automation.imports.types import UploadRefused
from automation.suppliers.catalogue import (
    SupplierAway,
    SupplierRateLimited,
)
from automation.suppliers.fake import FakeSupplier, fake_product
from automation.tests.imports.working import number, products, start, work

pytestmark = pytest.mark.django_db


def test_imp_13_a_hundred_products_with_partial_success(
    in_store: Any, core: Any, supplier: FakeSupplier
) -> None:
    for at in range(1, 100):
        supplier.product_add(fake_product(at, images=()))

    job = work(start(*[number(at) for at in range(1, 101)]), in_store, core)

    assert (job.status, job.items.filter(status="SUCCEEDED").count()) == ("PARTIAL", 99)
    assert [(row["code"], row["row"], row["reference"]) for row in job.errors] == [
        ("product_gone", 100, number(100))
    ]
    with pytest.raises(UploadRefused):
        start(*[number(at) for at in range(1, 102)])


def test_imp_13_a_suppliers_limit_is_waited_for_and_nothing_is_asked_twice(
    in_store: Any, core: Any, supplier: FakeSupplier
) -> None:
    job = start(number(1), number(2))
    supplier.raises = [SupplierRateLimited(retry_after=30)]
    now = timezone.now()

    assert not job_read(job_id=job.pk, now=now)
    job.refresh_from_db()
    assert (job.status, job.attempts) == ("RUNNING", 0)
    assert timedelta(seconds=29) < job.due_at - now < timedelta(seconds=31)
    assert "slow down" in job.steps.get(name="extract").message
    job_read(job_id=job.pk, now=now + timedelta(seconds=5))
    assert supplier.calls == ["product"]

    assert job_read(job_id=job.pk, now=now + timedelta(seconds=31))
    assert supplier.calls == ["product"] * 3


def test_imp_13_a_supplier_that_is_away_in_the_middle_keeps_what_was_read(
    in_store: Any, core: Any, supplier: FakeSupplier
) -> None:
    job = start(number(1), number(2))
    now = timezone.now()
    asked = supplier.product

    def second_fails(**values: Any) -> Any:
        if values["product_id"] == number(2):
            raise SupplierAway("away")
        return asked(**values)

    supplier.product = second_fails  # type: ignore[method-assign]
    assert not job_read(job_id=job.pk, now=now)
    assert ImportItem.objects.count() == 1
    supplier.product = asked  # type: ignore[method-assign]

    assert job_read(job_id=job.pk, now=now + timedelta(minutes=2))
    assert supplier.calls == ["product"] * 2
    assert ImportItem.objects.count() == 2


def test_imp_13_the_plans_limit_is_said_and_stops_the_rest(
    in_store: Any, core: Any, supplier: FakeSupplier, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = core.product_create
    message = "Your plan holds 1 product, and you have 1. Growth holds 1,000."

    def limited(**values: Any) -> Any:
        if products(core, in_store):
            core.calls.append("refused")
            raise CoreRejected(status=402, code="limit_reached", message=message)
        return made(**values)

    monkeypatch.setattr(core, "product_create", limited)

    job = work(start(number(1), number(2), number(3)), in_store, core)

    assert job.status == "PARTIAL"
    failed = [item.errors[-1] for item in job.items.filter(status="FAILED")]
    assert failed == [{"code": "limit_reached", "message": message}] * 2
    assert core.calls.count("refused") == 1


def test_imp_13_one_product_that_is_never_answered_costs_itself_only_and_can_be_tried_again(
    in_store: Any, core: Any, supplier: FakeSupplier
) -> None:
    job, now, asked = start(number(1), number(2)), timezone.now(), supplier.product

    def first_fails(**values: Any) -> Any:
        if values["product_id"] == number(1):
            raise SupplierAway("The supplier does not answer.")
        return asked(**values)

    supplier.product = first_fails  # type: ignore[method-assign]
    for minute in range(0, 180, 6):
        job_read(job_id=job.pk, now=now + timedelta(minutes=minute))
        if minute == 30:
            assert [item.reference for item in job.items.all()] == [f"aliexpress:{number(2)}"]
    ImportJob.objects.update(due_at=now)
    ImportItem.objects.update(due_at=now)
    job = work(ImportJob.objects.get(), in_store, core)

    assert (job.status, [row["code"] for row in job.errors]) == ("PARTIAL", ["source_away"])
    assert (job.errors[0]["row"], job.errors[0]["reference"]) == (1, number(1))

    supplier.product = asked  # type: ignore[method-assign]
    jobs.import_retry(import_id=job.pk, now=timezone.now())
    job = work(ImportJob.objects.get(), in_store, core)
    assert (job.status, job.errors, len(products(core, in_store))) == ("SUCCEEDED", [], 2)
