"""`/`: the services, their state and their switches."""

from flask import Blueprint, render_template

from sandbox.claude.moods import MOODS
from sandbox.controls import FAULTY_SERVICES, switches
from sandbox.database import Connection, Json, switch_read
from sandbox.extension import sandbox
from sandbox.faults import KINDS, faults_active
from sandbox.mail.events import public_key, webhook_urls
from sandbox.mail.messages import mails_count
from sandbox.stripe.events import WEBHOOK_DEFAULTS, WEBHOOK_SWITCH
from sandbox.supplier.goods import goods

blueprint = Blueprint("front", __name__)

LATEST_CALLS = 12


@blueprint.get("/")
def index() -> str:
    """Show every stand-in on one page."""
    with sandbox().database.transaction() as connection:
        context = {
            "counts": _counts(connection),
            "faults": faults_active(connection),
            "switches": switches(connection),
            "webhooks": switch_read(connection, WEBHOOK_SWITCH, WEBHOOK_DEFAULTS),
            "deliveries": _latest_deliveries(connection),
            "calls": _latest_calls(connection),
            "mail_urls": webhook_urls(connection),
        }
    settings = sandbox().settings
    return render_template(
        "index.html",
        **context,
        base=sandbox().base_url(),
        endpoints=[endpoint.url for endpoint in settings.stripe_webhooks],
        mail_key=public_key(settings.data_dir),
        s3_port=settings.s3_port,
        goods=len(goods()),
        moods=MOODS,
        kinds=KINDS,
        services=FAULTY_SERVICES,
    )


def _counts(connection: Connection) -> Json:
    by_kind = connection.execute(
        "SELECT kind, count(*) AS number FROM stripe_objects GROUP BY kind"
    ).fetchall()
    by_service = connection.execute(
        "SELECT service, count(*) AS number FROM calls GROUP BY service"
    ).fetchall()
    waiting = connection.execute(
        "SELECT count(*) FROM stripe_deliveries WHERE state IN ('waiting', 'sending')"
    ).fetchone()[0]
    return {
        "mails": mails_count(connection),
        "waiting": waiting,
        "objects": {row["kind"]: row["number"] for row in by_kind},
        "calls": {row["service"]: row["number"] for row in by_service},
    }


def _latest_deliveries(connection: Connection) -> list[Json]:
    rows = connection.execute(
        "SELECT event_id, event_type, url, signature, state, attempts, last_answer"
        " FROM stripe_deliveries ORDER BY seq DESC LIMIT ?",
        (LATEST_CALLS,),
    )
    return [dict(row) for row in rows]


def _latest_calls(connection: Connection) -> list[Json]:
    rows = connection.execute("SELECT * FROM calls ORDER BY seq DESC LIMIT ?", (LATEST_CALLS,))
    return [dict(row) for row in rows]
