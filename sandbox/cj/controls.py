"""`/controls/cj/…`: listings, tokens, orders and how the API behaves."""

import time

from flask import Blueprint
from werkzeug.wrappers import Response

from sandbox.asking import asked, done, refused, times_of
from sandbox.cj import orders
from sandbox.cj.catalogue import MARKET, ware_id_of
from sandbox.cj.protocol import LIFETIME_DEFAULTS, LIFETIMES, LIMIT, LIMIT_DEFAULTS, CjError
from sandbox.database import Json, switch_read, switch_write
from sandbox.extension import sandbox
from sandbox.wares.market import CHANGES, change_write

blueprint = Blueprint("cj_controls", __name__, url_prefix="/controls/cj")

SETTINGS: dict[str, tuple[str, Json]] = {
    "pace": (orders.PACE, orders.PACE_DEFAULTS),
    "balance": (orders.BALANCE, orders.BALANCE_DEFAULTS),
    "lifetimes": (LIFETIMES, LIFETIME_DEFAULTS),
    "limit": (LIMIT, LIMIT_DEFAULTS),
}


@blueprint.post("/<name>")
def setting(name: str) -> Response:
    """Change one of the settings `pace`, `balance`, `lifetimes`, `limit`; what is not named stays."""
    if name not in SETTINGS:
        return refused(f"one of {', '.join(SETTINGS)}", 404)
    switch, defaults = SETTINGS[name]
    sent = asked()
    if unknown := sent.keys() - defaults.keys():
        return refused(f"unknown: {', '.join(sorted(unknown))}")
    with sandbox().database.transaction() as connection:
        value = switch_read(connection, switch, dict(defaults)) | sent
        switch_write(connection, switch, value)
    return done(value)


@blueprint.post("/products/<pid>")
def product(pid: str) -> Response:
    """Change a listing: price_factor, stock, gone, offline, not_sold_to."""
    sent, ware_id = asked(), ware_id_of(pid)
    if ware_id is None or sent.keys() - set(CHANGES):
        return refused(f"any of {', '.join(CHANGES)}, of a product that exists")
    with sandbox().database.transaction() as connection:
        return done(change_write(connection, MARKET, ware_id, sent))


@blueprint.post("/refuse")
def refuse() -> Response:
    """Refuse the next order(s): `code` (a number), `message`, `times`."""
    sent = asked()
    switch = {
        "code": sent.get("code", 1600100),
        "message": sent.get("message", ""),
        "times": times_of(sent) or 1,
    }
    with sandbox().database.transaction() as connection:
        switch_write(connection, orders.REFUSAL, switch)
    return done(switch)


@blueprint.post("/tokens")
def tokens() -> Response:
    """End tokens now: `what` is access or refresh."""
    what = asked().get("what")
    if what not in ("access", "refresh"):
        return refused("what must be access or refresh")
    column = f"{what}_expires"
    with sandbox().database.transaction() as connection:
        connection.execute(f"UPDATE cj_tokens SET {column} = ?", (time.time(),))  # noqa: S608 - our own names
    return done({"ended": what})


@blueprint.get("/orders")
def order_list() -> Response:
    """List every order, oldest first."""
    with sandbox().database.transaction() as connection:
        rows = connection.execute("SELECT seq, account, number FROM cj_orders ORDER BY seq").fetchall()
    return done(
        {
            "orders": [
                {
                    "id": str(orders.FIRST_ID + row["seq"] * 17),
                    "account": row["account"],
                    "number": row["number"],
                }
                for row in rows
            ]
        }
    )


@blueprint.post("/orders/<order_id>/<verb>")
def order(order_id: str, verb: str) -> Response:
    """Let something happen to an order: pay, ship (`number`), deliver, close."""
    sent, now = asked(), time.time()
    changes: dict[str, Json] = {
        "pay": {"paid_at": now},
        "ship": {"shipped_at": now, "track": sent.get("number") or ""},
        "deliver": {"delivered_at": now},
        "close": {"closed": "CANCELLED"},
    }
    if verb not in changes:
        return refused("pay, ship, deliver or close", 404)
    try:
        with sandbox().database.transaction() as connection:
            body = orders.order_read(connection, None, order_id) | changes[verb]
            orders.order_write(connection, body)
    except CjError as error:
        return refused(error.message, 404)
    return done(body)
