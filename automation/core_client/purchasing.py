"""The part of the core where buying happens: offers, purchase orders, the state of connections."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Any, Protocol
from uuid import UUID

from automation.core_client.money import minor_of, wire_of


@dataclass(frozen=True, slots=True)
class OfferDraft:
    """A supplier's variant for one of the store's. Amounts are major units, each in its own currency."""

    variant_id: UUID
    product_id: UUID
    supplier_product_id: str
    supplier_sku_id: str
    sku_attr: str = ""
    title: str = ""
    cost: Decimal | None = None
    currency: str = "USD"
    ship_from: str = ""
    shipping_code: str = ""
    shipping_cost: Decimal | None = None
    shipping_currency: str = "USD"
    days_min: int | None = None
    days_max: int | None = None
    stock: int | None = None
    source_url: str = ""
    priority: int | None = None


@dataclass(frozen=True, slots=True)
class CoreOffer:
    """An offer as the core has it."""

    id: UUID
    provider: str
    variant_id: UUID
    product_id: UUID
    supplier_product_id: str
    supplier_sku_id: str
    sku_attr: str
    priority: int
    is_active: bool


@dataclass(frozen=True, slots=True)
class CorePurchaseLine:
    supplier_product_id: str
    supplier_sku_id: str
    sku_attr: str
    quantity: int


@dataclass(frozen=True, slots=True)
class CorePurchase:
    """A purchase order as who places and follows it needs it.

    `first_attempt_at` is set when somebody may have placed it before; `claimed_until` is when the claim ends.
    """

    id: UUID
    reference: str
    order_id: UUID
    provider: str
    ship_from: str
    status: str
    shipping_code: str
    lines: tuple[CorePurchaseLine, ...]
    supplier_order_ids: tuple[str, ...] = ()
    attempts: int = 0
    tracking_checks: int = 0
    first_attempt_at: datetime | None = None
    claimed_until: datetime | None = None
    currency: str = ""
    note: str = ""
    shipping_address: Mapping[str, str] = field(default_factory=dict, repr=False)
    email: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class PlacedReport:
    """The supplier has it."""

    supplier_order_ids: tuple[str, ...]
    is_paid: bool
    payment_error: str = ""
    pay_url: str = ""
    pay_until: datetime | None = None


@dataclass(frozen=True, slots=True)
class QuoteReport:
    """What the supplier asks right before buying, in major units; `landed` is all of it in the store's currency.

    `units` are (supplier's variant id, cost of one piece in `currency`). None where it is not known.
    """

    cost: Decimal
    currency: str
    shipping_cost: Decimal | None = None
    shipping_currency: str = ""
    landed: Decimal | None = None
    landed_currency: str = ""
    units: tuple[tuple[str, Decimal], ...] = ()


@dataclass(frozen=True, slots=True)
class ParcelReport:
    """A parcel; `items` are (supplier's variant id, quantity), empty = everything."""

    number: str
    carrier: str = ""
    url: str = ""
    items: tuple[tuple[str, int], ...] = ()
    is_delivered: bool = False


class PurchasingCore(Protocol):
    """What the core offers to who imports from and buys at suppliers. Every write may be repeated."""

    def offers_upsert(
        self, *, store_id: UUID, provider: str, offers: Sequence[OfferDraft], idempotency_key: str
    ) -> list[CoreOffer]: ...
    def offers_of_product(self, *, store_id: UUID, product_id: UUID) -> list[CoreOffer]: ...
    def purchases(self, *, store_id: UUID, state: str, limit: int = 100) -> list[CorePurchase]: ...
    def purchase_claim(self, *, store_id: UUID, purchase_id: UUID, claim_token: str) -> CorePurchase: ...
    def purchase_quoted(
        self, *, store_id: UUID, purchase_id: UUID, claim_token: str, report: QuoteReport
    ) -> CorePurchase: ...
    def purchase_placed(self, *, store_id: UUID, purchase_id: UUID, report: PlacedReport) -> None: ...
    def purchase_failed(
        self, *, store_id: UUID, purchase_id: UUID, claim_token: str, reason: str, code: str, message: str
    ) -> None: ...
    def purchase_postponed(
        self,
        *,
        store_id: UUID,
        purchase_id: UUID,
        claim_token: str,
        message: str,
        seconds: int,
        is_sent: bool,
    ) -> None: ...
    def purchase_tracking(
        self,
        *,
        store_id: UUID,
        purchase_id: UUID,
        state: str,
        parcels: Sequence[ParcelReport],
        pay_until: datetime | None,
        idempotency_key: str,
    ) -> None: ...
    def supplier_connection_report(
        self, *, store_id: UUID, provider: str, state: str, ends_at: datetime | None, idempotency_key: str
    ) -> None: ...


class PurchasingClient:
    """Mixed into `CoreClient`, whose `_get` and `_write` it uses."""

    def _get(self, path: str, query: Mapping[str, Any] | None = None) -> Any:
        raise NotImplementedError

    def _write(self, path: str, key: str, *, json_body: Mapping[str, Any]) -> tuple[int, Any]:
        raise NotImplementedError

    def offers_upsert(
        self, *, store_id: UUID, provider: str, offers: Sequence[OfferDraft], idempotency_key: str
    ) -> list[CoreOffer]:
        """Write up to 500 offers of one supplier; known ones are brought up to date, priorities stay."""
        body = {"provider": provider, "offers": [_offer_body(one) for one in offers]}
        _, rows = self._write(f"/internal/v1/stores/{store_id}/offers", idempotency_key, json_body=body)
        return [_offer(row) for row in rows]

    def offers_of_product(self, *, store_id: UUID, product_id: UUID) -> list[CoreOffer]:
        """Return every offer of a product."""
        rows = self._get(f"/internal/v1/stores/{store_id}/offers", {"product_id": str(product_id)})
        return [_offer(row) for row in rows]

    def purchases(self, *, store_id: UUID, state: str, limit: int = 100) -> list[CorePurchase]:
        """Return the purchase orders that are to be placed (`due`) or asked for (`following`) now."""
        rows = self._get(f"/internal/v1/stores/{store_id}/purchase-orders", {"state": state, "limit": limit})
        return [_purchase(row) for row in rows]

    def purchase_claim(self, *, store_id: UUID, purchase_id: UUID, claim_token: str) -> CorePurchase:
        """Take one for ten minutes. CoreRejected 409 when it is another's or not due."""
        path = f"/internal/v1/stores/{store_id}/purchase-orders/{purchase_id}/claim"
        _, row = self._write(path, f"claim-{claim_token}", json_body={"claim_token": claim_token})
        return _purchase(row)

    def purchase_quoted(
        self, *, store_id: UUID, purchase_id: UUID, claim_token: str, report: QuoteReport
    ) -> CorePurchase:
        """Say what it costs now; a status other than PLACING in the answer means: do not buy.

        CoreRejected 409 when the claim is another's by now.
        """
        path = f"/internal/v1/stores/{store_id}/purchase-orders/{purchase_id}/quoted"
        body = {
            "claim_token": claim_token,
            "cost": _wire(report.cost, report.currency),
            "shipping_cost": _wire(report.shipping_cost, report.shipping_currency),
            "landed": _wire(report.landed, report.landed_currency),
            "units": [{"sku_id": sku, "cost": _wire(cost, report.currency)} for sku, cost in report.units],
        }
        _, row = self._write(path, f"quoted-{claim_token}", json_body=body)
        return _purchase(row)

    def purchase_placed(self, *, store_id: UUID, purchase_id: UUID, report: PlacedReport) -> None:
        """Say that the supplier has it. CoreRejected 409 when the core knows another order of it."""
        self._report(
            store_id,
            purchase_id,
            "placed",
            f"placed-{purchase_id.hex}-{'-'.join(report.supplier_order_ids)}"[:120],
            {
                "supplier_order_ids": list(report.supplier_order_ids),
                "is_paid": report.is_paid,
                "payment_error": report.payment_error[:300],
                "pay_url": report.pay_url,
                "pay_until": report.pay_until.isoformat() if report.pay_until else None,
            },
        )

    def purchase_failed(
        self, *, store_id: UUID, purchase_id: UUID, claim_token: str, reason: str, code: str, message: str
    ) -> None:
        """Say that a person has to look. CoreRejected 409 when the claim is another's by now."""
        body = {"claim_token": claim_token, "reason": reason, "code": code[:80], "message": message[:300]}
        self._report(store_id, purchase_id, "failed", f"failed-{claim_token}", body)

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
        """Say that the supplier is away. CoreRejected 409 when the claim is another's by now."""
        body: dict[str, Any] = {"claim_token": claim_token, "message": message[:300]}
        body |= {"seconds": seconds, "is_sent": is_sent}
        self._report(store_id, purchase_id, "postponed", f"postponed-{claim_token}", body)

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
        """Say what the supplier says now."""
        rows = [
            {
                "number": parcel.number,
                "carrier": parcel.carrier[:60],
                "url": parcel.url[:500],
                "items": [{"sku_id": sku, "quantity": count} for sku, count in parcel.items],
                "is_delivered": parcel.is_delivered,
            }
            for parcel in parcels
        ]
        until = pay_until.isoformat() if pay_until else None
        body = {"state": state, "parcels": rows, "pay_until": until}
        self._report(store_id, purchase_id, "tracking", idempotency_key, body)

    def supplier_connection_report(
        self, *, store_id: UUID, provider: str, state: str, ends_at: datetime | None, idempotency_key: str
    ) -> None:
        """Say how a connection is: CONNECTED, EXPIRING, EXPIRED or REVOKED."""
        ends = ends_at.isoformat() if ends_at else None
        self._write(
            f"/internal/v1/stores/{store_id}/supplier-connections",
            idempotency_key,
            json_body={"provider": provider, "state": state, "ends_at": ends},
        )

    def _report(
        self, store_id: UUID, purchase_id: UUID, verb: str, key: str, body: Mapping[str, Any]
    ) -> None:
        path = f"/internal/v1/stores/{store_id}/purchase-orders/{purchase_id}/{verb}"
        self._write(path, key, json_body=body)


def _wire(amount: Decimal | None, currency: str) -> dict[str, str] | None:
    return None if amount is None else wire_of(minor_of(amount, currency), currency)


def _offer_body(one: OfferDraft) -> dict[str, Any]:
    names = (
        "supplier_product_id", "supplier_sku_id", "sku_attr", "title", "ship_from", "shipping_code", "days_min",
        "days_max", "stock", "source_url", "priority",
    )  # fmt: skip
    return {name: getattr(one, name) for name in names} | {
        "title": one.title[:300],
        "variant_id": str(one.variant_id),
        "product_id": str(one.product_id),
        "cost": _wire(one.cost, one.currency),
        "shipping_cost": _wire(one.shipping_cost, one.shipping_currency),
    }


def _offer(row: Mapping[str, Any]) -> CoreOffer:
    names = ("provider", "supplier_product_id", "supplier_sku_id", "sku_attr", "priority", "is_active")
    return CoreOffer(
        **{name: row[name] for name in names},
        id=UUID(row["id"]),
        variant_id=UUID(row["variant_id"]),
        product_id=UUID(row["product_id"]),
    )


def _time(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None


def _purchase(row: Mapping[str, Any]) -> CorePurchase:
    names = (
        "reference", "provider", "ship_from", "status", "shipping_code", "attempts", "tracking_checks", "note",
        "shipping_address", "email",
    )  # fmt: skip
    line = ("supplier_product_id", "supplier_sku_id", "sku_attr", "quantity")
    return CorePurchase(
        **{name: row[name] for name in names},
        id=UUID(row["id"]),
        order_id=UUID(row["order_id"]),
        lines=tuple(CorePurchaseLine(**{name: one[name] for name in line}) for one in row["lines"]),
        supplier_order_ids=tuple(row["supplier_order_ids"]),
        currency=row["cost"]["currency"] if row["cost"] else "",
        first_attempt_at=_time(row["first_attempt_at"]),
        claimed_until=_time(row["claimed_until"]),
    )
