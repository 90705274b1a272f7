"""Connecting: the owner agrees on the supplier's page, or gives a key."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.conf import settings
from django.core import signing
from django.db import transaction

from automation.connections import adapters
from automation.connections.models import ConnectAttempt, SupplierAccount
from automation.connections.types import (
    METHODS,
    AccountStatus,
    ConnectRefused,
    Method,
    Provider,
    ProviderNotSetUp,
    ProviderUnknown,
    StateInvalid,
    SupplierUnreachable,
    WrongMethod,
)
from automation.suppliers.aliexpress import tokens as aliexpress
from automation.suppliers.catalogue import (
    SupplierAway,
    SupplierError,
    SupplierRateLimited,
    SupplierTokenExpired,
)
from automation.suppliers.cj import tokens as cj
from automation.suppliers.tokens import TokenPair

SALT = "automation.connections.state"
STATE_SECONDS = 600
OLD_ATTEMPTS = timedelta(days=1)


def redirect_uri() -> str:
    """Return where suppliers send the owner's browser: one address for all stores, as suppliers ask for."""
    return f"{settings.DASHBOARD_URL}/suppliers/callback"


def connect_begin(*, provider: str, store_id: UUID, user_id: UUID, now: datetime) -> str:
    """Return the supplier's consent page. Its `state` is signed, this person's, and good once for ten minutes.

    Raises ProviderUnknown, ProviderNotSetUp, WrongMethod.
    """
    _check(provider, Method.OAUTH)
    ConnectAttempt.objects.filter(begun_at__lt=now - OLD_ATTEMPTS).delete()
    attempt = ConnectAttempt.objects.create(provider=provider, user_id=user_id, begun_at=now)
    content = {"store": str(store_id), "user": str(user_id), "attempt": str(attempt.pk), "provider": provider}
    return aliexpress.consent_url(
        auth_url=settings.ALIEXPRESS_AUTH_URL,
        app=adapters.aliexpress_app(),
        redirect_uri=redirect_uri(),
        state=signing.dumps(content, salt=SALT),
    )


def connect_finish(
    *, provider: str, state: str, code: str, store_id: UUID, user_id: UUID, now: datetime
) -> SupplierAccount:
    """Change the code that came back into tokens and keep them.

    Raises StateInvalid for a state of another store, person or supplier, an old or a used one; ConnectRefused and
    SupplierUnreachable.
    """
    _check(provider, Method.OAUTH)
    content = _state(state)
    wanted = {"store": str(store_id), "user": str(user_id), "provider": provider}
    if any(content.get(name) != value for name, value in wanted.items()):
        raise StateInvalid
    used = ConnectAttempt.objects.filter(pk=content["attempt"], used_at__isnull=True).update(used_at=now)
    if not used:
        raise StateInvalid
    caller = adapters.caller_for(provider, name=f"{provider}:consent")
    pair = _asked(lambda: aliexpress.token_create(app=adapters.aliexpress_app(), caller=caller, code=code))
    return _keep(provider, pair, user_id=user_id, now=now)


def connect_by_key(*, provider: str, api_key: str, user_id: UUID, now: datetime) -> SupplierAccount:
    """Change an API key into tokens and keep those, not the key.

    Raises ProviderUnknown, ProviderNotSetUp, WrongMethod, ConnectRefused, SupplierUnreachable.
    """
    _check(provider, Method.API_KEY)
    caller = adapters.caller_for(provider, name=f"{provider}:consent")
    pair = _asked(lambda: cj.token_create(caller=caller, api_key=api_key))
    return _keep(provider, pair, user_id=user_id, now=now)


def disconnect(*, provider: str) -> bool:
    """Forget the account and its tokens; says whether there was one. Raises ProviderUnknown."""
    if provider not in Provider.values:
        raise ProviderUnknown
    deleted, _ = SupplierAccount.objects.filter(provider=provider).delete()
    return bool(deleted)


def _state(state: str) -> dict[str, Any]:
    try:
        content = signing.loads(state, salt=SALT, max_age=STATE_SECONDS)
    except signing.BadSignature as error:
        raise StateInvalid from error
    if not isinstance(content, dict):
        raise StateInvalid
    return content


def _check(provider: str, method: Method) -> None:
    if provider not in Provider.values:
        raise ProviderUnknown
    if METHODS[Provider(provider)] != method:
        raise WrongMethod
    if not adapters.is_set_up(provider):
        raise ProviderNotSetUp


def _asked(ask: Any) -> TokenPair:
    try:
        pair: TokenPair = ask()
    except (SupplierAway, SupplierRateLimited) as error:
        retry_after = max(1, round(error.retry_after or 5))
        raise SupplierUnreachable(error.message, retry_after=retry_after) from error
    except SupplierTokenExpired as error:
        raise ConnectRefused("The supplier does not accept this. Check it and try again.") from error
    except SupplierError as error:
        raise ConnectRefused(error.message) from error
    return pair


@transaction.atomic
def _keep(provider: str, pair: TokenPair, *, user_id: UUID, now: datetime) -> SupplierAccount:
    values = {
        **pair_values(pair),
        "account": pair.account[:200],
        "account_id": pair.account_id[:80],
        "status": AccountStatus.CONNECTED,
        "reported_status": "",
        "connected_at": now,
        "connected_by": user_id,
        "renewing_until": None,
        "last_error": "",
        "last_error_at": None,
    }
    return SupplierAccount.objects.update_or_create(provider=provider, defaults=values)[0]


def pair_values(pair: TokenPair) -> dict[str, Any]:
    """Return a pair of tokens as columns."""
    return {
        "access_token": pair.access,
        "refresh_token": pair.refresh,
        "access_expires_at": pair.access_expires_at,
        "refresh_expires_at": pair.refresh_expires_at,
    }
