"""What happens because a date has come: reminders, the end of trials, grace and suspension."""

import logging
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction

from apps.billing.events import BillingNoticeDue
from apps.billing.models import BillingAccount
from apps.billing.services.standing import stores_follow, subscription_sync
from apps.billing.types import BillingUnavailable
from apps.entitlements.selectors import merchants_due, merchants_to_remind
from apps.entitlements.services import merchant_plan_move, trial_reminded
from apps.entitlements.types import PlanState
from apps.outbox.services import event_publish

logger = logging.getLogger(__name__)

REMINDED_BEFORE = timedelta(days=3)


def dates_follow(*, now: datetime) -> dict[str, int]:
    """Do what is due by date and return how many of each; safe to repeat.

    Whoever has a subscription is asked about at Stripe first, so nobody is limited over a payment that came in.
    While Stripe is away those wait.
    """
    done = {"reminded": _remind(now=now), "ended": 0, "synced": 0}
    due = merchants_due(now=now)
    subscribed = set(
        BillingAccount.objects.filter(pk__in=[pk for ids in due.values() for pk in ids])
        .exclude(subscription_id="")
        .values_list("pk", flat=True)
    )
    for merchant_id in {pk for ids in due.values() for pk in ids} & subscribed:
        try:
            subscription_sync(merchant_id=merchant_id, now=now)
            done["synced"] += 1
        except BillingUnavailable:
            break  # the others would wait for as long, one after the other
        except Exception:
            logger.exception("the plan of merchant %s could not be brought up to date", merchant_id)
    for merchant_id in due["trial"]:
        if merchant_id not in subscribed:
            done["ended"] += _trial_end(merchant_id=merchant_id, now=now)
    return done


def _remind(*, now: datetime) -> int:
    told = 0
    for merchant_id in merchants_to_remind(now=now, until=now + REMINDED_BEFORE):
        with transaction.atomic():
            if trial_reminded(merchant_id=merchant_id, now=now):
                event_publish(
                    event=BillingNoticeDue(merchant_id=merchant_id, kind="trial_ending"), store_id=None
                )
                told += 1
    return told


@transaction.atomic
def _trial_end(*, merchant_id: UUID, now: datetime) -> bool:
    """Pause a merchant whose trial is over and who left no card: shops close, everything is kept."""
    moved = merchant_plan_move(
        merchant_id=merchant_id, expected=PlanState.TRIAL, state=PlanState.PAUSED, now=now
    )
    if moved:
        stores_follow(merchant_id=merchant_id, now=now)
        event_publish(event=BillingNoticeDue(merchant_id=merchant_id, kind="trial_ended"), store_id=None)
    return moved
