"""Tokens of CJ, for the merchant's own API key."""

from datetime import UTC, datetime, timedelta
from typing import Any

from automation.suppliers.answers import object_of, time_of_text
from automation.suppliers.calling import SupplierCaller
from automation.suppliers.catalogue import SupplierAway
from automation.suppliers.cj.gateway import PROVIDER, judge
from automation.suppliers.limits import RateLimit
from automation.suppliers.tokens import TokenPair

# What CJ promises when it names no time.
ACCESS_LIFE, REFRESH_LIFE = timedelta(days=15), timedelta(days=180)


def account_of_key(api_key: str) -> str:
    """Return the part of an API key that names the account ("CJ1234567@api@…")."""
    return api_key.partition("@")[0]


def token_create(*, caller: SupplierCaller, api_key: str) -> TokenPair:
    """Return tokens for an API key; CJ allows it once in five minutes."""
    return _token(caller, "authentication/getAccessToken", {"apiKey": api_key}, account_of_key(api_key))


def token_renew(*, caller: SupplierCaller, refresh: str, account: str) -> TokenPair:
    """Return fresh tokens. Raises SupplierTokenExpired when the owner has to give the key again."""
    return _token(caller, "authentication/refreshAccessToken", {"refreshToken": refresh}, account)


def _token(caller: SupplierCaller, path: str, body: dict[str, str], account: str) -> TokenPair:
    data: Any = caller.write(
        lambda http: http.build_request("POST", path, json=body),
        judge,
        limit=RateLimit(f"{PROVIDER}:{account}:token", 1),
    )
    row, now = object_of(data), datetime.now(UTC)
    if not row.get("accessToken"):
        raise SupplierAway("CJ sent no token.")
    return TokenPair(
        access=str(row["accessToken"]),
        refresh=str(row.get("refreshToken") or body.get("refreshToken") or ""),
        access_expires_at=time_of_text(row.get("accessTokenExpiryDate")) or now + ACCESS_LIFE,
        refresh_expires_at=time_of_text(row.get("refreshTokenExpiryDate")) or now + REFRESH_LIFE,
        account=account,
        account_id=str(row.get("openId") or ""),
    )
