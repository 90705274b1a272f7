"""What a customer is to the rest of the code."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from tenancy.errors import Invalid, NotFound, Refused


@dataclass(frozen=True, slots=True)
class CustomerInfo:
    id: UUID
    email: str
    name: str
    phone: str
    created_at: datetime
    is_verified: bool = False


@dataclass(frozen=True, slots=True)
class SignedIn:
    """A customer who proved their address. `key` goes into the cookie and stands nowhere else."""

    customer_id: UUID
    email: str
    key: str


@dataclass(frozen=True, slots=True)
class AddressInfo:
    """A kept address; `content` holds the fields of an order's address."""

    id: UUID
    content: dict[str, str]
    is_default: bool


class SignInLinkInvalid(Invalid):
    code = "link_invalid"
    message = "This link has been used, is older than half an hour, or is not whole. Ask for a new one."


class AddressUnknown(NotFound):
    message = "There is no such address."


class AddressesFull(Refused):
    code = "addresses_full"
    message = "At most 20 addresses are kept."
