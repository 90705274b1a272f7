"""Signing and the envelopes: what AliExpress's two gateways want and how they refuse."""

import hashlib
import hmac
import json
import logging
import time
from collections.abc import Mapping
from dataclasses import dataclass
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

logger = logging.getLogger(__name__)

PROVIDER = "ALIEXPRESS"
# The platform's own limits of one app, calls a second.
QPS = {
    "aliexpress.ds.product.get": 500,
    "aliexpress.ds.order.create": 150,
    "aliexpress.trade.ds.order.get": 1000,
    "aliexpress.ds.freight.query": 350,
    "aliexpress.ds.order.tracking.get": 100,
}
OTHER_QPS = 50
TOKEN_CODES = {"IllegalAccessToken", "IllegalRefreshToken", "InvalidSession", "27", "26"}
LIMIT_CODES = {"ApiCallLimit", "AppWhiteIpLimit", "7", "SellerCallLimit"}
AWAY_CODES = {"ServiceUnavailable", "ServiceTimeout", "RemoteServiceError", "SYSTEM_ERROR", "InternalError"}
# Our own fault, not the store's: somebody has to look at the keys.
SETUP_CODES = {"IncompleteSignature", "InvalidAppKey", "InvalidAppkey", "IllegalTimestamp", "InvalidApiPath"}


@dataclass(frozen=True)
class App:
    """The platform's own application at AliExpress: one for all stores."""

    key: str
    secret: str


def sign(parameters: Mapping[str, str], *, secret: str, path: str = "") -> str:
    """Return the signature of a request.

    Names and values in the order of the names, without separators; `path` in front for calls that are named by
    one. HMAC-SHA256, hexadecimal, upper case.
    """
    text = path + "".join(f"{name}{parameters[name]}" for name in sorted(parameters) if name != "sign")
    return hmac.new(secret.encode(), text.encode(), hashlib.sha256).hexdigest().upper()


def signed(parameters: Mapping[str, str], *, app: App, path: str = "") -> dict[str, str]:
    """Return the parameters with the common ones and the signature. Empty values are left out of both."""
    sent = {name: value for name, value in parameters.items() if value != ""}
    sent |= {"app_key": app.key, "timestamp": str(int(time.time() * 1000)), "sign_method": "sha256"}
    return sent | {"sign": sign(sent, secret=app.secret, path=path)}


def as_json(value: Any) -> str:
    """Return JSON text as a parameter carries it."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


class Gateway:
    """The business gateway, for one store's token."""

    def __init__(self, *, app: App, token: str, caller: SupplierCaller) -> None:
        self._app, self._token, self._caller = app, token, caller

    def ask(self, method: str, parameters: Mapping[str, str]) -> dict[str, Any]:
        """Return the content of a reading method's answer."""
        return object_of(
            self._caller.read(
                lambda http: self._request(http, method, parameters), judge, limit=self._limit(method)
            )
        )

    def tell(self, method: str, parameters: Mapping[str, str]) -> dict[str, Any]:
        """Return the content of a writing method's answer; the request goes out once."""
        return object_of(
            self._caller.write(
                lambda http: self._request(http, method, parameters), judge, limit=self._limit(method)
            )
        )

    def _limit(self, method: str) -> RateLimit:
        # The limits are the app's, so all stores share them.
        return RateLimit(f"{PROVIDER}:{self._app.key}:{method}", QPS.get(method, OTHER_QPS))

    def _request(self, http: httpx.Client, method: str, parameters: Mapping[str, str]) -> httpx.Request:
        common = {"method": method, "session": self._token, "simplify": "true", "format": "json", "v": "2.0"}
        sent = signed({**parameters, **common}, app=self._app)
        # The method also stands in the address: that is what logs and proxies show.
        return http.build_request("POST", "sync", params={"method": sent.pop("method")}, data=sent)


def judge(answer: Any) -> dict[str, Any]:
    """Return what stands below `<method>_response`, or raise what `error_response` means."""
    body = object_of(answer)
    if "error_response" in body:
        raise refusal(object_of(body["error_response"]))
    for name, content in body.items():
        if name.endswith("_response"):
            return object_of(content)
    if not body:
        raise SupplierAway("The supplier's answer was not understood.")
    return body


def refusal(error: Mapping[str, Any]) -> Exception:
    """Return the exception for an error envelope (of both gateways)."""
    code, sub_code = str(error.get("code", "")), str(error.get("sub_code", ""))
    message = str(error.get("sub_msg") or error.get("msg") or error.get("message") or code)[:300]
    if code in TOKEN_CODES or sub_code in {"isv.session-expired", "invalid-sessionkey"}:
        return SupplierTokenExpired("AliExpress no longer accepts this connection.")
    if code in LIMIT_CODES or "call-limit" in sub_code or "limited" in sub_code:
        return SupplierRateLimited(message, retry_after=1.0)
    if code in AWAY_CODES or sub_code.startswith("isp."):
        return SupplierAway(f"AliExpress is not available ({code}).")
    if code in SETUP_CODES:
        logger.error("AliExpress refuses this platform's calls: %s", code)
    return SupplierRejected(sub_code or code or "unknown", message)
