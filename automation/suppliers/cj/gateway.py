"""Calls of CJ's API: one envelope, one token, few calls a second."""

from collections.abc import Mapping
from typing import Any

import httpx

from automation.suppliers.answers import object_of
from automation.suppliers.calling import SupplierCaller
from automation.suppliers.catalogue import (
    SupplierAway,
    SupplierRateLimited,
    SupplierRejected,
    SupplierTokenExpired,
)
from automation.suppliers.limits import RateLimit

PROVIDER = "CJ"
# The lowest account level allows one call a second; higher ones 2, 4 or 6.
LOWEST_QPS = 1
# Over all accounts from one address of ours.
ADDRESS_QPS = 10
TOKEN_CODES = {1600001, 1600002, 1600003}
LIMIT_CODES = {1600200, 1600201, 429}
AWAY_CODES = {1600000, 500, 502, 503}


class Gateway:
    """CJ for one account; `qps` is what its level allows."""

    def __init__(self, *, token: str, account: str, caller: SupplierCaller, qps: int = LOWEST_QPS) -> None:
        self._token, self._account, self._caller, self._qps = token, account, caller, qps

    def ask(self, path: str, query: Mapping[str, Any]) -> Any:
        """Return the data of a GET."""
        wanted = {name: str(value) for name, value in query.items() if value not in ("", None)}
        return self._caller.read(
            lambda http: http.build_request("GET", path, params=wanted, headers=self._headers()),
            judge,
            limit=self._limit(),
        )

    def ask_by_post(self, path: str, body: Mapping[str, Any]) -> Any:
        """Return the data of a POST that changes nothing."""
        return self._caller.read(lambda http: self._post(http, path, body), judge, limit=self._limit())

    def tell(self, path: str, body: Mapping[str, Any]) -> Any:
        """Return the data of a POST that writes; it goes out once."""
        return self._caller.write(lambda http: self._post(http, path, body), judge, limit=self._limit())

    def _post(self, http: httpx.Client, path: str, body: Mapping[str, Any]) -> httpx.Request:
        return http.build_request("POST", path, json=dict(body), headers=self._headers())

    def _headers(self) -> dict[str, str]:
        return {"CJ-Access-Token": self._token}

    def _limit(self) -> RateLimit:
        return RateLimit(f"{PROVIDER}:{self._account}", self._qps)


def judge(answer: Any) -> Any:
    """Return the data of the envelope, or raise what its code means. HTTP's status says nothing."""
    body = object_of(answer)
    code = body.get("code")
    if code == 200 and body.get("result") is not False:
        return body.get("data")
    message = str(body.get("message") or "")[:300]
    if code in TOKEN_CODES:
        raise SupplierTokenExpired("CJ no longer accepts this connection.")
    if code in LIMIT_CODES:
        raise SupplierRateLimited(message, retry_after=1.0)
    if code is None or code in AWAY_CODES:
        raise SupplierAway("CJ is not available.")
    raise SupplierRejected(str(code), message)
