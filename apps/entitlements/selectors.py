"""Reads of plans: the one place that answers "may this merchant…"."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from apps.entitlements.models import MerchantPlan, Plan, UsageCounter
from apps.entitlements.types import MONTHLY, Entitlements, PlanInfo, PlanState, PlanUnknown, Resource, Usage
from apps.money.types import Money
from tenancy.context import public_context


def period_of(*, resource: str, now: datetime) -> str:
    """Return the period a resource is counted in: the month in UTC, or "" for what exists now."""
    return f"{now:%Y-%m}" if resource in MONTHLY else ""


def plan_info(plan: Plan) -> PlanInfo:
    """Return a plan as others see it."""
    return PlanInfo(
        code=plan.code,
        name=plan.name,
        description=plan.description,
        monthly=Money(plan.monthly_minor, plan.currency),
        yearly=Money(plan.yearly_minor, plan.currency),
        trial_days=plan.trial_days,
        limits={item.value: plan.limits.get(item.value) for item in Resource},
        features=tuple(plan.features),
        application_fee_bps=plan.application_fee_bps,
        position=plan.position,
        is_offered=plan.is_offered,
    )


def plan_list() -> list[PlanInfo]:
    """Return the plans on offer, smallest first. One query."""
    with public_context():
        return [plan_info(row) for row in Plan.objects.filter(is_offered=True).order_by("position", "code")]


def plan_get(*, code: str) -> PlanInfo:
    """Return a plan, offered or not. Raises PlanUnknown."""
    with public_context():
        row = Plan.objects.filter(pk=code).first()
    if row is None:
        raise PlanUnknown
    return plan_info(row)


def entitlement_get(*, merchant_id: UUID, now: datetime) -> Entitlements:
    """Return a merchant's plan, state, limits and use as they are now. Two queries, from any schema.

    Raises PlanUnknown for a merchant that does not exist.
    """
    with public_context():
        row = MerchantPlan.objects.select_related("plan").filter(pk=merchant_id).first()
        if row is None:
            raise PlanUnknown
        counters = UsageCounter.objects.filter(merchant_id=merchant_id)
        used = {(item.resource, item.period): item.used for item in counters}
    return entitlements_of(row, used=used, now=now)


def entitlements_of(row: MerchantPlan, *, used: dict[tuple[str, str], int], now: datetime) -> Entitlements:
    """Put a merchant's row and its counters together."""
    limits = limits_of(row)
    usage = tuple(
        Usage(
            resource=item.value,
            used=used.get((item.value, period_of(resource=item, now=now)), 0),
            limit=limits[item.value],
        )
        for item in Resource
    )
    return Entitlements(
        merchant_id=row.merchant_id,
        plan=plan_info(row.plan),
        interval=row.interval,
        state=row.state,
        usage=usage,
        trial_ends_at=row.trial_ends_at,
        period_ends_at=row.period_ends_at,
        grace_ends_at=row.grace_ends_at,
        suspend_at=row.suspend_at,
        suspended_at=row.suspended_at,
        cancel_at=row.cancel_at,
        next_plan_code=row.next_plan_code,
        is_card_needed=row.is_card_needed,
    )


def limits_of(row: MerchantPlan) -> dict[str, int | None]:
    """Return the merchant's limits: the plan's, except where staff agreed on others."""
    return {**plan_info(row.plan).limits, **row.limit_overrides}


def plan_lifting(*, resource: str, wanted: int) -> PlanInfo | None:
    """Return the smallest plan on offer that includes `wanted` of a resource, or None."""
    for plan in plan_list():
        limit = plan.limits[resource]
        if limit is None or limit >= wanted:
            return plan
    return None


def usage_beyond(*, entitlements: Entitlements, plan: PlanInfo) -> list[Usage]:
    """Return what the merchant uses beyond another plan's limits; what begins anew each month is left out."""
    found = [
        Usage(resource=item.resource, used=item.used, limit=plan.limits[item.resource])
        for item in entitlements.usage
        if item.resource not in MONTHLY
    ]
    return [item for item in found if item.is_over]


def merchants_with_plan(*, after: UUID | None, limit: int = 500) -> list[UUID]:
    """Return merchants by id, a page of at most `limit` after `after`."""
    rows = MerchantPlan.objects.all()
    if after is not None:
        rows = rows.filter(pk__gt=after)
    return list(rows.order_by("pk").values_list("pk", flat=True)[:limit])


def merchants_due(*, now: datetime, states: Iterable[str] = PlanState.values) -> dict[str, list[UUID]]:
    """Return the merchants whose dates have come: `trial`, `grace`, `suspend`. Three queries, 500 of each at most."""
    rows = MerchantPlan.objects.filter(state__in=list(states)).order_by("pk").values_list("pk", flat=True)
    return {
        "trial": list(rows.filter(state=PlanState.TRIAL, trial_ends_at__lte=now)[:500]),
        "grace": list(rows.filter(state=PlanState.PAST_DUE, grace_ends_at__lte=now)[:500]),
        "suspend": list(
            rows.filter(state=PlanState.LIMITED, suspend_at__lte=now, suspended_at__isnull=True)[:500]
        ),
    }


def merchants_to_remind(*, now: datetime, until: datetime) -> list[UUID]:
    """Return the merchants whose trial ends between `now` and `until` and who were not told. 500 at most."""
    rows = MerchantPlan.objects.filter(
        state=PlanState.TRIAL, trial_ends_at__gt=now, trial_ends_at__lte=until, trial_reminded_at__isnull=True
    )
    return list(rows.order_by("pk").values_list("pk", flat=True)[:500])
