"""How many stores a merchant has: every one that is not closed or deleted."""

from uuid import UUID

from apps.entitlements.registry import counts
from apps.entitlements.types import Resource
from apps.tenants.selectors import stores_of_merchant
from apps.tenants.types import StoreStatus


@counts(Resource.STORES)
def stores_count(merchant_id: UUID) -> int:
    return sum(store.status != StoreStatus.CLOSED for store in stores_of_merchant(merchant_id=merchant_id))
