"""What Stripe does by itself as time passes: sessions expire, delayed payments settle."""

import json

from sandbox.database import Json
from sandbox.extension import Sandbox
from sandbox.stripe.inside import inside_call
from sandbox.stripe.payments import payment_settle
from sandbox.stripe.sessions import KIND, session_close_expired


class Clock:
    """Background job over open sessions and unsettled payments."""

    def __init__(self, sandbox: Sandbox) -> None:
        self._sandbox = sandbox

    def run(self, now: float) -> float | None:
        """Expire and settle what is due; return the next due time."""
        with self._sandbox.database.transaction() as connection:
            rows = connection.execute(
                "SELECT account, body FROM stripe_objects WHERE kind = ?"
                " AND (json_extract(body, '$.status') = 'open'"
                " OR json_extract(body, '$.~settles_at') IS NOT NULL)",
                (KIND,),
            ).fetchall()
            due_later = []
            for row in rows:
                session: Json = json.loads(row["body"])
                due = self._due(session)
                if due > now:
                    due_later.append(due)
                    continue
                call = inside_call(self._sandbox, connection, account=row["account"])
                if session["status"] == "open":
                    session_close_expired(call, session)
                else:
                    payment_settle(call, session, succeeded=True)
        if len(due_later) < len(rows):
            self._sandbox.background.wake()
        return min(due_later, default=None)

    def _due(self, session: Json) -> float:
        if session["status"] == "open":
            return float(session["expires_at"])
        return float(session["~settles_at"])
