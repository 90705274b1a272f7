"""The first order fixes the store's currency: amounts of orders cannot be relabelled."""

from apps.orders.events import OrderPlaced
from apps.outbox.registry import subscribe
from apps.tenants.selectors import store_current
from apps.tenants.services import store_currency_fix


@subscribe(OrderPlaced)
def on_order_placed_fix_currency(*, event: OrderPlaced) -> None:
    store_currency_fix(store_id=store_current().id)
