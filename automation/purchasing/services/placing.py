"""Placing: claim in the core, ask the supplier whether it knows the purchase, tell it once, report.

At most one order of a purchase exists at the supplier. The core lets one worker at a time try; the supplier is
asked for our reference before it is told, or makes one order of a reference itself; where neither can be known any
more a person looks. A worker that dies anywhere leaves a claim that ends, and the next one starts with the question.
"""

import logging
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from django.utils import timezone

from automation.connections.selectors import catalogue_for, orders_for
from automation.connections.services import token_refused
from automation.core_client.client import Core
from automation.core_client.purchasing import CorePurchase, PlacedReport
from automation.core_client.types import CoreRejected
from automation.purchasing.services.quoting import quote_ask
from automation.purchasing.timing import WorkTime
from automation.registry.selectors import store_current
from automation.suppliers.catalogue import (
    SupplierAway,
    SupplierError,
    SupplierNotConnected,
    SupplierRateLimited,
    SupplierRejected,
    SupplierTokenExpired,
)
from automation.suppliers.ordering import (
    OrderLine,
    OrderRefused,
    OrderRequest,
    PlacedOrder,
    Reason,
    ShipTo,
    SupplierOrders,
)

logger = logging.getLogger(__name__)

FIRST_PAUSE_SECONDS, LONGEST_PAUSE_SECONDS = 30, 1800
# Less left of a claim, and another worker might begin while this one still waits for the supplier.
CLAIM_LEFT = timedelta(minutes=2)
# A supplier that makes one order of a reference "for a day" is trusted a little less long.
MEMORY_MARGIN = timedelta(hours=1)


class OutcomeUnknown(SupplierRejected):
    """Somebody may have placed it, and nobody can say any more: a person has to look."""


def purchases_place(*, core: Core, store_id: UUID, work: WorkTime) -> int:
    """Place what is due in this store while time is left; returns how many the suppliers took.

    Raises CoreError when the core is away: what was placed meanwhile is found again by its reference.
    """
    placed = 0
    for purchase in core.purchases(store_id=store_id, state="due"):
        if not work.is_left():
            break
        placed += purchase_place(core=core, store_id=store_id, purchase_id=purchase.id)
    return placed


def purchase_place(*, core: Core, store_id: UUID, purchase_id: UUID) -> bool:
    """Place one purchase if it is to be placed now and nobody else does; says whether the supplier took it.

    Raises CoreError when the core is away.
    """
    claim_token = uuid4().hex
    try:
        claimed = core.purchase_claim(store_id=store_id, purchase_id=purchase_id, claim_token=claim_token)
    except CoreRejected as error:
        logger.info("purchase %s is not to be placed now: %s", purchase_id, error.code)
        return False
    try:
        order = _ordered(core, store_id, claimed, claim_token)
    except SupplierError as error:
        _report_failure(core, store_id, claimed, claim_token, error)
        return False
    except CoreRejected as refused:
        logger.warning("purchase %s: %s", claimed.reference, refused.code)
        return False
    if order is None:
        logger.info("purchase %s is held: it costs too much now", claimed.reference)
        return False
    report = PlacedReport(
        supplier_order_ids=order.order_ids,
        is_paid=order.is_paid,
        payment_error=order.payment_error,
        pay_url=order.pay_url,
    )
    core.purchase_placed(store_id=store_id, purchase_id=claimed.id, report=report)
    return True


def _ordered(core: Core, store_id: UUID, purchase: CorePurchase, claim_token: str) -> PlacedOrder | None:
    """Return the supplier's order of a purchase: the one it has, or a new one; None when the core holds it."""
    orders = orders_for(provider=purchase.provider)
    now = timezone.now()
    if purchase.first_attempt_at is not None or orders.remembers_for is None:
        found = orders.order_find(reference=purchase.reference)
        if found is not None:
            return found
    _check_memory(orders, purchase, now=now)
    request = _request(purchase)
    # Where an earlier try may have made the order, asking for stock and price could only mislead.
    if purchase.first_attempt_at is None or orders.remembers_for is None:
        orders.address_check(ship_to=request.ship_to)
        quote = quote_ask(
            catalogue=catalogue_for(provider=purchase.provider),
            purchase=purchase,
            store=store_current(),
            now=now,
        )
        held = core.purchase_quoted(
            store_id=store_id, purchase_id=purchase.id, claim_token=claim_token, report=quote.report
        )
        if held.status != "PLACING":
            return None
        request = replace(request, shipping_code=quote.shipping_code)
    if purchase.claimed_until is not None and purchase.claimed_until - timezone.now() < CLAIM_LEFT:
        raise SupplierAway("There was not enough time left to place it.", is_sent=False)
    return orders.order_place(request=request)


def _check_memory(orders: SupplierOrders, purchase: CorePurchase, *, now: datetime) -> None:
    if purchase.first_attempt_at is None or orders.remembers_for is None:
        return
    if now - purchase.first_attempt_at > orders.remembers_for - MEMORY_MARGIN:
        raise OutcomeUnknown(
            "outcome_unknown",
            "An earlier try was never answered, and the supplier no longer says whether it has the order.",
        )


def _request(purchase: CorePurchase) -> OrderRequest:
    address = purchase.shipping_address
    given = {
        name: str(address.get(name) or "")
        for name in ("name", "line1", "line2", "city", "country", "postal_code", "state", "phone", "tax_id")
    }
    return OrderRequest(
        reference=purchase.reference,
        ship_to=ShipTo(**given, email=purchase.email),
        lines=tuple(
            OrderLine(
                product_id=line.supplier_product_id,
                sku_id=line.supplier_sku_id,
                sku_attr=line.sku_attr,
                quantity=line.quantity,
            )
            for line in purchase.lines
        ),
        shipping_code=purchase.shipping_code,
        ship_from=purchase.ship_from,
        note=purchase.note,
    )


def _report_failure(
    core: Core, store_id: UUID, purchase: CorePurchase, claim_token: str, error: SupplierError
) -> None:
    """Say what went wrong: what passes by itself waits, the rest is a person's."""
    logger.warning("purchase %s at %s: %s", purchase.reference, purchase.provider, error)
    pause = _pause(purchase, error)
    common: dict[str, Any] = {
        "store_id": store_id,
        "purchase_id": purchase.id,
        "claim_token": claim_token,
    }
    try:
        if pause is not None:
            is_sent = error.is_sent if isinstance(error, SupplierAway) else False
            core.purchase_postponed(**common, message=error.message, seconds=pause, is_sent=is_sent)
        else:
            reason, code = _reason(error)
            core.purchase_failed(**common, reason=reason, code=code, message=error.message)
    except CoreRejected as refused:
        # The claim has ended meanwhile: whoever has it now reports.
        logger.warning("purchase %s: %s", purchase.reference, refused.code)


def _pause(purchase: CorePurchase, error: SupplierError) -> int | None:
    """Return after how many seconds to try again, or None where that cannot help."""
    if isinstance(error, SupplierRateLimited):
        return max(1, round(error.retry_after))
    if isinstance(error, SupplierTokenExpired):
        return 1 if token_refused(provider=purchase.provider, now=timezone.now()) else None
    if not isinstance(error, SupplierAway):
        return None
    grown = FIRST_PAUSE_SECONDS * 2 ** min(max(purchase.attempts - 1, 0), 10)
    return max(min(grown, LONGEST_PAUSE_SECONDS), round(error.retry_after or 0))


def _reason(error: SupplierError) -> tuple[str, str]:
    """Return the core's reason and the supplier's own code."""
    if isinstance(error, SupplierTokenExpired):
        return "CONNECTION_EXPIRED", error.code
    if isinstance(error, SupplierNotConnected):
        return "NOT_CONNECTED", error.code
    if isinstance(error, OutcomeUnknown):
        return "UNCERTAIN", error.supplier_code
    if isinstance(error, OrderRefused):
        return error.reason.value, error.supplier_code
    return Reason.OTHER.value, getattr(error, "supplier_code", error.code)
