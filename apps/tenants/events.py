"""Facts about stores. All are published with the store's id."""

from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from apps.outbox.types import Event


@dataclass(frozen=True, kw_only=True)
class StoreCreated(Event):
    name: ClassVar[str] = "store.created"
    store_id: UUID
    merchant_id: UUID


@dataclass(frozen=True, kw_only=True)
class StoreActivated(Event):
    """The schema is ready; seed what a new shop needs."""

    name: ClassVar[str] = "store.activated"
    store_id: UUID


@dataclass(frozen=True, kw_only=True)
class StoreUpdated(Event):
    name: ClassVar[str] = "store.updated"
    store_id: UUID


@dataclass(frozen=True, kw_only=True)
class StoreSuspended(Event):
    name: ClassVar[str] = "store.suspended"
    store_id: UUID
    reason: str


@dataclass(frozen=True, kw_only=True)
class StoreResumed(Event):
    name: ClassVar[str] = "store.resumed"
    store_id: UUID


@dataclass(frozen=True, kw_only=True)
class StoreClosed(Event):
    name: ClassVar[str] = "store.closed"
    store_id: UUID


@dataclass(frozen=True, kw_only=True)
class StoreDeleted(Event):
    """Schema and files are gone."""

    name: ClassVar[str] = "store.deleted"
    store_id: UUID
