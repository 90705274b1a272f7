"""Pictures in object storage, against a real S3 interface."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from apps.catalog import services
from apps.catalog.types import ProductDetail
from tests.apps.catalog.samples import picture_bytes


@pytest.fixture(scope="module")
def s3_endpoint() -> Iterator[str]:
    from moto.server import ThreadedMotoServer

    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    yield f"http://{host}:{port}"
    server.stop()


@pytest.fixture
def s3(s3_endpoint: str, settings: Any) -> Any:
    """A bucket behind the default storage; returns a client to look into it."""
    import boto3

    access = {"aws_access_key_id": "test", "aws_secret_access_key": "test", "region_name": "us-east-1"}
    client = boto3.client("s3", endpoint_url=s3_endpoint, **access)
    client.create_bucket(Bucket="media")
    options = {
        "bucket_name": "media",
        "endpoint_url": s3_endpoint,
        "access_key": "test",
        "secret_key": "test",
        "region_name": "us-east-1",
        "addressing_style": "path",
        "signature_version": "s3v4",
        "querystring_auth": False,
        "file_overwrite": False,
    }
    settings.STORAGES = settings.STORAGES | {
        "default": {"BACKEND": "tenancy.storage.StoreS3Storage", "OPTIONS": options}
    }
    return client


@pytest.mark.slow
def test_pictures_live_and_die_in_object_storage(
    s3: Any, s3_endpoint: str, shirt: ProductDetail, in_store: Any, deliver: Callable[[], int]
) -> None:
    def keys() -> list[str]:
        return [item["Key"] for item in s3.list_objects_v2(Bucket="media").get("Contents", [])]

    image = services.image_add(product_id=shirt.id, content=picture_bytes(size=(400, 300)))
    deliver()

    folder = f"{in_store.schema_name}/products/{shirt.id}/{image.id}"
    names = ["320.avif", "320.webp", "400.avif", "400.webp"]
    assert keys() == [f"{folder}/{name}" for name in names]
    assert image.url == f"{s3_endpoint}/media/{folder}/400.webp"
    services.image_delete(product_id=shirt.id, image_id=image.id)
    deliver()
    assert keys() == []
