"""Consent and tokens of AliExpress (the system gateway)."""

from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import urlencode

from automation.suppliers.aliexpress.gateway import PROVIDER, App, refusal, signed
from automation.suppliers.answers import count_of, object_of, time_of_millis
from automation.suppliers.calling import SupplierCaller
from automation.suppliers.catalogue import SupplierAway
from automation.suppliers.limits import RateLimit
from automation.suppliers.tokens import TokenPair

TOKEN_QPS = 10


def consent_url(*, auth_url: str, app: App, redirect_uri: str, state: str) -> str:
    """Return the page on which the owner agrees; `state` comes back with the code."""
    query = {
        "response_type": "code",
        "force_auth": "true",
        "redirect_uri": redirect_uri,
        "client_id": app.key,
        "state": state,
    }
    return f"{auth_url.rstrip('/')}/oauth/authorize?{urlencode(query)}"


def token_create(*, app: App, caller: SupplierCaller, code: str) -> TokenPair:
    """Change a code (three minutes, once) into tokens. Raises SupplierRejected for a code that is no longer good."""
    return _token(app, caller, "/auth/token/create", {"code": code}, old_refresh="")


def token_renew(*, app: App, caller: SupplierCaller, refresh: str) -> TokenPair:
    """Return fresh tokens. Raises SupplierTokenExpired when the owner has to connect again."""
    return _token(app, caller, "/auth/token/refresh", {"refresh_token": refresh}, old_refresh=refresh)


def _token(
    app: App, caller: SupplierCaller, path: str, parameters: dict[str, str], *, old_refresh: str
) -> TokenPair:
    # Written once: a code is used up by the first request that arrives.
    return caller.write(
        lambda http: http.build_request("POST", f"rest{path}", data=signed(parameters, app=app, path=path)),
        lambda answer: _pair(answer, old_refresh=old_refresh),
        limit=RateLimit(f"{PROVIDER}:{app.key}:{path}", TOKEN_QPS),
    )


def _pair(answer: Any, *, old_refresh: str) -> TokenPair:
    body = object_of(answer)
    if "error_response" in body:
        raise refusal(object_of(body["error_response"]))
    if not body.get("access_token"):
        if not body.get("code"):
            raise SupplierAway("AliExpress sent no token.")
        raise refusal(body)
    access_ends = _end(body, "expire_time", "expires_in")
    refresh_ends = _end(body, "refresh_token_valid_time", "refresh_expires_in")
    # refresh_expires_in 0: these tokens cannot be renewed.
    can_renew = bool(count_of(body.get("refresh_expires_in")))
    return TokenPair(
        access=str(body["access_token"]),
        refresh=str(body.get("refresh_token") or old_refresh) if can_renew else "",
        access_expires_at=access_ends,
        refresh_expires_at=refresh_ends if can_renew else access_ends,
        account=str(body.get("account") or body.get("user_nick") or ""),
        account_id=str(body.get("user_id") or body.get("seller_id") or ""),
    )


def _end(body: dict[str, Any], at: str, seconds: str) -> datetime:
    said = time_of_millis(body.get(at))
    return said or datetime.now(UTC) + timedelta(seconds=count_of(body.get(seconds)) or 0)
