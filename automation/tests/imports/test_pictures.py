"""Pictures that could not be had: listed, the product made, and asked for again when a person wants it. IMP-08."""

from typing import Any

import pytest
from django.utils import timezone

from automation.imports import selectors
from automation.imports.services import jobs, pictures
from automation.imports.types import NotRetryable
from automation.suppliers.fetch import FetchedDocument
from automation.suppliers.fetch_errors import FetchUnreachable
from automation.tests.imports.working import HEAD, PNG, products, start_csv, work

pytestmark = pytest.mark.django_db
ROWS = (
    HEAD
    + b"mug,Mug,,,Colour,Blue,M-B,12,,https://cdn.example.com/mug.jpg\n"
    + b"mug,,,,,Red,M-R,12,,https://late.example.com/mug-red.jpg\n"
    + b"bowl,Bowl,,,Title,Default Title,B-1,20,,https://cdn.example.com/bowl.jpg\n"
)


@pytest.fixture
def late(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Addresses asked for; those of the late host cannot be had while the list says so."""
    asked: list[str] = ["away"]

    def fetch(*, url: str, **_: Any) -> FetchedDocument:
        asked.append(url)
        if "late" in url and asked[0] == "away":
            raise FetchUnreachable
        return FetchedDocument(url=url, content_type="image/png", charset=None, body=PNG + url.encode())

    monkeypatch.setattr(pictures, "image_fetch", fetch)
    return asked


def test_imp_08_a_failed_picture_is_tried_again_for_the_made_product_alone(
    in_store: Any, core: Any, late: list[str]
) -> None:
    job = work(start_csv(ROWS), in_store, core)
    assert job.status == "SUCCEEDED"
    assert [error["code"] for error in selectors.import_get(import_id=job.pk).errors] == ["image_failed"]
    mug, bowl = products(core, in_store)
    assert (len(mug.uploads), len(bowl.uploads)) == (1, 1)

    late[:] = ["there"]
    pictures._dead_hosts.clear()
    core.calls.clear()
    jobs.import_retry(import_id=job.pk, now=timezone.now())
    work(job, in_store, core)

    assert (job.status, selectors.import_get(import_id=job.pk).errors) == ("SUCCEEDED", [])
    assert late[1:] == ["https://late.example.com/mug-red.jpg"]
    assert [upload.source_url for upload in mug.uploads] == [
        "https://cdn.example.com/mug.jpg",
        "https://late.example.com/mug-red.jpg",
    ]
    assert (len(bowl.uploads), core.calls.count("product_create")) == (1, 0)
    with pytest.raises(NotRetryable):
        jobs.import_retry(import_id=job.pk, now=timezone.now())


def test_imp_08_one_that_stays_away_is_listed_again(in_store: Any, core: Any, late: list[str]) -> None:
    job = work(start_csv(ROWS), in_store, core)

    jobs.import_retry(import_id=job.pk, now=timezone.now())
    work(job, in_store, core)

    assert job.status == "SUCCEEDED"
    assert [error["code"] for error in selectors.import_get(import_id=job.pk).errors] == ["image_failed"]
    assert len(products(core, in_store)) == 2
