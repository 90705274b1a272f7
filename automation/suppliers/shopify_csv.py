"""Reads Shopify's product CSV without losing a row (IMP-02)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import closing
from typing import BinaryIO

from automation.suppliers.csv_text import CsvLimits, CsvText, FeedRefused, Row
from automation.suppliers.shopify_columns import columns_find, is_known_column, unknown_columns
from automation.suppliers.shopify_product import ProductRows
from automation.suppliers.types import RowError, SourceProduct

__all__ = ["CsvLimits", "FeedRefused", "shopify_csv_read"]

_DEFAULT_LIMITS = CsvLimits()


def shopify_csv_read(
    *, stream: BinaryIO, limits: CsvLimits = _DEFAULT_LIMITS
) -> Iterator[SourceProduct | RowError]:
    """Yield the products of an export in file order, and what is wrong with single rows.

    Guarantees: every row is part of exactly one product (`SourceProduct.rows`) or named in a
    RowError; amounts are `Decimal` in major units of an unnamed currency; cells are data and never
    evaluated (values that begin like formulas are noted); only the rows of one product are in
    memory while the rows of each product stand together, and rows that stand apart are joined.
    UTF-8, UTF-16 and Windows-1252, separated by comma, semicolon, tab or bar, are read.
    Raises FeedRefused, before the first product, when the file as a whole is no such export.
    """
    with closing(CsvText(stream, limits)) as text:
        header = text.header(is_known_column)
        columns = columns_find(header)
        for name in unknown_columns(header):
            yield RowError(1, "unknown_column", f"The column “{name}” is not known and was not read.")
        last_rows = _last_rows(text, columns)
        yield from _products(text, header, columns, last_rows)


def _handle(row: Row, columns: Mapping[str, int]) -> str:
    place = columns["handle"]
    return row.cells[place].strip() if place < len(row.cells) else ""


def _last_rows(text: CsvText, columns: Mapping[str, int]) -> dict[str, int]:
    """Return, for each handle whose rows stand apart, the number of its last row."""
    seen: set[int] = set()
    apart: dict[str, int] = {}
    previous = ""
    for row in text.rows():
        handle = _handle(row, columns)
        if not handle or row.problem:
            continue
        mark = hash(handle)
        if handle in apart or (handle != previous and mark in seen):
            apart[handle] = row.number
        seen.add(mark)
        previous = handle
        if row.number > text.limits.max_rows + 1:
            break
    return apart


def _products(
    text: CsvText, header: list[str], columns: Mapping[str, int], last_rows: Mapping[str, int]
) -> Iterator[SourceProduct | RowError]:
    assembly = _Assembly(text, columns, last_rows)
    for row in text.rows():
        if row.number > text.limits.max_rows + 1:
            message = f"Only the first {text.limits.max_rows} rows were read."
            yield RowError(row.number, "too_many_rows", message)
            break
        error = _row_error(row, header, columns)
        if error is not None:
            yield error
        elif handle := _handle(row, columns):
            yield from assembly.add(handle, row)
    yield from assembly.rest()


class _Assembly:
    """Gathers rows by handle: one product at a time, and those whose rows stand apart beside it."""

    def __init__(self, text: CsvText, columns: Mapping[str, int], last_rows: Mapping[str, int]) -> None:
        self._text = text
        self._columns = columns
        self._last_rows = last_rows
        self._current: ProductRows | None = None
        self._waiting: dict[str, ProductRows] = {}

    def add(self, handle: str, row: Row) -> Iterator[SourceProduct | RowError]:
        """Take a row; yield what is complete by it."""
        if handle in self._last_rows:
            rows = self._waiting.setdefault(handle, self._new(handle))
            rows.rows.append(row)
            if row.number >= self._last_rows[handle]:
                yield from _finished(self._waiting.pop(handle))
            return
        if self._current is not None and self._current.handle != handle:
            yield from _finished(self._current)
            self._current = None
        self._current = self._current or self._new(handle)
        self._current.rows.append(row)

    def rest(self) -> Iterator[SourceProduct | RowError]:
        """Yield what the end of the file completes."""
        for rows in (*([self._current] if self._current else []), *self._waiting.values()):
            yield from _finished(rows)

    def _new(self, handle: str) -> ProductRows:
        return ProductRows(handle, self._columns, self._text.separator, self._text.limits)


def _row_error(row: Row, header: list[str], columns: Mapping[str, int]) -> RowError | None:
    handle = _handle(row, columns)
    if row.problem:
        return RowError(row.number, "row_unreadable", row.problem, handle[:255])
    if any(cell.strip() for cell in row.cells[len(header) :]):
        return RowError(
            row.number, "too_many_cells",
            f"The row has {len(row.cells)} cells but the header has {len(header)}; a separator or a "
            "quotation mark is out of place.",
            handle[:255],
        )  # fmt: skip
    if not handle and any(cell.strip() for cell in row.cells):
        return RowError(row.number, "handle_missing", "The row has no handle, so its product is unknown.")
    return None


def _finished(rows: ProductRows) -> Iterator[SourceProduct | RowError]:
    product = rows.product()
    yield product
    yield from rows.errors
