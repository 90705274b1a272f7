"""A pydantic model as the JSON schema that the API takes."""

from typing import Any

from pydantic import BaseModel

# Not taken by the API: the model is told in words instead, and pydantic checks the answer.
_SAID = {
    "maxLength": "At most {} characters.",
    "minLength": "At least {} characters.",
    "maxItems": "At most {} entries.",
    "minItems": "At least {} entries.",
}
_DROPPED = {*_SAID, "title", "default", "pattern"}


def schema_of(shape: type[BaseModel]) -> dict[str, Any]:
    """Return the schema of `shape` with closed objects, and its bounds as words in `description`."""
    return dict(_stripped(shape.model_json_schema()))


def _stripped(node: Any) -> Any:
    if isinstance(node, list):
        return [_stripped(item) for item in node]
    if not isinstance(node, dict):
        return node
    kept = {key: _member(key, value) for key, value in node.items() if key not in _DROPPED}
    bounds = [words.format(node[key]) for key, words in _SAID.items() if key in node and node[key] != 1]
    if bounds:
        kept["description"] = " ".join([*filter(None, [node.get("description")]), *bounds])
    if kept.get("type") == "object":
        kept["additionalProperties"] = False
    return kept


def _member(key: str, value: Any) -> Any:
    """Names of properties are no keywords of the schema."""
    if key in {"properties", "$defs"}:
        return {name: _stripped(part) for name, part in value.items()}
    return _stripped(value)
