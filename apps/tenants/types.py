"""What a store is to the rest of the code, and what can go wrong with one."""

from dataclasses import dataclass
from uuid import UUID

from django.db.models import TextChoices

from tenancy.errors import Conflict, Invalid, NotFound, Unavailable


class StoreStatus(TextChoices):
    """PROVISIONING → ACTIVE ⇄ SUSPENDED, → CLOSED (restorable for 30 days) → DELETED (a tombstone)."""

    PROVISIONING = "PROVISIONING"
    ACTIVE = "ACTIVE"
    SUSPENDED = "SUSPENDED"
    CLOSED = "CLOSED"
    DELETED = "DELETED"


@dataclass(frozen=True, slots=True)
class StoreInfo:
    """A store as every other module sees it. `version` changes whenever shoppers would see something new."""

    id: UUID
    schema_name: str
    name: str
    status: str
    merchant_id: UUID
    merchant_name: str
    domain: str
    url: str
    currency: str
    country: str
    locale: str
    time_zone: str
    contact_email: str
    version: int

    @property
    def is_active(self) -> bool:
        return self.status == StoreStatus.ACTIVE


class StoreUnknown(NotFound):
    message = "There is no such store."


class StoreNotReady(Unavailable):
    code = "store_not_ready"
    message = "The store is still being set up. Try again in a few seconds."


class StoreSuspended(Conflict):
    code = "store_suspended"
    status = 403
    message = "This store is suspended: it can be read and exported, not changed."


class SubdomainTaken(Conflict):
    code = "subdomain_taken"
    message = "This address is taken. Choose another."


class SubdomainRefused(Invalid):
    """Reserved, look-alike or malformed."""

    def __init__(self, sentence: str) -> None:
        super().__init__(fields={"subdomain": [sentence]})


class SchemaTaken(Conflict):
    code = "schema_taken"
    message = (
        "This store is still here. Delete it first (store_delete --now), or restore on another platform."
    )


class StatusRefused(Conflict):
    code = "store_status_refused"
    message = "The store's current status does not allow this."


class CurrencyFixed(Conflict):
    code = "currency_fixed"
    message = "The currency cannot be changed once the store has orders."
