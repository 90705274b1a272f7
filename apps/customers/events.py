"""Facts about shoppers. All are published with the store's id."""

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar
from uuid import UUID

from apps.outbox.types import Event


@dataclass(frozen=True, kw_only=True)
class ConsentRequested(Event):
    """An address is to confirm that it wants mails. The link is made by the handler and stands in no event."""

    name: ClassVar[str] = "customer.consent_requested"
    consent_id: UUID
    number: int


@dataclass(frozen=True, kw_only=True)
class CustomerConsentChanged(Event):
    """In force already. `customer_id` is None for an address that never ordered."""

    name: ClassVar[str] = "customer.consent_changed"
    customer_id: UUID | None
    email: str
    channel: str
    state: str


@dataclass(frozen=True, kw_only=True)
class CustomerRegistered(Event):
    """A shopper proved their address for the first time: they have an account now."""

    name: ClassVar[str] = "customer.registered"
    customer_id: UUID


@dataclass(frozen=True, kw_only=True)
class CustomerErased(Event):
    """An address was erased. The event names it by its digest only (`types.address_digest`).

    `had_left`: the address had said no to news, which holds on. What was made after `at` belongs to somebody new.
    """

    name: ClassVar[str] = "customer.erased"
    email_digest: str
    customer_id: UUID | None
    had_left: bool
    at: datetime


@dataclass(frozen=True, kw_only=True)
class SignInRequested(Event):
    """A link is to be mailed; its secret is made when the mail is."""

    name: ClassVar[str] = "customer.sign_in_requested"
    request_id: UUID
