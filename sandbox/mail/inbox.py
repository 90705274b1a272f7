"""`/mail/`: the inbox, for people and (`/mail/api/messages`) for tests."""

import base64
import binascii
from datetime import UTC, datetime
from email.message import EmailMessage

from flask import Blueprint, Response, abort, jsonify, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from sandbox.database import Json
from sandbox.extension import sandbox
from sandbox.mail.messages import links_of, mail_get, mails_clear, mails_count, mails_find

blueprint = Blueprint("mail", __name__, url_prefix="/mail")

PER_PAGE = 50
FRAME_POLICY = (
    "default-src 'none'; style-src 'unsafe-inline'; img-src * data:; font-src *; sandbox"
    " allow-popups allow-popups-to-escape-sandbox"
)


@blueprint.get("/")
def inbox() -> str:
    """List mails, newest first; `?q=` searches, `?before=` goes on."""
    with sandbox().database.transaction() as connection:
        found = mails_find(
            connection,
            search=request.args.get("q", ""),
            before=request.args.get("before", type=int),
            limit=PER_PAGE + 1,
        )
        total = mails_count(connection)
    return render_template(
        "mail/inbox.html",
        mails=found[:PER_PAGE],
        more=found[PER_PAGE - 1]["seq"] if len(found) > PER_PAGE else None,
        total=total,
        query=request.args.get("q", ""),
        when=when,
    )


def when(seconds: float) -> str:
    """Write a moment in UTC."""
    return datetime.fromtimestamp(seconds, UTC).strftime("%d %b, %H:%M:%S")


@blueprint.get("/<mail_id>")
def show(mail_id: str) -> str:
    """Show one mail: HTML in a sandboxed frame, text, headers."""
    mail = _mail(mail_id)
    view = request.args.get("view") or ("html" if mail["html"] else "text")
    return render_template("mail/message.html", mail=mail, view=view, when=when, links=links_of(mail))


@blueprint.get("/<mail_id>/html")
def html_part(mail_id: str) -> Response:
    """Return the HTML part alone, under a policy that runs no script."""
    mail = _mail(mail_id)
    page = mail["html"]
    for number, attachment in enumerate(mail["attachments"]):
        if attachment.get("content_id"):
            address = url_for("mail.attachment", mail_id=mail_id, number=number)
            page = page.replace(f"cid:{attachment['content_id'].strip('<>')}", address)
    response = Response(f'<base target="_blank">{page}', mimetype="text/html")
    response.headers["Content-Security-Policy"] = FRAME_POLICY
    return response


@blueprint.get("/<mail_id>/attachments/<int:number>")
def attachment(mail_id: str, number: int) -> Response:
    """Return an attachment as a download (pictures inline)."""
    attachments = _mail(mail_id)["attachments"]
    if number >= len(attachments):
        abort(404)
    part = attachments[number]
    try:
        content = base64.b64decode(part["content"])
    except (binascii.Error, ValueError):
        abort(404)
    kind = str(part.get("type", "application/octet-stream"))
    response = Response(content, content_type=kind)
    if not kind.startswith("image/") or "svg" in kind:
        named = EmailMessage()
        named.add_header("Content-Disposition", "attachment", filename=part.get("filename", "file"))
        response.headers["Content-Disposition"] = named["Content-Disposition"]
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response


@blueprint.post("/delete")
def delete() -> AnyResponse:
    """Empty the inbox."""
    with sandbox().database.transaction() as connection:
        mails_clear(connection)
    return redirect(url_for("mail.inbox"), code=303)


@blueprint.get("/api/messages")
def api_list() -> Response:
    """List mails as JSON, newest first: `?to=`, `?q=`, `?since=` (Unix seconds), `?limit=`."""
    with sandbox().database.transaction() as connection:
        found = mails_find(
            connection,
            to=request.args.get("to", ""),
            search=request.args.get("q", ""),
            since=request.args.get("since", 0.0, type=float),
            limit=request.args.get("limit", 100, type=int),
        )
    return jsonify({"messages": [_for_program(mail) for mail in found]})


@blueprint.get("/api/messages/<mail_id>")
def api_get(mail_id: str) -> Response:
    """Return one mail as JSON."""
    return jsonify(_for_program(_mail(mail_id)))


@blueprint.delete("/api/messages")
def api_delete() -> Response:
    """Empty the inbox."""
    with sandbox().database.transaction() as connection:
        mails_clear(connection)
    return jsonify({"messages": []})


def _mail(mail_id: str) -> Json:
    with sandbox().database.transaction() as connection:
        mail = mail_get(connection, mail_id)
    if mail is None:
        abort(404)
    return mail


def _for_program(mail: Json) -> Json:
    return {**mail, "links": links_of(mail)}
