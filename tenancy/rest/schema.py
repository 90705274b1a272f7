"""OpenAPI says what really goes over the wire: envelopes, error answers, idempotency keys, who may call."""

from typing import Any

from drf_spectacular.openapi import AutoSchema

ERROR = {
    "type": "object",
    "required": ["data", "error"],
    "properties": {
        "data": {"type": "null"},
        "error": {
            "type": "object",
            "required": ["code", "message", "request_id"],
            "properties": {
                "code": {"type": "string", "description": "Stable; see the list of error codes."},
                "message": {"type": "string", "description": "A sentence for a person."},
                "fields": {
                    "type": "object",
                    "additionalProperties": {"type": "array", "items": {"type": "string"}},
                    "description": "Dotted path of a field → sentences.",
                },
                "request_id": {"type": "string"},
            },
        },
    },
}
KEY_PARAMETER = {
    "name": "Idempotency-Key",
    "in": "header",
    "required": False,
    "schema": {"type": "string", "maxLength": 120},
    "description": "Repeat a request safely: the same key and body give the stored answer for 24 hours.",
}


class EnvelopeAutoSchema(AutoSchema):
    """Marks each operation with its tenant scope and permission (`x-tenant-scope`, `x-permission`)."""

    def get_operation(self, *args: Any, **kwargs: Any) -> dict[str, Any] | None:
        operation = super().get_operation(*args, **kwargs)
        if operation is None:
            return None
        scoped = "{store_id}" in self.path
        operation["x-tenant-scope"] = "store" if scoped else "platform"
        permission = getattr(self.view, "permission", None)
        if isinstance(permission, dict):
            permission = permission.get(self.method)
        if permission:
            operation["x-permission"] = str(permission)
        if self.method == "POST" and getattr(self.view, "stores_answers", False):
            operation.setdefault("parameters", []).append(KEY_PARAMETER)
        return operation

    def get_operation_id(self) -> str:
        name = self.view.__class__.__name__.removesuffix("View")
        return f"{name[0].lower()}{name[1:]}{self.method.capitalize()}"


def _wrap(schema: dict[str, Any]) -> dict[str, Any]:
    return {
        "type": "object",
        "required": ["data", "error"],
        "properties": {"data": schema, "error": {"type": "null"}},
    }


def _is_enveloped(schema: dict[str, Any], components: dict[str, Any]) -> bool:
    """Say whether a schema, or the component it refers to, is an envelope already (a page)."""
    name = str(schema.get("$ref", "")).rpartition("/")[2]
    return bool(components.get(name, schema).get("x-envelope"))


def _envelope_responses(operation: dict[str, Any], components: dict[str, Any]) -> None:
    responses = operation.setdefault("responses", {})
    for status, response in list(responses.items()):
        if not status.startswith("2"):
            continue
        content = response.setdefault("content", {})
        if content and "application/json" not in content:
            continue
        schema = content.get("application/json", {}).get("schema") or {"type": "object"}
        if not _is_enveloped(schema, components):
            content["application/json"] = {"schema": _wrap(schema)}
    responses["default"] = {
        "description": "Refused or failed; see `error.code`.",
        "content": {"application/json": {"schema": {"$ref": "#/components/schemas/ErrorEnvelope"}}},
    }


def envelope_hook(result: dict[str, Any], **_: Any) -> dict[str, Any]:
    """Post-process: wrap success bodies, add the error body to every operation."""
    components = result.setdefault("components", {}).setdefault("schemas", {})
    components["ErrorEnvelope"] = ERROR
    for operations in result["paths"].values():
        for method, operation in operations.items():
            if method in {"get", "post", "put", "patch", "delete"}:
                _envelope_responses(operation, components)
    return result
