"""How many members a merchant's team has."""

from uuid import UUID

from apps.accounts.selectors import members_count
from apps.entitlements.registry import counts
from apps.entitlements.types import Resource


@counts(Resource.MEMBERS)
def members_of_merchant(merchant_id: UUID) -> int:
    return members_count(merchant_id=merchant_id)
