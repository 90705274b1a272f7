"""`/aliexpress/…`: the two gateways and the consent page."""

import time
from collections.abc import Callable
from urllib.parse import urlencode, urlsplit, urlunsplit

from flask import Blueprint, jsonify, redirect, render_template, request
from werkzeug.wrappers import Response

from sandbox.aliexpress import catalogue, orders, progress
from sandbox.aliexpress.accounts import code_make, code_redeem, shopper_of, token_refresh
from sandbox.aliexpress.protocol import PlatformError, check, envelope, error_envelope, request_id
from sandbox.database import Connection, Json, switch_read
from sandbox.extension import sandbox
from sandbox.wares.market import calls_count

blueprint = Blueprint("aliexpress", __name__, url_prefix="/aliexpress")

ACCOUNTS = ("lena.dropship@example.com", "tom.trade@example.com")
LIMIT = "aliexpress_limit"
QPS = {
    "aliexpress.ds.product.get": 500,
    "aliexpress.ds.order.create": 150,
    "aliexpress.trade.ds.order.get": 1000,
    "aliexpress.ds.freight.query": 350,
    "aliexpress.ds.order.tracking.get": 100,
    "aliexpress.ds.text.search": 100,
}
READS: dict[str, Callable[[Connection, dict[str, str]], Json]] = {
    "aliexpress.ds.text.search": catalogue.search,
    "aliexpress.ds.product.get": catalogue.product,
    "aliexpress.ds.freight.query": catalogue.freight,
}
ORDERS = {
    "aliexpress.ds.order.create": orders.create,
    "aliexpress.trade.ds.order.get": progress.get,
    "aliexpress.ds.order.tracking.get": progress.tracking,
}


def _sent() -> dict[str, str]:
    return {**request.args.to_dict(), **request.form.to_dict()}


@blueprint.route("/sync", methods=["GET", "POST"])
def business() -> Response:
    """Answer one method of the business gateway; its HTTP status is always 200."""
    sent, now = _sent(), time.time()
    method = sent.get("method", "")
    try:
        check(sent, path="", app=sandbox().settings.aliexpress_app, now=now)
        with sandbox().database.transaction() as connection:
            body = _business(connection, method, sent, now)
    except PlatformError as error:
        return jsonify(error_envelope(error))
    except (ValueError, TypeError, KeyError) as error:
        return jsonify(error_envelope(PlatformError("15", f"Invalid parameter: {error}", kind="ISP")))
    return jsonify(envelope(method, body, simplify=sent.get("simplify") == "true"))


def _business(connection: Connection, method: str, sent: dict[str, str], now: float) -> Json:
    if method not in QPS:
        raise PlatformError("InvalidApiPath", "The specified API path is invalid")
    limit = switch_read(connection, LIMIT, QPS).get(method, QPS[method])
    if calls_count(connection, "aliexpress", method, now) > limit:
        raise PlatformError(
            "ApiCallLimit", "The request frequency exceeds the limit. This ban will last 1 more seconds"
        )
    shopper = shopper_of(connection, sent.get("session") or sent.get("access_token") or "", now)
    if method in READS:
        return READS[method](connection, sent)
    return ORDERS[method](connection, shopper, sent, now)


@blueprint.route("/rest/auth/token/create", methods=["GET", "POST"])
def token_create() -> Response:
    """Change a code into tokens."""
    return _token(
        "/auth/token/create", lambda connection, sent, now: code_redeem(connection, sent.get("code", ""), now)
    )


@blueprint.route("/rest/auth/token/refresh", methods=["GET", "POST"])
def token_again() -> Response:
    """Change a refresh token into tokens."""
    return _token(
        "/auth/token/refresh",
        lambda connection, sent, now: token_refresh(connection, sent.get("refresh_token", ""), now),
    )


def _token(path: str, work: Callable[[Connection, dict[str, str], float], Json]) -> Response:
    sent, now = _sent(), time.time()
    try:
        check(sent, path=path, app=sandbox().settings.aliexpress_app, now=now)
        with sandbox().database.transaction() as connection:
            body = work(connection, sent, now)
    except PlatformError as error:
        return jsonify(
            {"type": error.kind, "code": error.code, "message": error.message, "request_id": request_id()}
        )
    return jsonify({**body, "code": "0", "request_id": request_id()})


@blueprint.get("/oauth/authorize")
def consent() -> Response | str:
    """Ask the shop owner. `?client_id=&redirect_uri=&state=`"""
    if request.args.get("client_id") != sandbox().settings.aliexpress_app[0]:
        return Response("The specified App Key is invalid", status=400, mimetype="text/plain")
    if urlsplit(request.args.get("redirect_uri", "")).scheme not in ("http", "https"):
        return Response("redirect_uri is missing", status=400, mimetype="text/plain")
    return render_template("aliexpress/consent.html", accounts=ACCOUNTS, asked=request.args)


@blueprint.post("/oauth/authorize")
def consent_given() -> Response:
    """Send the browser back with a code, or with an error where the owner declined."""
    state = request.form.get("state", "")
    answer = {"error": "access_denied"}
    if request.form.get("answer") == "allow":
        with sandbox().database.transaction() as connection:
            answer = {"code": code_make(connection, request.form.get("account") or ACCOUNTS[0], time.time())}
    target = urlsplit(request.form.get("redirect_uri", ""))
    query = "&".join(
        part for part in (target.query, urlencode({**answer, **({"state": state} if state else {})})) if part
    )
    return redirect(urlunsplit(target._replace(query=query)), code=302)
