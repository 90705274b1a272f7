"""Writes of payments: sessions, settlement, Stripe's events, reconciliation."""

from apps.payments.services.events import (
    MAX_BODY_BYTES,
    connect_event_receive,
    stripe_event_process,
    stripe_event_receive,
    stripe_event_replay,
    stripe_events_retry,
)
from apps.payments.services.payouts import payout_onboarding_start, payout_refresh, payouts_check
from apps.payments.services.reconciliation import session_reconcile
from apps.payments.services.refunds import refund_create, refund_submit, refund_withdraw, refunds_resume
from apps.payments.services.sessions import (
    session_expiry,
    session_live,
    session_open,
    session_prepare,
    sessions_close,
    sessions_forget_due,
    sessions_settle,
)
from apps.payments.services.settlement import session_settle

__all__ = [
    "MAX_BODY_BYTES",
    "connect_event_receive",
    "payout_onboarding_start",
    "payout_refresh",
    "payouts_check",
    "refund_create",
    "refund_submit",
    "refund_withdraw",
    "refunds_resume",
    "session_expiry",
    "session_live",
    "session_open",
    "session_prepare",
    "session_reconcile",
    "session_settle",
    "sessions_close",
    "sessions_forget_due",
    "sessions_settle",
    "stripe_event_process",
    "stripe_event_receive",
    "stripe_event_replay",
    "stripe_events_retry",
]
