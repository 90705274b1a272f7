"""`/stripe/v1/…`: authentication, idempotency and the table of calls."""

import base64
import re
import time
from collections.abc import Callable

from flask import Blueprint, Response, jsonify, request

from sandbox.database import Connection, Json
from sandbox.extension import sandbox
from sandbox.stripe import accounts, catalog, fees, invoices, portal, refunds, sessions, subscriptions
from sandbox.stripe.errors import StripeError
from sandbox.stripe.idempotency import answer_store, fingerprint_of, stored_answer
from sandbox.stripe.objects import API_VERSION, Call, expand, list_answer, new_id, object_get, strip_private
from sandbox.stripe.params import Params, tree_from_pairs

blueprint = Blueprint("stripe_api", __name__, url_prefix="/stripe/v1")

KEY_PATTERN = re.compile(r"(sk|rk)_test_[A-Za-z0-9_]{6,}")
Handler = Callable[..., Json]


def retrieving(kind: str) -> Handler:
    """Return the handler of `GET /v1/<kind>/<id>`."""

    def retrieve(call: Call, object_id: str) -> Json:
        call.params.finish()
        return object_get(call, kind, object_id)

    return retrieve


def listing(kind: str, *filters: str) -> Handler:
    """Return the handler of `GET /v1/<kind>`."""

    def answer(call: Call) -> Json:
        return list_answer(call, kind=kind, url=request.path.removeprefix("/stripe"), filters=filters)

    return answer


def event_list(call: Call) -> Json:
    """List events, of one `type` or several `types`."""
    types = call.params.texts("types")
    return list_answer(
        call,
        kind="event",
        url="/v1/events",
        filters=("type",),
        where=lambda body: not types or body["type"] in types,
    )


CALLS: list[tuple[str, str, Handler]] = [
    ("GET", r"account", accounts.account_current),
    ("POST", r"accounts", accounts.account_create),
    ("GET", r"accounts", accounts.account_list),
    ("GET", r"accounts/(\w+)", retrieving("account")),
    ("POST", r"account_links", accounts.account_link_create),
    ("GET", r"application_fees", fees.fee_list),
    ("GET", r"application_fees/(\w+)", retrieving("application_fee")),
    ("GET", r"balance", accounts.balance_retrieve),
    ("POST", r"billing_portal/sessions", portal.portal_session_create),
    ("GET", r"charges", listing("charge", "payment_intent", "customer")),
    ("GET", r"charges/(\w+)", retrieving("charge")),
    ("POST", r"checkout/sessions", sessions.session_create),
    ("GET", r"checkout/sessions", sessions.session_list),
    ("GET", r"checkout/sessions/(\w+)", retrieving("checkout.session")),
    ("POST", r"checkout/sessions/(\w+)", sessions.session_update),
    ("POST", r"checkout/sessions/(\w+)/expire", sessions.session_expire),
    ("GET", r"checkout/sessions/(\w+)/line_items", sessions.session_line_items),
    ("POST", r"customers", catalog.customer_create),
    ("GET", r"customers", catalog.customer_list),
    ("GET", r"customers/(\w+)", retrieving("customer")),
    ("POST", r"customers/(\w+)", catalog.customer_update),
    ("DELETE", r"customers/(\w+)", catalog.customer_delete),
    ("GET", r"events", event_list),
    ("GET", r"events/(\w+)", retrieving("event")),
    ("GET", r"invoices", invoices.invoice_list),
    ("POST", r"invoices/create_preview", subscriptions.invoice_preview),
    ("GET", r"invoices/(\w+)", retrieving("invoice")),
    ("POST", r"invoices/(\w+)/pay", subscriptions.invoice_pay),
    ("GET", r"payment_intents", listing("payment_intent", "customer")),
    ("GET", r"payment_intents/(\w+)", retrieving("payment_intent")),
    ("GET", r"payment_methods/(\w+)", retrieving("payment_method")),
    ("POST", r"prices", catalog.price_create),
    ("GET", r"prices", catalog.price_list),
    ("GET", r"prices/(\w+)", retrieving("price")),
    ("POST", r"products", catalog.product_create),
    ("GET", r"products", catalog.product_list),
    ("GET", r"products/(\w+)", retrieving("product")),
    ("POST", r"products/(\w+)", catalog.product_update),
    ("POST", r"refunds", refunds.refund_create),
    ("GET", r"refunds", refunds.refund_list),
    ("GET", r"refunds/(\w+)", retrieving("refund")),
    ("POST", r"refunds/(\w+)", refunds.refund_update),
    ("GET", r"subscriptions", subscriptions.subscription_list),
    ("GET", r"subscriptions/(\w+)", retrieving("subscription")),
    ("POST", r"subscriptions/(\w+)", subscriptions.subscription_update),
    ("DELETE", r"subscriptions/(\w+)", subscriptions.subscription_cancel),
    ("GET", r"shipping_rates/(\w+)", retrieving("shipping_rate")),
    ("POST", r"webhook_endpoints", catalog.webhook_endpoint_create),
    ("GET", r"webhook_endpoints", catalog.webhook_endpoint_list),
    ("DELETE", r"webhook_endpoints/(\w+)", catalog.webhook_endpoint_delete),
]


@blueprint.route("/<path:path>", methods=["GET", "POST", "DELETE"])
def answer(path: str) -> Response:
    """Answer one API call with Stripe's status codes, headers and envelopes."""
    request_id = new_id("req", 14)
    try:
        authenticate()
        with sandbox().database.transaction() as connection:
            status, body, replayed = _answer_in(connection, path, request_id)
    except StripeError as error:
        status, body, replayed = error.status, error.body, False
    if request.method != "GET":
        sandbox().background.wake()
    response = jsonify(body)
    response.status_code = status
    response.headers["Request-Id"] = request_id
    response.headers["Stripe-Version"] = request.headers.get("Stripe-Version", API_VERSION)
    if replayed:
        response.headers["Idempotent-Replayed"] = "true"
    return response


def authenticate() -> None:
    """Raise Stripe's 401 unless the request carries a test key."""
    scheme, _, given = request.headers.get("Authorization", "").partition(" ")
    key = given
    if scheme == "Basic":
        try:
            key = base64.b64decode(given).decode().partition(":")[0]
        except ValueError:
            key = ""
    if not given:
        raise StripeError(401, "You did not provide an API key.")
    if not KEY_PATTERN.fullmatch(key):
        shown = f"{key[:8]}{'*' * 8}{key[-4:]}" if len(key) > 12 else "********"
        raise StripeError(401, f"Invalid API Key provided: {shown}", code="api_key_invalid")


def _answer_in(connection: Connection, path: str, request_id: str) -> tuple[int, Json, bool]:
    form = list(request.form.items(multi=True)) + list(request.args.items(multi=True))
    call = _call(connection, form, request_id)
    accounts.account_require_id(call.account)
    key = call.idempotency_key if request.method == "POST" else None
    if not accounts.account_known(call):
        raise StripeError(
            403,
            f"The provided key does not have access to account '{call.account}'.",
            code="account_invalid",
        )
    digest = fingerprint_of(path, form)
    if key:
        stored = stored_answer(connection, key=key, account=call.account, fingerprint=digest, now=call.now)
        if stored:
            return stored.status, stored.body, True
    body = _dispatch(call, path)
    if key:
        answer_store(
            connection,
            key=key,
            account=call.account,
            fingerprint=digest,
            status=200,
            body=body,
            now=call.now,
        )
    return 200, body, False


def _call(connection: Connection, form: list[tuple[str, str]], request_id: str) -> Call:
    return Call(
        connection=connection,
        account=request.headers.get("Stripe-Account", ""),
        params=Params(tree_from_pairs(form)),
        now=int(time.time()),
        base_url=sandbox().base_url(),
        api_version=request.headers.get("Stripe-Version", API_VERSION),
        request_id=request_id,
        idempotency_key=request.headers.get("Idempotency-Key") or None,
        endpoints=sandbox().settings.stripe_webhooks,
    )


def _dispatch(call: Call, path: str) -> Json:
    paths = call.params.texts("expand")
    for method, pattern, handler in CALLS:
        match = re.fullmatch(pattern, path.rstrip("/"))
        if match and method == request.method:
            found = handler(call, *match.groups())
            stripped = strip_private(expand(call, found, paths))
            return stripped if isinstance(stripped, dict) else {}
    raise StripeError(404, f"Unrecognized request URL ({request.method}: /v1/{path}).")
