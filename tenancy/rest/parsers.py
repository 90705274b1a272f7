"""JSON in, bounded: size, depth and number forms are checked before a view sees anything."""

import json
from collections.abc import Mapping
from typing import IO, Any

from rest_framework.exceptions import APIException, ParseError
from rest_framework.parsers import BaseParser

MAX_DEPTH = 20
API_MAX_BODY_BYTES = 2 * 1024 * 1024


class BodyTooLarge(APIException):
    status_code = 413
    default_detail = "The request body is too large."
    default_code = "body_too_large"


def _refuse_constant(name: str) -> None:
    raise ParseError(f"{name} is not a JSON number.")


def _check(value: Any, depth: int = 0) -> None:
    if depth > MAX_DEPTH:
        raise ParseError("The JSON is nested too deeply.")
    if isinstance(value, dict):
        for key, item in value.items():
            _check(key, depth + 1)
            _check(item, depth + 1)
    elif isinstance(value, list):
        for item in value:
            _check(item, depth + 1)
    elif isinstance(value, str) and "\x00" in value:
        raise ParseError("Text must not contain NUL characters.")


class BoundedJsonParser(BaseParser):
    """Parse a JSON object of at most 2 MiB (or the view's `max_body_bytes`), 20 levels deep."""

    media_type = "application/json"

    def parse(
        self,
        stream: IO[bytes],
        media_type: str | None = None,
        parser_context: Mapping[str, Any] | None = None,
    ) -> Any:
        view = (parser_context or {}).get("view")
        limit: int = getattr(view, "max_body_bytes", None) or API_MAX_BODY_BYTES
        body = stream.read(limit + 1)
        if len(body) > limit:
            raise BodyTooLarge
        try:
            value = json.loads(body.decode("utf-8"), parse_constant=_refuse_constant)
        except (ValueError, RecursionError) as error:
            raise ParseError("The body is not valid JSON.") from error
        if not isinstance(value, dict):
            raise ParseError("The body must be a JSON object.")
        _check(value)
        return value
