"""Reads of payments."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.conf import settings

from apps.entitlements.selectors import entitlement_get
from apps.payments.models import PaymentSession, PayoutAccount
from apps.payments.types import ChargeRoute, PaymentsClosed, PayoutInfo, PayoutState, SessionStatus
from apps.tenants.selectors import store_get
from tenancy.context import public_context


@dataclass(frozen=True, slots=True)
class SessionInfo:
    session_id: str
    status: str
    url: str
    expires_at: datetime


# A paid or failed session has told its order; these may belong to an order that still holds stock.
DUE = (SessionStatus.CREATING, SessionStatus.OPEN, SessionStatus.PROCESSING, SessionStatus.SUPERSEDED)


def stores_with_due_sessions(*, now: datetime) -> list[UUID]:
    """Return the stores that have an order whose time to pay is over. One query."""
    rows = PaymentSession.objects.filter(status__in=DUE, expires_at__lte=now)
    return list(rows.order_by("store_id").values_list("store_id", flat=True).distinct())


def session_of_order(*, order_id: UUID) -> SessionInfo | None:
    """Return an order's newest payment session, or None. One query."""
    row = PaymentSession.objects.filter(order_id=order_id).order_by("-created_at", "-pk").first()
    if row is None:
        return None
    return SessionInfo(
        session_id=row.session_id or "", status=row.status, url=row.url, expires_at=row.expires_at
    )


def payout_get(*, store_id: UUID) -> PayoutInfo:
    """Return how a store stands with its payout account. One query."""
    with public_context():
        row = PayoutAccount.objects.filter(pk=store_id).first()
    is_platform = row is None and settings.PAYMENTS_PLATFORM_CHARGES
    return PayoutInfo(
        state=row.state if row else None,
        account_id=(row.account_id or "") if row else "",
        requirements=tuple(row.requirements) if row else (),
        deadline_at=row.deadline_at if row else None,
        checked_at=row.checked_at if row else None,
        can_charge=is_platform or (row is not None and _is_charging(row)),
        is_platform_charging=is_platform or (row is not None and _is_before_first(row)),
    )


def _is_before_first(row: PayoutAccount) -> bool:
    """Say whether the account was never ready while the platform still charges for such stores (development)."""
    return row.state == PayoutState.ONBOARDING and settings.PAYMENTS_PLATFORM_CHARGES


def _is_charging(row: PayoutAccount) -> bool:
    return row.state == PayoutState.READY or _is_before_first(row)


def charge_route(*, store_id: UUID, now: datetime) -> ChargeRoute:
    """Return whose account charges a store's orders now and at which fee. Raises PaymentsClosed.

    A store that once had an account of its own never falls back to the platform's.
    """
    found = payout_get(store_id=store_id)
    if not found.can_charge:
        raise PaymentsClosed
    if found.is_platform_charging:
        return ChargeRoute(account_id="", fee_bps=0)
    with public_context():
        merchant_id = store_get(store_id=store_id).merchant_id
        plan = entitlement_get(merchant_id=merchant_id, now=now).plan
    return ChargeRoute(account_id=found.account_id, fee_bps=plan.application_fee_bps)


def payments_are_open(*, store_id: UUID) -> bool:
    """Say whether a store can take payments at all. One query."""
    return payout_get(store_id=store_id).can_charge


def payouts_unready(*, limit: int = 200) -> list[str]:
    """Return the ids of accounts that are not ready and not given up, least recently checked first."""
    rows = PayoutAccount.objects.filter(state__in=[PayoutState.ONBOARDING, PayoutState.RESTRICTED])
    rows = rows.exclude(account_id=None).order_by("checked_at", "pk")
    return [str(account_id) for account_id in rows.values_list("account_id", flat=True)[:limit]]
