"""`/controls/aliexpress/…`: listings, tokens, orders and how the platform behaves."""

import time

from flask import Blueprint
from werkzeug.wrappers import Response

from sandbox.aliexpress import orders, progress
from sandbox.aliexpress.accounts import LIFETIME_DEFAULTS, LIFETIMES, code_make
from sandbox.aliexpress.api import LIMIT, QPS
from sandbox.asking import asked, done, refused, times_of
from sandbox.database import Json, switch_read, switch_write
from sandbox.extension import sandbox
from sandbox.wares.market import CHANGES, change_write

blueprint = Blueprint("aliexpress_controls", __name__, url_prefix="/controls/aliexpress")

SETTINGS: dict[str, tuple[str, Json]] = {
    "pace": (progress.PACE, progress.PACE_DEFAULTS),
    "mode": (orders.MODE, orders.MODE_DEFAULTS),
    "lifetimes": (LIFETIMES, LIFETIME_DEFAULTS),
    "limit": (LIMIT, QPS),
}


@blueprint.post("/<name>")
def setting(name: str) -> Response:
    """Change one of the settings `pace`, `mode`, `lifetimes`, `limit`; what is not named stays."""
    if name not in SETTINGS:
        return refused(f"one of {', '.join(SETTINGS)}", 404)
    switch, defaults = SETTINGS[name]
    sent = asked()
    if unknown := sent.keys() - defaults.keys():
        return refused(f"unknown: {', '.join(sorted(unknown))}")
    with sandbox().database.transaction() as connection:
        value: Json = switch_read(connection, switch, dict(defaults)) | sent
        switch_write(connection, switch, value)
    return done(value)


@blueprint.post("/products/<int:product_id>")
def product(product_id: int) -> Response:
    """Change a listing: price_factor, stock, gone, offline, not_sold_to."""
    sent = asked()
    if sent.keys() - set(CHANGES):
        return refused(f"any of {', '.join(CHANGES)}")
    with sandbox().database.transaction() as connection:
        return done(change_write(connection, "aliexpress", product_id, sent))


@blueprint.post("/refuse")
def refuse() -> Response:
    """Refuse the next order(s): `code`, `message`, `times`."""
    sent = asked()
    if not sent.get("code"):
        return refused("code is missing")
    switch = {"code": sent["code"], "message": sent.get("message", ""), "times": times_of(sent) or 1}
    with sandbox().database.transaction() as connection:
        switch_write(connection, orders.REFUSAL, switch)
    return done(switch)


@blueprint.post("/tokens")
def tokens() -> Response:
    """End tokens now: `what` is access, refresh or revoked; or make a `code` for an `account`."""
    sent, now = asked(), time.time()
    statements = {
        "access": "UPDATE aliexpress_tokens SET access_expires = ?",
        "refresh": "UPDATE aliexpress_tokens SET refresh_expires = ?",
        "revoked": "UPDATE aliexpress_tokens SET revoked = (? > 0)",
    }
    with sandbox().database.transaction() as connection:
        if sent.get("what") == "code":
            return done(
                {"code": code_make(connection, sent.get("account", "lena.dropship@example.com"), now)}
            )
        if sent.get("what") not in statements:
            return refused(f"what must be one of code, {', '.join(statements)}")
        connection.execute(statements[sent["what"]], (now,))
    return done({"ended": sent["what"]})


@blueprint.get("/orders")
def order_list() -> Response:
    """List every order, oldest first."""
    with sandbox().database.transaction() as connection:
        rows = connection.execute(
            "SELECT id, account, out_order_id FROM aliexpress_orders ORDER BY id"
        ).fetchall()
    return done({"orders": [dict(row) for row in rows]})


@blueprint.post("/orders/<int:order_id>/<verb>")
def order(order_id: int, verb: str) -> Response:
    """Let something happen to an order: pay, ship (`number`, `carrier`, `lines`), deliver, close."""
    sent, now = asked(), time.time()
    with sandbox().database.transaction() as connection:
        found = progress.order_read(connection, order_id)
        if found is None:
            return refused("no such order", 404)
        body = progress.aged(connection, found[1], now)
        if verb == "pay":
            body |= {"paid_at": now, "pay_error": ""}
        elif verb == "ship":
            number = sent.get("number") or f"LP{order_id % 10**11:011d}CN"
            body["parcels"] = [
                *(body["parcels"] or []),
                progress.parcel_of(
                    body,
                    number=number,
                    at=now,
                    carrier=sent.get("carrier") or "Cainiao",
                    lines=sent.get("lines"),
                ),
            ]
        elif verb == "deliver":
            body["delivered_at"] = now
        elif verb == "close":
            body["closed"] = sent.get("reason") or "CANCELED"
        else:
            return refused("pay, ship, deliver or close", 404)
        progress.order_write(connection, body)
    return done(body)
