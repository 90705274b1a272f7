"""The core's endpoint for AI credits: taken before the model is asked."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol
from uuid import UUID

from automation.core_client.types import CoreRejected


class EntitlementsCore(Protocol):
    """The part of the core that counts what a plan includes."""

    def ai_credits_claim(self, *, store_id: UUID, amount: int, idempotency_key: str) -> int: ...


class EntitlementsClient:
    """Mixed into `CoreClient`, whose `_write` it uses."""

    def _write(self, path: str, key: str, *, json_body: Mapping[str, Any]) -> tuple[int, Any]:
        raise NotImplementedError

    def ai_credits_claim(self, *, store_id: UUID, amount: int, idempotency_key: str) -> int:
        """Take AI credits of this month and return how many are used; the same key takes them once.

        CoreRejected with status 402, `limit_reached` or `plan_inactive`, when the plan includes no more.
        """
        path = f"/internal/v1/stores/{store_id}/ai-credits/claim"
        _, row = self._write(path, idempotency_key, json_body={"amount": amount})
        return int(row["used"])


@dataclass
class FakeEntitlements:
    """Mixed into `FakeCore`: a month's credits per store; None is without limit."""

    ai_credits: int | None = None
    ai_credits_used: dict[UUID, int] = field(default_factory=dict)
    _ai_claims: dict[tuple[UUID, str], int] = field(default_factory=dict)

    def _called(self, name: str) -> None:
        raise NotImplementedError

    def ai_credits_claim(self, *, store_id: UUID, amount: int, idempotency_key: str) -> int:
        self._called("ai_credits_claim")
        known = self._ai_claims.get((store_id, idempotency_key))
        if known is not None:
            return known
        used = self.ai_credits_used.get(store_id, 0) + amount
        if self.ai_credits is not None and used > self.ai_credits:
            raise CoreRejected(
                status=402, code="limit_reached", message="The plan includes no more AI credits."
            )
        self.ai_credits_used[store_id] = self._ai_claims[store_id, idempotency_key] = used
        return used
