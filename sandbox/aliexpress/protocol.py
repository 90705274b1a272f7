"""The wire: signature, error envelopes, the objects that lists hide in."""

import hashlib
import hmac
import time
import uuid
from typing import Any

from sandbox.database import Json

TOLERANCE_SECONDS = 7200
# Without `simplify` these lists are objects of one key.
HIDDEN = {
    "ae_item_sku_info_dtos": "ae_item_sku_info_d_t_o",
    "ae_sku_property_dtos": "ae_sku_property_d_t_o",
    "ae_item_properties": "ae_item_property",
    "delivery_options": "delivery_option_d_t_o",
    "child_order_list": "aeop_child_order_info",
    "logistics_info_list": "aeop_order_logistics_info",
    "tracking_detail_line_list": "tracking_detail",
    "detail_node_list": "detail_node",
    "package_item_list": "package_item",
    "products": "selection_search_product",
}
# This one hides even with `simplify`.
ALWAYS_HIDDEN = {"order_list": "number"}


class PlatformError(Exception):
    """What the gateway itself refuses, as `error_response`."""

    def __init__(self, code: str, message: str, *, sub_code: str = "", kind: str = "ISV") -> None:
        self.code, self.message, self.sub_code, self.kind = code, message, sub_code, kind
        super().__init__(code)


def sign(parameters: dict[str, str], *, path: str, secret: str) -> str:
    """Return the signature: names and values joined in the order of names, the path in front if there is one."""
    text = path + "".join(f"{name}{parameters[name]}" for name in sorted(parameters) if name != "sign")
    return hmac.new(secret.encode(), text.encode(), hashlib.sha256).hexdigest().upper()


def check(parameters: dict[str, str], *, path: str, app: tuple[str, str], now: float) -> None:
    """Raise PlatformError unless the request is signed by the app, with its clock about right."""
    for name in ("app_key", "timestamp", "sign_method", "sign"):
        if not parameters.get(name):
            raise PlatformError(
                "MissingParameter", f"The input parameter {name} that is mandatory is missing"
            )
    if parameters["app_key"] != app[0]:
        raise PlatformError("InvalidAppKey", "The specified App Key is invalid")
    timestamp = parameters["timestamp"]
    if not timestamp.isdigit() or abs(now - int(timestamp) / 1000) > TOLERANCE_SECONDS:
        raise PlatformError("IllegalTimestamp", "The specified timestamp has expired or is invalid")
    wanted = sign(parameters, path=path, secret=app[1])
    if parameters["sign_method"] != "sha256" or not hmac.compare_digest(wanted, parameters["sign"]):
        raise PlatformError(
            "IncompleteSignature", "The request signature does not conform to platform standards"
        )


def error_envelope(error: PlatformError) -> Json:
    """Return the gateway's error answer (its HTTP status is 200)."""
    body = {"type": error.kind, "code": error.code, "msg": error.message, "request_id": request_id()}
    if error.sub_code:
        body |= {"sub_code": error.sub_code, "sub_msg": error.message}
    return {"error_response": body}


def envelope(method: str, body: Json, *, simplify: bool) -> Json:
    """Return a method's answer below its own key."""
    hidden = ALWAYS_HIDDEN if simplify else HIDDEN | ALWAYS_HIDDEN
    return {f"{method.replace('.', '_')}_response": {**_hide(body, hidden), "request_id": request_id()}}


def _hide(value: Any, hidden: dict[str, str]) -> Any:
    if isinstance(value, list):
        return [_hide(one, hidden) for one in value]
    if not isinstance(value, dict):
        return value
    made: Json = {}
    for name, one in value.items():
        inner = _hide(one, hidden)
        made[name] = {hidden[name]: inner} if name in hidden and isinstance(inner, list) else inner
    return made


def request_id() -> str:
    """Return an id as the gateway's logs have it."""
    return f"2101{uuid.uuid4().hex[:12]}{int(time.time() * 1000)}"
