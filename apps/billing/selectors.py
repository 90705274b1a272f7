"""Reads of billing."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from apps.billing.mirror import invoices_of
from apps.billing.models import BillingAccount
from apps.billing.types import InvoiceInfo
from apps.entitlements.selectors import entitlement_get, plan_get, plan_list
from apps.entitlements.types import Entitlements, PlanInfo, PlanState
from apps.money.types import Money

NEAR_FULL = 80


@dataclass(frozen=True, slots=True)
class NextInvoice:
    at: datetime
    amount: Money


@dataclass(frozen=True, slots=True)
class PlanPage:
    """Everything the page of plan and use shows."""

    entitlements: Entitlements
    next_invoice: NextInvoice | None
    is_subscribed: bool
    pay_url: str
    notices: tuple[str, ...]


def plan_page(*, merchant_id: UUID, now: datetime) -> PlanPage:
    """Return plan, state, use and what comes next. No call to Stripe. Raises PlanUnknown."""
    found = entitlement_get(merchant_id=merchant_id, now=now)
    account = BillingAccount.objects.filter(pk=merchant_id).first()
    is_subscribed = account is not None and account.subscription_id != ""
    return PlanPage(
        entitlements=found,
        next_invoice=_next_invoice(found) if is_subscribed else None,
        is_subscribed=is_subscribed,
        pay_url=account.pay_url if account else "",
        notices=_notices(found),
    )


def _next_invoice(found: Entitlements) -> NextInvoice | None:
    if found.period_ends_at is None or found.cancel_at is not None:
        return None
    plan: PlanInfo = plan_get(code=found.next_plan_code) if found.next_plan_code else found.plan
    at = found.trial_ends_at if found.state == PlanState.TRIAL else found.period_ends_at
    return NextInvoice(at=at, amount=plan.price(found.interval)) if at else None


def _notices(found: Entitlements) -> tuple[str, ...]:
    """Return resources that are used to 80 % and to the full, as `products:80`, `products:100`."""
    notices = []
    for item in found.usage:
        if item.limit and item.used >= item.limit:
            notices.append(f"{item.resource}:100")
        elif item.limit and item.used * 100 >= item.limit * NEAR_FULL:
            notices.append(f"{item.resource}:{NEAR_FULL}")
    return tuple(notices)


def invoices_list(*, merchant_id: UUID) -> list[InvoiceInfo]:
    """Return a merchant's invoices, newest first, from our copy of them. Two queries."""
    account = BillingAccount.objects.filter(pk=merchant_id).first()
    return invoices_of(customer_id=account.customer_id) if account else []


def plans_offered() -> list[PlanInfo]:
    """Return the plans on offer, smallest first."""
    return plan_list()
