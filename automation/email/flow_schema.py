"""The JSON Schema of a flow's definition (documented in docs/email-flows.md) and the checks a schema cannot do."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from jsonschema import Draft202012Validator

from automation.email.types import Json, Problem

ID = {"type": "string", "pattern": "^[a-z][a-z0-9_-]{0,39}$"}
NEXT = {"anyOf": [ID, {"type": "null"}]}
CLOCK = {"type": "string", "pattern": "^([01][0-9]|2[0-3]):[0-5][0-9]$"}
TAG = {"type": "string", "pattern": "^[a-z0-9][a-z0-9 _-]{0,39}$"}
TRIGGERS = (
    "customer_registered",
    "consent_given",
    "cart_changed",
    "checkout_started",
    "cart_abandoned",
    "order_paid",
    "order_fulfilled",
    "order_delivered",
    "order_refunded",
    "order_lapsed",
    "date",
    "segment_entered",
    "price_dropped",
    "back_in_stock",
)
# What a step can wait for. "ordered" is any order of the person, the others belong to this very way or person.
AWAITED = (
    "ordered",
    "opened",
    "clicked",
    "checkout_started",
    "order_fulfilled",
    "order_delivered",
    "subscribed",
)
DATES = ("calendar", "joined", "last_order")
CHECKS = ("has_ordered", "has_tag", "is_subscribed", "country_is", "opened", "clicked")
MOST_NODES = 60
LONGEST_MINUTES = 60 * 24 * 365
ADDRESS = {"type": "string", "maxLength": 1000, "pattern": "^https?://[^\\s<>\"']+$"}
UUID_TEXT = {"type": "string", "format": "uuid", "pattern": "^[0-9a-f-]{36}$"}


def _node(kind: str, required: list[str], **properties: Any) -> Json:
    return {
        "type": "object",
        "properties": {"id": ID, "type": {"const": kind}, **properties},
        "required": ["id", "type", *required],
        "additionalProperties": False,
    }


NODES: dict[str, Json] = {
    "delay": _node(
        "delay",
        ["minutes", "next"],
        minutes={"type": "integer", "minimum": 1, "maximum": LONGEST_MINUTES},
        next=NEXT,
    ),
    "wait_until": _node(
        "wait_until",
        ["time", "next"],
        time=CLOCK,
        weekdays={
            "type": "array",
            "items": {"type": "integer", "minimum": 1, "maximum": 7},
            "uniqueItems": True,
            "minItems": 1,
        },
        next=NEXT,
    ),
    "condition": _node(
        "condition",
        ["check", "yes", "no"],
        check={"enum": list(CHECKS)},
        count={"type": "integer", "minimum": 1, "maximum": 1000},
        tag=TAG,
        country={"type": "string", "pattern": "^[A-Z]{2}$"},
        yes=NEXT,
        no=NEXT,
    ),
    "split": _node(
        "split",
        ["branches"],
        branches={
            "type": "array",
            "minItems": 2,
            "maxItems": 5,
            "items": {
                "type": "object",
                "properties": {"weight": {"type": "integer", "minimum": 1, "maximum": 99}, "next": NEXT},
                "required": ["weight", "next"],
                "additionalProperties": False,
            },
        },
    ),
    "send": _node(
        "send",
        ["template_id", "next"],
        template_id={"anyOf": [UUID_TEXT, {"type": "null"}]},
        discount_code={"type": "string", "maxLength": 40, "pattern": "^[A-Za-z0-9_-]*$"},
        next=NEXT,
    ),
    "wait_for": _node(
        "wait_for",
        ["event", "minutes", "yes", "no"],
        event={"enum": list(AWAITED)},
        minutes={"type": "integer", "minimum": 1, "maximum": LONGEST_MINUTES},
        yes=NEXT,
        no=NEXT,
    ),
    "webhook": _node("webhook", ["url", "next"], url={"anyOf": [ADDRESS, {"const": ""}]}, next=NEXT),
    "tag": _node("tag", ["add", "next"], add=TAG, next=NEXT),
    "exit": _node("exit", []),
}
FLOW_SCHEMA: Json = {
    "$schema": "https://json-schema.org/draft/2020-12/schema",
    "title": "E-mail flow",
    "type": "object",
    "properties": {
        "trigger": {
            "type": "object",
            "properties": {
                "type": {"enum": list(TRIGGERS)},
                "idle_minutes": {"type": "integer", "minimum": 1, "maximum": 60 * 24 * 7},
                "days": {"type": "integer", "minimum": 7, "maximum": 730},
                "date": {"enum": list(DATES)},
                # A day of one year, or of every year ("12-24").
                "on": {"type": "string", "pattern": "^([0-9]{4}-)?(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])$"},
                "segment_id": {"anyOf": [UUID_TEXT, {"type": "null"}]},
                "least_percent": {"type": "integer", "minimum": 1, "maximum": 99},
            },
            "required": ["type"],
            "additionalProperties": False,
        },
        "settings": {
            "type": "object",
            "properties": {
                "basis": {"enum": ["consent", "purchase"]},
                "reentry_days": {
                    "anyOf": [{"type": "integer", "minimum": 0, "maximum": 3650}, {"type": "null"}]
                },
                "exit_on": {"type": "array", "items": {"enum": ["ordered"]}, "uniqueItems": True},
                "uses_cap": {"type": "boolean"},
                "uses_quiet_hours": {"type": "boolean"},
            },
            "required": ["basis", "reentry_days", "exit_on", "uses_cap", "uses_quiet_hours"],
            "additionalProperties": False,
        },
        "start": NEXT,
        "nodes": {
            "type": "array",
            "maxItems": MOST_NODES,
            "items": {
                "type": "object",
                "properties": {"id": ID, "type": {"enum": list(NODES)}},
                "required": ["id", "type"],
            },
        },
    },
    "required": ["trigger", "settings", "start", "nodes"],
    "additionalProperties": False,
}
_FLOW = Draft202012Validator(FLOW_SCHEMA)
_NODES = {kind: Draft202012Validator(schema) for kind, schema in NODES.items()}
NEEDS = {
    "cart_abandoned": "idle_minutes",
    "order_lapsed": "days",
    "date": "date",
    "segment_entered": "segment_id",
}
TRIGGER_WORDS = {"segment_id": "Choose a segment.", "date": "Say which date."}
BRANCHING = {"condition", "wait_for"}
CHECK_NEEDS = {"has_tag": "tag", "country_is": "country"}


def shape_problems(definition: Any) -> list[Problem]:
    """Return where a definition does not fit the schema. A draft may be unfinished, but never misshapen."""
    problems = [
        Problem(code="shape", message=error.message[:200], field="/".join(str(part) for part in error.path))
        for error in _FLOW.iter_errors(definition)
    ]
    if problems:
        return problems[:20]
    for node in definition["nodes"]:
        for error in _NODES[node["type"]].iter_errors(node):
            field = "/".join(str(part) for part in error.path)
            problems.append(Problem(code="shape", message=error.message[:200], node=node["id"], field=field))
    return problems[:50]


def nexts_of(node: Json) -> list[str]:
    """Return the ids a node leads to."""
    kind = node["type"]
    if kind == "exit":
        return []
    if kind in BRANCHING:
        found = [node["yes"], node["no"]]
    elif kind == "split":
        found = [branch["next"] for branch in node["branches"]]
    else:
        found = [node["next"]]
    return [one for one in found if one is not None]


def flow_problems(
    definition: Json, *, templates: set[str], segments: frozenset[str] = frozenset()
) -> list[Problem]:
    """Return everything that keeps a definition from being published, each at its node.

    `templates` and `segments` are the ids of those the store has. A flow is a tree without ways back, so every
    way through it ends, and every step is reached at most once.
    """
    problems = shape_problems(definition)
    return problems or list(_meaning(definition, templates, segments))


def _meaning(definition: Json, templates: set[str], segments: frozenset[str]) -> Iterator[Problem]:
    nodes = definition["nodes"]
    known = {node["id"]: node for node in nodes}
    yield from _trigger_problems(definition["trigger"], segments)
    if len(known) < len(nodes):
        yield Problem("id_twice", "Two steps have the same id.")
    if definition["start"] is None or not any(node["type"] in {"send", "webhook"} for node in nodes):
        yield Problem("sends_nothing", "The flow sends no mail yet. Add a step “Send”.")
    for node in nodes:
        yield from _node_problems(node, known, templates)
    if definition["start"] is not None:
        yield from _ways(definition["start"], known)


def _trigger_problems(trigger: Json, segments: frozenset[str]) -> Iterator[Problem]:
    kind = trigger["type"]
    needed = NEEDS.get(kind)
    if needed and not trigger.get(needed):
        words = TRIGGER_WORDS.get(needed, f"The trigger needs {needed}.")
        yield Problem("trigger_incomplete", words, field=f"trigger/{needed}")
    elif kind == "segment_entered" and trigger["segment_id"] not in segments:
        yield Problem("segment_unknown", "This segment is no longer there.", field="trigger/segment_id")
    elif kind == "date" and trigger["date"] == "calendar" and not _is_day(trigger.get("on", "")):
        yield Problem("trigger_incomplete", "Say on which day.", field="trigger/on")


def _is_day(text: str) -> bool:
    """Say whether a day is one of the calendar; 29 February is one, of leap years."""
    try:
        date.fromisoformat(text if len(text) > 5 else f"2024-{text}")
    except ValueError:
        return False
    return True


def _node_problems(node: Json, known: dict[str, Json], templates: set[str]) -> Iterator[Problem]:
    for target in nexts_of(node):
        if target not in known:
            yield Problem("next_unknown", "This step leads to a step that is not there.", node["id"], "next")
    if node["type"] == "send" and (node["template_id"] or "") not in templates:
        words = "Choose a template." if not node["template_id"] else "This template is no longer there."
        yield Problem("template_unknown", words, node["id"], "template_id")
    if node["type"] == "webhook" and not node["url"]:
        yield Problem("address_missing", "Say which address is called.", node["id"], "url")
    needed = CHECK_NEEDS.get(node.get("check", ""))
    if node["type"] == "condition" and needed and not node.get(needed):
        yield Problem("check_incomplete", f"Say which {needed}.", node["id"], needed)


def _ways(start: str, known: dict[str, Json]) -> Iterator[Problem]:
    """Walk from the start: ways back, joins and steps nobody reaches."""
    if start not in known:
        yield Problem("next_unknown", "The flow begins with a step that is not there.", field="start")
        return
    seen: set[str] = set()
    waiting = [start]
    while waiting:
        here = waiting.pop()
        if here in seen:
            yield Problem("reached_twice", "Two ways lead to this step: a mail could come twice.", here)
            continue
        seen.add(here)
        waiting += [target for target in nexts_of(known[here]) if target in known]
    for lost in known.keys() - seen:
        yield Problem("unreachable", "No way leads to this step.", lost)
