"""`/mailgun/v3/<domain>/messages` as anymail's Mailgun backend uses it, and the events Mailgun posts."""

import hashlib
import hmac
import json
import secrets
import time
from email.utils import getaddresses

from flask import Blueprint, Response, jsonify, request

from sandbox.database import Connection, Json
from sandbox.extension import sandbox
from sandbox.mail.messages import mail_save

blueprint = Blueprint("mailgun", __name__, url_prefix="/mailgun/v3")
MOST_RECIPIENTS = 1000
# What SendGrid calls an event, in Mailgun's words.
NAMES = {
    "processed": "accepted",
    "delivered": "delivered",
    "deferred": "failed",
    "bounce": "failed",
    "dropped": "failed",
    "open": "opened",
    "click": "clicked",
    "spamreport": "complained",
    "unsubscribe": "unsubscribed",
    "group_unsubscribe": "unsubscribed",
}


def _refused(status: int, message: str) -> Response:
    response = jsonify({"message": message})
    response.status_code = status
    return response


@blueprint.post("/<domain>/messages")
def send(domain: str) -> Response:
    """Accept a message (multipart or form) and put it into the inbox."""
    login = request.authorization
    if login is None or login.username != "api" or not (login.password or "").startswith("key-"):
        return _refused(401, "Forbidden")
    people = [{"email": email, "name": name} for name, email in getaddresses(request.form.getlist("to"))]
    sender = getaddresses([request.form.get("from", "")])
    if not people or len(people) > MOST_RECIPIENTS or any("@" not in one["email"] for one in people):
        return _refused(400, "to parameter is not a valid address. please check documentation")
    if not sender or "@" not in sender[0][1]:
        return _refused(400, "from parameter is missing")
    if not request.form.get("text") and not request.form.get("html"):
        return _refused(
            400, "Need at least one of 'text', 'html', 'amp-html' or 'template' parameters specified"
        )
    message_id = f"<{time.time():.0f}.{secrets.token_hex(8)}@{domain}>"
    with sandbox().database.transaction() as connection:
        for number, person in enumerate(people):
            mail_save(connection, _mail(f"{message_id.strip('<>')}.{number}", sender[0], person))
    return jsonify({"id": message_id, "message": "Queued. Thank you."})


def _mail(mail_id: str, sender: tuple[str, str], person: Json) -> Json:
    form = request.form
    named = {key: value for key, value in form.items() if ":" in key}
    headers = {key[2:]: value for key, value in named.items() if key.startswith("h:")}
    return {
        "id": mail_id,
        "provider": "mailgun",
        "received_at": time.time(),
        "from": {"email": sender[1], "name": sender[0]},
        "to": [person],
        "cc": [],
        "bcc": [],
        "reply_to": [{"email": headers["Reply-To"]}] if "Reply-To" in headers else [],
        "subject": form.get("subject", ""),
        "text": form.get("text", ""),
        "html": form.get("html", ""),
        "other_parts": {},
        "headers": headers,
        "custom_args": {key[2:]: value for key, value in named.items() if key.startswith("v:")},
        "categories": form.getlist("o:tag"),
        "attachments": [],
        "tracking_settings": {},
        "send_at": None,
        "template_id": None,
        "dynamic_template_data": {},
    }


def events_queue(connection: Connection, mail: Json, names: list[str], *, spoiled: bool) -> list[Json]:
    """Queue one post per event for every address of SANDBOX_MAILGUN_WEBHOOKS; returns the events."""
    made = []
    for url, key in sandbox().settings.mailgun_webhooks:
        for name in names:
            body = _event(mail, name, key + ("x" if spoiled else ""))
            made.append(body)
            connection.execute(
                "INSERT INTO mail_events (mail_id, name, payload, url, spoiled, due_at) VALUES (?, ?, ?, ?, ?, ?)",
                (mail["id"], name, json.dumps(body), url, spoiled, time.time()),
            )
    return made


def _event(mail: Json, name: str, key: str) -> Json:
    stamp, token = str(int(time.time())), secrets.token_hex(25)
    data: Json = {
        "event": NAMES.get(name, name),
        "id": secrets.token_urlsafe(16),
        "timestamp": time.time(),
        "recipient": mail["to"][0]["email"],
        "user-variables": mail["custom_args"],
        "tags": mail["categories"],
        "message": {"headers": {"message-id": mail["id"]}},
    }
    if NAMES.get(name) == "failed":
        data |= {"severity": "temporary" if name == "deferred" else "permanent", "reason": "bounce"}
        data["delivery-status"] = {"code": 550, "message": "550 no such mailbox", "description": ""}
    signature = hmac.new(key.encode(), f"{stamp}{token}".encode(), hashlib.sha256).hexdigest()
    return {"signature": {"timestamp": stamp, "token": token, "signature": signature}, "event-data": data}
