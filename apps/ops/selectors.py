"""Figures for the people who run the platform."""

from dataclasses import dataclass

from apps.outbox.selectors import outbox_figures
from apps.tenants.selectors import stores_by_status
from apps.tenants.types import StoreStatus


@dataclass(frozen=True, slots=True)
class Figure:
    """One number with the page that shows what is behind it."""

    label: str
    value: int
    url: str


def platform_figures() -> list[Figure]:
    """Return what staff look at first: stores, and what waits or is dead in the outbox."""
    stores, outbox = stores_by_status(), outbox_figures()
    return [
        Figure("Active stores", stores.get(StoreStatus.ACTIVE, 0), "/tenants/store/?status__exact=ACTIVE"),
        Figure(
            "Being set up",
            stores.get(StoreStatus.PROVISIONING, 0),
            "/tenants/store/?status__exact=PROVISIONING",
        ),
        Figure("Deliveries waiting", outbox["pending"], "/outbox/delivery/?state__exact=PENDING"),
        Figure("Dead deliveries", outbox["dead"], "/outbox/delivery/?state__exact=DEAD"),
    ]
