"""The buying part of the core in memory: offers and purchase orders as tests set them."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from threading import RLock
from typing import Any
from uuid import UUID

from automation.core_client.purchasing import (
    CoreOffer,
    CorePurchase,
    OfferDraft,
    ParcelReport,
    PlacedReport,
    QuoteReport,
)
from automation.core_client.types import CoreRejected
from tenancy.ids import uuid7

CLAIM_MINUTES = 10


def _conflict(code: str) -> CoreRejected:
    return CoreRejected(status=409, code=code, message="Conflict.")


@dataclass
class FakePurchasing:
    """Mixed into `FakeCore`."""

    offer_rows: dict[UUID, list[tuple[CoreOffer, OfferDraft]]] = field(default_factory=dict)
    offer_keys: dict[str, tuple[OfferDraft, ...]] = field(default_factory=dict)
    purchase_rows: dict[tuple[UUID, UUID], CorePurchase] = field(default_factory=dict)
    claims: dict[UUID, str] = field(default_factory=dict)
    failures: list[tuple[UUID, str, str]] = field(default_factory=list)
    waits: list[tuple[UUID, str, int]] = field(default_factory=list)
    quotes: list[tuple[UUID, QuoteReport]] = field(default_factory=list)
    # Landed costs above this are held, as below the margin.
    most_landed: Decimal | None = None
    placed: list[tuple[UUID, PlacedReport]] = field(default_factory=list)
    trackings: list[tuple[UUID, str, tuple[ParcelReport, ...]]] = field(default_factory=list)
    connections: list[tuple[UUID, str, str]] = field(default_factory=list)
    _purchase_lock: Any = field(default_factory=RLock, repr=False)

    def _called(self, name: str) -> None:
        raise NotImplementedError

    def purchase_add(self, store_id: UUID, purchase: CorePurchase) -> CorePurchase:
        """Let the core have a purchase order."""
        self.purchase_rows[store_id, purchase.id] = purchase
        return purchase

    def claim_end(self, store_id: UUID, purchase_id: UUID) -> None:
        """Let ten minutes pass for a claim."""
        row = self.purchase_rows[store_id, purchase_id]
        self.purchase_rows[store_id, purchase_id] = replace(
            row, claimed_until=datetime.now(UTC) - timedelta(seconds=1)
        )

    def offers_upsert(
        self, *, store_id: UUID, provider: str, offers: Sequence[OfferDraft], idempotency_key: str
    ) -> list[CoreOffer]:
        self._called("offers_upsert")
        if self.offer_keys.setdefault(idempotency_key, tuple(offers)) != tuple(offers):
            raise CoreRejected(
                status=422, code="idempotency_key_reused", message="This key was already used."
            )
        rows = self.offer_rows.setdefault(store_id, [])
        return [self._offer(rows, provider, one) for one in offers]

    def _offer(self, rows: list[tuple[CoreOffer, OfferDraft]], provider: str, one: OfferDraft) -> CoreOffer:
        wanted = (one.variant_id, provider, one.supplier_product_id, one.supplier_sku_id)
        for at, (row, _) in enumerate(rows):
            if (row.variant_id, row.provider, row.supplier_product_id, row.supplier_sku_id) == wanted:
                rows[at] = (replace(row, sku_attr=one.sku_attr), one)
                return rows[at][0]
        last = max((row.priority for row, _ in rows if row.variant_id == one.variant_id), default=0)
        made = CoreOffer(
            id=uuid7(),
            provider=provider,
            variant_id=one.variant_id,
            product_id=one.product_id,
            supplier_product_id=one.supplier_product_id,
            supplier_sku_id=one.supplier_sku_id,
            sku_attr=one.sku_attr,
            priority=one.priority or last + 1,
            is_active=True,
        )
        rows.append((made, one))
        return made

    def offers_of_product(self, *, store_id: UUID, product_id: UUID) -> list[CoreOffer]:
        self._called("offers_of_product")
        return [row for row, _ in self.offer_rows.get(store_id, []) if row.product_id == product_id]

    def purchases(self, *, store_id: UUID, state: str, limit: int = 100) -> list[CorePurchase]:
        self._called("purchases")
        rows = [row for (store, _), row in self.purchase_rows.items() if store == store_id]
        if state == "following":
            return [row for row in rows if row.status in {"PLACED", "PAID", "SHIPPED"}][:limit]
        return [row for row in rows if self._is_due(row)][:limit]

    @staticmethod
    def _is_due(row: CorePurchase) -> bool:
        is_left = row.claimed_until is not None and row.claimed_until < datetime.now(UTC)
        return row.status == "READY" or (row.status == "PLACING" and is_left)

    def _row(self, store_id: UUID, purchase_id: UUID) -> CorePurchase:
        if (store_id, purchase_id) not in self.purchase_rows:
            raise CoreRejected(status=404, code="not_found", message="Not found.")
        return self.purchase_rows[store_id, purchase_id]

    def purchase_claim(self, *, store_id: UUID, purchase_id: UUID, claim_token: str) -> CorePurchase:
        self._called("purchase_claim")
        with self._purchase_lock:
            row = self._row(store_id, purchase_id)
            if not self._is_due(row):
                if row.status == "PLACING" and self.claims.get(purchase_id) == claim_token:
                    return row
                raise _conflict("purchase_claimed" if row.status == "PLACING" else "purchase_not_due")
            now = datetime.now(UTC)
            self.claims[purchase_id] = claim_token
            taken = replace(
                row,
                status="PLACING",
                attempts=row.attempts + 1,
                claimed_until=now + timedelta(minutes=CLAIM_MINUTES),
            )
            self.purchase_rows[store_id, purchase_id] = replace(
                taken, first_attempt_at=row.first_attempt_at or now
            )
            return taken

    def purchase_quoted(
        self, *, store_id: UUID, purchase_id: UUID, claim_token: str, report: QuoteReport
    ) -> CorePurchase:
        self._called("purchase_quoted")
        with self._purchase_lock:
            is_held = None not in (self.most_landed, report.landed) and report.landed > self.most_landed  # type: ignore[operator]
            row = self._row(store_id, purchase_id)
            if row.status != "PLACING":
                return row
            if self.claims.get(purchase_id) != claim_token:
                raise _conflict("purchase_claimed")
            self.quotes.append((purchase_id, report))
            if is_held:
                self.failures.append((purchase_id, "BELOW_FLOOR", ""))
                row = replace(row, status="FAILED", claimed_until=None, first_attempt_at=None)
                self.purchase_rows[store_id, purchase_id] = row
            return row

    def purchase_placed(self, *, store_id: UUID, purchase_id: UUID, report: PlacedReport) -> None:
        self._called("purchase_placed")
        with self._purchase_lock:
            row = self._row(store_id, purchase_id)
            if row.supplier_order_ids and row.supplier_order_ids != report.supplier_order_ids:
                raise _conflict("purchase_mismatch")
            if not row.supplier_order_ids:
                self.placed.append((purchase_id, report))
            self.purchase_rows[store_id, purchase_id] = replace(
                row,
                status="PAID" if report.is_paid else "PLACED",
                supplier_order_ids=report.supplier_order_ids,
                claimed_until=None,
            )

    def _give_back(self, store_id: UUID, purchase_id: UUID, claim_token: str, status: str) -> bool:
        row = self._row(store_id, purchase_id)
        if row.status != "PLACING":
            return False
        if self.claims.get(purchase_id) != claim_token:
            raise _conflict("purchase_claimed")
        self.purchase_rows[store_id, purchase_id] = replace(row, status=status, claimed_until=None)
        return True

    def purchase_failed(
        self, *, store_id: UUID, purchase_id: UUID, claim_token: str, reason: str, code: str, message: str
    ) -> None:
        self._called("purchase_failed")
        if self._give_back(store_id, purchase_id, claim_token, "FAILED"):
            self.failures.append((purchase_id, reason, code))

    def purchase_postponed(
        self,
        *,
        store_id: UUID,
        purchase_id: UUID,
        claim_token: str,
        message: str,
        seconds: int,
        is_sent: bool,
    ) -> None:
        self._called("purchase_postponed")
        if self._give_back(store_id, purchase_id, claim_token, "READY"):
            self.waits.append((purchase_id, message, seconds))
            if not is_sent:
                row = self.purchase_rows[store_id, purchase_id]
                self.purchase_rows[store_id, purchase_id] = replace(row, first_attempt_at=None)

    def purchase_tracking(
        self,
        *,
        store_id: UUID,
        purchase_id: UUID,
        state: str,
        parcels: Sequence[ParcelReport],
        pay_until: datetime | None,
        idempotency_key: str,
    ) -> None:
        self._called("purchase_tracking")
        row = self._row(store_id, purchase_id)
        self.trackings.append((purchase_id, state, tuple(parcels)))
        status = {"UNPAID": "PLACED", "CLOSED": "FAILED"}.get(state, state)
        self.purchase_rows[store_id, purchase_id] = replace(
            row, status=status, tracking_checks=row.tracking_checks + 1
        )

    def supplier_connection_report(
        self, *, store_id: UUID, provider: str, state: str, ends_at: datetime | None, idempotency_key: str
    ) -> None:
        self._called("supplier_connection_report")
        self.connections.append((store_id, provider, state))
