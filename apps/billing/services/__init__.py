"""Writes of billing: plans at Stripe, subscribing, the standing that follows from Stripe, dates, events."""

from apps.billing.services.dates import dates_follow
from apps.billing.services.events import (
    MAX_BODY_BYTES,
    billing_event_process,
    billing_event_receive,
    billing_event_replay,
    billing_events_retry,
)
from apps.billing.services.plans import plans_sync
from apps.billing.services.standing import stores_follow, subscription_sync
from apps.billing.services.subscribing import change_preview, checkout_start, plan_change, portal_start

__all__ = [
    "MAX_BODY_BYTES",
    "billing_event_process",
    "billing_event_receive",
    "billing_event_replay",
    "billing_events_retry",
    "change_preview",
    "checkout_start",
    "dates_follow",
    "plan_change",
    "plans_sync",
    "portal_start",
    "stores_follow",
    "subscription_sync",
]
