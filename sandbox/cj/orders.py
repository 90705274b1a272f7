"""Orders and balance. CJ takes the same `orderNumber` twice: whoever wants one order asks first."""

import json
from decimal import Decimal

from sandbox.cj.catalogue import METHODS, price_of, variant_by_vid, vid_of
from sandbox.cj.protocol import NO_BALANCE, NO_STOCK, NOT_FOUND, PARAMETER, CjError, stamp
from sandbox.database import Connection, Json, switch_read, switch_take, switch_write

SCHEMA = """
CREATE TABLE IF NOT EXISTS cj_orders (
    seq INTEGER PRIMARY KEY AUTOINCREMENT,
    account TEXT NOT NULL,
    number TEXT NOT NULL,
    created REAL NOT NULL,
    body TEXT NOT NULL
);
"""
TABLES = ("cj_orders",)
FIRST_ID = 2107111000180000000
PACE, PACE_DEFAULTS = "cj_pace", {"ship_after": 60, "deliver_after": 3600}
BALANCE, BALANCE_DEFAULTS = "cj_balance", {"amount": "5000.00"}
REFUSAL = "cj_refusal"
NEEDED = (
    "orderNumber",
    "shippingCountryCode",
    "shippingProvince",
    "shippingCity",
    "shippingAddress",
    "shippingCustomerName",
    "logisticName",
    "fromCountryCode",
)


def create(connection: Connection, account: str, sent: Json, now: float) -> Json:
    """Answer `shopping/order/createOrderV2`."""
    refusal = switch_take(connection, REFUSAL)
    if refusal:
        raise CjError(int(refusal["code"]), refusal.get("message") or "refused")
    for name in NEEDED:
        if not str(sent.get(name) or "").strip():
            raise CjError(PARAMETER, f"Param error: {name} must not be empty")
    if sent["logisticName"] not in {name for name, _, _ in METHODS}:
        raise CjError(PARAMETER, "Param error: logisticName is not available")
    lines = [_line(connection, one) for one in sent.get("products") or []]
    if not lines:
        raise CjError(PARAMETER, "Param error: products must not be empty")
    amount = sum((Decimal(line["price"]) * line["quantity"] for line in lines), Decimal(0))
    body: Json = {"lines": lines, "amount": str(amount), "ship": sent["logisticName"], "paid_at": None}
    if str(sent.get("payType")) == "2" and _withdraw(connection, amount):
        body["paid_at"] = now
    seq = connection.execute(
        "INSERT INTO cj_orders (account, number, created, body) VALUES (?, ?, ?, ?) RETURNING seq",
        (account, sent["orderNumber"], now, json.dumps(body)),
    ).fetchone()["seq"]
    return {
        "orderId": str(FIRST_ID + seq * 17),
        "orderNumber": sent["orderNumber"],
        "orderAmount": float(amount),
        "orderStatus": "UNSHIPPED" if body["paid_at"] else "CREATED",
        "cjPayUrl": None if body["paid_at"] else "https://www.cjdropshipping.com/mine/payment",
    }


def _line(connection: Connection, asked: Json) -> Json:
    ware, sku = variant_by_vid(connection, str(asked.get("vid") or ""))
    quantity = int(asked.get("quantity") or 0)
    if quantity < 1 or quantity > sku.stock:
        raise CjError(NO_STOCK, "Insufficient inventory")
    return {"vid": vid_of(sku), "quantity": quantity, "price": str(price_of(sku)), "name": ware.title}


def _withdraw(connection: Connection, amount: Decimal) -> bool:
    left = Decimal(switch_read(connection, BALANCE, BALANCE_DEFAULTS)["amount"]) - amount
    if left < 0:
        return False
    switch_write(connection, BALANCE, {"amount": str(left)})
    return True


def order_read(connection: Connection, account: str | None, order_id: str) -> Json:
    """Return an order with its row's columns. Raises CjError."""
    seq = (int(order_id) - FIRST_ID) // 17 if order_id.isdigit() else 0
    row = connection.execute("SELECT * FROM cj_orders WHERE seq = ?", (seq,)).fetchone()
    if row is None or account not in (None, row["account"]):
        raise CjError(NOT_FOUND, "Order not found")
    return {**json.loads(row["body"]), "seq": seq, "number": row["number"], "created": row["created"]}


def order_write(connection: Connection, body: Json) -> None:
    """Store what became of an order."""
    connection.execute("UPDATE cj_orders SET body = ? WHERE seq = ?", (json.dumps(body), body["seq"]))


def detail(connection: Connection, account: str, sent: Json, now: float) -> Json:
    """Answer `shopping/order/getOrderDetail`."""
    return _detail(connection, order_read(connection, account, str(sent.get("orderId") or "")), now)


def _detail(connection: Connection, body: Json, now: float) -> Json:
    shipped, delivered = _progress(connection, body, now)
    status = "CREATED" if body["paid_at"] is None else "UNSHIPPED"
    status = body.get("closed") or ("DELIVERED" if delivered else "SHIPPED" if shipped else status)
    number = body.get("track") or f"CJ{body['seq']:09d}YP"
    return {
        "orderId": str(FIRST_ID + body["seq"] * 17),
        "orderNum": body["number"],
        "orderStatus": status,
        "orderAmount": float(body["amount"]),
        "createDate": stamp(body["created"]),
        "paymentDate": stamp(body["paid_at"]) if body["paid_at"] else None,
        "logisticName": body["ship"],
        "trackNumber": number if shipped else None,
        "trackingUrl": f"https://www.cjpacket.com/?trackingNumber={number}" if shipped else None,
        "productList": [
            {"vid": line["vid"], "quantity": line["quantity"], "sellPrice": float(line["price"])}
            for line in body["lines"]
        ],
    }


def _progress(connection: Connection, body: Json, now: float) -> tuple[float | None, float | None]:
    pace, paid_at = switch_read(connection, PACE, PACE_DEFAULTS), body["paid_at"]

    def due(name: str) -> float | None:
        at = paid_at + pace[name] if paid_at is not None and pace[name] is not None else None
        return at if at is not None and at <= now else None

    return body.get("shipped_at") or due("ship_after"), body.get("delivered_at") or due("deliver_after")


def listing(connection: Connection, account: str, sent: Json, now: float) -> Json:
    """Answer `shopping/order/list`, newest first."""
    size, page = min(int(sent.get("pageSize") or 20), 200), max(int(sent.get("pageNum") or 1), 1)
    rows = connection.execute(
        "SELECT seq FROM cj_orders WHERE account = ? ORDER BY seq DESC", (account,)
    ).fetchall()
    chosen = rows[(page - 1) * size : page * size]
    found = [order_read(connection, account, str(FIRST_ID + row["seq"] * 17)) for row in chosen]
    return {
        "pageNum": page,
        "pageSize": size,
        "total": len(rows),
        "list": [_detail(connection, body, now) for body in found],
    }


def track(connection: Connection, account: str, sent: Json, now: float) -> list[Json]:
    """Answer `logistic/trackInfo`."""
    wanted = str(sent.get("trackNumber") or "")
    rows = connection.execute("SELECT seq FROM cj_orders WHERE account = ?", (account,)).fetchall()
    for row in rows:
        body = order_read(connection, account, str(FIRST_ID + row["seq"] * 17))
        shown = _detail(connection, body, now)
        if shown["trackNumber"] == wanted:
            delivered = shown["orderStatus"] == "DELIVERED"
            return [
                {
                    "trackingNumber": wanted,
                    "logisticName": shown["logisticName"],
                    "trackingFrom": "CN",
                    "trackingStatus": "Delivered" if delivered else "In transit",
                    "deliveryTime": stamp(_progress(connection, body, now)[1] or now) if delivered else None,
                }
            ]
    return []


def balance(connection: Connection, _account: str, _sent: Json, _now: float) -> Json:
    """Answer `shopping/pay/getBalance`."""
    amount = switch_read(connection, BALANCE, BALANCE_DEFAULTS)["amount"]
    return {"amount": float(amount), "noWithdrawalAmount": 0, "freezeAmount": 0}


def pay(connection: Connection, account: str, sent: Json, now: float) -> None:
    """Answer `shopping/pay/payBalance`."""
    body = order_read(connection, account, str(sent.get("orderId") or ""))
    if body["paid_at"] is None:
        if not _withdraw(connection, Decimal(body["amount"])):
            raise CjError(NO_BALANCE, "Insufficient balance")
        order_write(connection, body | {"paid_at": now})
