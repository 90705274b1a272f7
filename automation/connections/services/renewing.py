"""Renewing: long before the access token ends, and a warning days before the refresh token does."""

import logging
from datetime import datetime, timedelta
from uuid import UUID, uuid4

from django.db.models import Q

from automation.connections import adapters
from automation.connections.models import SupplierAccount
from automation.connections.services.connecting import pair_values
from automation.connections.types import WORKING, AccountStatus, Provider
from automation.core_client.client import Core
from automation.core_client.types import CoreError
from automation.suppliers.aliexpress import tokens as aliexpress
from automation.suppliers.catalogue import SupplierError, SupplierRejected, SupplierTokenExpired
from automation.suppliers.cj import tokens as cj
from automation.suppliers.tokens import TokenPair

logger = logging.getLogger(__name__)

# The beat looks every ten minutes, so a token is renewed at least 110 minutes before its end, and several tries fit.
RENEW_BEFORE = timedelta(hours=2)
# Renewing never moves the end of the refresh token: the owner has to connect again, and needs days for it.
WARN_BEFORE = timedelta(days=7)
RENEWAL_LEASE = timedelta(minutes=2)


def accounts_look_after(*, core: Core, store_id: UUID, now: datetime) -> int:
    """Renew what is due, end what has ended, and tell the core what changed; returns how many were renewed."""
    renewed = 0
    for account in SupplierAccount.objects.order_by("pk"):
        is_due = account.status in WORKING and account.access_expires_at <= now + RENEW_BEFORE
        if is_due and account.refresh_token and account.refresh_expires_at > now:
            renewed += account_renew(account_id=account.pk, now=now)
            account.refresh_from_db()
        _status_write(account, now=now)
        _report(account, core=core, store_id=store_id)
    return renewed


def account_renew(*, account_id: UUID, now: datetime) -> bool:
    """Renew an account's tokens; one worker at a time. Says whether it did.

    A supplier that is away is noted and tried again; one that refuses ends the connection.
    """
    free = Q(renewing_until__isnull=True) | Q(renewing_until__lt=now)
    taken = SupplierAccount.objects.filter(free, pk=account_id).update(renewing_until=now + RENEWAL_LEASE)
    if not taken:
        return False
    account = SupplierAccount.objects.get(pk=account_id)
    try:
        pair = _renewed(account)
    except (SupplierTokenExpired, SupplierRejected) as error:
        _noted(account, error.message, now=now, status=AccountStatus.EXPIRED)
        return False
    except SupplierError as error:
        _noted(account, error.message, now=now)
        return False
    SupplierAccount.objects.filter(pk=account_id).update(
        **pair_values(pair), renewed_at=now, renewing_until=None, last_error="", last_error_at=None
    )
    return True


def token_refused(*, provider: str, now: datetime) -> bool:
    """A supplier refused the access token before its end: renew it once, or end the connection.

    Says whether there is a new token to try.
    """
    account = SupplierAccount.objects.filter(provider=provider, status__in=WORKING).first()
    if account is None:
        return False
    if not account.refresh_token or account.refresh_expires_at <= now:
        _noted(account, "The supplier ended the connection.", now=now, status=AccountStatus.REVOKED)
        return False
    return account_renew(account_id=account.pk, now=now)


def _renewed(account: SupplierAccount) -> TokenPair:
    caller = adapters.caller_for(account.provider, name=adapters.breaker_name(account))
    if account.provider == Provider.ALIEXPRESS:
        app = adapters.aliexpress_app()
        return aliexpress.token_renew(app=app, caller=caller, refresh=account.refresh_token)
    return cj.token_renew(caller=caller, refresh=account.refresh_token, account=account.account)


def _noted(
    account: SupplierAccount, message: str, *, now: datetime, status: AccountStatus | None = None
) -> None:
    logger.warning("connection to %s: %s", account.provider, message)
    changes = {"last_error": message[:300], "last_error_at": now, "renewing_until": None}
    SupplierAccount.objects.filter(pk=account.pk).update(**changes, **({"status": status} if status else {}))


def _status_write(account: SupplierAccount, *, now: datetime) -> None:
    if account.status not in WORKING:
        return
    # What renews ends first, or there is nothing that renews.
    end = account.refresh_expires_at if account.refresh_token else account.access_expires_at
    status = AccountStatus.CONNECTED
    if max(end, account.access_expires_at) <= now:
        status = AccountStatus.EXPIRED
    elif end <= now + WARN_BEFORE:
        status = AccountStatus.EXPIRING
    if status != account.status:
        account.status = status
        account.save(update_fields=["status"])


def _report(account: SupplierAccount, *, core: Core, store_id: UUID) -> None:
    """Tell the core once of each state; it mails the owner. A core that is away hears of it the next time."""
    if account.reported_status == account.status:
        return
    try:
        core.supplier_connection_report(
            store_id=store_id,
            provider=account.provider,
            state=account.status,
            ends_at=account.refresh_expires_at,
            idempotency_key=uuid4().hex,
        )
    except CoreError as error:
        logger.warning("the core was not told of %s: %s", account.provider, error)
        return
    account.reported_status = account.status
    account.save(update_fields=["reported_status"])
