"""How many products a merchant has, over all stores whose schema exists."""

from uuid import UUID

from apps.catalog.selectors.counting import products_count
from apps.entitlements.registry import counts
from apps.entitlements.types import Resource
from apps.tenants.selectors import stores_of_merchant
from apps.tenants.types import StoreStatus
from tenancy.context import store_context


@counts(Resource.PRODUCTS)
def products_of_merchant(merchant_id: UUID) -> int:
    total = 0
    for store in stores_of_merchant(merchant_id=merchant_id):
        if store.status != StoreStatus.PROVISIONING:
            with store_context(store.schema_name):
                total += products_count()
    return total
