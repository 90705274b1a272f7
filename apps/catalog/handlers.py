"""What follows from events: slow work with pictures (on the queue for slow work), and the store's currency."""

from apps.catalog import services
from apps.catalog.events import ImageAdded, ImagesRemoved
from apps.outbox.registry import subscribe
from apps.tenants.events import StoreUpdated
from apps.tenants.selectors import store_get


@subscribe(ImageAdded, queue="bulk", atomic=False)
def on_image_added(*, event: ImageAdded) -> None:
    services.image_avif_make(product_id=event.product_id, image_id=event.image_id)


@subscribe(ImagesRemoved, queue="bulk", atomic=False)
def on_images_removed(*, event: ImagesRemoved) -> None:
    services.image_files_delete(product_id=event.product_id, image_ids=event.image_ids)


@subscribe(StoreUpdated)
def on_store_updated(*, event: StoreUpdated) -> None:
    services.currency_follow(currency=store_get(store_id=event.store_id).currency)
