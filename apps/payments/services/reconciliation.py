"""For the webhook that never came: what Stripe has closed and we still think open is settled."""

import logging
from datetime import datetime, timedelta

from apps.payments import gateway
from apps.payments.models import PaymentSession
from apps.payments.services.events import stripe_events_retry
from apps.payments.services.refunds import refunds_resume
from apps.payments.services.settlement import session_settle
from apps.payments.types import PaymentRefused, PaymentUnavailable, SessionStatus
from apps.tenants.types import StoreUnknown

logger = logging.getLogger(__name__)

WINDOW = timedelta(hours=25)
# Younger sessions are left to their webhook, which is on its way.
FRESH = timedelta(seconds=45)
OVERDUE = timedelta(minutes=10)
OPEN = (SessionStatus.OPEN, SessionStatus.PROCESSING)


def session_reconcile(*, now: datetime) -> int:
    """Settle the sessions of the last 25 hours that Stripe has closed without our noticing; returns how many.

    Asks for lists, not for each session: the cost is that of the time since our oldest open one. Those long
    over their time that Stripe does not list are asked for one by one. Refunds that wait for a disconnected account
    are tried again. Raises PaymentUnavailable.
    """
    refunds_resume(now=now)
    rows = PaymentSession.objects.filter(
        status__in=OPEN, created_at__gte=now - WINDOW, created_at__lte=now - FRESH
    ).exclude(session_id=None)
    open_rows = {str(row.session_id): row for row in rows.order_by("created_at", "pk")}
    if not open_rows:
        stripe_events_retry(now=now)
        return 0
    closed = {item for item in _closed(list(open_rows.values())) if item in open_rows}
    overdue = {key for key, row in open_rows.items() if row.expires_at + OVERDUE < now}
    for session_id in sorted(closed | overdue):
        _settle(session_id=session_id, now=now)
    stripe_events_retry(now=now)
    return len(closed | overdue)


def _closed(rows: list[PaymentSession]) -> set[str]:
    """Return what Stripe has closed since the oldest of these, on every account that one of them is on."""
    found: set[str] = set()
    for account_id in sorted({row.account_id for row in rows}):
        oldest = min(row.created_at for row in rows if row.account_id == account_id)
        try:
            found.update(gateway.sessions_closed_since(oldest - OVERDUE, account_id))
        except PaymentRefused as error:
            logger.error("account %s cannot be asked for its sessions: %s", account_id, error.code)
    return found


def _settle(*, session_id: str, now: datetime) -> None:
    try:
        session_settle(session_id=session_id, now=now)
    except (PaymentRefused, StoreUnknown) as error:
        logger.error("session %s cannot be settled: %s", session_id, error.code)
    except PaymentUnavailable:
        raise
    except Exception:
        # A fault of ours over one order: the other shops' payments do not wait for it.
        logger.exception("session %s could not be settled", session_id)
