"""From what Stripe says to what a merchant may do: one pure function of facts and time.

It looks at nothing that came before, so events that are late, doubled or out of order end in the same state.
"""

from datetime import datetime, timedelta

from apps.billing.types import SubscriptionFacts
from apps.entitlements.types import PlanChange, PlanState

# After a failed invoice everything works for a week; then nothing new can be made; after two weeks shops close.
GRACE = timedelta(days=7)
SUSPENSION = timedelta(days=14)


def standing_of(
    *, facts: SubscriptionFacts, plan_code: str, interval: str, trial_ends_at: datetime | None, now: datetime
) -> PlanChange:
    """Return plan and state for a subscription. `trial_ends_at` is the trial that began with the sign-up."""
    kept = facts.metadata.get("kept_plan", "")
    is_kept = bool(kept) and facts.metadata.get("kept_until") == str(int(facts.period_ends_at.timestamp()))
    state = _state(facts, trial_ends_at=trial_ends_at, now=now)
    unpaid = facts.unpaid_since if state in (PlanState.PAST_DUE, PlanState.LIMITED) else None
    return PlanChange(
        plan_code=kept if is_kept else plan_code,
        interval=interval,
        state=state,
        trial_ends_at=facts.trial_ends_at or trial_ends_at,
        period_ends_at=facts.period_ends_at,
        grace_ends_at=unpaid + GRACE if unpaid else None,
        suspend_at=unpaid + SUSPENSION if unpaid else None,
        cancel_at=facts.cancel_at,
        next_plan_code=plan_code if is_kept else "",
        is_card_needed=facts.wants_confirmation,
    )


def _state(facts: SubscriptionFacts, *, trial_ends_at: datetime | None, now: datetime) -> str:
    in_trial = trial_ends_at is not None and trial_ends_at > now
    if facts.status == "trialing":
        return PlanState.TRIAL
    if facts.status == "active":
        return PlanState.ACTIVE
    if facts.status in {"past_due", "unpaid"}:
        since = facts.unpaid_since or facts.period_starts_at
        return PlanState.PAST_DUE if now < since + GRACE else PlanState.LIMITED
    if facts.status == "paused":
        return PlanState.PAUSED
    if in_trial:  # incomplete, or ended while the trial of the sign-up still runs
        return PlanState.TRIAL
    return PlanState.CANCELLED if facts.is_over and facts.status == "canceled" else PlanState.PAUSED
