"""Writes of plans and use. A claim is one conditional statement in the caller's transaction."""

import logging
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import connection, transaction
from django.utils import timezone

from apps.audit.services import entry_record
from apps.entitlements.events import MerchantPlanChanged
from apps.entitlements.models import MerchantPlan, Plan, UsageCounter
from apps.entitlements.registry import count_of, counted
from apps.entitlements.selectors import entitlement_get, period_of, plan_lifting
from apps.entitlements.types import (
    OPEN_STATES,
    Entitlements,
    Interval,
    LimitReached,
    PlanChange,
    PlanInactive,
    PlanState,
    PlanUnknown,
)
from apps.outbox.services import event_publish
from tenancy.context import public_context

logger = logging.getLogger(__name__)

# The limit is read in the statement that takes from it. A limit that is not there (null) is none at all.
CLAIM = """
    WITH allowed AS (
        SELECT m.merchant_id, CASE
            WHEN m.limit_overrides ? %(resource)s THEN (m.limit_overrides ->> %(resource)s)::bigint
            ELSE (p.limits ->> %(resource)s)::bigint
        END AS most
        FROM public.entitlements_merchantplan m
        JOIN public.entitlements_plan p ON p.code = m.plan_id
        WHERE m.merchant_id = %(merchant_id)s AND m.state = ANY(%(states)s)
    )
    INSERT INTO public.entitlements_usagecounter AS counter (merchant_id, resource, period, used)
    SELECT merchant_id, %(resource)s, %(period)s, %(amount)s FROM allowed
    WHERE most IS NULL OR most >= %(amount)s
    ON CONFLICT (merchant_id, resource, period) DO UPDATE SET used = counter.used + excluded.used
    WHERE (SELECT most IS NULL OR counter.used + excluded.used <= most FROM allowed)
    RETURNING used
"""


def usage_claim(*, merchant_id: UUID, resource: str, amount: int = 1, now: datetime | None = None) -> int:
    """Take `amount` of a resource in the caller's transaction; returns what is used then.

    Atomic: of claims at the same moment no more succeed than the limit allows, and a claim that is rolled back
    never was. Make it the first statement of the transaction: it holds the merchant's counter until the commit,
    and every writer takes that before its own rows. Raises LimitReached and PlanInactive.
    """
    now = now or timezone.now()
    values: dict[str, Any] = {
        "merchant_id": merchant_id,
        "resource": str(resource),
        "period": period_of(resource=resource, now=now),
        "amount": amount,
        "states": [str(state) for state in OPEN_STATES],
    }
    with public_context(), connection.cursor() as cursor:
        cursor.execute(CLAIM, values)
        row = cursor.fetchone()
    if row is None:
        _refuse(merchant_id=merchant_id, resource=resource, amount=amount, now=now)
    return int(row[0])


def _refuse(*, merchant_id: UUID, resource: str, amount: int, now: datetime) -> None:
    found = entitlement_get(merchant_id=merchant_id, now=now)
    if not found.is_open:
        raise PlanInactive
    usage = found.used(resource)
    lifted_by = plan_lifting(resource=resource, wanted=usage.used + amount)
    raise LimitReached(plan=found.plan, usage=usage, lifted_by=lifted_by)


def usage_release(*, merchant_id: UUID, resource: str, amount: int = 1) -> None:
    """Give back what was taken, in the caller's transaction and before its other locks. Never falls below 0."""
    with public_context(), connection.cursor() as cursor:
        cursor.execute(
            "UPDATE public.entitlements_usagecounter SET used = greatest(used - %s, 0)"
            " WHERE merchant_id = %s AND resource = %s AND period = ''",
            [amount, merchant_id, str(resource)],
        )


def usage_recount(*, merchant_id: UUID, now: datetime) -> dict[str, tuple[int, int]]:
    """Count what exists and correct the counters; returns {resource: (was, is)} of those that were wrong.

    The counter is held while counting: every writer claims first and commits last, so nothing is under way then.
    """
    wrong: dict[str, tuple[int, int]] = {}
    for resource in counted():
        count = count_of(resource)
        with public_context(), transaction.atomic():
            row, _ = UsageCounter.objects.get_or_create(
                merchant_id=merchant_id, resource=resource, period="", defaults={"used": 0}
            )
            row = UsageCounter.objects.select_for_update(of=("self",)).get(pk=row.pk)
            found = count(merchant_id) if count else row.used
            if found != row.used:
                wrong[resource] = (row.used, found)
            row.used, row.recounted_at = found, now
            row.save(update_fields=["used", "recounted_at"])
    if wrong:
        logger.warning("usage of merchant %s was wrong and is corrected: %s", merchant_id, wrong)
    return wrong


def trial_start(*, merchant_id: UUID, now: datetime) -> None:
    """Put a new merchant on the trial of the plan that is marked for it, in the caller's transaction."""
    with public_context():
        plan = Plan.objects.filter(is_trial_default=True).first()
        if plan is None:
            raise PlanUnknown("No plan is marked for trials.")
        MerchantPlan.objects.create(
            merchant_id=merchant_id,
            plan=plan,
            interval=Interval.MONTH,
            state=PlanState.TRIAL,
            trial_ends_at=now + timedelta(days=plan.trial_days),
            created_at=now,
            changed_at=now,
        )


def merchant_plan_set(*, merchant_id: UUID, change: PlanChange, now: datetime) -> bool:
    """Write the state of a subscription; says whether anything is another. Publishes `merchant.plan_changed`.

    Safe to repeat: the same facts change nothing. Leaving LIMITED and PAUSED for an open state forgets that the
    stores were suspended; resuming them is the caller's. Raises PlanUnknown.
    """
    with public_context(), transaction.atomic():
        row = _locked(merchant_id)
        before = _facts(row)
        if not Plan.objects.filter(pk=change.plan_code).exists():
            raise PlanUnknown
        row.plan_id, row.interval, row.state = change.plan_code, change.interval, change.state
        row.trial_ends_at, row.period_ends_at = change.trial_ends_at, change.period_ends_at
        row.grace_ends_at, row.suspend_at = change.grace_ends_at, change.suspend_at
        row.cancel_at, row.next_plan_code = change.cancel_at, change.next_plan_code
        row.is_card_needed = change.is_card_needed
        if change.state in OPEN_STATES:
            row.suspended_at = None
        return _saved(row, before=before, verb="plan.changed", now=now)


def _locked(merchant_id: UUID) -> MerchantPlan:
    row = MerchantPlan.objects.select_for_update(of=("self",)).filter(pk=merchant_id).first()
    if row is None:
        raise PlanUnknown
    return row


def _facts(row: MerchantPlan) -> dict[str, Any]:
    names = ("plan_id", "interval", "state", "next_plan_code", "is_card_needed", "limit_overrides")
    dates = ("trial_ends_at", "period_ends_at", "grace_ends_at", "suspend_at", "suspended_at", "cancel_at")
    told = {name: getattr(row, name) for name in dates}
    return {name: getattr(row, name) for name in names} | {
        name: value.isoformat() if value else None for name, value in told.items()
    }


def _saved(row: MerchantPlan, *, before: dict[str, Any], verb: str, now: datetime) -> bool:
    after = _facts(row)
    changed = [name for name, value in after.items() if before[name] != value]
    if not changed:
        return False
    row.changed_at = now
    row.save()
    entry_record(
        verb=verb,
        object_type="merchant_plan",
        object_id=row.merchant_id,
        object_label=row.plan_id,
        merchant_id=row.merchant_id,
        before={name: before[name] for name in changed},
        after={name: after[name] for name in changed},
    )
    event_publish(event=MerchantPlanChanged(merchant_id=row.merchant_id), store_id=None)
    return True


def merchant_plan_suspended(*, merchant_id: UUID, now: datetime) -> bool:
    """Note that the merchant's stores were suspended for what is not paid; False when it is noted already."""
    with public_context(), transaction.atomic():
        row = _locked(merchant_id)
        if row.state in OPEN_STATES or row.suspended_at is not None:
            return False
        before = _facts(row)
        row.suspended_at = now
        return _saved(row, before=before, verb="plan.suspended", now=now)


def merchant_plan_move(
    *, merchant_id: UUID, expected: str, state: str, suspend_at: datetime | None = None, now: datetime
) -> bool:
    """Move from one state to another when its date has come; False when it is in another state already."""
    with public_context(), transaction.atomic():
        row = _locked(merchant_id)
        if row.state != expected:
            return False
        before = _facts(row)
        row.state, row.suspend_at = state, suspend_at
        return _saved(row, before=before, verb="plan.changed", now=now)


def trial_reminded(*, merchant_id: UUID, now: datetime) -> bool:
    """Note that the merchant was told of the trial's end; False when it was noted before."""
    with public_context():
        rows = MerchantPlan.objects.filter(pk=merchant_id, trial_reminded_at__isnull=True)
        return rows.update(trial_reminded_at=now) == 1


def trial_extend(*, merchant_id: UUID, days: int, reason: str, now: datetime) -> Entitlements:
    """Give a merchant `days` more of its trial from today on (a staff action); a paused one is a trial again.

    Raises PlanUnknown, and PlanInactive for a merchant that subscribed.
    """
    with public_context(), transaction.atomic():
        row = _locked(merchant_id)
        if row.state not in (PlanState.TRIAL, PlanState.PAUSED):
            raise PlanInactive("Only a trial can be extended.")
        before = _facts(row)
        row.state = PlanState.TRIAL
        row.trial_ends_at = max(now, row.trial_ends_at or now) + timedelta(days=days)
        row.trial_reminded_at, row.suspended_at, row.suspend_at = None, None, None
        _saved(row, before=before, verb="plan.changed", now=now)
        entry_record(
            verb="plan.trial_extended",
            object_type="merchant_plan",
            object_id=merchant_id,
            merchant_id=merchant_id,
            after={"days": days, "reason": reason},
        )
    return entitlement_get(merchant_id=merchant_id, now=now)
