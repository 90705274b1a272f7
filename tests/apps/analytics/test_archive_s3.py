"""POR-01 with object storage: the archive waits for it, and is fetched as it comes over the wire."""

import hashlib
import json
from datetime import timedelta
from io import BytesIO
from typing import Any
from zipfile import ZipFile

import pytest
import time_machine
from django.utils import timezone

from apps.catalog.models import Image
from apps.catalog.services import image_add, product_create
from apps.outbox.models import Delivery
from apps.tenants.files import store_files
from tenancy.context import public_context, store_context
from tenancy.storage import file_stream
from tests.apps.analytics.test_exports import ask, look
from tests.apps.catalog.buckets import Bucket, _s3, bucket  # noqa: F401 - fixtures
from tests.apps.catalog.samples import picture_bytes, shirt_input
from tests.conftest import Person, api_client

pytestmark = pytest.mark.django_db


@pytest.fixture
def pictures(bucket: Bucket, in_store: Any) -> int:  # noqa: F811 - the imported fixture
    """A product with three pictures in the bucket; returns how many."""
    shirt = product_create(data=shirt_input(handle="ocean-shirt"))
    for colour in ("#111111", "#222222", "#333333"):
        image_add(product_id=shirt.id, content=picture_bytes(colour=colour))
    return 3


def test_por_01_storage_that_goes_away_in_the_midst_is_waited_for(
    bucket: Bucket,  # noqa: F811
    pictures: int,
    store: Any,
    owner: Person,
    deliver: Any,
) -> None:
    """The second picture cannot be read: nothing is READY, nothing half is left; then it is made anew."""
    with store_context(store.schema_name):
        second = Image.objects.order_by("position")[1].key
    bucket.break_down(kind="status", status=503, path=second)
    asked = ask(owner, store, "EVERYTHING").json()["data"]
    deliver()

    waiting = look(owner, store, asked["id"])
    assert (waiting["state"], waiting["path"]) == ("QUEUED", "")
    with public_context():
        last = Delivery.objects.get(handler="analytics.on_export_requested_make_file")
    assert (last.state, last.last_error.split(":")[0]) == ("PENDING", "FilesUnavailable")
    assert not [key for key in bucket.stored() if "/exports/" in key]

    bucket.mend()
    with time_machine.travel(timezone.now() + timedelta(minutes=5), tick=True):
        deliver()
    ready = look(owner, store, asked["id"])
    assert (ready["state"], ready["pictures"], ready["pictures_missing"]) == ("READY", pictures, 0)
    assert len([key for key in bucket.stored() if "/exports/" in key]) == 1


def test_por_01_the_archive_comes_out_of_a_bucket_whole(
    bucket: Bucket,  # noqa: F811
    pictures: int,
    store: Any,
    owner: Person,
    deliver: Any,
) -> None:
    asked = ask(owner, store, "EVERYTHING").json()["data"]
    deliver()
    ready = look(owner, store, asked["id"])
    answer = api_client().get(ready["path"])
    content = b"".join(answer.streaming_content)

    assert len(content) == ready["size_bytes"] == int(answer["Content-Length"])
    archive = ZipFile(BytesIO(content))
    told = {file["path"]: file["sha256"] for file in json.loads(archive.read("manifest.json"))["files"]}
    assert told == {path: hashlib.sha256(archive.read(path)).hexdigest() for path in told}
    with store_context(store.schema_name):
        keys = list(Image.objects.order_by("position").values_list("key", flat=True))
        stored = [file_stream(key).read() for key in keys]
    media = [name for name in archive.namelist() if name.startswith("media/")]
    assert [archive.read(name) for name in media] == stored
    assert len(stored) == pictures


def test_por_01_a_file_gone_from_the_bucket_is_no_link(
    bucket: Bucket,  # noqa: F811
    store: Any,
    owner: Person,
    deliver: Any,
) -> None:
    asked = ask(owner, store, "CATALOG").json()["data"]
    deliver()
    path = look(owner, store, asked["id"])["path"]
    for key in bucket.stored():
        bucket.client.delete_object(Bucket="media", Key=key)

    assert api_client().get(path).status_code == 404
    with store_context(store.schema_name):
        assert list(store_files()) == []
        with pytest.raises(FileNotFoundError):
            file_stream("exports/none.zip")
