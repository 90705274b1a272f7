"""Log records carry the store, the request and the trace; never tokens or personal data."""

import logging
from contextvars import ContextVar

from pythonjsonlogger.json import JsonFormatter as BaseJsonFormatter

request_id: ContextVar[str] = ContextVar("request_id", default="-")


def _store() -> str:
    from django.db import connection

    return getattr(connection, "schema_name", None) or "public"


class ContextFilter(logging.Filter):
    """Add `store` (schema name) and `request_id` to each record."""

    def filter(self, record: logging.LogRecord) -> bool:
        record.store = _store()
        record.request_id = request_id.get()
        return True


class JsonFormatter(BaseJsonFormatter):
    """One JSON object a line; line breaks inside values are escaped by JSON itself."""

    def __init__(self) -> None:
        super().__init__(
            "%(asctime)s %(levelname)s %(name)s %(store)s %(request_id)s %(message)s",
            rename_fields={"asctime": "time", "levelname": "level", "name": "logger"},
        )
