"""What happens after the catalog changed: slow work with pictures, on the queue for slow work."""

from apps.catalog import services
from apps.catalog.events import ImageAdded, ImagesRemoved
from apps.outbox.registry import subscribe


@subscribe(ImageAdded, queue="bulk", atomic=False)
def on_image_added(*, event: ImageAdded) -> None:
    services.image_avif_make(product_id=event.product_id, image_id=event.image_id)


@subscribe(ImagesRemoved, queue="bulk", atomic=False)
def on_images_removed(*, event: ImagesRemoved) -> None:
    services.image_files_delete(product_id=event.product_id, image_ids=event.image_ids)
