"""What follows from events of the catalog: pages that are gone say so."""

from apps.catalog.events import CollectionDeleted, ProductDeleted
from apps.content import services
from apps.outbox.registry import subscribe


@subscribe(ProductDeleted)
def on_product_deleted(*, event: ProductDeleted) -> None:
    services.redirects_gone(kind="products", handles=event.handles)


@subscribe(CollectionDeleted)
def on_collection_deleted(*, event: CollectionDeleted) -> None:
    services.redirects_gone(kind="collections", handles=event.handles)
