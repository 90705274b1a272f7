"""Taking orders: idempotent by `out_order_id` for a day."""

import json
import re

from sandbox.aliexpress.accounts import Shopper
from sandbox.aliexpress.catalogue import MARKET, method_known
from sandbox.aliexpress.protocol import PlatformError
from sandbox.database import Connection, Json, switch_read, switch_take
from sandbox.wares.market import ware_now
from sandbox.wares.wares import Sku, Ware

SCHEMA = """
CREATE TABLE IF NOT EXISTS aliexpress_orders (
    id INTEGER PRIMARY KEY,
    account TEXT NOT NULL,
    out_order_id TEXT NOT NULL,
    created REAL NOT NULL,
    body TEXT NOT NULL
);
"""
TABLES = ("aliexpress_orders",)
FIRST_ID = 8198352049851315
REMEMBERED_SECONDS = 24 * 3600
PAY_TIMEOUT_SECONDS = 20 * 24 * 3600
# `pay`: paid, fails; `repeat`: same (the known order again) or error (REPEATED_ORDER_ERROR); `sync_after` seconds.
MODE, MODE_DEFAULTS = "aliexpress_mode", {"pay": "paid", "repeat": "same", "sync_after": 0}
REFUSAL = "aliexpress_refusal"


# (field, what it must look like, what the platform says otherwise)
ADDRESS_RULES = (
    ("city", r".+", "Please enter a city"),
    ("address", r".+", "Please enter an address"),
    ("province", r".+", "Please select a State/Province/County"),
    ("mobile_no", r"\d{5,15}", "Please enter the country code and phone number without any spaces"),
)
COUNTRY_RULES = {
    "US": (
        ("contact_person", r"\S{2,32}( \S{2,32})+", "Please enter between 2 - 32 characters"),
        ("address", r".{5,35}", "Please enter between 5 - 35 characters"),
    ),
    "BR": (("cpf", r"\d{11}", "CPF invalid"),),
    "ES": (("mobile_no", r"\d{9}", "Please enter a 9-digit phone number"),),
}


class Refused(Exception):
    """An order the platform does not take."""

    def __init__(self, code: str, message: str) -> None:
        self.code, self.message = code, message
        super().__init__(code)


def create(connection: Connection, shopper: Shopper, sent: dict[str, str], now: float) -> Json:
    """Answer `aliexpress.ds.order.create`."""
    text = sent.get("param_place_order_request4_open_api_d_t_o")
    if not text:
        raise PlatformError("MissingParameter", "The order that is mandatory is missing")
    order, extra = json.loads(text), json.loads(sent.get("ds_extend_request") or "{}")
    mode = switch_read(connection, MODE, MODE_DEFAULTS)
    try:
        known = _known(connection, shopper, str(order.get("out_order_id") or ""), now)
        if known is not None and mode["repeat"] == "error":
            raise Refused("REPEATED_ORDER_ERROR", "Repeated placed order")
        body = known or _make(connection, shopper, order, extra, now=now, pay=mode["pay"])
    except Refused as error:
        return {"result": {"is_success": False, "error_code": error.code, "error_msg": error.message}}
    result: Json = {"is_success": True, "order_list": [body["id"]]}
    if body.get("pay_error"):
        result |= {"error_code": "AUTO_PAY_FAILED", "error_msg": body["pay_error"]}
    return {"result": result}


def _known(connection: Connection, shopper: Shopper, out_order_id: str, now: float) -> Json | None:
    row = connection.execute(
        "SELECT body FROM aliexpress_orders WHERE account = ? AND out_order_id = ? AND created > ?",
        (shopper.account, out_order_id, now - REMEMBERED_SECONDS),
    ).fetchone()
    return json.loads(row["body"]) if row and out_order_id else None


def _make(
    connection: Connection, shopper: Shopper, order: Json, extra: Json, *, now: float, pay: str
) -> Json:
    refusal = switch_take(connection, REFUSAL)
    if refusal:
        raise Refused(refusal["code"], refusal.get("message") or refusal["code"])
    address = order.get("logistics_address") or {}
    _check_address(address)
    lines = [_line(connection, item, address) for item in order.get("product_items") or []]
    if not lines:
        raise Refused("ERROR_WHEN_BUILD_FOR_PLACE_ORDER", "no product items")
    wants_pay = str((extra.get("payment") or {}).get("try_to_pay", "")).lower() == "true"
    last = connection.execute("SELECT max(id) AS id FROM aliexpress_orders").fetchone()["id"]
    body: Json = {
        "id": (last or FIRST_ID) + 1009,
        "lines": lines,
        "address": address,
        "paid_at": now if wants_pay and pay == "paid" else None,
        "pay_error": "Automatic payment failed: balance insufficient" if wants_pay and pay != "paid" else "",
        "parcels": None,
        "delivered_at": None,
        "closed": "",
    }
    connection.execute(
        "INSERT INTO aliexpress_orders VALUES (?, ?, ?, ?, ?)",
        (body["id"], shopper.account, str(order.get("out_order_id") or ""), now, json.dumps(body)),
    )
    return body


def _check_address(address: Json) -> None:
    country = str(address.get("country", ""))
    if not re.fullmatch(r"[A-Z]{2}", country):
        raise Refused("A005_INVALID_COUNTRIES", "A005_INVALID_COUNTRIES")
    rules = (*ADDRESS_RULES, *COUNTRY_RULES.get(country, ()))
    for name, pattern, message in rules:
        if not re.fullmatch(pattern, str(address.get(name, "")).strip()):
            cpf = "B_DROPSHIPPER_DELIVERY_ADDRESS_CPF_CN_INVALID"
            raise Refused(cpf if name == "cpf" else "B_DROPSHIPPER_DELIVERY_ADDRESS_VALIDATE_FAIL", message)


def _line(connection: Connection, item: Json, address: Json) -> Json:
    found = ware_now(connection, MARKET, int(item.get("product_id") or 0))
    if found is None or found[1].get("offline"):
        raise Refused("A001_ORDER_CANNOT_BE_PLACED", "The item is no longer available")
    sku = _sku(found[0], str(item.get("sku_attr") or ""))
    quantity = int(item.get("product_count") or 0)
    if found[0].not_sold_to == address["country"]:
        raise Refused("A002_INVALID_ZONE", "A002_INVALID_ZONE")
    if quantity < 1 or quantity > sku.stock:
        raise Refused("INVENTORY_HOLD_ERROR", "Hold inventory error")
    method = str(item.get("logistics_service_name") or "")
    if method and not method_known(method, sku.ship_from):
        raise Refused("DELIVERY_METHOD_NOT_EXIST", "Delivery method is not exist")
    return {
        "product_id": found[0].id,
        "sku_id": sku.id,
        "name": found[0].title,
        "quantity": quantity,
        "price": str(sku.price),
    }


def _sku(ware: Ware, attr: str) -> Sku:
    sku = next((one for one in ware.skus if one.attr == attr), None)
    if sku is None:
        raise Refused("A001_ORDER_CANNOT_BE_PLACED", "The chosen variant does not exist")
    return sku
