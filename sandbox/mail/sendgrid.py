"""`/sendgrid/v3/mail/send` as anymail's SendGrid backend uses it."""

import secrets
import time
from typing import NoReturn

from flask import Blueprint, Response, jsonify, request

from sandbox.database import Json
from sandbox.extension import sandbox
from sandbox.mail.events import events_automatic
from sandbox.mail.messages import mail_save

blueprint = Blueprint("sendgrid", __name__, url_prefix="/sendgrid/v3")

MOST_PERSONALIZATIONS = 1000
LARGEST_BODY = 30 * 1024 * 1024
Problem = tuple[str, str | None]


class Rejected(Exception):
    """The call cannot be accepted."""

    def __init__(self, status: int, *problems: Problem) -> None:
        super().__init__(str(problems))
        self.status, self.problems = status, problems


@blueprint.errorhandler(Rejected)
def rejected_answer(error: Rejected) -> Response:
    """Answer in SendGrid's error envelope."""
    errors = [{"message": text, "field": field, "help": None} for text, field in error.problems]
    response = jsonify({"errors": errors})
    response.status_code = error.status
    return response


@blueprint.before_request
def authenticate() -> None:
    """Accept keys that look like SendGrid's."""
    key = request.headers.get("Authorization", "").removeprefix("Bearer ")
    if not key.startswith("SG."):
        raise Rejected(401, ("The API key is missing, revoked or not one of SendGrid's.", None))


@blueprint.post("/mail/send")
def send() -> Response:
    """Accept a message for each personalization and put them into the inbox."""
    if (request.content_length or 0) > LARGEST_BODY:
        raise Rejected(413, ("The message is larger than 30 MB.", None))
    body = request.get_json(silent=True)
    if not isinstance(body, dict):
        raise Rejected(400, ("Bad Request", None))
    _check(body)
    message_id = secrets.token_urlsafe(16)
    sandboxed = (body.get("mail_settings") or {}).get("sandbox_mode", {}).get("enable")
    if not sandboxed:
        with sandbox().database.transaction() as connection:
            for number, person in enumerate(body["personalizations"]):
                mail = _mail(body, person, f"{message_id}.{number}")
                mail_save(connection, mail)
                events_automatic(connection, mail)
        sandbox().background.wake()
    response = Response(status=202)
    response.headers["X-Message-Id"] = message_id
    return response


def _check(body: Json) -> None:
    people = body.get("personalizations")
    if not isinstance(people, list) or not 1 <= len(people) <= MOST_PERSONALIZATIONS:
        _bad("Between 1 and 1000 personalizations are required.", "personalizations")
    for number, person in enumerate(people):
        _check_person(person, f"personalizations.{number}")
    if not _address_like(body.get("from")):
        _bad("The from address is required.", "from.email")
    if not body.get("template_id"):
        _check_texts(body, people)
    for number, part in enumerate(body.get("content") or []):
        if not isinstance(part, dict) or not part.get("value") or not part.get("type"):
            _bad("Content needs a type and a value of at least one character.", f"content.{number}")
    if any(not isinstance(value, str) for value in (body.get("custom_args") or {}).values()):
        _bad("Bad Request", None)


def _check_texts(body: Json, people: list[Json]) -> None:
    if not body.get("subject") and not all(person.get("subject") for person in people):
        _bad("The subject is required.", "subject")
    if not body.get("content"):
        _bad("At least one content part is required.", "content")


def _check_person(person: Json, field: str) -> None:
    people = [*(person.get("to") or []), *(person.get("cc") or []), *(person.get("bcc") or [])]
    if not person.get("to"):
        _bad("The to array is required.", f"{field}.to")
    if any(not _address_like(one) for one in people):
        _bad("Does not contain a valid address.", f"{field}.to")
    addresses = [one["email"].lower() for one in people]
    if len(set(addresses)) < len(addresses):
        _bad("Each address may be in to, cc and bcc only once.", field)
    values = (person.get("substitutions") or {}).values()
    if any(value is not None and not isinstance(value, str) for value in values):
        _bad("Bad Request", None)


def _bad(text: str, field: str | None) -> NoReturn:
    raise Rejected(400, (text, field))


def _address_like(one: object) -> bool:
    return isinstance(one, dict) and "@" in str(one.get("email", ""))


def _mail(body: Json, person: Json, mail_id: str) -> Json:
    parts = {part["type"].partition(";")[0]: part["value"] for part in body.get("content") or []}
    if body.get("template_id"):
        parts = {**_template_parts(body, person), **parts}
    replaced = {**(body.get("sections") or {}), **(person.get("substitutions") or {})}
    return {
        "id": mail_id,
        "received_at": time.time(),
        "from": person.get("from") or body["from"],
        "to": person["to"],
        "cc": person.get("cc") or [],
        "bcc": person.get("bcc") or [],
        "reply_to": body.get("reply_to_list") or [one for one in [body.get("reply_to")] if one],
        "subject": merge(person.get("subject") or body.get("subject") or "", replaced),
        "text": merge(parts.get("text/plain", ""), replaced),
        "html": merge(parts.get("text/html", ""), replaced),
        "other_parts": {
            kind: value for kind, value in parts.items() if kind not in ("text/plain", "text/html")
        },
        "headers": {**(body.get("headers") or {}), **(person.get("headers") or {})},
        "custom_args": {**(body.get("custom_args") or {}), **(person.get("custom_args") or {})},
        "categories": body.get("categories") or [],
        "attachments": body.get("attachments") or [],
        "tracking_settings": body.get("tracking_settings") or {},
        "send_at": person.get("send_at") or body.get("send_at"),
        "template_id": body.get("template_id"),
        "dynamic_template_data": person.get("dynamic_template_data") or {},
    }


def merge(text: str, replaced: Json) -> str:
    """Replace every substitution tag by its value, as SendGrid's legacy templates do."""
    for tag, value in replaced.items():
        text = text.replace(tag, value or "")
    return text


def _template_parts(body: Json, person: Json) -> Json:
    data = person.get("dynamic_template_data") or {}
    lines = [f"{name}: {value}" for name, value in data.items()]
    return {"text/plain": f"Template {body['template_id']}\n" + "\n".join(lines)}
