"""Codes and tokens: a code is good for three minutes and once; refreshing never lengthens the refresh token."""

import secrets
from dataclasses import dataclass

from sandbox.aliexpress.protocol import PlatformError
from sandbox.database import Connection, Json, switch_read

SCHEMA = """
CREATE TABLE IF NOT EXISTS aliexpress_codes (
    code TEXT PRIMARY KEY, account TEXT NOT NULL, expires REAL NOT NULL, used INTEGER NOT NULL DEFAULT 0
);
CREATE TABLE IF NOT EXISTS aliexpress_tokens (
    access TEXT PRIMARY KEY,
    refresh TEXT NOT NULL,
    account TEXT NOT NULL,
    access_expires REAL NOT NULL,
    refresh_expires REAL NOT NULL,
    revoked INTEGER NOT NULL DEFAULT 0
);
"""
TABLES = ("aliexpress_codes", "aliexpress_tokens")
CODE_SECONDS = 180
LIFETIMES = "aliexpress_lifetimes"
DAY = 86400
# A launched app: 30 days and 60.
LIFETIME_DEFAULTS = {"access": 30 * DAY, "refresh": 60 * DAY}


@dataclass(frozen=True)
class Shopper:
    """Who a token speaks for."""

    account: str


def code_make(connection: Connection, account: str, now: float) -> str:
    """Return a fresh code for somebody who agreed."""
    code = f"3_500001_{secrets.token_urlsafe(12)}"
    connection.execute(
        "INSERT INTO aliexpress_codes (code, account, expires) VALUES (?, ?, ?)",
        (code, account, now + CODE_SECONDS),
    )
    return code


def code_redeem(connection: Connection, code: str, now: float) -> Json:
    """Return tokens for a code, once. Raises PlatformError InvalidCode."""
    row = connection.execute(
        "UPDATE aliexpress_codes SET used = 1 WHERE code = ? AND used = 0 AND expires > ? RETURNING account",
        (code, now),
    ).fetchone()
    if row is None:
        raise PlatformError("InvalidCode", "Invalid authorization code")
    lifetimes = switch_read(connection, LIFETIMES, LIFETIME_DEFAULTS)
    return _issue(connection, row["account"], lifetimes, refresh_expires=now + lifetimes["refresh"], now=now)


def token_refresh(connection: Connection, refresh: str, now: float) -> Json:
    """Return a new access token; the refresh token keeps its own end. Raises PlatformError."""
    row = connection.execute(
        "SELECT * FROM aliexpress_tokens WHERE refresh = ? AND revoked = 0 ORDER BY access_expires DESC",
        (refresh,),
    ).fetchone()
    if row is None or row["refresh_expires"] <= now:
        raise PlatformError("IllegalRefreshToken", "The specified refresh token is invalid or expired")
    lifetimes = switch_read(connection, LIFETIMES, LIFETIME_DEFAULTS)
    return _issue(connection, row["account"], lifetimes, refresh_expires=row["refresh_expires"], now=now)


def _issue(
    connection: Connection, account: str, lifetimes: Json, *, refresh_expires: float, now: float
) -> Json:
    access, refresh = f"50000{secrets.token_hex(24)}", f"50001{secrets.token_hex(24)}"
    expires = min(now + lifetimes["access"], refresh_expires)
    connection.execute(
        "INSERT INTO aliexpress_tokens (access, refresh, account, access_expires, refresh_expires)"
        " VALUES (?, ?, ?, ?, ?)",
        (access, refresh, account, expires, refresh_expires),
    )
    number = str(sum(map(ord, account)) * 7919 + 2_000_000_000)
    return {
        "access_token": access,
        "refresh_token": refresh,
        "expires_in": int(expires - now),
        "refresh_expires_in": int(refresh_expires - now),
        "expire_time": int(expires * 1000),
        "refresh_token_valid_time": int(refresh_expires * 1000),
        "account": account,
        "user_nick": account.split("@")[0],
        "user_id": number,
        "seller_id": number,
        "account_platform": "buyerApp",
        "sp": "ae",
        "locale": "zh_CN",
    }


def shopper_of(connection: Connection, access: str, now: float) -> Shopper:
    """Return who an access token speaks for. Raises PlatformError IllegalAccessToken."""
    row = connection.execute(
        "SELECT account FROM aliexpress_tokens WHERE access = ? AND revoked = 0 AND access_expires > ?",
        (access, now),
    ).fetchone()
    if row is None:
        raise PlatformError("IllegalAccessToken", "The specified access token is invalid or expired")
    return Shopper(account=row["account"])
