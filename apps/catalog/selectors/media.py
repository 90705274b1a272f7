"""Every picture of a store, one after the other, for who takes them along."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.db.models import Max, Sum

from apps.catalog.models import Image, Rendition
from apps.catalog.selectors.pictures import Media


@dataclass(frozen=True, slots=True)
class StoredPicture:
    """A product's picture and the key of its largest file. `position` counts from 1 within the product."""

    product: str
    position: int
    key: str
    url: str
    alt_text: str
    width: int
    height: int


def pictures_stream(*, piece: int = 500) -> Iterator[StoredPicture]:
    """Yield every picture by product and place; `piece` are in memory at a time. One statement."""
    media = Media(absolute=True)
    rows = Image.objects.order_by("product_id", "position", "pk").values_list(
        "product__handle", "key", "alt_text", "width", "height"
    )
    last, position = "", 0
    for handle, key, alt_text, width, height in rows.iterator(chunk_size=piece):
        position = position + 1 if handle == last else 1
        last = handle
        yield StoredPicture(handle, position, key, media.url(key), alt_text, width, height)


def pictures_least_bytes() -> int:
    """Return how many bytes the largest files of all pictures have at the least. One statement, no file is asked.

    The very largest file of a wide picture is not listed, so the truth may be more.
    """
    largest = Rendition.objects.values("image_id").annotate(most=Max("size_bytes"))
    return int(largest.aggregate(total=Sum("most"))["total"] or 0)
