"""Requests that work as JSON (tests) and as plain forms (the index page)."""

from flask import jsonify, redirect, request, url_for
from werkzeug.wrappers import Response

from sandbox.database import Json

TRUE_WORDS = ("true", "on", "1", "yes")


def asked() -> Json:
    """Return what was sent, from a JSON body or a form. Empty form fields are left out."""
    if request.is_json:
        sent = request.get_json(silent=True)
        return sent if isinstance(sent, dict) else {}
    return {key: value for key, value in request.form.items() if value != ""}


def done(body: Json) -> Response:
    """Answer a program with JSON, and a form with a way back to the index page."""
    if request.is_json or not request.form:
        return jsonify(body)
    return redirect(url_for("front.index") + "#" + request.form.get("back", ""), code=303)


def refused(message: str, status: int = 400) -> Response:
    """Answer that the request makes no sense here."""
    response = jsonify({"error": message})
    response.status_code = status
    return response


def times_of(sent: Json) -> int | None:
    """Return how many calls a switch lasts; None means until reset. Raises ValueError."""
    value = sent.get("times")
    if value is None:
        return None
    times = int(value)
    if times < 1:
        raise ValueError("times must be 1 or more")
    return times


def flag_of(value: object) -> bool:
    """Read a JSON boolean or a form's word for one."""
    return value is True or (isinstance(value, str) and value.lower() in TRUE_WORDS)
