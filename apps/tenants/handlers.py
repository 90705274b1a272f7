"""A store that found no ready schema is built in a worker."""

from django.utils import timezone

from apps.outbox.registry import subscribe
from apps.tenants import services
from apps.tenants.events import StoreCreated


@subscribe(StoreCreated, atomic=False, public=True)
def on_store_created(*, event: StoreCreated) -> None:
    services.store_build(store_id=event.store_id, now=timezone.now())
