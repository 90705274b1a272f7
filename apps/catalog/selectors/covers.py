"""First pictures of products, many at once."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from django.db import connection

from apps.catalog.selectors.pictures import COVER_JSON, Media
from apps.catalog.types.outputs import ImageInfo


def covers_of(*, product_ids: Sequence[UUID], absolute: bool = True) -> dict[UUID, ImageInfo]:
    """Return the first picture of each product that has one. One statement; none for an empty list."""
    if not product_ids:
        return {}
    with connection.cursor() as cursor:
        sql = f"SELECT p.id, {COVER_JSON} FROM catalog_product p WHERE p.id = ANY(%s)"  # noqa: S608 - constants
        cursor.execute(sql, [list(product_ids)])
        rows = cursor.fetchall()
    media = Media(absolute=absolute)
    return {key: image for key, text in rows if (image := media.image_or_none(text)) is not None}
