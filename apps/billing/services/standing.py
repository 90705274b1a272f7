"""Bringing a merchant to the standing that Stripe's own answer gives it."""

import logging
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from apps.billing import gateway
from apps.billing.events import BillingNoticeDue
from apps.billing.mirror import mirror_write
from apps.billing.models import BillingAccount, PlanPrice
from apps.billing.standing import standing_of
from apps.billing.types import BillingRefused, BillingUnavailable, SubscriptionFacts
from apps.entitlements.selectors import entitlement_get
from apps.entitlements.services import merchant_plan_set, merchant_plan_suspended
from apps.entitlements.types import Entitlements, PlanState
from apps.outbox.services import event_publish
from apps.tenants.services import stores_resume, stores_suspend

logger = logging.getLogger(__name__)

# The reason on a store's row; only stores with it are opened again when the merchant pays.
REASON = "billing: the plan is not paid"


def subscription_sync(*, merchant_id: UUID, now: datetime) -> Entitlements:
    """Ask Stripe how a merchant's subscription stands and apply it; repeating it changes nothing more.

    Call outside a transaction. A merchant without a customer or subscription stays as it is, and so does one about
    whom a later question was answered meanwhile. Raises BillingUnavailable.
    """
    account = BillingAccount.objects.filter(pk=merchant_id).first()
    asked_at = timezone.now()
    facts = gateway.subscription_newest(customer_id=account.customer_id) if account else None
    if account is not None and facts is not None:
        _apply(account=account, facts=facts, asked_at=asked_at, now=now)
        _mirror(account)
    return entitlement_get(merchant_id=merchant_id, now=now)


def _apply(*, account: BillingAccount, facts: SubscriptionFacts, asked_at: datetime, now: datetime) -> None:
    price = PlanPrice.objects.filter(pk=facts.price_id).first()
    if price is None:
        logger.error(
            "subscription %s has a price that is no plan's: %s", facts.subscription_id, facts.price_id
        )
        return
    merchant_id = account.merchant_id
    with transaction.atomic():
        # The row is held from here on: two answers are applied one after the other, the older one not at all.
        row = BillingAccount.objects.select_for_update(of=("self",)).get(pk=merchant_id)
        if row.synced_at is not None and row.synced_at > asked_at:
            return
        before = entitlement_get(merchant_id=merchant_id, now=now)
        BillingAccount.objects.filter(pk=merchant_id).update(
            subscription_id="" if facts.is_over else facts.subscription_id,
            item_id="" if facts.is_over else facts.item_id,
            pay_url=facts.pay_url,
            synced_at=asked_at,
        )
        change = standing_of(
            facts=facts,
            plan_code=price.plan_code,
            interval=price.interval,
            trial_ends_at=before.trial_ends_at,
            now=now,
        )
        merchant_plan_set(merchant_id=merchant_id, change=change, now=now)
        if change.state == PlanState.LIMITED and change.suspend_at is not None and change.suspend_at <= now:
            merchant_plan_suspended(merchant_id=merchant_id, now=now)
        stores_follow(merchant_id=merchant_id, now=now)
        _notice(before=before, after=entitlement_get(merchant_id=merchant_id, now=now))


def stores_follow(*, merchant_id: UUID, now: datetime) -> None:
    """Close the merchant's shops when its plan is paused, over or long unpaid; open those closed for that again."""
    found = entitlement_get(merchant_id=merchant_id, now=now)
    is_closed = found.state in (PlanState.PAUSED, PlanState.CANCELLED) or found.suspended_at is not None
    if is_closed:
        stores_suspend(merchant_id=merchant_id, reason=REASON)
    else:
        stores_resume(merchant_id=merchant_id, reason=REASON)


def _notice(*, before: Entitlements, after: Entitlements) -> None:
    kinds: list[str] = []
    if after.suspended_at and not before.suspended_at:
        kinds.append("suspended")
    elif after.is_card_needed and not before.is_card_needed:
        kinds.append("confirmation_needed")
    elif after.state != before.state:
        found = {
            PlanState.PAST_DUE: "payment_failed",
            PlanState.LIMITED: "limited",
            PlanState.PAUSED: "trial_ended",
        }.get(PlanState(after.state))
        was_closed = before.state in (PlanState.PAST_DUE, PlanState.LIMITED, PlanState.PAUSED)
        if found:
            kinds.append(found)
        elif after.state == PlanState.ACTIVE and was_closed:
            kinds.append("restored")
    for kind in kinds:
        event_publish(event=BillingNoticeDue(merchant_id=after.merchant_id, kind=kind), store_id=None)


def _mirror(account: BillingAccount) -> None:
    """Copy Stripe's objects for staff and the invoice list; a copy that fails changes nobody's standing."""
    try:
        customer_id = account.customer_id
        mirror_write(
            customer=gateway.customer_raw(customer_id=customer_id),
            subscriptions=gateway.subscriptions_raw(customer_id=customer_id),
            invoices=gateway.invoices_raw(customer_id=customer_id),
        )
    except (BillingUnavailable, BillingRefused) as error:
        logger.warning("Stripe's objects of %s could not be copied: %s", account.customer_id, error.code)
    except Exception:
        logger.exception("dj-stripe could not copy the objects of %s", account.customer_id)
