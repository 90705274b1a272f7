"""Pictures in object storage, against a real S3 interface."""

from collections.abc import Callable
from typing import Any

import pytest

from apps.catalog import services
from apps.catalog.types import ProductDetail
from tests.apps.catalog.buckets import Bucket, _s3, bucket  # noqa: F401 - fixtures
from tests.apps.catalog.samples import picture_bytes


@pytest.mark.slow
def test_pictures_live_and_die_in_object_storage(
    bucket: Bucket,  # noqa: F811 - the fixture
    shirt: ProductDetail,
    in_store: Any,
    deliver: Callable[[], int],
) -> None:
    image = services.image_add(product_id=shirt.id, content=picture_bytes(size=(400, 300)))
    deliver()

    folder = f"{in_store.schema_name}/products/{shirt.id}/{image.id}"
    names = ["320.avif", "320.webp", "400.avif", "400.webp"]
    assert bucket.stored() == [f"{folder}/{name}" for name in names]
    assert image.url == f"{bucket.url}/media/{folder}/400.webp"
    services.image_delete(product_id=shirt.id, image_id=image.id)
    deliver()
    assert bucket.stored() == []
