"""Download a product's pictures into storage. One that cannot be had is listed; the product is made all the same."""

import hashlib
import time
from urllib.parse import urlsplit
from uuid import UUID

from django.conf import settings

from automation.imports.models import ImportItem
from automation.imports.types import MAX_IMAGES
from automation.imports.uploads import upload_keep
from automation.suppliers.fetch import image_fetch
from automation.suppliers.fetch_errors import FetchFailed, FetchTimeout, FetchUnreachable
from automation.suppliers.types import SourceImage, SourceProduct

MAX_PICTURE_BYTES = 15 * 1024 * 1024
# A host that did not answer three tries is not asked for each of its other pictures.
DEAD_HOST_SECONDS = 60.0
MAX_DEAD_HOSTS = 500
_dead_hosts: dict[str, float] = {}


def pictures_wanted(product: SourceProduct) -> list[SourceImage]:
    """Return the pictures to fetch, variants' own ones included, each address once, at most 30."""
    wanted = list(product.images)
    known = {image.url for image in wanted}
    for variant in product.variants:
        if variant.image_url and variant.image_url not in known:
            known.add(variant.image_url)
            wanted.append(SourceImage(url=variant.image_url, position=len(wanted) + 1))
    return wanted[:MAX_IMAGES]


def picture_fetch(*, item: ImportItem, job_id: UUID, image: SourceImage) -> None:
    """Fetch one picture (three tries) and note it on the item, as kept or as failed."""
    if any(picture["url"] == image.url for picture in item.pictures):
        return
    try:
        content = _download(image.url)
    except FetchFailed as error:
        item.errors = [
            *item.errors,
            {"code": "image_failed", "message": f"{error} ({image.url[:200]})", "reference": image.url[:300]},
        ]
        item.pictures = [*item.pictures, {"url": image.url, "key": None}]
        item.save(update_fields=["errors", "pictures"])
        return
    name = hashlib.sha256(image.url.encode()).hexdigest()[:32]
    key, digest = upload_keep(job_id=job_id, name=f"picture-{name}", content=content)
    kept = {"url": image.url, "key": key, "sha256": digest, "alt": image.alt, "position": image.position}
    item.pictures = [*item.pictures, kept]
    item.save(update_fields=["pictures"])


def _download(url: str) -> bytes:
    host = urlsplit(url).netloc
    if _dead_hosts.get(host, 0) > time.monotonic():
        raise FetchUnreachable("The host of this picture does not answer.")
    try:
        return image_fetch(
            url=url,
            max_bytes=MAX_PICTURE_BYTES,
            allowed_origins=frozenset(settings.FETCH_ALLOWED_ORIGINS),
        ).body
    except (FetchTimeout, FetchUnreachable):
        if len(_dead_hosts) >= MAX_DEAD_HOSTS:
            _dead_hosts.clear()
        _dead_hosts[host] = time.monotonic() + DEAD_HOST_SECONDS
        raise
