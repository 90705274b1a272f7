"""`/claude/v1/…`: the Messages API."""

import json
import math
import secrets
from typing import NoReturn

from flask import Blueprint, Response, jsonify, request

from sandbox.claude.moods import copy_invent, copy_obey
from sandbox.claude.schema import Filler
from sandbox.claude.source import Facts, facts_from
from sandbox.claude.streaming import message_events
from sandbox.claude.writer import Copy, copy_write
from sandbox.database import Json, switch_take
from sandbox.extension import sandbox

blueprint = Blueprint("claude", __name__)

MOOD_SWITCH = "claude.mood"
MODELS = ("claude-haiku-5-5", "claude-sonnet-5-5", "claude-opus-5-5")
CHARACTERS_PER_TOKEN = 4
LONGEST_BODY = 32 * 1024 * 1024
REFUSAL = "I can't help with this request."


class ApiError(Exception):
    """An error in Anthropic's envelope."""

    def __init__(self, status: int, type_: str, message: str) -> None:
        super().__init__(message)
        self.status, self.type_, self.message = status, type_, message


@blueprint.errorhandler(ApiError)
def error_answer(error: ApiError) -> Response:
    """Answer the error."""
    request_id = _request_id()
    response = jsonify(
        {
            "type": "error",
            "error": {"type": error.type_, "message": error.message},
            "request_id": request_id,
        }
    )
    response.status_code = error.status
    response.headers["request-id"] = request_id
    return response


@blueprint.before_request
def authenticate() -> None:
    """Accept any key, as Bearer or x-api-key; refuse none."""
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    key = request.headers.get("x-api-key") or (token if scheme == "Bearer" else "")
    if not key.strip():
        raise ApiError(401, "authentication_error", "A key is required: Bearer or x-api-key.")


@blueprint.get("/v1/models")
def models() -> Response:
    """List the models."""
    data = [
        {"type": "model", "id": name, "display_name": name, "created_at": "2026-10-01T00:00:00Z"}
        for name in MODELS
    ]
    return jsonify({"data": data, "has_more": False, "first_id": MODELS[0], "last_id": MODELS[-1]})


@blueprint.post("/v1/messages/count_tokens")
def count_tokens() -> Response:
    """Count the input."""
    body = _body()
    return jsonify({"input_tokens": _input_tokens(body)})


@blueprint.post("/v1/messages")
def create() -> Response:
    """Answer a message, as JSON or as a stream."""
    body = _body()
    if not isinstance(body.get("max_tokens"), int) or body["max_tokens"] < 1:
        _invalid("max_tokens: a positive integer is required")
    with sandbox().database.transaction() as connection:
        mood = (switch_take(connection, MOOD_SWITCH) or {}).get("mode", "")
    message = message_write(body, mood)
    if body.get("stream") is True:
        response = Response(message_events(message), mimetype="text/event-stream")
    else:
        response = jsonify(message)
    response.headers["request-id"] = _request_id()
    return response


def _request_id() -> str:
    return f"req_{secrets.token_hex(12)}"


def _invalid(message: str) -> NoReturn:
    raise ApiError(400, "invalid_request_error", message)


def _body() -> Json:
    if (request.content_length or 0) > LONGEST_BODY:
        raise ApiError(413, "request_too_large", "The request is larger than 32 MB.")
    body = request.get_json(silent=True)
    if not isinstance(body, dict):
        _invalid("The body must be a JSON object.")
    if not isinstance(body.get("model"), str):
        _invalid("model: a string is required")
    if not body["model"].startswith("claude-"):
        raise ApiError(404, "not_found_error", f"model: {body['model']}")
    messages = body.get("messages")
    if not isinstance(messages, list) or not messages:
        _invalid("messages: at least one message is required")
    if any(one.get("role") not in ("user", "assistant") for one in messages):
        _invalid("messages: roles are user and assistant")
    return body


def message_write(body: Json, mood: str) -> Json:
    """Return the whole answer to a request, in the given mood ('' is well-behaved)."""
    facts = facts_from(_last_user_text(body))
    copy = copy_write(facts)
    if mood == "invent":
        copy = copy_invent(copy)
    if mood == "obey":
        copy = copy_obey(facts, copy, _text_of(body.get("system")))
    schema = ((body.get("output_config") or {}).get("format") or {}).get("schema")
    tool = _forced_tool(body)
    if tool:
        filled = Filler(facts, copy, tool["input_schema"]).fill(tool["input_schema"])
        block: Json = {
            "type": "tool_use",
            "id": f"toolu_{secrets.token_hex(10)}",
            "name": tool["name"],
            "input": filled,
        }
        return _message(body, [block], "tool_use", json.dumps(filled))
    text = copy.description if schema is None else _json_text(facts, copy, schema)
    return _in_mood(body, text, mood)


def _json_text(facts: Facts, copy: Copy, schema: Json) -> str:
    return json.dumps(Filler(facts, copy, schema).fill(schema), ensure_ascii=False)


def _in_mood(body: Json, text: str, mood: str) -> Json:
    reason = "end_turn"
    if mood == "refusal":
        text, reason = REFUSAL, "refusal"
    elif mood == "truncated":
        text, reason = text[: len(text) // 2], "max_tokens"
    elif mood == "bad_json":
        text = f"Sure! Here is the product:\n```json\n{text[:-2]},\n```"
    elif mood == "wrong_schema":
        text = json.dumps({"result": {"name": 7, "text": ["no", "schema"]}})
    elif mood == "empty":
        text = ""
    elif _tokens(text) > body["max_tokens"]:
        text, reason = text[: body["max_tokens"] * CHARACTERS_PER_TOKEN], "max_tokens"
    content = [{"type": "text", "text": text, "citations": None}] if text else []
    return _message(body, content, reason, text)


def _message(body: Json, content: list[Json], reason: str, text: str) -> Json:
    details = {"type": "refusal", "category": None, "explanation": None}
    return {
        "id": f"msg_{secrets.token_hex(12)}",
        "type": "message",
        "role": "assistant",
        "model": body["model"],
        "content": content,
        "container": None,
        "stop_reason": reason,
        "stop_sequence": None,
        "stop_details": details if reason == "refusal" else None,
        "usage": {
            "input_tokens": _input_tokens(body),
            "output_tokens": max(1, _tokens(text)),
            "cache_creation_input_tokens": 0,
            "cache_read_input_tokens": 0,
            "cache_creation": {"ephemeral_5m_input_tokens": 0, "ephemeral_1h_input_tokens": 0},
            "server_tool_use": None,
            "service_tier": "standard",
        },
    }


def _forced_tool(body: Json) -> Json | None:
    choice, tools = body.get("tool_choice") or {}, body.get("tools") or []
    if choice.get("type") == "any" and tools:
        return dict(tools[0])
    if choice.get("type") == "tool":
        return next((dict(tool) for tool in tools if tool["name"] == choice.get("name")), None)
    return None


def _last_user_text(body: Json) -> str:
    users = [one for one in body["messages"] if one["role"] == "user"]
    return _text_of(users[-1]["content"]) if users else ""


def _text_of(content: object) -> str:
    if isinstance(content, str):
        return content
    if isinstance(content, list):
        texts = [str(one.get("text", "")) for one in content if isinstance(one, dict)]
        return "\n".join(texts)
    return ""


def _tokens(text: str) -> int:
    return math.ceil(len(text) / CHARACTERS_PER_TOKEN)


def _input_tokens(body: Json) -> int:
    parts = [_text_of(body.get("system")), json.dumps(body.get("tools") or "")]
    parts += [_text_of(one.get("content")) for one in body["messages"]]
    return sum(_tokens(part) for part in parts) + 4 * len(body["messages"])
