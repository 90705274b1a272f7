"""What became of an order: time ships and delivers what is paid; the two methods that tell."""

import json
from datetime import UTC, datetime
from decimal import Decimal

from sandbox.aliexpress.accounts import Shopper
from sandbox.aliexpress.orders import MODE, MODE_DEFAULTS, PAY_TIMEOUT_SECONDS
from sandbox.aliexpress.protocol import PlatformError
from sandbox.database import Connection, Json, switch_read

# `ship_after` and `deliver_after`: seconds after payment, null = never by itself.
PACE, PACE_DEFAULTS = "aliexpress_pace", {"ship_after": 60, "deliver_after": 3600}


def order_read(connection: Connection, order_id: int) -> tuple[str, Json] | None:
    """Return (account, body) of an order as time has made it."""
    row = connection.execute("SELECT * FROM aliexpress_orders WHERE id = ?", (order_id,)).fetchone()
    return (row["account"], {**json.loads(row["body"]), "created": row["created"]}) if row else None


def order_write(connection: Connection, body: Json) -> None:
    """Store what became of an order."""
    connection.execute("UPDATE aliexpress_orders SET body = ? WHERE id = ?", (json.dumps(body), body["id"]))


def aged(connection: Connection, body: Json, now: float) -> Json:
    """Return the order with what has happened by itself since it was paid."""
    pace = switch_read(connection, PACE, PACE_DEFAULTS)
    if body["paid_at"] is None or body["closed"]:
        return body
    shipped_at = body["paid_at"] + pace["ship_after"] if pace["ship_after"] is not None else None
    if body["parcels"] is None and shipped_at is not None and shipped_at <= now:
        body["parcels"] = [parcel_of(body, number=f"LP{body['id'] % 10**11:011d}CN", at=shipped_at)]
    after = pace["deliver_after"]
    if body["parcels"] and not body["delivered_at"] and after is not None and body["paid_at"] + after <= now:
        body["delivered_at"] = body["paid_at"] + after
    return body


def parcel_of(
    body: Json, *, number: str, at: float, carrier: str = "Cainiao", lines: list[int] | None = None
) -> Json:
    """Return a parcel with all lines of an order, or those at the given positions (from 0)."""
    chosen = body["lines"] if lines is None else [body["lines"][position] for position in lines]
    return {"number": number, "carrier": carrier, "at": at, "lines": chosen}


def get(connection: Connection, shopper: Shopper, sent: dict[str, str], now: float) -> Json:
    """Answer `aliexpress.trade.ds.order.get`."""
    body = _own(connection, shopper, json.loads(sent.get("single_order_query") or "{}").get("order_id"), now)
    if now - body["created"] < switch_read(connection, MODE, MODE_DEFAULTS)["sync_after"]:
        raise PlatformError("15", "Remote service error", sub_code="isv.order-not-synchronized", kind="ISP")
    total = sum((Decimal(line["price"]) * line["quantity"] for line in body["lines"]), Decimal(0))
    parcels = body["parcels"] or []
    result: Json = {
        "gmt_create": _stamp(body["created"]),
        "order_status": _status(body),
        "logistics_status": _logistics(body),
        "pay_timeout_second": str(PAY_TIMEOUT_SECONDS),
        "order_amount": {"amount": str(total), "currency_code": "USD"},
        "user_order_amount": {"amount": str(total), "currency_code": "USD"},
        "child_order_list": [
            {
                "product_id": line["product_id"],
                "sku_id": line["sku_id"],
                "product_name": line["name"],
                "product_count": line["quantity"],
                "product_price": {"amount": line["price"], "currency_code": "USD"},
                **({"end_reason": body["closed"]} if body["closed"] else {}),
            }
            for line in body["lines"]
        ],
        "logistics_info_list": [
            {"logistics_no": one["number"], "logistics_service": one["carrier"]} for one in parcels
        ],
        "store_info": {"store_id": 1100000001, "store_name": "Bright Official Store"},
    }
    if body["paid_at"]:
        result["order_paidtime_string"] = _stamp(body["paid_at"])
    return {"result": result}


def _own(connection: Connection, shopper: Shopper, order_id: object, now: float) -> Json:
    found = order_read(connection, int(str(order_id))) if str(order_id).isdigit() else None
    if found is None or found[0] != shopper.account:
        raise PlatformError(
            "15", "Insufficient permission.", sub_code="isv.insufficient-permission", kind="ISP"
        )
    return aged(connection, found[1], now)


def _status(body: Json) -> str:
    if body["closed"]:
        return "IN_CANCEL" if body["closed"] == "cancelling" else "FINISH"
    if body["delivered_at"]:
        return "FINISH"
    if body["parcels"]:
        return "WAIT_BUYER_ACCEPT_GOODS"
    return "WAIT_SELLER_SEND_GOODS" if body["paid_at"] else "PLACE_ORDER_SUCCESS"


def _logistics(body: Json) -> str:
    if body["delivered_at"]:
        return "BUYER_ACCEPT_GOODS"
    if body["parcels"]:
        return "SELLER_SEND_GOODS"
    return "WAIT_SELLER_SEND_GOODS" if body["paid_at"] else "NO_LOGISTICS"


def tracking(connection: Connection, shopper: Shopper, sent: dict[str, str], now: float) -> Json:
    """Answer `aliexpress.ds.order.tracking.get`."""
    body = _own(connection, shopper, sent.get("ae_order_id"), now)
    if not body["parcels"]:
        return {"result": {"ret": False, "code": "1001", "msg": "TRACKING DATA NOT FOUND"}}
    lines = [_tracking_line(body, parcel) for parcel in body["parcels"]]
    return {"result": {"ret": True, "code": "0", "msg": "", "data": {"tracking_detail_line_list": lines}}}


def _tracking_line(body: Json, parcel: Json) -> Json:
    nodes = [
        {
            "time_stamp": int(parcel["at"] * 1000),
            "tracking_name": "Shipped",
            "tracking_detail_desc": "Package left the warehouse",
        }
    ]
    if body["delivered_at"]:
        nodes.insert(
            0,
            {
                "time_stamp": int(body["delivered_at"] * 1000),
                "tracking_name": "Delivered",
                "tracking_detail_desc": "Package delivered",
            },
        )
    return {
        "carrier_name": parcel["carrier"],
        "mail_no": parcel["number"],
        "eta_time_stamps": int((parcel["at"] + 14 * 86400) * 1000),
        "package_item_list": [
            {
                "item_id": line["product_id"],
                "sku_id": int(line["sku_id"]),
                "quantity": line["quantity"],
                "item_title": line["name"],
                "sku_desc": "",
            }
            for line in parcel["lines"]
        ],
        "detail_node_list": nodes,
    }


def _stamp(at: float) -> str:
    return datetime.fromtimestamp(at, UTC).strftime("%Y-%m-%d %H:%M:%S")
