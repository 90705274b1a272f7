"""Placing: a worker claims a purchase order, tells the supplier, and says here what came of it.

One worker at a time has a claim, for a time. Whatever it reports may be repeated without a second effect.
"""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction

from apps.outbox.services import event_publish
from apps.suppliers.events import PurchaseOrderPlaced
from apps.suppliers.models import PurchaseOrder
from apps.suppliers.selectors.purchases import purchase_info, purchase_settings_get
from apps.suppliers.services.fitting import excess_look, payment_look, quantities_fit
from apps.suppliers.services.rows import exception_close, exception_open, note_add, purchase_lock
from apps.suppliers.types import (
    MAYBE_THERE,
    UNDER_WAY,
    ExceptionReason,
    PurchaseClaimed,
    PurchaseInfo,
    PurchaseMismatch,
    PurchaseNotDue,
    PurchaseStatus,
)

# Far longer than placing can take: within it nobody else may try.
CLAIM_MINUTES = 10
FIRST_CHECK_SECONDS = 30
MEANWHILE = "The order was changed while this was being bought."


@dataclass(frozen=True, slots=True)
class PlacedFacts:
    """What the supplier answered."""

    supplier_order_ids: tuple[str, ...]
    is_paid: bool
    payment_error: str = ""
    pay_url: str = ""
    pay_until: datetime | None = None


@transaction.atomic
def purchase_claim(*, purchase_order_id: UUID, claim_token: str, now: datetime) -> PurchaseInfo:
    """Give the purchase order to one worker for ten minutes and return it; the same token again renews nothing.

    `first_attempt_at` tells the worker whether somebody may have placed it before. Raises PurchaseUnknown,
    PurchaseNotDue and PurchaseClaimed.
    """
    row = purchase_lock(purchase_order_id)
    if row.status == PurchaseStatus.PLACING and row.claimed_until and row.claimed_until >= now:
        if row.claim_token != claim_token:
            raise PurchaseClaimed
        return purchase_info(row)
    settings = purchase_settings_get()
    if not PurchaseOrder.objects.due(now=now, is_automatic=settings.is_automatic).filter(pk=row.pk).exists():
        raise PurchaseNotDue
    row.status, row.claim_token = PurchaseStatus.PLACING, claim_token
    row.claimed_until, row.attempts = now + timedelta(minutes=CLAIM_MINUTES), row.attempts + 1
    before = row.first_attempt_at
    row.first_attempt_at = before or now
    row.waiting_message, row.next_attempt_at = "", None
    row.save()
    # The worker hears of attempts before its own.
    return replace(purchase_info(row), first_attempt_at=before)


@transaction.atomic
def purchase_placed(
    *, purchase_order_id: UUID, facts: PlacedFacts, store_id: UUID, now: datetime
) -> PurchaseInfo:
    """Note that the supplier has the order; the same again changes nothing.

    Created and unpaid goes before a person until it is paid. A report from a worker whose claim has ended still
    counts: it is what happened. Raises PurchaseUnknown, and PurchaseMismatch when another order is known.
    """
    row = purchase_lock(purchase_order_id)
    ids = list(facts.supplier_order_ids)
    if row.supplier_order_ids and row.supplier_order_ids != ids:
        note_add(
            row=row,
            message=f"The supplier also has {', '.join(ids)} for this purchase: cancel one there.",
            now=now,
        )
        raise PurchaseMismatch
    if row.status in (*UNDER_WAY, PurchaseStatus.DELIVERED) and row.supplier_order_ids == ids:
        return purchase_info(row)
    is_late = row.status == PurchaseStatus.CANCELLED
    placed_write(row=row, facts=facts, store_id=store_id, now=now)
    if is_late:
        exception_open(
            row,
            reason=ExceptionReason.ORDER_CANCELLED,
            code="",
            message="The order was cancelled while it was bought: cancel it at the supplier.",
            store_id=store_id,
            now=now,
        )
    row.save()
    return purchase_info(row)


def placed_write(*, row: PurchaseOrder, facts: PlacedFacts, store_id: UUID, now: datetime) -> None:
    """Write what the supplier has; the caller saves."""
    row.status = PurchaseStatus.PAID if facts.is_paid else PurchaseStatus.PLACED
    row.supplier_order_ids, row.is_paid = list(facts.supplier_order_ids), facts.is_paid
    row.payment_error, row.pay_url = facts.payment_error[:300], facts.pay_url[:1000]
    row.pay_until, row.placed_at = facts.pay_until, now
    row.claimed_until, row.claim_token = None, ""
    row.next_check_at, row.tracking_checks = now + timedelta(seconds=FIRST_CHECK_SECONDS), 0
    exception_close(row)
    note_add(row=row, message=f"Bought: {', '.join(facts.supplier_order_ids)}.", now=now)
    excess_look(row, reason=MEANWHILE, store_id=store_id, now=now)
    payment_look(row, store_id=store_id, now=now)
    event_publish(
        event=PurchaseOrderPlaced(purchase_order_id=row.pk, order_id=row.order_id, is_paid=facts.is_paid),
        store_id=store_id,
    )


@transaction.atomic
def purchase_failed(
    *,
    purchase_order_id: UUID,
    claim_token: str,
    reason: str,
    code: str,
    message: str,
    store_id: UUID,
    now: datetime,
) -> PurchaseInfo:
    """Note that the supplier did not take it and put it before a person; the same again changes nothing.

    Raises PurchaseUnknown, and PurchaseClaimed when another worker has it now.
    """
    row = claim_own(purchase_order_id=purchase_order_id, claim_token=claim_token)
    if row is None:
        return purchase_info(purchase_lock(purchase_order_id))
    if reason not in MAYBE_THERE:
        attempt_forget(row)
    row.status, row.claimed_until, row.claim_token = PurchaseStatus.FAILED, None, ""
    exception_open(row, reason=reason, code=code, message=message, store_id=store_id, now=now)
    quantities_fit(row, reason=MEANWHILE, store_id=store_id, now=now)
    row.save()
    return purchase_info(row)


@transaction.atomic
def purchase_postpone(
    *,
    purchase_order_id: UUID,
    claim_token: str,
    message: str,
    seconds: int,
    store_id: UUID,
    now: datetime,
    is_sent: bool = True,
) -> PurchaseInfo:
    """Put the purchase order back for a while: the supplier is away. It is shown as waiting, and tried again.

    With `is_sent` False the supplier cannot have heard of it, so this was no attempt.
    Raises PurchaseUnknown, and PurchaseClaimed when another worker has it now.
    """
    row = claim_own(purchase_order_id=purchase_order_id, claim_token=claim_token)
    if row is None:
        return purchase_info(purchase_lock(purchase_order_id))
    if not is_sent:
        attempt_forget(row)
    row.status, row.claimed_until, row.claim_token = PurchaseStatus.READY, None, ""
    row.next_attempt_at, row.waiting_message = now + timedelta(seconds=seconds), message[:300]
    if row.attempts == 1:
        note_add(row=row, message=f"Waiting: {message}", now=now)
    quantities_fit(row, reason=MEANWHILE, store_id=store_id, now=now)
    row.save()
    return purchase_info(row)


def attempt_forget(row: PurchaseOrder) -> None:
    """Forget the attempt of the present claim: nothing of it is at the supplier. Earlier ones stay known."""
    if row.claimed_until is None or row.first_attempt_at is None:
        return
    if row.first_attempt_at >= row.claimed_until - timedelta(minutes=CLAIM_MINUTES):
        row.first_attempt_at = None


def claim_own(*, purchase_order_id: UUID, claim_token: str) -> PurchaseOrder | None:
    """Return the row while the claim holds; None when it has been answered already."""
    row = purchase_lock(purchase_order_id)
    if row.status != PurchaseStatus.PLACING:
        return None
    if row.claim_token != claim_token:
        raise PurchaseClaimed
    return row
