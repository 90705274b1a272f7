"""Rows as bytes: CSV that a spreadsheet may open, JSON lines that a program reads."""

import csv
import json
from collections.abc import Iterable, Iterator
from datetime import date, datetime
from typing import Any
from uuid import UUID

# A cell that a spreadsheet would run as a formula is led in by an apostrophe.
FORMULA = ("=", "+", "-", "@", "\t", "\r")


class _Line:
    text = ""

    def write(self, text: str) -> None:
        self.text = text


def csv_lines(rows: Iterable[Iterable[Any]]) -> Iterator[bytes]:
    """Yield each row as a line of CSV."""
    line = _Line()
    writer = csv.writer(line)
    for row in rows:
        writer.writerow([_plain(cell) for cell in row])
        yield line.text.encode()


def _plain(cell: Any) -> Any:
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(FORMULA) else cell


def json_lines(rows: Iterable[Any]) -> Iterator[bytes]:
    """Yield each row as a line of JSON, its text as it is stored; times are ISO 8601 in UTC."""
    for row in rows:
        yield json_text(row) + b"\n"


def json_text(value: Any, *, indent: int | None = None) -> bytes:
    """Return a value as JSON. Raises TypeError for what has no form in it."""
    return json.dumps(value, default=_json, ensure_ascii=False, indent=indent).encode()


def _json(value: Any) -> str:
    if isinstance(value, datetime):
        return value.isoformat().replace("+00:00", "Z")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, UUID):
        return str(value)
    raise TypeError(f"{type(value).__name__} has no form in JSON")
