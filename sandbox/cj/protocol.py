"""The wire: one envelope, codes, tokens."""

import secrets
import uuid
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

from sandbox.database import Connection, Json, switch_read

SCHEMA = """
CREATE TABLE IF NOT EXISTS cj_tokens (
    access TEXT PRIMARY KEY,
    refresh TEXT NOT NULL,
    account TEXT NOT NULL,
    access_expires REAL NOT NULL,
    refresh_expires REAL NOT NULL
);
CREATE TABLE IF NOT EXISTS cj_logins (account TEXT PRIMARY KEY, at REAL NOT NULL);
"""
TABLES = ("cj_tokens", "cj_logins")
DAY = 86400
LIFETIMES, LIFETIME_DEFAULTS = "cj_lifetimes", {"access": 15 * DAY, "refresh": 180 * DAY, "login_pause": 300}
# Calls a second of an account, and the balance every account starts with (US dollars).
LIMIT, LIMIT_DEFAULTS = "cj_limit", {"qps": 6}
CHINA = timezone(timedelta(hours=8))
TOKEN_INVALID, REFRESH_INVALID, TOO_MANY, PARAMETER = 1600001, 1600003, 1600200, 1600100
NOT_FOUND, NO_STOCK, NO_BALANCE = 1602001, 1604001, 1604002


class CjError(Exception):
    """A refusal, as the envelope says it."""

    def __init__(self, code: int, message: str) -> None:
        self.code, self.message = code, message
        super().__init__(message)


def answer(data: Any, *, code: int = 200, message: str = "Success") -> Json:
    """Return the envelope."""
    return {
        "code": code,
        "result": code == 200,
        "message": message,
        "data": data,
        "requestId": str(uuid.uuid4()),
    }


def stamp(at: float) -> str:
    """Write a time as the API does: China's offset."""
    return datetime.fromtimestamp(at, UTC).astimezone(CHINA).isoformat(timespec="seconds")


def login(connection: Connection, api_key: str, now: float) -> Json:
    """Return tokens for an API key, once in five minutes. Raises CjError."""
    number, _, rest = api_key.partition("@api@")
    if not (number.startswith("CJ") and number[2:].isdigit() and len(rest) == 32):
        raise CjError(TOKEN_INVALID, "Invalid API key or access token")
    lifetimes = switch_read(connection, LIFETIMES, LIFETIME_DEFAULTS)
    row = connection.execute("SELECT at FROM cj_logins WHERE account = ?", (number,)).fetchone()
    if row and now - row["at"] < lifetimes["login_pause"]:
        raise CjError(TOO_MANY, "Too Many Requests, QPS limit is 1 time/300second")
    connection.execute("INSERT OR REPLACE INTO cj_logins VALUES (?, ?)", (number, now))
    return _issue(connection, number, lifetimes["access"], now + lifetimes["refresh"], now)


def renew(connection: Connection, refresh: str, now: float) -> Json:
    """Return a new access token; the refresh token keeps its own end. Raises CjError."""
    row = connection.execute(
        "SELECT * FROM cj_tokens WHERE refresh = ? AND refresh_expires > ?", (refresh, now)
    ).fetchone()
    if row is None:
        raise CjError(REFRESH_INVALID, "Refresh token is expired, please get a new token")
    lifetimes = switch_read(connection, LIFETIMES, LIFETIME_DEFAULTS)
    return _issue(connection, row["account"], lifetimes["access"], row["refresh_expires"], now)


def _issue(connection: Connection, account: str, seconds: float, refresh_expires: float, now: float) -> Json:
    access, refresh = secrets.token_hex(16), secrets.token_hex(16)
    expires = min(now + seconds, refresh_expires)
    connection.execute(
        "INSERT INTO cj_tokens VALUES (?, ?, ?, ?, ?)", (access, refresh, account, expires, refresh_expires)
    )
    return {
        "openId": int(account[2:]),
        "accessToken": access,
        "accessTokenExpiryDate": stamp(expires),
        "refreshToken": refresh,
        "refreshTokenExpiryDate": stamp(refresh_expires),
        "createDate": stamp(now),
    }


def account_of(connection: Connection, access: str, now: float) -> str:
    """Return whose token it is. Raises CjError."""
    row = connection.execute(
        "SELECT account FROM cj_tokens WHERE access = ? AND access_expires > ?", (access, now)
    ).fetchone()
    if row is None:
        raise CjError(TOKEN_INVALID, "Invalid API key or access token")
    return str(row["account"])
