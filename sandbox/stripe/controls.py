"""`/controls/stripe/…`: what a tester does to Stripe that a shop cannot."""

import json
import time

from flask import Blueprint, jsonify
from werkzeug.wrappers import Response

from sandbox.asking import asked, done, flag_of, refused, times_of
from sandbox.database import Connection, Json, switch_read, switch_write
from sandbox.extension import sandbox
from sandbox.settings import WebhookEndpoint
from sandbox.stripe.accounts import account_body, account_onboard
from sandbox.stripe.cards import Card
from sandbox.stripe.charges import Buyer
from sandbox.stripe.events import (
    WEBHOOK_DEFAULTS,
    WEBHOOK_SWITCH,
    delivery_queue,
    registered_endpoints,
)
from sandbox.stripe.inside import inside_call, object_anywhere
from sandbox.stripe.objects import Call, new_id, object_save, strip_private
from sandbox.stripe.pay_page import DECLINE_SWITCH
from sandbox.stripe.payments import payment_decline, payment_settle, payment_succeed, session_complete
from sandbox.stripe.session_items import totals_apply
from sandbox.stripe.sessions import KIND, session_close_expired
from sandbox.stripe.subscriptions import session_subscribe

blueprint = Blueprint("stripe_controls", __name__, url_prefix="/controls/stripe")

FORGERIES = ("forged", "stale", "tampered", "livemode", "account", "unpaid")


@blueprint.post("/webhooks")
def webhooks() -> Response:
    """Set how events travel: drop (true or a number), delay, duplicate, reverse, hold."""
    sent = asked()
    unknown = sent.keys() - WEBHOOK_DEFAULTS.keys() - {"back"}
    if unknown:
        return refused(f"unknown: {', '.join(sorted(unknown))}")
    try:
        values = _webhook_values(sent)
    except ValueError as error:
        return refused(str(error))
    with sandbox().database.transaction() as connection:
        current = switch_read(connection, WEBHOOK_SWITCH, WEBHOOK_DEFAULTS)
        switch_write(connection, WEBHOOK_SWITCH, {**current, **values})
    return done({**current, **values})


def _webhook_values(sent: Json) -> Json:
    values: Json = {}
    for name, value in sent.items():
        if name in ("delay", "hold"):
            values[name] = float(value)
        elif name == "duplicate":
            values[name] = int(value)
        elif name == "reverse":
            values[name] = flag_of(value)
        elif name == "drop":
            number = isinstance(value, int | str) and str(value).isdigit()
            values[name] = int(value) if number and not isinstance(value, bool) else flag_of(value)
    return values


@blueprint.post("/decline")
def decline() -> Response:
    """Decline the next payments: `times` (1), `code`, `decline_code`."""
    sent = asked()
    try:
        switch = {**sent, "times": times_of({"times": 1, **sent})}
    except ValueError as error:
        return refused(str(error))
    with sandbox().database.transaction() as connection:
        switch_write(connection, DECLINE_SWITCH, switch)
    return done(switch)


@blueprint.get("/deliveries")
def deliveries() -> Response:
    """List the latest deliveries, newest first."""
    with sandbox().database.transaction() as connection:
        rows = connection.execute(
            "SELECT seq, event_id, event_type, url, signature, state, attempts, last_answer"
            " FROM stripe_deliveries ORDER BY seq DESC LIMIT 200"
        ).fetchall()
    return jsonify({"deliveries": [dict(row) for row in rows]})


@blueprint.post("/replay")
def replay() -> Response:
    """Send an event (`event`: its id) once more, with a fresh signature."""
    with sandbox().database.transaction() as connection:
        found = object_anywhere(connection, str(asked().get("event", "")))
        if found is None or found[1]["object"] != "event":
            return refused("no such event", 404)
        queued = _send(connection, found[1], "good")
    sandbox().background.wake()
    return done({"queued": queued})


@blueprint.post("/forge")
def forge() -> Response:
    """Send what an attacker would: `how`, and the `event` or `session` it is about."""
    sent = asked()
    how = sent.get("how", "forged")
    if how not in FORGERIES:
        return refused(f"how must be one of {', '.join(FORGERIES)}")
    with sandbox().database.transaction() as connection:
        event = _subject(connection, sent)
        if event is None:
            return refused("no such event or session", 404)
        if how == "livemode":
            event["livemode"] = True
        if how == "account":
            event["account"] = new_id("acct", 16)
        signature = how if how in ("forged", "stale", "tampered") else "good"
        queued = _send(connection, event, signature)
    sandbox().background.wake()
    return done({"event": event["id"], "queued": queued})


def _subject(connection: Connection, sent: Json) -> Json | None:
    found = object_anywhere(connection, str(sent.get("event") or sent.get("session") or ""))
    if found is None or found[1]["object"] not in ("event", KIND):
        return None
    account, body = found
    if body["object"] == "event":
        return body
    claimed = {**body, "status": "complete"}
    if sent.get("how") != "unpaid":
        claimed |= {"payment_status": "paid", "payment_intent": new_id("pi")}
    claimed.pop("line_items", None)
    event: Json = {
        "id": new_id("evt"),
        "object": "event",
        "api_version": inside_call(sandbox(), connection).api_version,
        "created": int(time.time()),
        "data": {"object": strip_private(claimed)},
        "livemode": False,
        "pending_webhooks": 1,
        "request": {"id": None, "idempotency_key": None},
        "type": f"{KIND}.completed",
    }
    return {**event, "account": account} if account else event


def _send(connection: Connection, event: Json, signature: str) -> list[int]:
    call = inside_call(sandbox(), connection)
    every: list[WebhookEndpoint] = [*call.endpoints, *registered_endpoints(call)]
    return [delivery_queue(connection, event, one, signature=signature) for one in every]


@blueprint.post("/sessions/<session_id>/<action>")
def session_act(session_id: str, action: str) -> Response:
    """Do to a session what a shopper or time does: pay, expire, settle."""
    sent = asked()
    with sandbox().database.transaction() as connection:
        found = object_anywhere(connection, session_id)
        if found is None or found[1]["object"] != KIND:
            return refused("no such session", 404)
        call = inside_call(sandbox(), connection, account=found[0])
        session = found[1]
        if action == "settle" and "~settles_at" in session:
            session = payment_settle(call, session, succeeded=flag_of(sent.get("succeeded", True)))
        elif action == "expire" and session["status"] == "open":
            session = session_close_expired(call, session)
        elif action == "pay" and session["status"] == "open":
            session = _pay(call, session, sent)
        else:
            return refused(f"cannot {action} a session that is {session['status']}", 409)
    sandbox().background.wake()
    return done(json.loads(json.dumps(strip_private(session))))


def _pay(call: Call, session: Json, sent: Json) -> Json:
    card = Card(str(sent.get("card", "4242424242424242")))
    if session["mode"] == "subscription":
        buyer = Buyer(email=sent.get("email", "merchant@example.com"), name=sent.get("name"))
        session_subscribe(call, session, buyer, card, approved=True)
        return session_complete(call, session, buyer)
    if sent.get("shipping_rate"):
        totals_apply(session, sent["shipping_rate"])
    if card.decline:
        payment_decline(call, session, card, card.decline)
        return session
    buyer = Buyer(
        email=session["customer_email"] or sent.get("email", "shopper@example.com"),
        name=sent.get("name", "Sam Shopper"),
        shipping=sent.get("shipping"),
    )
    return payment_succeed(call, session, buyer, card)


@blueprint.post("/accounts")
def account() -> Response:
    """Create a ready connected account with a chosen `id` and `name`."""
    sent = asked()
    account_id = str(sent.get("id", ""))
    if not account_id.startswith("acct_"):
        return refused("id must start with acct_")
    with sandbox().database.transaction() as connection:
        call = inside_call(sandbox(), connection)
        body = {
            **account_body(call.now),
            "id": account_id,
            "country": sent.get("country", "DE"),
            "email": sent.get("email"),
            "metadata": {},
            "type": "none",
        }
        body["business_profile"]["name"] = sent.get("name")
        object_save(call, body)
        body = account_onboard(call, account_id)
    return done(body)
