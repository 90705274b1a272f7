"""Pictures of products: encoded and stored before the transaction, deleted after it."""

from __future__ import annotations

import hashlib
import logging
from uuid import UUID

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import connection, transaction
from django.db.models.functions import Now

from apps.catalog import imaging, rules
from apps.catalog.events import ImageAdded, ImagesRemoved, ProductUpdated
from apps.catalog.imaging import Picture
from apps.catalog.models import Image, Product, Rendition, Variant
from apps.catalog.selectors.images import image_get
from apps.catalog.types.errors import ImageRefused, ImageUnknown, ProductUnknown, TooManyImages
from apps.catalog.types.inputs import ImageInput, Unset
from apps.catalog.types.outputs import ImageInfo
from apps.catalog.types.statuses import MAX_IMAGES, ImageFormat
from apps.outbox.services import event_publish
from apps.outbox.types import Event
from apps.tenants.selectors import store_current
from apps.tenants.services import store_version_bump
from tenancy.errors import FilesUnavailable, Invalid
from tenancy.ids import uuid7

logger = logging.getLogger(__name__)

LISTED = max(imaging.WIDTHS)


def folder_of(*, product_id: UUID, image_id: UUID) -> str:
    """Return the folder of an image's files, below the store's own."""
    return f"products/{product_id}/{image_id}"


def image_add(
    *, product_id: UUID, content: bytes, alt_text: str = "", position: int | None = None
) -> ImageInfo:
    """Add a picture to a product, at `position` (0 is first; None or beyond the end is last).

    WebP forms are there on return, AVIF follows by an event. The same bytes again return the image that is
    there. Raises ImageRefused, ProductUnknown, TooManyImages, Invalid, FilesUnavailable.
    """
    imaging.picture_check(content)
    alt = _alt(alt_text)
    digest = hashlib.sha256(content).hexdigest()
    there = _by_content(product_id=product_id, digest=digest)
    if there is not None:
        return image_get(product_id=product_id, image_id=there)
    picture = imaging.picture_make(content, kind=ImageFormat.WEBP)
    image_id = uuid7()
    keys = _stored(picture, folder=folder_of(product_id=product_id, image_id=image_id))
    image = Image(
        id=image_id,
        product_id=product_id,
        key=keys[-1],
        content_hash=digest,
        alt_text=alt,
        width=picture.width,
        height=picture.height,
    )
    try:
        is_new = _inserted(image=image, picture=picture, keys=keys, position=position)
    except BaseException:
        _dropped(keys)
        raise
    if not is_new:
        _dropped(keys)
        image_id = _by_content(product_id=product_id, digest=digest) or image_id
    return image_get(product_id=product_id, image_id=image_id)


def _alt(text: str) -> str:
    faults = rules.Faults()
    cleaned = rules.line(text, "alt_text", faults, limit=512)
    faults.refuse()
    return "" if isinstance(cleaned, Unset) else cleaned


def _by_content(*, product_id: UUID, digest: str) -> UUID | None:
    if not Product.objects.filter(pk=product_id).exists():
        raise ProductUnknown
    found = Image.objects.filter(product_id=product_id, content_hash=digest)
    return found.values_list("pk", flat=True).first()


def _stored(picture: Picture, *, folder: str) -> list[str]:
    keys: list[str] = []
    try:
        for file in picture.files:
            name = f"{folder}/{file.width}.{file.format.lower()}"
            keys.append(default_storage.save(name, ContentFile(file.content)))
    except BaseException:
        _dropped(keys)
        raise
    return keys


def _dropped(keys: list[str]) -> None:
    """Delete what was stored for nothing; why it was for nothing matters more than a file left behind."""
    for key in keys:
        try:
            default_storage.delete(key)
        except FilesUnavailable:
            logger.warning("file %s is left behind: object storage is away", key)


@transaction.atomic(durable=True)
def _inserted(*, image: Image, picture: Picture, keys: list[str], position: int | None) -> bool:
    """Write the rows; False when the same bytes were added meanwhile."""
    store = store_current()
    if not Product.objects.filter(pk=image.product_id).only("pk").locked().exists():
        raise ProductUnknown
    rows = Image.objects.filter(product_id=image.product_id).order_by("position", "pk")
    ids = list(rows.values_list("pk", "content_hash"))
    if any(content_hash == image.content_hash for _, content_hash in ids):
        return False
    if len(ids) >= MAX_IMAGES:
        raise TooManyImages
    image.position = len(ids)
    image.save(force_insert=True)
    Rendition.objects.bulk_create(_renditions(image=image, picture=picture, keys=keys))
    if position is not None and position < len(ids):
        order = [image_id for image_id, _ in ids]
        order.insert(max(0, position), image.pk)
        _ordered(order)
    added = ImageAdded(product_id=image.product_id, image_id=image.pk)
    _told(product_id=image.product_id, events=[added], store_id=store.id)
    return True


def _renditions(*, image: Image, picture: Picture, keys: list[str]) -> list[Rendition]:
    return [
        Rendition(
            image_id=image.pk, format=file.format, width=file.width, key=key, size_bytes=len(file.content)
        )
        for file, key in zip(picture.files, keys, strict=True)
        if file.width <= LISTED
    ]


def _ordered(image_ids: list[UUID]) -> None:
    """Give the images the positions of their places in the list, in one statement."""
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE catalog_image i SET position = wanted.place - 1"
            " FROM unnest(%s::uuid[]) WITH ORDINALITY AS wanted (id, place) WHERE i.id = wanted.id",
            [image_ids],
        )


def _told(*, product_id: UUID, events: list[Event], store_id: UUID) -> None:
    Product.objects.filter(pk=product_id).update(updated_at=Now())
    for event in [*events, ProductUpdated(product_id=product_id)]:
        event_publish(event=event, store_id=store_id)
    store_version_bump(store_id=store_id)


@transaction.atomic(durable=True)
def image_update(*, product_id: UUID, image_id: UUID, data: ImageInput) -> ImageInfo:
    """Change alt text, place, or the variants that show the picture. Raises ImageUnknown, Invalid."""
    image = _locked(product_id=product_id, image_id=image_id)
    if not isinstance(data.alt_text, Unset):
        image.alt_text = _alt(data.alt_text)
        image.save(update_fields=["alt_text"])
    if not isinstance(data.position, Unset):
        rows = Image.objects.filter(product_id=product_id).exclude(pk=image_id).order_by("position", "pk")
        order = list(rows.values_list("pk", flat=True))
        order.insert(min(max(0, data.position), len(order)), image_id)
        _ordered(order)
    if not isinstance(data.variant_ids, Unset):
        _linked(product_id=product_id, image_id=image_id, variant_ids=data.variant_ids)
    _told(product_id=product_id, events=[], store_id=store_current().id)
    return image_get(product_id=product_id, image_id=image_id)


def _locked(*, product_id: UUID, image_id: UUID) -> Image:
    """Lock the product and return its image."""
    list(Product.objects.filter(pk=product_id).only("pk").locked())
    image = Image.objects.filter(pk=image_id, product_id=product_id).first()
    if image is None:
        raise ImageUnknown
    return image


def _linked(*, product_id: UUID, image_id: UUID, variant_ids: tuple[UUID, ...]) -> None:
    rows = list(Variant.objects.filter(product_id=product_id).only("image_id").locked())
    unknown = set(variant_ids) - {row.pk for row in rows}
    if unknown:
        places = [f"variant_ids.{index}" for index, key in enumerate(variant_ids) if key in unknown]
        raise Invalid(fields={place: ["There is no such variant of this product."] for place in places})
    Variant.objects.filter(product_id=product_id, image_id=image_id).exclude(pk__in=variant_ids).update(
        image_id=None
    )
    Variant.objects.filter(pk__in=variant_ids).update(image_id=image_id)


@transaction.atomic(durable=True)
def image_delete(*, product_id: UUID, image_id: UUID) -> None:
    """Delete a picture; its files go after the commit, by an event. Raises ImageUnknown."""
    image = _locked(product_id=product_id, image_id=image_id)
    list(Variant.objects.filter(product_id=product_id).only("pk").locked())
    Variant.objects.filter(product_id=product_id, image_id=image_id).update(image_id=None)
    Rendition.objects.filter(image_id=image_id).delete()
    image.delete()
    removed = ImagesRemoved(product_id=product_id, image_ids=[image_id])
    _told(product_id=product_id, events=[removed], store_id=store_current().id)


def image_avif_make(*, product_id: UUID, image_id: UUID) -> int:
    """Make the AVIF forms of an image; returns how many are new. Safe to repeat, and when the image is gone."""
    image = Image.objects.filter(pk=image_id, product_id=product_id).first()
    if image is None or Rendition.objects.filter(image_id=image_id, format=ImageFormat.AVIF).exists():
        return 0
    with default_storage.open(image.key) as file:
        content = file.read()
    try:
        picture = imaging.picture_make(content, kind=ImageFormat.AVIF)
    except ImageRefused:
        logger.exception("image %s cannot be made into AVIF; WebP stays", image_id)
        return 0
    keys = _stored(picture, folder=folder_of(product_id=product_id, image_id=image_id))
    if not _attached(image=image, picture=picture, keys=keys):
        _dropped(keys)
        return 0
    return len(keys)


@transaction.atomic
def _attached(*, image: Image, picture: Picture, keys: list[str]) -> bool:
    if not Image.objects.select_for_update(no_key=True).filter(pk=image.pk).exists():
        return False
    if Rendition.objects.filter(image_id=image.pk, format=ImageFormat.AVIF).exists():
        return False
    Rendition.objects.bulk_create(_renditions(image=image, picture=picture, keys=keys))
    store_version_bump(store_id=store_current().id)
    return True


def image_files_delete(*, product_id: UUID, image_ids: list[UUID]) -> int:
    """Delete every file of images that are gone; returns how many. Safe to repeat."""
    deleted = 0
    for image_id in image_ids:
        folder = folder_of(product_id=product_id, image_id=image_id)
        try:
            _, names = default_storage.listdir(folder)
        except FileNotFoundError:
            continue
        for name in names:
            default_storage.delete(f"{folder}/{name}")
            deleted += 1
        _folder_removed(folder)
    return deleted


def _folder_removed(folder: str) -> None:
    """Remove the emptied folder, where the storage has folders."""
    try:
        default_storage.delete(folder)
    except OSError:
        logger.info("folder %s is not empty yet", folder)
