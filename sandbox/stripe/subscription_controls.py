"""`/controls/stripe/subscriptions/…` and `/controls/stripe/accounts/…`: what time and Stripe's risk team do."""

import json
from collections.abc import Callable
from dataclasses import replace

from flask import Blueprint, jsonify
from werkzeug.wrappers import Response

from sandbox.asking import asked, done, refused
from sandbox.database import Json
from sandbox.extension import sandbox
from sandbox.stripe.cards import Card
from sandbox.stripe.events import event_publish
from sandbox.stripe.inside import inside_call, object_anywhere
from sandbox.stripe.objects import Call, object_get, object_save, objects_all, strip_private
from sandbox.stripe.plans import method_create
from sandbox.stripe.subscriptions import KIND, invoice_settle, subscription_end, subscription_renew

blueprint = Blueprint("stripe_subscription_controls", __name__, url_prefix="/controls/stripe")
CARDS = {
    "good": "4242424242424242",
    "fails": "4000000000000341",
    "asks": "4000002500003155",
}


@blueprint.get("/subscriptions")
def listed() -> Response:
    """List every subscription with its open invoices, newest first."""
    with sandbox().database.transaction() as connection:
        call = inside_call(sandbox(), connection)
        found = objects_all(call, KIND)
    return jsonify({"subscriptions": strip_private(found)})


def _renew(call: Call, body: Json, sent: Json) -> str:
    """End the period or the trial now, with the card the customer has, or `card` (good, fails, asks)."""
    _card(call, body, sent)
    return subscription_renew(call, object_get(call, KIND, body["id"]))


def _card(call: Call, body: Json, sent: Json) -> str:
    if sent.get("card"):
        method_create(call, body["customer"], Card(CARDS[sent["card"]]))
    return str(sent.get("card", ""))


def _retry(call: Call, body: Json, sent: Json) -> str:
    """Charge the open invoice again, as Stripe does some days later; `approve` is the bank's confirmation."""
    _card(call, body, sent)
    invoice = object_get(call, "invoice", body["latest_invoice"])
    return invoice_settle(call, invoice, body, approved=bool(sent.get("approve")))


def _end(call: Call, body: Json, sent: Json) -> str:
    subscription_end(call, body)
    return "canceled"


ACTIONS: dict[str, Callable[[Call, Json, Json], str]] = {
    "renew": _renew,
    "card": _card,
    "retry": _retry,
    "end": _end,
}


@blueprint.post("/subscriptions/<subscription_id>/<action>")
def act(subscription_id: str, action: str) -> Response:
    """Let time pass for one subscription: renew, card, retry, end."""
    sent = asked()
    if action not in ACTIONS or sent.get("card", "good") not in CARDS:
        return refused(f"an action is one of {', '.join(ACTIONS)}; a card one of {', '.join(CARDS)}")
    with sandbox().database.transaction() as connection:
        found = object_anywhere(connection, subscription_id)
        if found is None or found[1]["object"] != KIND:
            return refused("no such subscription", 404)
        call = inside_call(sandbox(), connection, account=found[0])
        outcome = ACTIONS[action](call, found[1], sent)
        body = object_get(call, KIND, subscription_id)
    sandbox().background.wake()
    return done({"outcome": outcome, "subscription": json.loads(json.dumps(strip_private(body)))})


@blueprint.post("/accounts/<account_id>/<action>")
def account_act(account_id: str, action: str) -> Response:
    """Restrict a connected account (`restrict`), disconnect it as its owner can (`deauthorize`; `reauthorize`)."""
    if action not in ("restrict", "deauthorize", "reauthorize"):
        return refused("an action is restrict, deauthorize or reauthorize")
    with sandbox().database.transaction() as connection:
        found = object_anywhere(connection, account_id)
        if found is None or found[1]["object"] != "account":
            return refused("no such account", 404)
        call, body = inside_call(sandbox(), connection), found[1]
        own = replace(call, account=account_id)
        if action == "restrict":
            body["charges_enabled"] = False
            body["capabilities"]["card_payments"] = "inactive"
            body["requirements"]["currently_due"] = ["individual.verification.document"]
            body["requirements"]["disabled_reason"] = "requirements.past_due"
            object_save(call, body)
            event_publish(own, "account.updated", body)
        else:
            application = {"id": "ca_sandbox", "object": "application", "name": "Dropwright"}
            word = "authorized" if action == "reauthorize" else "deauthorized"
            event_publish(own, f"account.application.{word}", application)
            # Kept out of the platform's sight: its objects are refused as those of a stranger's account.
            kind = "account" if action == "reauthorize" else "account_not_ours"
            call.connection.execute("UPDATE stripe_objects SET kind = ? WHERE id = ?", (kind, account_id))
    sandbox().background.wake()
    return done({"account": account_id})
