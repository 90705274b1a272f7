"""The core's endpoint for what sells: the variants that syncs look after hourly."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol
from uuid import UUID


@dataclass(frozen=True, slots=True)
class SellingVariant:
    """A variant and how many pieces of it were paid for lately."""

    variant_id: UUID
    product_id: UUID
    quantity: int


class SellingCore(Protocol):
    """The part of the core that says what sells."""

    def variants_selling(self, *, store_id: UUID, days: int, limit: int) -> list[SellingVariant]: ...


class SellingClient:
    """Mixed into `CoreClient`, whose `_get` it uses."""

    def _get(self, path: str, query: Mapping[str, Any] | None = None) -> Any:
        raise NotImplementedError

    def variants_selling(self, *, store_id: UUID, days: int, limit: int) -> list[SellingVariant]:
        """Return what was paid for in the last days (at most 60), most pieces first, at most 500 variants."""
        rows = self._get(f"/internal/v1/stores/{store_id}/variants/selling", {"days": days, "limit": limit})
        return [
            SellingVariant(UUID(row["variant_id"]), UUID(row["product_id"]), row["quantity"]) for row in rows
        ]


@dataclass
class FakeSelling:
    """Mixed into `FakeCore`: pieces sold lately, by store, whenever that was."""

    selling: dict[UUID, list[SellingVariant]] = field(default_factory=dict)

    def _called(self, name: str) -> None:
        raise NotImplementedError

    def variants_selling(self, *, store_id: UUID, days: int, limit: int) -> list[SellingVariant]:
        self._called("variants_selling")
        rows = sorted(self.selling.get(store_id, []), key=lambda row: (-row.quantity, row.variant_id))
        return rows[:limit]
