"""Replace the alternative text of a picture, if it is still what the caller saw."""

from __future__ import annotations

from uuid import UUID

from django.db import transaction
from django.db.models.functions import Now

from apps.catalog.events import ProductUpdated
from apps.catalog.models import Image, Product
from apps.catalog.rules import Faults, line
from apps.catalog.types.errors import ImageUnknown, TextsChanged
from apps.outbox.services import event_publish
from apps.tenants.selectors import store_current
from apps.tenants.services import store_version_bump


@transaction.atomic(durable=True)
def image_alt_replace(*, product_id: UUID, image_id: UUID, expected: str, value: str) -> None:
    """Set the alternative text of a picture whose text is still `expected`.

    Safe to repeat. Raises ImageUnknown, TextsChanged, Invalid.
    """
    faults = Faults()
    cleaned = line(value, "alt_text", faults, limit=512)
    faults.refuse()
    rows = Image.objects.select_for_update(of=("self",)).filter(pk=image_id, product_id=product_id)
    image = rows.order_by("pk").first()
    if image is None:
        raise ImageUnknown
    if _is_done(found=image.alt_text, expected=expected, value=str(cleaned)):
        return
    Image.objects.filter(pk=image_id).update(alt_text=cleaned)
    Product.objects.filter(pk=product_id).update(updated_at=Now())
    _told(product_id)


def _is_done(*, found: str, expected: str, value: str) -> bool:
    if found == value:
        return True
    if found != expected:
        raise TextsChanged
    return False


def _told(product_id: UUID) -> None:
    store = store_current()
    event_publish(event=ProductUpdated(product_id=product_id), store_id=store.id)
    store_version_bump(store_id=store.id)
