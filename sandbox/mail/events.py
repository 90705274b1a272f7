"""Signed event webhooks (delivered, opened, bounced, …), as SendGrid posts them."""

import base64
import json
import secrets
import time
from functools import cache
from pathlib import Path

import requests
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from sandbox.addresses import loopback
from sandbox.database import Connection, Database, Json, switch_read
from sandbox.extension import sandbox

SCHEMA = """
CREATE TABLE IF NOT EXISTS mail_events (
    seq INTEGER PRIMARY KEY AUTOINCREMENT,
    mail_id TEXT NOT NULL,
    name TEXT NOT NULL,
    payload TEXT NOT NULL,
    url TEXT NOT NULL,
    spoiled INTEGER NOT NULL DEFAULT 0,
    due_at REAL NOT NULL,
    state TEXT NOT NULL DEFAULT 'waiting',
    attempts INTEGER NOT NULL DEFAULT 0,
    last_answer TEXT NOT NULL DEFAULT ''
);
"""
TABLES = ("mail_events",)

AUTOMATIC_SWITCH = "mail.automatic_events"
URLS_SWITCH = "mail.webhook_urls"
NAMES = (
    "processed",
    "deferred",
    "delivered",
    "open",
    "click",
    "bounce",
    "dropped",
    "spamreport",
    "unsubscribe",
    "group_unsubscribe",
    "group_resubscribe",
)
RETRY_SECONDS = (1.0, 3.0, 10.0, 30.0, 120.0)
KEY_FILE = "sendgrid-events.pem"


@cache
def signing_key(data_dir: Path) -> ec.EllipticCurvePrivateKey:
    """Return the key pair of this sandbox, made on first use and kept in its folder."""
    path = data_dir / KEY_FILE
    if path.exists():
        loaded = serialization.load_pem_private_key(path.read_bytes(), password=None)
        assert isinstance(loaded, ec.EllipticCurvePrivateKey)
        return loaded
    key = ec.generate_private_key(ec.SECP256R1())
    path.touch(mode=0o600)
    path.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
    )
    return key


def public_key(data_dir: Path) -> str:
    """Return the verification key as SendGrid shows it: base64 of DER."""
    der = (
        signing_key(data_dir)
        .public_key()
        .public_bytes(serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo)
    )
    return base64.b64encode(der).decode()


def event_body(mail: Json, name: str, extra: Json) -> Json:
    """Return one event about the mail's first recipient."""
    body: Json = {
        "email": mail["to"][0]["email"],
        "timestamp": int(time.time()),
        "event": name,
        "sg_event_id": secrets.token_urlsafe(16),
        "sg_message_id": f"{mail['id']}.sandbox",
        "smtp-id": f"<{mail['id']}@sandbox>",
        **mail["custom_args"],
    }
    if mail["categories"]:
        body["category"] = mail["categories"]
    defaults: dict[str, Json] = {
        "delivered": {"response": "250 OK"},
        "deferred": {"response": "421 try again later", "attempt": "1"},
        "bounce": {"type": "bounce", "status": "5.1.1", "reason": "550 no such mailbox"},
        "dropped": {"reason": "Bounced Address", "status": "5.0.0"},
        "open": {"useragent": "Sandbox/1.0", "ip": "192.0.2.10"},
        "click": {"useragent": "Sandbox/1.0", "ip": "192.0.2.10", "url": "https://example.com/"},
    }
    return {**body, **defaults.get(name, {}), **extra}


def events_queue(
    connection: Connection, mail: Json, names: list[str], *, extra: Json, spoiled: bool = False
) -> list[Json]:
    """Queue one post with the named events for every configured address; returns the events."""
    events = [event_body(mail, name, extra) for name in names]
    for url in webhook_urls(connection):
        connection.execute(
            "INSERT INTO mail_events (mail_id, name, payload, url, spoiled, due_at)"
            " VALUES (?, ?, ?, ?, ?, ?)",
            (mail["id"], ",".join(names), json.dumps(events), url, spoiled, time.time()),
        )
    return events


def webhook_urls(connection: Connection) -> list[str]:
    """Return where events go: the switch, or SANDBOX_SENDGRID_WEBHOOKS."""
    configured = {"urls": list(sandbox().settings.sendgrid_webhooks)}
    return list(switch_read(connection, URLS_SWITCH, configured)["urls"])


def events_automatic(connection: Connection, mail: Json) -> None:
    """Queue processed and delivered, when automatic events are switched on."""
    if switch_read(connection, AUTOMATIC_SWITCH, {"on": False})["on"]:
        events_queue(connection, mail, ["processed"], extra={})
        events_queue(connection, mail, ["delivered"], extra={})


class EventPoster:
    """Background job over `mail_events`, in order, with a few retries."""

    def __init__(self, database: Database, data_dir: Path) -> None:
        self._database = database
        self._data_dir = data_dir

    def run(self, now: float) -> float | None:
        """Post what is due; return when the next post is due."""
        with self._database.transaction() as connection:
            due = connection.execute(
                "SELECT * FROM mail_events WHERE state = 'waiting' AND due_at <= ? ORDER BY seq",
                (now,),
            ).fetchall()
        for row in due:
            answer, received = self._post(row["url"], row["payload"], spoiled=bool(row["spoiled"]))
            self._record(dict(row), answer, received=received)
        with self._database.transaction() as connection:
            next_due = connection.execute(
                "SELECT min(due_at) AS due FROM mail_events WHERE state = 'waiting'"
            ).fetchone()["due"]
        return None if next_due is None else float(next_due)

    def _record(self, row: Json, answer: str, *, received: bool) -> None:
        attempts = row["attempts"] + 1
        state, due_at = "delivered", 0.0
        if not received:
            last = attempts > len(RETRY_SECONDS) or row["spoiled"]
            state = "failed" if last else "waiting"
            due_at = 0.0 if last else time.time() + RETRY_SECONDS[attempts - 1]
        with self._database.transaction() as connection:
            connection.execute(
                "UPDATE mail_events SET state = ?, due_at = ?, attempts = ?, last_answer = ? WHERE seq = ?",
                (state, due_at, attempts, answer, row["seq"]),
            )

    def _post(self, url: str, payload: str, *, spoiled: bool) -> tuple[str, bool]:
        timestamp = str(int(time.time()))
        signature = signing_key(self._data_dir).sign(
            (timestamp + payload + ("x" if spoiled else "")).encode(), ec.ECDSA(hashes.SHA256())
        )
        address, host = loopback(url)
        headers = {
            "Content-Type": "application/json",
            "Host": host,
            "X-Twilio-Email-Event-Webhook-Signature": base64.b64encode(signature).decode(),
            "X-Twilio-Email-Event-Webhook-Timestamp": timestamp,
        }
        try:
            with requests.Session() as session:
                session.trust_env = False
                response = session.post(
                    address,
                    data=payload.encode(),
                    headers=headers,
                    timeout=10,
                    allow_redirects=False,
                )
        except requests.RequestException as error:
            return type(error).__name__, False
        return f"HTTP {response.status_code}", 200 <= response.status_code < 300
