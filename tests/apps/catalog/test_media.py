"""B5: pictures are served to their own shop's host only, and nothing else is."""

from pathlib import Path
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.test import Client

from apps.catalog import services
from apps.catalog.models import Image
from apps.catalog.types import ProductDetail
from tests.apps.catalog.samples import picture_bytes

HERE, THERE = "meadow.localhost", "harbour.localhost"


@pytest.fixture(autouse=True)
def media(settings: Any, tmp_path: Path) -> Path:
    settings.MEDIA_ROOT = tmp_path / "media"
    return tmp_path / "media"


@pytest.fixture
def key(shirt: ProductDetail) -> str:
    image = services.image_add(product_id=shirt.id, content=picture_bytes(size=(100, 80)))
    return Image.objects.get(pk=image.id).key


def get(path: str, host: str = HERE) -> Any:
    return Client(HTTP_HOST=host).get(path)


def test_picture_is_served_for_ever(key: str, in_store: Any, media: Path) -> None:
    answer = get(f"/media/{in_store.schema_name}/{key}")

    assert answer.status_code == 200
    assert b"".join(answer.streaming_content) == (media / in_store.schema_name / key).read_bytes()
    assert answer["Content-Type"] == "image/webp"
    assert answer["Cache-Control"] == "public, max-age=31536000, immutable"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert "Set-Cookie" not in answer


def test_aut_03_b5_media_of_another_shop_get_404(key: str, in_store: Any, other_store: Any) -> None:
    assert get(f"/media/{in_store.schema_name}/{key}", host=THERE).status_code == 404
    assert get(f"/media/{other_store.schema_name}/{key}", host=THERE).status_code == 404


@pytest.mark.parametrize(
    "path",
    [
        "/media/{schema}/",
        "/media/{schema}/products",
        "/media/{schema}/products/../{key}",
        "/media/{schema}/{key}/",
        "/media/{schema}/{key}%00.webp",
        "/media/{schema}/..%2f..%2f..%2fetc%2fpasswd",
        "/media/{schema}/../../../../etc/passwd",
        "/media/{schema}//etc/passwd",
        "/media/{schema}/%2e%2e/{other}/{key}",
        "/media/{other}/../{schema}/{key}",
        "/media/public/{key}",
        "/media/{schema_upper}/{key}",
        "/media/{schema}/products\\..\\{key}",
        "/media/{schema}/secret.txt",
        "/media/{schema}/products/secret.webp",
    ],
)
def test_b5_guessed_paths_get_404(key: str, in_store: Any, other_store: Any, path: str) -> None:
    default_storage.save("secret.txt", ContentFile(b"secret"))
    default_storage.save("products/secret.webp", ContentFile(b"secret"))
    names = {"schema": in_store.schema_name, "other": other_store.schema_name, "key": key}

    answer = get(path.format(**names, schema_upper=in_store.schema_name.upper()))

    assert answer.status_code == 404


def test_only_reading_is_possible(key: str, in_store: Any) -> None:
    client = Client(HTTP_HOST=HERE)

    assert client.post(f"/media/{in_store.schema_name}/{key}").status_code in {403, 405}
    assert client.delete(f"/media/{in_store.schema_name}/{key}").status_code in {403, 405}
    assert default_storage.exists(key)
