"""Download a product's pictures into storage. One that cannot be had is listed; the product is made all the same."""

import hashlib
import time
from datetime import datetime
from urllib.parse import urlsplit
from uuid import UUID

from django.conf import settings

from automation.imports.models import ImportItem, ImportJob, ImportStep
from automation.imports.types import MAX_IMAGES, ItemStatus, StepName, StepStatus
from automation.imports.uploads import upload_keep
from automation.suppliers.fetch import image_fetch
from automation.suppliers.fetch_errors import FetchFailed, FetchTimeout, FetchUnreachable
from automation.suppliers.types import SourceImage, SourceProduct

IMAGE_FAILED = "image_failed"
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
            {"code": IMAGE_FAILED, "message": f"{error} ({image.url[:200]})", "reference": image.url[:300]},
        ]
        item.pictures = [*item.pictures, {"url": image.url, "key": None}]
        item.save(update_fields=["errors", "pictures"])
        return
    name = hashlib.sha256(image.url.encode()).hexdigest()[:32]
    key, digest = upload_keep(job_id=job_id, name=f"picture-{name}", content=content)
    kept = {"url": image.url, "key": key, "sha256": digest, "alt": image.alt, "position": image.position}
    item.pictures = [*item.pictures, kept]
    item.save(update_fields=["pictures"])


def pictures_again(*, job: ImportJob, now: datetime) -> int:
    """Queue the products that were made without some of their pictures, for those alone; returns how many.

    What was sent stays; a product that was there before the import gets none.
    """
    items = list(
        job.items.filter(
            status=ItemStatus.SUCCEEDED, is_new_product=True, errors__contains=[{"code": IMAGE_FAILED}]
        )
    )
    for item in items:
        item.errors = [error for error in item.errors if error["code"] != IMAGE_FAILED]
        item.pictures = [picture for picture in item.pictures if picture["key"]]
        item.status, item.attempts, item.waits = ItemStatus.QUEUED, 0, 0
        item.due_at, item.leased_until = now, None
    fields = ["errors", "pictures", "status", "attempts", "waits", "due_at", "leased_until"]
    ImportItem.objects.bulk_update(items, fields, batch_size=500)
    ImportStep.objects.filter(item__in=items, name__in=[StepName.IMAGES, StepName.CREATE]).update(
        status=StepStatus.PENDING, message="", started_at=None, finished_at=None
    )
    return len(items)


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
