"""Reads of single pictures."""

from __future__ import annotations

from uuid import UUID

from django.db import connection

from apps.catalog.selectors.pictures import IMAGE_JSON, Media
from apps.catalog.types.errors import ImageUnknown
from apps.catalog.types.outputs import ImageInfo


def image_get(*, product_id: UUID, image_id: UUID) -> ImageInfo:
    """Return a product's image with absolute addresses, in one statement. Raises ImageUnknown."""
    sql = f"SELECT {IMAGE_JSON} FROM catalog_image i WHERE i.id = %s AND i.product_id = %s"  # noqa: S608
    with connection.cursor() as cursor:
        cursor.execute(sql, [image_id, product_id])
        row = cursor.fetchone()
    image = Media(absolute=True).image_or_none(row[0]) if row else None
    if image is None:
        raise ImageUnknown
    return image
