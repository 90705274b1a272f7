"""Purchases are placed the moment they may be: when the hold ends, or when a person answers. The beat is the net."""

from datetime import datetime

from django.utils import timezone

from automation.core_client.types import CoreEvent
from automation.purchasing.dispatch import place_dispatch
from automation.registry.selectors import store_current
from automation.registry.services import on_core_event


@on_core_event("purchase_order.created")
def on_purchase_planned(event: CoreEvent) -> None:
    """Come back when the hold window ends."""
    hold_until = event.payload.get("hold_until")
    if hold_until:
        place_dispatch(
            schema_name=store_current().schema_name,
            purchase_id=event.payload["purchase_order_id"],
            at=datetime.fromisoformat(hold_until),
            now=timezone.now(),
        )


@on_core_event("purchase_order.ready")
def on_purchase_ready(event: CoreEvent) -> None:
    """Place it now."""
    now = timezone.now()
    place_dispatch(
        schema_name=store_current().schema_name,
        purchase_id=event.payload["purchase_order_id"],
        at=now,
        now=now,
    )
