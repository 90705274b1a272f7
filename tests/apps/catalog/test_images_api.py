"""Pictures over the wire."""

import json
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from rest_framework.test import APIClient

from apps.catalog.models import Image
from apps.catalog.types import ProductDetail
from tests.apps.catalog.samples import SVG, picture_bytes


@pytest.fixture(autouse=True)
def media(settings: Any, tmp_path: Path) -> Path:
    """A folder of this test's own."""
    settings.MEDIA_ROOT = tmp_path / "media"
    return tmp_path / "media"


def upload(client: APIClient, store: Any, product: ProductDetail, content: bytes, **fields: Any) -> Any:
    file = SimpleUploadedFile("../../evil.php", content, content_type="text/html")
    return client.post(
        f"/api/v1/stores/{store.id}/products/{product.id}/images", {"file": file} | fields, format="multipart"
    )


def test_upload_change_and_delete(owner_client: APIClient, in_store: Any, shirt: ProductDetail) -> None:
    answer = upload(owner_client, in_store, shirt, picture_bytes(), alt_text="Front", position=0)
    assert answer.status_code == 201
    image = answer.json()["data"]
    assert (image["alt_text"], image["width"], image["height"]) == ("Front", 800, 600)
    assert [row["format"] for row in image["renditions"]] == ["WEBP", "WEBP", "WEBP"]
    url = f"/api/v1/stores/{in_store.id}/products/{shirt.id}/images/{image['id']}"

    changed = owner_client.patch(
        url, {"alt_text": "Back", "variant_ids": [str(shirt.variants[0].id)]}, format="json"
    )
    assert (changed.status_code, changed.json()["data"]["alt_text"]) == (200, "Back")
    row = owner_client.get(f"/api/v1/stores/{in_store.id}/products").json()["data"][0]
    assert row["image"]["alt_text"] == "Back"
    assert row["image"]["url"].endswith("/320.webp")
    assert owner_client.delete(url).status_code == 200
    assert owner_client.delete(url).status_code == 404


@pytest.mark.parametrize(
    ("content", "status", "code"),
    [
        (SVG, 400, "image_svg"),
        (b"", 400, "image_empty"),
        (b"\xff\xd8\xff" + b"x" * (21 * 1024 * 1024), 413, "body_too_large"),
    ],
)
def test_refused_uploads_say_why(
    owner_client: APIClient, in_store: Any, shirt: ProductDetail, content: bytes, status: int, code: str
) -> None:
    answer = upload(owner_client, in_store, shirt, content)

    assert (answer.status_code, answer.json()["error"]["code"]) == (status, code)
    assert not Image.objects.exists()


def test_upload_without_a_file_or_as_json_is_refused(
    owner_client: APIClient, in_store: Any, shirt: ProductDetail
) -> None:
    url = f"/api/v1/stores/{in_store.id}/products/{shirt.id}/images"

    missing = owner_client.post(url, {"alt_text": "x"}, format="multipart")
    assert (missing.status_code, set(missing.json()["error"]["fields"])) == (400, {"file"})
    text = owner_client.post(url, {"file": "not a file"}, format="multipart")
    assert (text.status_code, set(text.json()["error"]["fields"])) == (400, {"file"})
    as_json = owner_client.post(url, json.dumps({"file": "x"}), content_type="application/json")
    assert as_json.status_code == 415
