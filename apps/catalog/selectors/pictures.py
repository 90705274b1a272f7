"""Addresses of pictures, made once per read and not once per picture."""

from __future__ import annotations

import json
from typing import Any
from uuid import UUID

from django.core.files.storage import default_storage

from apps.catalog.types.outputs import ImageInfo, RenditionInfo
from apps.tenants.selectors import store_current

# One image as JSON, with its renditions; `i` is catalog_image.
IMAGE_JSON = """
    jsonb_build_object('id', i.id, 'key', i.key, 'alt_text', i.alt_text, 'width', i.width,
        'height', i.height, 'position', i.position,
        'renditions', (
            SELECT coalesce(jsonb_agg(jsonb_build_array(r.format, r.width, r.key) ORDER BY r.format, r.width), '[]')
            FROM catalog_rendition r WHERE r.image_id = i.id))
"""
# The first image of product `p`, or NULL.
COVER_JSON = f"""
    (SELECT {IMAGE_JSON} FROM catalog_image i WHERE i.product_id = p.id ORDER BY i.position, i.id LIMIT 1)
"""  # noqa: S608 - constants only


class Media:
    """Turns storage keys into addresses; `absolute` puts the store's own address before a path."""

    def __init__(self, *, absolute: bool) -> None:
        probe = default_storage.url("x")
        prefix = store_current().url if absolute and probe.startswith("/") else ""
        # A signed address differs per key and cannot be made from a common beginning.
        self._prefix = prefix
        self._base = prefix + probe[:-1] if probe.endswith("/x") else None

    def url(self, key: str) -> str:
        """Return the address of a stored file."""
        return self._base + key if self._base is not None else self._prefix + default_storage.url(key)

    def image(self, data: dict[str, Any]) -> ImageInfo:
        """Return the image described by `IMAGE_JSON`."""
        return ImageInfo(
            id=UUID(data["id"]),
            url=self.url(data["key"]),
            alt_text=data["alt_text"],
            width=data["width"],
            height=data["height"],
            position=data["position"],
            renditions=tuple(
                RenditionInfo(format=kind, width=width, url=self.url(key))
                for kind, width, key in data["renditions"]
            ),
        )

    def image_or_none(self, text: str | None) -> ImageInfo | None:
        """Return the image in a JSON column, or None for NULL."""
        return self.image(json.loads(text)) if text else None
