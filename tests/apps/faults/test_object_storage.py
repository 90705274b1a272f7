"""Object storage × faults: said in words, what can wait waits, one effect after it; shops go on. OPS-09."""

import socket
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from apps.catalog import services
from apps.catalog.models import Image
from apps.catalog.types import ImageFormat, ProductDetail
from apps.outbox.models import Delivery
from apps.outbox.services import MAX_ATTEMPTS
from tenancy import s3
from tenancy.context import public_context
from tests.apps.catalog.buckets import Bucket, storage_at
from tests.apps.catalog.samples import picture_bytes
from tests.conftest import Person

FAULTS: dict[str, dict[str, Any]] = {
    "slow": {"kind": "timeout", "seconds": 1.0},
    "rate limited": {"kind": "status", "status": 503},
    "broken": {"kind": "status", "status": 500},
    "cut off": {"kind": "disconnect"},
    "keys refused": {"kind": "status", "status": 403},
    "refused": {},
}
pytestmark = [pytest.mark.django_db, pytest.mark.parametrize("fault", FAULTS)]
PICTURE = picture_bytes(size=(400, 300))


@pytest.fixture
def away(bucket: Bucket, fault: str, settings: Any, monkeypatch: pytest.MonkeyPatch) -> Any:
    """Calling it begins the outage; calling what it returns ends it."""
    working = settings.STORAGES
    monkeypatch.setattr(s3, "PATIENCE", s3.Config(read_timeout=0.3, retries={"total_max_attempts": 1}))

    def end() -> None:
        bucket.mend()
        monkeypatch.undo()
        settings.STORAGES = {**working}

    def begin() -> Callable[[], None]:
        if fault == "refused":
            with socket.create_server(("127.0.0.1", 0)) as nobody:
                port = nobody.getsockname()[1]
            settings.STORAGES = working | {"default": storage_at(f"http://127.0.0.1:{port}")}
        else:
            bucket.break_down(**FAULTS[fault])
            settings.STORAGES = {**working}
        return end

    return begin


@pytest.fixture
def deliver_for(deliver: Callable[[], int]) -> Callable[[timedelta], None]:
    """Let relay and workers do what they do in that time, looked at every ten minutes."""

    def run(time: timedelta) -> None:
        began = timezone.now()
        with time_machine.travel(began, tick=True) as clock:
            for minutes in range(0, int(time.total_seconds() // 60) + 1, 10):
                clock.move_to(began + timedelta(minutes=minutes))
                deliver()

    return run


def test_ops_09_an_upload_says_try_again_and_is_there_once_after(
    bucket: Bucket, away: Any, owner: Person, in_store: Any, shirt: ProductDetail
) -> None:
    def upload() -> Any:
        return owner.client().post(
            f"/api/v1/stores/{in_store.id}/products/{shirt.id}/images",
            {"file": SimpleUploadedFile("mug.png", PICTURE)},
            format="multipart",
        )

    end = away()
    refused = upload()
    assert (refused.status_code, refused.json()["error"]["code"]) == (503, "files_unavailable"), (
        refused.content
    )
    assert "Try again" in refused.json()["error"]["message"]
    assert int(refused["Retry-After"]) >= 1
    assert Image.objects.count() == 0
    end()

    assert [upload().status_code for _ in range(2)] == [201, 201]
    assert Image.objects.count() == 1
    assert len(bucket.stored()) == 2


def test_ops_09_what_follows_a_change_waits_for_hours_and_happens_once(
    bucket: Bucket, away: Any, in_store: Any, shirt: ProductDetail, deliver_for: Any
) -> None:
    """The AVIF forms of one picture, and the files of another that was deleted."""
    kept = services.image_add(product_id=shirt.id, content=PICTURE)
    gone = services.image_add(product_id=shirt.id, content=picture_bytes(size=(300, 300)))
    end = away()
    services.image_delete(product_id=shirt.id, image_id=gone.id)
    deliver_for(timedelta(hours=3))
    with public_context():
        waiting = Delivery.objects.exclude(state="DONE")
        assert {row.state for row in waiting} == {"PENDING"}
        assert max(row.attempts for row in waiting) > MAX_ATTEMPTS
    end()

    with time_machine.travel(timezone.now() + timedelta(hours=4), tick=True):
        deliver_for(timedelta(0))
    formats = Image.objects.get().renditions.values_list("format", flat=True)
    assert set(formats) == {ImageFormat.WEBP, ImageFormat.AVIF}
    assert {key.split("/")[3] for key in bucket.stored()} == {str(kept.id)}
    assert len(bucket.stored()) == 4


def test_ops_09_an_export_waits_and_is_one_file(
    bucket: Bucket, away: Any, owner: Person, in_store: Any, shirt: ProductDetail, deliver_for: Any
) -> None:
    url = f"/api/v1/stores/{in_store.id}/analytics/exports"
    end = away()
    asked = owner.client().post(url, {"kind": "CATALOG"}, format="json").json()["data"]
    deliver_for(timedelta(hours=1))

    assert owner.client().get(f"{url}/{asked['id']}").json()["data"]["state"] == "QUEUED"
    end()
    with time_machine.travel(timezone.now() + timedelta(hours=2), tick=True):
        deliver_for(timedelta(0))
    assert owner.client().get(f"{url}/{asked['id']}").json()["data"]["state"] == "READY"
    assert [key.split("/")[1] for key in bucket.stored()] == ["exports"]
