"""Asked once more right before it is bought: where that would undercut the store's margin, a person decides."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from apps.catalog.margin import floor_minor, margin_basis_points_of
from apps.catalog.selectors import margin_floor_get
from apps.money.types import Money, money_format
from apps.suppliers.models import PurchaseOrder
from apps.suppliers.selectors.offers import money_or_none
from apps.suppliers.selectors.purchases import purchase_info
from apps.suppliers.services.placing import attempt_forget, claim_own
from apps.suppliers.services.rows import exception_open, note_add, purchase_lock
from apps.suppliers.types import ExceptionReason, PurchaseInfo, PurchaseStatus, QuoteFacts


@transaction.atomic
def purchase_quoted(
    *, purchase_order_id: UUID, claim_token: str, facts: QuoteFacts, store_id: UUID, now: datetime
) -> PurchaseInfo:
    """Note what the supplier asks now. A status other than PLACING in the answer means: do not buy.

    Held when what the shopper paid no longer holds the store's least margin; a person's yes counts up to the amount
    it was given for. Raises PurchaseUnknown, and PurchaseClaimed when another worker has it now.
    """
    row = claim_own(purchase_order_id=purchase_order_id, claim_token=claim_token)
    if row is None:
        return purchase_info(purchase_lock(purchase_order_id))
    sold, floor = _sold(row, facts), margin_floor_get()
    row.quote = _quote(row, facts, sold=sold, floor=floor, now=now)
    if _is_held(row, facts, sold=sold, floor=floor):
        attempt_forget(row)
        row.status, row.claimed_until, row.claim_token = PurchaseStatus.FAILED, None, ""
        exception_open(
            row,
            reason=ExceptionReason.BELOW_FLOOR,
            code=_code(facts),
            message=_said(row, facts, sold=sold, floor=floor),
            store_id=store_id,
            now=now,
        )
    else:
        _take(row, facts, now=now)
    row.save()
    return purchase_info(row)


def _sold(row: PurchaseOrder, facts: QuoteFacts) -> Money | None:
    """Return what the shopper paid for what is bought; None when that is not known in the quote's currency."""
    lines = [line for line in row.lines.all() if line.quantity]
    if facts.landed is None or facts.landed.currency != row.sold_currency:
        return None
    if any(line.sold_unit_minor is None for line in lines):
        return None
    return Money(sum(line.quantity * (line.sold_unit_minor or 0) for line in lines), row.sold_currency)


def _is_held(row: PurchaseOrder, facts: QuoteFacts, *, sold: Money | None, floor: int) -> bool:
    basis = _basis(facts)
    is_accepted = row.accepted_minor is not None and row.accepted_currency == basis.currency
    if is_accepted and basis.amount_minor <= (row.accepted_minor or 0):
        return False
    if sold is not None and facts.landed is not None:
        least = floor_minor(cost_minor=facts.landed.amount_minor, margin_basis_points=floor)
        return least > sold.amount_minor
    # Without an exchange rate nobody can tell the margin: only what costs no more than planned goes on.
    planned = row.cost_minor if row.currency == facts.cost.currency else None
    return facts.landed is None and planned is not None and facts.cost.amount_minor > planned


def _basis(facts: QuoteFacts) -> Money:
    """Return the amount a person says yes to."""
    if facts.landed is not None:
        return facts.landed
    shipping = facts.shipping_cost
    is_same = shipping is not None and shipping.currency == facts.cost.currency
    more = shipping.amount_minor if shipping is not None and is_same else 0
    return Money(facts.cost.amount_minor + more, facts.cost.currency)


def _code(facts: QuoteFacts) -> str:
    basis = _basis(facts)
    return f"{basis.amount_minor} {basis.currency}"


def _wire(money: Money | None) -> dict[str, str] | None:
    return money.to_wire() if money else None


def _quote(
    row: PurchaseOrder, facts: QuoteFacts, *, sold: Money | None, floor: int, now: datetime
) -> dict[str, Any]:
    basis = _basis(facts)
    margin = None
    if sold is not None and facts.landed is not None:
        margin = margin_basis_points_of(price_minor=sold.amount_minor, cost_minor=facts.landed.amount_minor)
    return {
        "planned_cost": _wire(money_or_none(minor=row.cost_minor, currency=row.currency)),
        "planned_shipping_cost": _wire(
            money_or_none(minor=row.shipping_cost_minor, currency=row.shipping_currency)
        ),
        "cost": _wire(facts.cost),
        "shipping_cost": _wire(facts.shipping_cost),
        "landed": _wire(facts.landed),
        "sold": _wire(sold),
        "margin_basis_points": margin,
        "floor_basis_points": floor,
        "quoted_at": now.isoformat(),
        "basis_minor": basis.amount_minor,
        "basis_currency": basis.currency,
    }


def _said(row: PurchaseOrder, facts: QuoteFacts, *, sold: Money | None, floor: int) -> str:
    planned = money_or_none(minor=row.cost_minor, currency=row.currency)
    shipping = f" and {money_format(facts.shipping_cost)} shipping" if facts.shipping_cost else ""
    was = f", planned {money_format(planned)}" if planned and planned != facts.cost else ""
    goods = f"The supplier asks {money_format(facts.cost)}{shipping} now{was}."
    if sold is None or facts.landed is None:
        return f"{goods} There is no exchange rate to tell the margin."
    margin = margin_basis_points_of(price_minor=sold.amount_minor, cost_minor=facts.landed.amount_minor)
    has = "a loss" if margin is None or margin < 0 else f"a margin of {margin / 100:.1f} %"
    return (
        f"{goods} That is {money_format(facts.landed)} of the {money_format(sold)} the shopper paid: {has}; "
        f"you want at least {floor / 100:.1f} %."
    )


def _take(row: PurchaseOrder, facts: QuoteFacts, *, now: datetime) -> None:
    """Go on with what the supplier asks now; a change is said."""
    before = money_or_none(minor=row.cost_minor, currency=row.currency)
    if before is not None and before != facts.cost:
        message = f"Costs {money_format(facts.cost)} now, planned {money_format(before)}."
        note_add(row=row, message=message, now=now)
    row.cost_minor, row.currency = facts.cost.amount_minor, facts.cost.currency
    if facts.shipping_cost is not None:
        row.shipping_cost_minor = facts.shipping_cost.amount_minor
        row.shipping_currency = facts.shipping_cost.currency
    units = dict(facts.units)
    for line in row.lines.all():
        unit = units.get(line.supplier_sku_id)
        if unit is not None and unit.currency == row.currency:
            line.unit_cost_minor = unit.amount_minor
            line.save(update_fields=["unit_cost_minor"])
