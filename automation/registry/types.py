"""A store as the rest of this service sees it."""

from dataclasses import dataclass
from uuid import UUID

from tenancy.errors import NotFound


@dataclass(frozen=True, slots=True)
class StoreInfo:
    id: UUID
    schema_name: str
    name: str
    state: str
    currency: str
    country: str
    locale: str
    time_zone: str
    # Where its shop is.
    url: str = ""

    @property
    def is_active(self) -> bool:
        return self.state == "ACTIVE"


class StoreUnknown(NotFound):
    message = "There is no such store."
