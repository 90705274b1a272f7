"""Calls the sandbox makes on its own: from the payment page, the controls, the clock."""

import json
import time

from flask import has_request_context

from sandbox.database import Connection, Json
from sandbox.extension import Sandbox
from sandbox.stripe.objects import API_VERSION, Call, new_id
from sandbox.stripe.params import Params


def inside_call(sandbox: Sandbox, connection: Connection, *, account: str = "", base_url: str = "") -> Call:
    """Build a call that nobody sent, for an open transaction."""
    return Call(
        connection=connection,
        account=account,
        params=Params({}),
        now=int(time.time()),
        base_url=base_url or (sandbox.base_url() if has_request_context() else sandbox.settings.base_url),
        api_version=API_VERSION,
        request_id=new_id("req", 14),
        idempotency_key=None,
        endpoints=sandbox.settings.stripe_webhooks,
    )


def object_anywhere(connection: Connection, object_id: str) -> tuple[str, Json] | None:
    """Return (account, object) of an id in whichever account it lives."""
    row = connection.execute("SELECT account, body FROM stripe_objects WHERE id = ?", (object_id,)).fetchone()
    return (row["account"], json.loads(row["body"])) if row else None
