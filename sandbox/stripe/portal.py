"""The customer's own page (portal) and the page of an invoice; both work without JavaScript."""

from datetime import UTC, datetime

from flask import Blueprint, abort, render_template, request
from werkzeug.wrappers import Response

from sandbox.database import Connection, Json
from sandbox.extension import sandbox
from sandbox.stripe.cards import Card, card_read
from sandbox.stripe.errors import missing_param
from sandbox.stripe.events import event_publish
from sandbox.stripe.inside import inside_call, object_anywhere
from sandbox.stripe.invoices import subscription_id_of
from sandbox.stripe.objects import Call, new_id, object_get, object_save, objects_all
from sandbox.stripe.pay_page import money
from sandbox.stripe.plans import method_create, method_of
from sandbox.stripe.subscriptions import KIND, OVER, invoice_settle

blueprint = Blueprint("stripe_portal", __name__, url_prefix="/stripe")
Answer = Response | str | tuple[str, int]


def portal_session_create(call: Call) -> Json:
    """Return the address of the customer's own page."""
    params = call.params
    customer = object_get(call, "customer", params.required("customer"), "customer")
    return_url = params.url("return_url")
    if return_url is None:
        raise missing_param("return_url")
    params.accept("configuration", "locale", "flow_data", "on_behalf_of")
    params.finish()
    body: Json = {
        "id": new_id("bps"),
        "object": "billing_portal.session",
        "configuration": "bpc_sandbox",
        "created": call.now,
        "customer": customer["id"],
        "flow": None,
        "livemode": False,
        "locale": None,
        "on_behalf_of": None,
        "return_url": return_url,
    }
    body["url"] = f"{call.base_url}/stripe/portal/{body['id']}"
    return object_save(call, body)


@blueprint.route("/portal/<session_id>", methods=["GET", "POST"])
def portal(session_id: str) -> Answer:
    """Show plan, card and invoices; take a new card, a cancellation at the period's end, or its withdrawal."""
    with sandbox().database.transaction() as connection:
        call, session = _found(connection, session_id, "billing_portal.session")
        problem = _portal_act(call, session) if request.method == "POST" else ""
        subscriptions = _of(call, KIND, session["customer"])
        answer = render_template(
            "stripe/portal.html",
            session=session,
            problem=problem,
            subscriptions=[item for item in subscriptions if item["status"] not in OVER],
            cards={item["id"]: method_of(call, item) for item in subscriptions},
            invoices=_of(call, "invoice", session["customer"]),
            money=money,
            day=_day,
        )
    sandbox().background.wake()
    return (answer, 422) if problem else answer


@blueprint.route("/invoice/<invoice_id>", methods=["GET", "POST"])
def invoice(invoice_id: str) -> Answer:
    """Show an invoice; POST pays it with the card typed, which is saved, the bank's confirmation included."""
    with sandbox().database.transaction() as connection:
        call, body = _found(connection, invoice_id, "invoice")
        problem = _invoice_pay(call, body) if request.method == "POST" and body["status"] == "open" else ""
        answer = render_template("stripe/invoice.html", invoice=body, problem=problem, money=money, day=_day)
    sandbox().background.wake()
    return (answer, 402) if problem else answer


def _found(connection: Connection, object_id: str, kind: str) -> tuple[Call, Json]:
    found = object_anywhere(connection, object_id)
    if found is None or found[1]["object"] != kind:
        abort(404)
    return inside_call(sandbox(), connection, account=found[0], base_url=request.host_url.rstrip("/")), found[
        1
    ]


def _of(call: Call, kind: str, customer_id: str) -> list[Json]:
    return [body for body in objects_all(call, kind) if body["customer"] == customer_id]


def _day(moment: int) -> str:
    return f"{datetime.fromtimestamp(moment, tz=UTC):%d %b %Y}"


def _card() -> Card | str:
    today = datetime.now(UTC)
    return card_read(request.form.get("number", ""), request.form.get("expiry", ""), today.year, today.month)


def _portal_act(call: Call, session: Json) -> str:
    action = request.form.get("action")
    if action == "card":
        card = _card()
        if isinstance(card, str):
            return card
        method_create(call, session["customer"], card)
        event_publish(call, "customer.updated", object_get(call, "customer", session["customer"]))
        return ""
    body = object_get(call, KIND, request.form.get("subscription", ""))
    if body["customer"] != session["customer"] or action not in ("cancel", "keep"):
        abort(404)
    body["cancel_at_period_end"] = action == "cancel"
    body["cancel_at"] = body["items"]["data"][0]["current_period_end"] if action == "cancel" else None
    body["canceled_at"] = call.now if action == "cancel" else None
    event_publish(call, "customer.subscription.updated", object_save(call, body))
    return ""


def _invoice_pay(call: Call, body: Json) -> str:
    card = _card()
    if isinstance(card, str):
        return card
    subscription = object_get(call, KIND, subscription_id_of(body))
    method_create(call, body["customer"], card)
    outcome = invoice_settle(call, body, subscription, approved=True)
    return "" if outcome == "paid" else "Your card was declined."
