"""Orders."""

from typing import Any
from uuid import UUID

from tests.apps.orders.making import place_order
from tests.isolation.scope import Bodies, Ids

AFTER = ("catalog",)


def make(store: Any, ids: Ids) -> Ids:
    from apps.catalog.selectors import product_get

    product = product_get(product_id=UUID(ids["product_id"]))
    return {"order_id": str(place_order(store=store, product=product).pk)}


BODIES: Bodies = {"orderCancelPost": lambda _: {"reason": "intruder"}}
