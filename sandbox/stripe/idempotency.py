"""Stored answers per (Idempotency-Key, Stripe-Account)."""

import hashlib
import json
from dataclasses import dataclass

from sandbox.database import Connection, Json
from sandbox.stripe.errors import StripeError

SCHEMA = """
CREATE TABLE IF NOT EXISTS stripe_idempotency (
    key TEXT NOT NULL,
    account TEXT NOT NULL,
    fingerprint TEXT NOT NULL,
    status INTEGER NOT NULL,
    body TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    PRIMARY KEY (key, account)
);
"""
TABLES = ("stripe_idempotency",)
KEPT_SECONDS = 24 * 3600
LONGEST_KEY = 255


@dataclass(frozen=True)
class Stored:
    """An answer given before."""

    status: int
    body: Json


def fingerprint_of(path: str, form: list[tuple[str, str]]) -> str:
    """Return a digest of what was asked; the order of parameters does not count."""
    return hashlib.sha256(json.dumps([path, sorted(form)]).encode()).hexdigest()


def stored_answer(
    connection: Connection, *, key: str, account: str, fingerprint: str, now: int
) -> Stored | None:
    """Return the answer stored for the key. Raises idempotency_error for other parameters."""
    if len(key) > LONGEST_KEY:
        raise StripeError(400, "Idempotency keys have at most 255 characters.")
    connection.execute("DELETE FROM stripe_idempotency WHERE created_at < ?", (now - KEPT_SECONDS,))
    row = connection.execute(
        "SELECT fingerprint, status, body FROM stripe_idempotency WHERE key = ? AND account = ?",
        (key, account),
    ).fetchone()
    if row is None:
        return None
    if row["fingerprint"] != fingerprint:
        raise StripeError(
            400,
            "Keys for idempotent requests can only be used with the same parameters they were"
            f" first used with. Try using a key other than '{key}'.",
            type_="idempotency_error",
        )
    return Stored(status=row["status"], body=json.loads(row["body"]))


def answer_store(
    connection: Connection,
    *,
    key: str,
    account: str,
    fingerprint: str,
    status: int,
    body: Json,
    now: int,
) -> None:
    """Remember the answer for 24 hours."""
    connection.execute(
        "INSERT INTO stripe_idempotency VALUES (?, ?, ?, ?, ?, ?)",
        (key, account, fingerprint, status, json.dumps(body), now),
    )
