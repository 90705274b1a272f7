"""`/cj/api2.0/v1/…`"""

import time
from collections.abc import Callable
from typing import Any

from flask import Blueprint, jsonify, request
from werkzeug.wrappers import Response

from sandbox.cj import catalogue, orders
from sandbox.cj.protocol import (
    LIMIT,
    LIMIT_DEFAULTS,
    NOT_FOUND,
    PARAMETER,
    TOO_MANY,
    CjError,
    account_of,
    answer,
    login,
    renew,
)
from sandbox.database import Connection, Json, switch_read
from sandbox.extension import sandbox
from sandbox.wares.market import calls_count

blueprint = Blueprint("cj", __name__, url_prefix="/cj/api2.0/v1")

OPEN: dict[str, Callable[[Connection, Json, float], Any]] = {
    "POST authentication/getAccessToken": lambda c, sent, now: login(c, str(sent.get("apiKey") or ""), now),
    "POST authentication/refreshAccessToken": lambda c, sent, now: renew(
        c, str(sent.get("refreshToken") or ""), now
    ),
}
READS: dict[str, Callable[[Connection, Json], Any]] = {
    "GET product/listV2": catalogue.search,
    "GET product/query": catalogue.product,
    "GET product/variant/query": catalogue.variant_list,
    "GET product/variant/queryByVid": catalogue.variant_one,
    "GET product/stock/queryByVid": catalogue.stock,
    "POST logistic/freightCalculate": catalogue.freight,
}
OWN: dict[str, Callable[[Connection, str, Json, float], Any]] = {
    "POST shopping/order/createOrderV2": orders.create,
    "GET shopping/order/getOrderDetail": orders.detail,
    "GET shopping/order/list": orders.listing,
    "GET logistic/trackInfo": orders.track,
    "GET shopping/pay/getBalance": orders.balance,
    "POST shopping/pay/payBalance": orders.pay,
}


@blueprint.route("/<path:name>", methods=["GET", "POST"])
def call(name: str) -> Response:
    """Answer one call; a refusal is an envelope with HTTP 200."""
    sent: Json = request.args.to_dict() | (request.get_json(silent=True) or {})
    try:
        with sandbox().database.transaction() as connection:
            data = _work(connection, f"{request.method} {name}", sent, time.time())
    except CjError as error:
        return jsonify(answer(None, code=error.code, message=error.message))
    except (ValueError, TypeError, KeyError) as error:
        return jsonify(answer(None, code=PARAMETER, message=f"Param error: {error}"))
    return jsonify(answer(data))


def _work(connection: Connection, key: str, sent: Json, now: float) -> Any:
    if key in OPEN:
        return OPEN[key](connection, sent, now)
    if key not in READS and key not in OWN:
        raise CjError(NOT_FOUND, "Interface not found")
    account = account_of(connection, request.headers.get("CJ-Access-Token", ""), now)
    qps = switch_read(connection, LIMIT, LIMIT_DEFAULTS)["qps"]
    if calls_count(connection, "cj", account, now) > qps:
        raise CjError(TOO_MANY, f"Too Many Requests, QPS limit is {qps} time/1second")
    if key in READS:
        return READS[key](connection, sent)
    return OWN[key](connection, account, sent, now)
