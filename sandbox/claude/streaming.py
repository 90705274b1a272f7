"""A finished message as server-sent events."""

import json
from collections.abc import Iterator

from sandbox.database import Json

CHUNK = 24


def message_events(message: Json) -> Iterator[str]:
    """Yield the event stream that builds `message` piece by piece."""
    usage = message["usage"]
    opened = {
        **message,
        "content": [],
        "stop_reason": None,
        "stop_details": None,
        "usage": {**usage, "output_tokens": 1},
    }
    yield event("message_start", {"message": opened})
    for index, block in enumerate(message["content"]):
        yield from _block_events(index, block)
    delta = {
        "stop_reason": message["stop_reason"],
        "stop_sequence": None,
        "stop_details": message["stop_details"],
    }
    yield event("message_delta", {"delta": delta, "usage": usage})
    yield event("message_stop", {})


def _block_events(index: int, block: Json) -> Iterator[str]:
    if block["type"] == "tool_use":
        text, kind, field = json.dumps(block["input"]), "input_json_delta", "partial_json"
        start = {**block, "input": {}}
    else:
        text, kind, field = block["text"], "text_delta", "text"
        start = {**block, "text": ""}
    yield event("content_block_start", {"index": index, "content_block": start})
    yield event("ping", {})
    for at in range(0, len(text), CHUNK):
        delta = {"type": kind, field: text[at : at + CHUNK]}
        yield event("content_block_delta", {"index": index, "delta": delta})
    yield event("content_block_stop", {"index": index})


def event(name: str, data: Json) -> str:
    """Return one server-sent event."""
    return f"event: {name}\ndata: {json.dumps({'type': name, **data})}\n\n"
