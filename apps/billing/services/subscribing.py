"""What an owner does: subscribe, open the portal, look at a change of plan and make it."""

from datetime import datetime, timedelta
from uuid import UUID

from django.conf import settings

from apps.accounts.selectors import owner_emails
from apps.audit.services import entry_record
from apps.billing import gateway
from apps.billing.models import BillingAccount
from apps.billing.services.plans import price_ensure
from apps.billing.services.standing import subscription_sync
from apps.billing.types import (
    AlreadySubscribed,
    ChangePreview,
    DowngradeRefused,
    IntervalFixed,
    NotSubscribed,
)
from apps.entitlements.selectors import entitlement_get, plan_get, usage_beyond
from apps.entitlements.types import Entitlements, Interval, PlanInfo, PlanState
from apps.money.types import Money
from apps.tenants.selectors import stores_of_merchant

# Stripe takes no trial that ends in less than two days.
LEAST_TRIAL = timedelta(hours=48, minutes=10)
PAGE = "/settings/plan"


def _page(outcome: str) -> str:
    return f"{settings.DASHBOARD_URL.rstrip('/')}{PAGE}?checkout={outcome}"


def _account(*, merchant_id: UUID, now: datetime) -> BillingAccount:
    row = BillingAccount.objects.filter(pk=merchant_id).first()
    if row is not None:
        return row
    stores, emails = stores_of_merchant(merchant_id=merchant_id), owner_emails(merchant_id=merchant_id)
    customer_id = gateway.customer_create(
        merchant_id=str(merchant_id),
        name=stores[0].merchant_name if stores else "",
        email=emails[0] if emails else "",
    )
    row, _ = BillingAccount.objects.get_or_create(
        pk=merchant_id, defaults={"customer_id": customer_id, "created_at": now}
    )
    return row


def checkout_start(*, merchant_id: UUID, plan_code: str, interval: str, now: datetime) -> str:
    """Return the address of Stripe's page that subscribes a merchant; what is left of its trial stays free.

    Call outside a transaction. Raises PlanUnknown, AlreadySubscribed, DowngradeRefused, BillingUnavailable.
    """
    plan, found = plan_get(code=plan_code), entitlement_get(merchant_id=merchant_id, now=now)
    account = _account(merchant_id=merchant_id, now=now)
    facts = gateway.subscription_newest(customer_id=account.customer_id)
    if facts is not None and not facts.is_over and facts.status != "incomplete":
        subscription_sync(merchant_id=merchant_id, now=now)
        raise AlreadySubscribed
    _fitting(found=found, plan=plan)
    trial_ends_at = found.trial_ends_at if found.state == PlanState.TRIAL else None
    if trial_ends_at is not None and trial_ends_at < now + LEAST_TRIAL:
        trial_ends_at = None
    return gateway.checkout_create(
        customer_id=account.customer_id,
        price_id=price_ensure(plan=plan, interval=interval).price_id,
        trial_ends_at=trial_ends_at,
        success_url=_page("done"),
        cancel_url=_page("cancelled"),
    )


def _fitting(*, found: Entitlements, plan: PlanInfo) -> None:
    beyond = usage_beyond(entitlements=found, plan=plan)
    if beyond:
        raise DowngradeRefused(plan_name=plan.name, beyond=beyond)


def portal_start(*, merchant_id: UUID) -> str:
    """Return the address of Stripe's portal for a merchant: card, invoices, VAT id, cancellation.

    Raises NotSubscribed and BillingUnavailable.
    """
    account = BillingAccount.objects.filter(pk=merchant_id).first()
    if account is None:
        raise NotSubscribed
    return gateway.portal_create(customer_id=account.customer_id, return_url=_page("portal"))


def _subscribed(merchant_id: UUID) -> BillingAccount:
    account = BillingAccount.objects.filter(pk=merchant_id).exclude(subscription_id="").first()
    if account is None:
        raise NotSubscribed
    return account


def change_preview(*, merchant_id: UUID, plan_code: str, interval: str, now: datetime) -> ChangePreview:
    """Return what a change of plan would bill and when it begins.

    A dearer plan begins at once and is billed by the day; a cheaper one begins with the next period. Raises
    PlanUnknown, NotSubscribed, IntervalFixed, DowngradeRefused (with what is too much), BillingUnavailable.
    """
    plan, found = plan_get(code=plan_code), entitlement_get(merchant_id=merchant_id, now=now)
    account = _subscribed(merchant_id)
    is_upgrade = _is_upgrade(found=found, plan=plan, interval=interval)
    if not is_upgrade:
        _fitting(found=found, plan=plan)
        nothing = Money(0, plan.monthly.currency)
        return ChangePreview(plan_code, interval, nothing, (), found.period_ends_at, is_upgrade=False)
    price = price_ensure(plan=plan, interval=interval)
    due, lines = gateway.change_preview(
        subscription_id=account.subscription_id, item_id=account.item_id, price_id=price.price_id
    )
    return ChangePreview(plan_code, interval, due, lines, None, is_upgrade=True)


def _is_upgrade(*, found: Entitlements, plan: PlanInfo, interval: str) -> bool:
    """Say whether the change costs more from now on. Raises IntervalFixed from year to month."""
    if found.interval == Interval.YEAR and interval == Interval.MONTH:
        raise IntervalFixed
    if found.interval != interval:
        return plan.yearly.amount_minor >= found.plan.monthly.amount_minor
    return plan.price(interval).amount_minor > found.plan.price(interval).amount_minor


def plan_change(*, merchant_id: UUID, plan_code: str, interval: str, now: datetime) -> Entitlements:
    """Change the plan as `change_preview` said; returns what the merchant may do then. Raises the same.

    Call outside a transaction. Until the period ends a smaller plan keeps the rights of the larger one, which is
    noted on the subscription itself, so that every later reading of it says the same.
    """
    preview = change_preview(merchant_id=merchant_id, plan_code=plan_code, interval=interval, now=now)
    plan, found = plan_get(code=plan_code), entitlement_get(merchant_id=merchant_id, now=now)
    account, price = _subscribed(merchant_id), price_ensure(plan=plan, interval=interval)
    until = (
        "" if preview.is_upgrade or not found.period_ends_at else str(int(found.period_ends_at.timestamp()))
    )
    gateway.price_change(
        subscription_id=account.subscription_id,
        item_id=account.item_id,
        price_id=price.price_id,
        is_now=preview.is_upgrade,
        metadata={"kept_plan": found.plan.code if until else "", "kept_until": until},
        key=f"billing-change-{account.subscription_id}-{price.price_id}-{int(now.timestamp())}",
    )
    entry_record(
        verb="subscription.changed",
        object_type="merchant_plan",
        object_id=merchant_id,
        merchant_id=merchant_id,
        before={"plan": found.plan.code, "interval": found.interval},
        after={"plan": plan_code, "interval": interval},
    )
    subscription_sync(merchant_id=merchant_id, now=now)
    return entitlement_get(merchant_id=merchant_id, now=now)
