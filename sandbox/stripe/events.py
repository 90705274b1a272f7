"""Events and the queue of their signed deliveries."""

import hashlib
import hmac
import json
import time

from sandbox.database import Connection, Json, switch_read
from sandbox.settings import WebhookEndpoint
from sandbox.stripe.objects import Call, new_id, object_save, objects_all, strip_private

SCHEMA = """
CREATE TABLE IF NOT EXISTS stripe_deliveries (
    seq INTEGER PRIMARY KEY AUTOINCREMENT,
    event_id TEXT NOT NULL,
    event_type TEXT NOT NULL,
    url TEXT NOT NULL,
    secret TEXT NOT NULL,
    payload TEXT NOT NULL,
    signature TEXT NOT NULL DEFAULT 'good',
    state TEXT NOT NULL DEFAULT 'waiting',
    due_at REAL NOT NULL,
    rank INTEGER NOT NULL DEFAULT 0,
    attempts INTEGER NOT NULL DEFAULT 0,
    last_answer TEXT NOT NULL DEFAULT ''
);
CREATE INDEX IF NOT EXISTS stripe_deliveries_due ON stripe_deliveries (state, due_at);
"""
TABLES = ("stripe_deliveries",)

WEBHOOK_SWITCH = "stripe.webhooks"
WEBHOOK_DEFAULTS: Json = {
    "drop": False,
    "delay": 0,
    "duplicate": 0,
    "reverse": False,
    "hold": 2.0,
}
STALE_SECONDS = 3600
# What an endpoint for subscriptions is set to listen to.
BILLING_TYPES = ("customer.", "invoice.", "product.", "price.", "payment_method.")


def event_publish(call: Call, type_: str, subject: Json) -> Json:
    """Store an event about `subject` and queue its deliveries, all in the call's transaction."""
    body: Json = {
        "id": new_id("evt"),
        "object": "event",
        "api_version": call.api_version,
        "created": call.now,
        "data": {"object": strip_private(_without_lists(subject))},
        "livemode": False,
        "pending_webhooks": 0,
        "request": {"id": call.request_id, "idempotency_key": call.idempotency_key},
        "type": type_,
    }
    if call.account:
        body["account"] = call.account
    every = [
        endpoint
        for endpoint in [*call.endpoints, *registered_endpoints(call)]
        if is_heard(endpoint.scope, type_, subject, account=call.account)
    ]
    body["pending_webhooks"] = len(every)
    object_save(call, body)
    for endpoint in every:
        _queue_by_switch(call.connection, body, endpoint)
    return body


def is_heard(scope: str, type_: str, subject: Json, *, account: str) -> bool:
    """Tell whether an endpoint of this scope is sent the event."""
    if scope == "connect":
        return bool(account)
    if scope == "" or account:
        return scope == ""
    is_ours = type_.startswith(BILLING_TYPES) or subject.get("mode") == "subscription"
    return is_ours == (scope == "billing")


def registered_endpoints(call: Call) -> list[WebhookEndpoint]:
    """Return the endpoints created through the API."""
    return [
        WebhookEndpoint(url=body["url"], secret=body["secret"])
        for body in objects_all(call, "webhook_endpoint")
    ]


def _without_lists(subject: Json) -> Json:
    return {key: value for key, value in subject.items() if key not in ("line_items", "refunds")}


def _queue_by_switch(connection: Connection, event: Json, endpoint: WebhookEndpoint) -> None:
    switch = switch_read(connection, WEBHOOK_SWITCH, WEBHOOK_DEFAULTS)
    if _drops(connection, switch):
        delivery_queue(connection, event, endpoint, state="dropped")
        return
    due_at = time.time() + float(switch["delay"])
    if switch["reverse"]:
        due_at = _batch_due_at(connection, opens_until=due_at + float(switch["hold"]))
    for _ in range(1 + int(switch["duplicate"])):
        delivery_queue(connection, event, endpoint, due_at=due_at, reverse=switch["reverse"])


def _batch_due_at(connection: Connection, *, opens_until: float) -> float:
    """Return when the open batch of held-back events goes out, opening one if there is none."""
    row = connection.execute(
        "SELECT max(due_at) AS due FROM stripe_deliveries"
        " WHERE state = 'waiting' AND rank < 0 AND due_at > ?",
        (time.time(),),
    ).fetchone()
    return float(row["due"]) if row["due"] is not None else opens_until


def _drops(connection: Connection, switch: Json) -> bool:
    drop = switch["drop"]
    if drop is True or drop is False:
        return bool(drop)
    if int(drop) < 1:
        return False
    from_now = json.dumps({**switch, "drop": int(drop) - 1})
    connection.execute("UPDATE switches SET value = ? WHERE name = ?", (from_now, WEBHOOK_SWITCH))
    return True


def delivery_queue(
    connection: Connection,
    event: Json,
    endpoint: WebhookEndpoint,
    *,
    due_at: float = 0.0,
    state: str = "waiting",
    signature: str = "good",
    reverse: bool = False,
) -> int:
    """Add one delivery and return its number. `signature`: good, forged, stale, tampered."""
    cursor = connection.execute(
        "INSERT INTO stripe_deliveries"
        " (event_id, event_type, url, secret, payload, signature, state, due_at)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        (
            event["id"],
            event["type"],
            endpoint.url,
            endpoint.secret,
            json.dumps(event, indent=2),
            signature,
            state,
            due_at,
        ),
    )
    number = int(cursor.lastrowid or 0)
    if reverse:
        connection.execute("UPDATE stripe_deliveries SET rank = ? WHERE seq = ?", (-number, number))
    return number


def signature_header(payload: str, secret: str, *, signature: str, now: int) -> str:
    """Return `Stripe-Signature` as Stripe computes it, or spoiled in the asked way."""
    moment = now - STALE_SECONDS if signature == "stale" else now
    key = "whsec_of_somebody_else" if signature == "forged" else secret
    signed = payload + " " if signature == "tampered" else payload
    digest = hmac.new(key.encode(), f"{moment}.{signed}".encode(), hashlib.sha256)
    return f"t={moment},v1={digest.hexdigest()}"
