"""`/controls/mail/…`: events about mails."""

from flask import Blueprint, jsonify
from werkzeug.wrappers import Response

from sandbox.asking import asked, done, flag_of, refused
from sandbox.database import switch_write
from sandbox.extension import sandbox
from sandbox.mail import mailgun
from sandbox.mail.events import AUTOMATIC_SWITCH, NAMES, URLS_SWITCH, events_queue, public_key
from sandbox.mail.messages import mail_get

blueprint = Blueprint("mail_controls", __name__, url_prefix="/controls/mail")


@blueprint.post("/events")
def events() -> Response:
    """Post events about a mail: `message`, `event` (or `events`), `extra`, `spoiled`."""
    sent = asked()
    names = sent.get("events") or [sent.get("event", "delivered")]
    if any(name not in NAMES for name in names):
        return refused(f"event must be one of {', '.join(NAMES)}")
    with sandbox().database.transaction() as connection:
        mail = mail_get(connection, str(sent.get("message", "")))
        if mail is None:
            return refused("no such message", 404)
        spoiled = flag_of(sent.get("spoiled"))
        if mail.get("provider") == "mailgun":
            made = mailgun.events_queue(connection, mail, names, spoiled=spoiled)
        else:
            made = events_queue(connection, mail, names, extra=sent.get("extra") or {}, spoiled=spoiled)
    sandbox().background.wake()
    return done({"events": made})


@blueprint.get("/key")
def key() -> Response:
    """Return the key that verifies events (SENDGRID_TRACKING_WEBHOOK_VERIFICATION_KEY)."""
    return jsonify({"public_key": public_key(sandbox().settings.data_dir)})


@blueprint.post("/webhooks")
def webhooks() -> Response:
    """Set where events go (`urls`, instead of SANDBOX_SENDGRID_WEBHOOKS) and `automatic`."""
    sent = asked()
    with sandbox().database.transaction() as connection:
        if "urls" in sent:
            switch_write(connection, URLS_SWITCH, {"urls": list(sent["urls"])})
        if "automatic" in sent:
            switch_write(connection, AUTOMATIC_SWITCH, {"on": flag_of(sent["automatic"])})
    return done(sent)
