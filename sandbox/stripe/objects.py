"""Stripe objects in SQLite: one row per object, sealed per connected account."""

import json
import secrets
import string
from collections.abc import Callable
from dataclasses import dataclass

from sandbox.database import Connection, Json
from sandbox.settings import WebhookEndpoint
from sandbox.stripe.errors import StripeError, invalid_param, resource_missing
from sandbox.stripe.params import Params

SCHEMA = """
CREATE TABLE IF NOT EXISTS stripe_objects (
    seq INTEGER PRIMARY KEY AUTOINCREMENT,
    id TEXT NOT NULL UNIQUE,
    kind TEXT NOT NULL,
    account TEXT NOT NULL,
    created INTEGER NOT NULL,
    body TEXT NOT NULL
);
CREATE INDEX IF NOT EXISTS stripe_objects_by_kind ON stripe_objects (kind, account, seq);
"""
TABLES = ("stripe_objects",)

API_VERSION = "2026-08-26.dahlia"
ALPHABET = string.ascii_letters + string.digits
PREFIX_KINDS = {
    "acct": "account",
    "ch": "charge",
    "cs": "checkout.session",
    "cus": "customer",
    "in": "invoice",
    "pm": "payment_method",
    "sub": "subscription",
    "evt": "event",
    "pi": "payment_intent",
    "price": "price",
    "prod": "product",
    "re": "refund",
    "shr": "shipping_rate",
}
LISTED_ON_EXPAND = {"line_items", "refunds"}


@dataclass(frozen=True)
class Call:
    """One API call: whose it is, what it asks, when, and the open transaction."""

    connection: Connection
    account: str
    params: Params
    now: int
    base_url: str
    api_version: str
    request_id: str
    idempotency_key: str | None
    endpoints: tuple[WebhookEndpoint, ...]


def new_id(prefix: str, length: int = 24) -> str:
    """Return a fresh id such as `cus_…`."""
    return f"{prefix}_" + "".join(secrets.choice(ALPHABET) for _ in range(length))


def object_save(call: Call, body: Json) -> Json:
    """Insert or replace the object; private keys start with a tilde."""
    call.connection.execute(
        "INSERT INTO stripe_objects (id, kind, account, created, body) VALUES (?, ?, ?, ?, ?)"
        " ON CONFLICT (id) DO UPDATE SET body = excluded.body",
        (body["id"], body["object"], call.account, body["created"], json.dumps(body)),
    )
    return body


def object_find(call: Call, kind: str, object_id: str) -> Json | None:
    """Return the object if it exists in the caller's account."""
    row = call.connection.execute(
        "SELECT body FROM stripe_objects WHERE id = ? AND kind = ? AND account = ?",
        (object_id, kind, call.account),
    ).fetchone()
    return json.loads(row["body"]) if row else None


def object_get(call: Call, kind: str, object_id: str, param: str = "id") -> Json:
    """Return the object or raise the 404."""
    body = object_find(call, kind, object_id)
    if body is None:
        raise resource_missing(kind, object_id, param)
    return body


def objects_all(call: Call, kind: str) -> list[Json]:
    """Return every object of a kind in the caller's account, newest first."""
    rows = call.connection.execute(
        "SELECT body FROM stripe_objects WHERE kind = ? AND account = ? ORDER BY seq DESC",
        (kind, call.account),
    )
    return [json.loads(row["body"]) for row in rows]


def public(body: Json) -> Json:
    """Return the object without the stand-in's private keys."""
    return {key: value for key, value in body.items() if not key.startswith("~")}


def list_answer(
    call: Call,
    *,
    kind: str,
    url: str,
    filters: tuple[str, ...] = (),
    where: Callable[[Json], bool] | None = None,
) -> Json:
    """Answer a list call: equality filters, `where`, `created` ranges and cursor paging."""
    wanted = {name: call.params.text(name) for name in filters}
    found = [
        body
        for body in objects_all(call, kind)
        if _created_matches(call.params, body)
        and all(value is None or body.get(name) == value for name, value in wanted.items())
        and (where is None or where(body))
    ]
    return page(call, found, url=url)


def page(call: Call, found: list[Json], *, url: str) -> Json:
    """Cut one page out of `found` (newest first) by limit, starting_after, ending_before."""
    params = call.params
    limit = params.integer("limit", least=1, most=100) or 10
    after, before = params.text("starting_after"), params.text("ending_before")
    params.accept("created")
    params.finish()
    if after and before:
        raise invalid_param("ending_before", "Use starting_after or ending_before, not both.")
    ids = [body["id"] for body in found]
    for param, cursor in (("starting_after", after), ("ending_before", before)):
        if cursor and cursor not in ids:
            raise resource_missing("object", cursor, param)
    if before:
        earlier = found[: ids.index(before)]
        chosen, has_more = earlier[-limit:], len(earlier) > limit
    else:
        later = found[ids.index(after) + 1 :] if after else found
        chosen, has_more = later[:limit], len(later) > limit
    return {"object": "list", "url": url, "has_more": has_more, "data": chosen}


def _created_matches(params: Params, body: Json) -> bool:
    if "created" not in params:
        return True
    created = int(body["created"])
    if isinstance(params.plain("created"), str):
        return created == params.integer("created", most=10**12)
    bounds = params.group("created")
    limits = {name: bounds.integer(name, most=10**12) for name in ("gt", "gte", "lt", "lte")}
    bounds.finish()
    return (
        (limits["gt"] is None or created > limits["gt"])
        and (limits["gte"] is None or created >= limits["gte"])
        and (limits["lt"] is None or created < limits["lt"])
        and (limits["lte"] is None or created <= limits["lte"])
    )


def expand(call: Call, answer: Json, paths: list[str]) -> Json:
    """Replace ids by objects along `paths`, such as `payment_intent.latest_charge`.

    Lists that Stripe shows only when asked (`line_items`, `refunds`) are dropped
    otherwise. Raises the 400 for a path that cannot be expanded.
    """
    answer = _shown(answer)
    for path in paths:
        _expand_path(call, [answer], path.split("."), path)
    return answer


def _shown(value: Json) -> Json:
    """Copy the answer, keeping expandable lists aside under a private key."""
    shown = public(value)
    if shown.get("object") == "list":
        shown["data"] = [_shown(item) for item in shown["data"]]
        return shown
    for key in LISTED_ON_EXPAND & shown.keys():
        shown[f"~{key}"] = shown.pop(key)
    return shown


def _expand_path(call: Call, nodes: list[Json], steps: list[str], path: str) -> None:
    if not steps:
        return
    step, *rest = steps
    following: list[Json] = []
    for node in nodes:
        following.extend(_expand_step(call, node, step, path))
    _expand_path(call, following, rest, path)


def _expand_step(call: Call, node: Json, step: str, path: str) -> list[Json]:
    if f"~{step}" in node:
        node[step] = node.pop(f"~{step}")
    if step not in node:
        raise StripeError(400, f"This property cannot be expanded ({path}).", param="expand")
    value = node[step]
    if isinstance(value, str):
        kind = PREFIX_KINDS.get(value.partition("_")[0])
        found = object_find(call, kind, value) if kind else None
        if found is None:
            raise StripeError(400, f"This property cannot be expanded ({path}).", param="expand")
        node[step] = value = _shown(found)
    if isinstance(value, list):
        return [item for item in value if isinstance(item, dict)]
    return [value] if isinstance(value, dict) else []


def strip_private(value: object) -> object:
    """Remove private keys at every depth, just before the answer leaves."""
    if isinstance(value, dict):
        return {key: strip_private(item) for key, item in value.items() if key[:1] != "~"}
    if isinstance(value, list):
        return [strip_private(item) for item in value]
    return value
