"""Pictures: what is taken, what becomes of it, what is left after deletion."""

import struct
import zlib
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from io import BytesIO
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.core.files.storage import default_storage
from django.db import connection
from PIL import Image as PillowImage

from apps.catalog import imaging, selectors, services
from apps.catalog.models import Image, Rendition, Variant
from apps.catalog.types import (
    ImageInput,
    ImageRefused,
    ImageUnknown,
    ProductDetail,
    ProductInput,
    ProductUnknown,
    TooManyImages,
    VariantInput,
)
from tenancy.context import store_context
from tenancy.errors import Invalid
from tests.apps.catalog.samples import SVG, picture_bytes


@pytest.fixture(autouse=True)
def media(settings: Any, tmp_path: Path) -> Path:
    """A folder of this test's own."""
    settings.MEDIA_ROOT = tmp_path / "media"
    return tmp_path / "media"


def files_in(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.rglob("*") if path.is_file())


def stored(url: str, store: Any) -> PillowImage.Image:
    key = url.partition(f"/media/{store.schema_name}/")[2]
    with default_storage.open(key) as file:
        return PillowImage.open(BytesIO(file.read()))


def test_imp_08_picture_is_stored_in_webp_widths(shirt: ProductDetail, in_store: Any, media: Path) -> None:
    image = services.image_add(
        product_id=shirt.id, content=picture_bytes(size=(1500, 1000)), alt_text=" A  shirt "
    )

    assert (image.width, image.height, image.alt_text, image.position) == (1500, 1000, "A shirt", 0)
    assert [(row.format, row.width) for row in image.renditions] == [
        ("WEBP", 320),
        ("WEBP", 640),
        ("WEBP", 1200),
    ]
    folder = f"{in_store.schema_name}/products/{shirt.id}/{image.id}"
    assert image.url == f"http://meadow.localhost/media/{folder}/1500.webp"
    assert files_in(media / folder) == ["1200.webp", "1500.webp", "320.webp", "640.webp"]
    with stored(image.renditions[0].url, in_store) as small:
        assert (small.format, small.size) == ("WEBP", (320, 213))


def test_small_picture_keeps_its_width_and_large_one_is_bounded(shirt: ProductDetail) -> None:
    small = services.image_add(product_id=shirt.id, content=picture_bytes(size=(200, 100), kind="PNG"))
    large = services.image_add(product_id=shirt.id, content=picture_bytes(size=(3000, 1500)))

    assert (small.width, [row.width for row in small.renditions]) == (200, [200])
    assert (large.width, large.height) == (2048, 1024)


def test_avif_follows_by_the_event(
    shirt: ProductDetail, in_store: Any, media: Path, deliver: Callable[[], int]
) -> None:
    image = services.image_add(product_id=shirt.id, content=picture_bytes(size=(700, 500)))

    deliver()

    detail = selectors.product_get(product_id=shirt.id)
    assert [(row.format, row.width) for row in detail.images[0].renditions] == [
        *[("AVIF", 320), ("AVIF", 640), ("AVIF", 700)],
        *[("WEBP", 320), ("WEBP", 640), ("WEBP", 700)],
    ]
    with stored(detail.images[0].renditions[0].url, in_store) as avif:
        assert (avif.format, avif.size) == ("AVIF", (320, 229))
    assert services.image_avif_make(product_id=shirt.id, image_id=image.id) == 0


def exif_jpeg() -> bytes:
    """A 60 × 40 picture that says it lies on its side, with a place and a canary."""
    exif = PillowImage.Exif()
    exif[0x0112] = 6
    exif[0x010E] = "CANARY-7421"
    exif.get_ifd(0x8825)[1] = "N"
    return picture_bytes(size=(60, 40), exif=exif.tobytes(), comment=b"CANARY-7421")


def test_e7_exif_is_gone_and_the_picture_upright(shirt: ProductDetail, in_store: Any, media: Path) -> None:
    assert b"CANARY-7421" in exif_jpeg()

    image = services.image_add(product_id=shirt.id, content=exif_jpeg())

    assert (image.width, image.height) == (40, 60)
    for path in media.rglob("*.webp"):
        assert b"CANARY" not in path.read_bytes()
        with PillowImage.open(path) as picture:
            assert not picture.getexif()


def bomb_png(width: int, height: int) -> bytes:
    """A tiny file that claims to be huge."""
    content = bytearray(picture_bytes(size=(1, 1), kind="PNG"))
    content[16:24] = struct.pack(">II", width, height)
    content[29:33] = struct.pack(">I", zlib.crc32(content[12:29]))
    return bytes(content)


def gif(frames: int) -> bytes:
    buffer = BytesIO()
    pictures = [PillowImage.new("P", (8, 8), number % 250) for number in range(frames)]
    pictures[0].save(buffer, "GIF", save_all=True, append_images=pictures[1:])
    return buffer.getvalue()


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "image_empty"),
        (SVG, "image_svg"),
        (b"\xef\xbb\xbf  <!-- x --><SVG onload=alert(1)>", "image_svg"),
        (b"GIF89a", "image_broken"),
        (b"%PDF-1.7", "image_not_recognised"),
        (b"<html><script>1</script>", "image_not_recognised"),
        (b"\x89PNG\r\n\x1a\n" + b"\x00" * 100, "image_broken"),
        (bomb_png(50_000, 50_000), "image_too_many_pixels"),
        (bomb_png(12_000, 9_000), "image_too_many_pixels"),
        (picture_bytes()[:500], "image_broken"),
        (b"\xff\xd8\xff" + b"x" * imaging.MAX_BYTES, "image_too_large"),
    ],
)
def test_e7_hostile_files_are_refused_and_leave_nothing(
    shirt: ProductDetail, media: Path, content: bytes, reason: str
) -> None:
    with pytest.raises(ImageRefused) as refused:
        services.image_add(product_id=shirt.id, content=content)

    assert refused.value.code == reason
    assert not Image.objects.exists()
    assert not media.exists()


def test_e7_gif_of_many_frames_becomes_its_first(shirt: ProductDetail, in_store: Any) -> None:
    image = services.image_add(product_id=shirt.id, content=gif(2000))

    with stored(image.url, in_store) as picture:
        assert getattr(picture, "n_frames", 1) == 1


def test_e7_polyglot_loses_what_came_after_the_picture(shirt: ProductDetail, media: Path) -> None:
    services.image_add(product_id=shirt.id, content=picture_bytes() + SVG + b"PK\x03\x04")

    for path in media.rglob("*.webp"):
        assert b"script" not in path.read_bytes()


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "PA", "RGBA", "I;16", "CMYK"])
def test_every_colour_mode_becomes_a_picture(shirt: ProductDetail, mode: str) -> None:
    buffer = BytesIO()
    kind = {"CMYK": "JPEG", "PA": "PNG"}.get(mode, "PNG")
    source = PillowImage.new("RGBA", (20, 10), (200, 30, 30, 128))
    picture = (
        source.convert("L").convert(mode) if mode in {"I;16"} else source.convert(mode.replace("PA", "LA"))
    )
    picture.save(buffer, kind)

    assert services.image_add(product_id=shirt.id, content=buffer.getvalue()).width == 20


def test_imp_08_same_bytes_are_one_image_per_product(shirt: ProductDetail, media: Path) -> None:
    other = services.product_create(data=ProductInput(title="Mug"))
    content = picture_bytes(size=(100, 100))

    first = services.image_add(product_id=shirt.id, content=content)
    again = services.image_add(product_id=shirt.id, content=content, alt_text="other words")
    elsewhere = services.image_add(product_id=other.id, content=content)

    assert again == first
    assert elsewhere.id != first.id
    assert len(files_in(media)) == 2


def test_order_can_be_given_and_changed(shirt: ProductDetail) -> None:
    def add(colour: str, position: int | None = None) -> Any:
        content = picture_bytes(size=(20, 20), colour=colour)
        return services.image_add(product_id=shirt.id, content=content, position=position).id

    red, green = add("red"), add("green")
    blue = add("blue", position=0)
    services.image_update(product_id=shirt.id, image_id=red, data=ImageInput(position=99))

    images = selectors.product_get(product_id=shirt.id).images
    assert [(row.id, row.position) for row in images] == [(blue, 0), (green, 1), (red, 2)]


def test_cat_05_image_is_linked_to_variants(shirt: ProductDetail) -> None:
    image = services.image_add(product_id=shirt.id, content=picture_bytes())
    one, two, *_ = (row.id for row in shirt.variants)

    services.image_update(product_id=shirt.id, image_id=image.id, data=ImageInput(variant_ids=(one, two)))
    services.image_update(product_id=shirt.id, image_id=image.id, data=ImageInput(variant_ids=(two,)))

    assert list(Variant.objects.filter(image_id=image.id).values_list("pk", flat=True)) == [two]
    cart = selectors.variants_for_cart(variant_ids=[two])[two]
    assert cart.image_url is not None
    assert str(image.id) in cart.image_url


def test_image_of_another_product_cannot_be_linked_or_deleted(shirt: ProductDetail) -> None:
    other = services.product_create(data=ProductInput(title="Mug"))
    image = services.image_add(product_id=other.id, content=picture_bytes())
    variants = tuple(VariantInput(id=row.id, image_id=image.id) for row in shirt.variants)

    with pytest.raises(Invalid):
        services.product_update(product_id=shirt.id, data=ProductInput(variants=variants))
    with pytest.raises(Invalid):
        services.image_update(
            product_id=other.id, image_id=image.id, data=ImageInput(variant_ids=(shirt.variants[0].id,))
        )
    with pytest.raises(ImageUnknown):
        services.image_delete(product_id=shirt.id, image_id=image.id)

    assert Image.objects.count() == 1
    assert not Variant.objects.exclude(image_id=None).exists()


def test_cat_05_deletion_cleans_every_rendition(
    shirt: ProductDetail, media: Path, deliver: Callable[[], int]
) -> None:
    image = services.image_add(product_id=shirt.id, content=picture_bytes())
    kept = services.image_add(product_id=shirt.id, content=picture_bytes(colour="red", size=(50, 50)))
    services.image_update(
        product_id=shirt.id, image_id=image.id, data=ImageInput(variant_ids=(shirt.variants[0].id,))
    )
    deliver()

    services.image_delete(product_id=shirt.id, image_id=image.id)
    assert len(files_in(media)) == 8
    deliver()

    assert files_in(media) == ["50.avif", "50.webp"]
    assert [row.id for row in selectors.product_get(product_id=shirt.id).images] == [kept.id]
    assert not Variant.objects.exclude(image_id=None).exists()


def test_cat_05_deleted_product_leaves_no_file(
    shirt: ProductDetail, media: Path, deliver: Callable[[], int]
) -> None:
    services.image_add(product_id=shirt.id, content=picture_bytes())

    services.product_delete(product_id=shirt.id)
    deliver()

    assert files_in(media) == []
    assert not Rendition.objects.exists()


def test_image_deleted_before_its_avif_is_made_leaves_no_file(
    shirt: ProductDetail, media: Path, deliver: Callable[[], int]
) -> None:
    image = services.image_add(product_id=shirt.id, content=picture_bytes())
    services.image_delete(product_id=shirt.id, image_id=image.id)

    deliver()

    assert files_in(media) == []
    assert services.image_avif_make(product_id=shirt.id, image_id=image.id) == 0


@pytest.mark.slow
def test_same_bytes_uploaded_at_once_are_one_image(
    transactional: None, in_store: Any, shirt: ProductDetail, media: Path
) -> None:
    content = picture_bytes(size=(200, 200))

    def work(_: int) -> UUID:
        try:
            with store_context(in_store.schema_name):
                return services.image_add(product_id=shirt.id, content=content).id
        finally:
            connection.close()

    with ThreadPoolExecutor(max_workers=6) as pool:
        ids = set(pool.map(work, range(6)))

    assert len(ids) == Image.objects.count() == 1
    assert files_in(media) == ["200.webp"]


def test_unknown_product_leaves_no_file(in_store: Any, media: Path) -> None:
    with pytest.raises(ProductUnknown):
        services.image_add(product_id=uuid4(), content=picture_bytes())

    assert files_in(media) == []


def test_full_product_refuses_and_leaves_no_file(shirt: ProductDetail, media: Path) -> None:
    Image.objects.bulk_create(
        Image(product_id=shirt.id, key="x", content_hash=str(n), width=1, height=1, position=n)
        for n in range(250)
    )

    with pytest.raises(TooManyImages):
        services.image_add(product_id=shirt.id, content=picture_bytes())

    assert files_in(media) == []


def test_ten_five_other_store_cannot_open_the_file(
    shirt: ProductDetail, in_store: Any, other_store: Any
) -> None:
    image = services.image_add(product_id=shirt.id, content=picture_bytes())
    key = Image.objects.get(pk=image.id).key

    assert default_storage.exists(key)
    with store_context(other_store.schema_name):
        assert not default_storage.exists(key)
