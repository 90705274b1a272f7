"""Feed rows to products: groups are joined wherever their rows stand, what is wrong is named by row."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import closing
from typing import BinaryIO

from automation.suppliers.csv_text import CsvLimits, CsvText, FeedRefused
from automation.suppliers.google_feed.markup import SEPARATOR, markup_rows
from automation.suppliers.google_feed.product import FeedGroup
from automation.suppliers.types import RowError, SourceProduct

FIELDS = frozenset(
    "id title description link image_link additional_image_link availability price sale_price brand gtin mpn"
    " condition item_group_id color size material pattern product_type google_product_category shipping_weight"
    " structured_title structured_description cost_of_goods_sold".split()
)
_LIMITS = CsvLimits()
NumberedRow = tuple[int, dict[str, str]]


def google_feed_read(*, stream: BinaryIO, limits: CsvLimits = _LIMITS) -> Iterator[SourceProduct | RowError]:
    """Yield the products of a feed, each when its last row was seen, and what is wrong with single rows.

    RSS and Atom with the `g:` namespace, TSV and CSV. Rows with one `item_group_id` are variants of one product,
    chosen by color, size, material and pattern. Only groups whose rows are not complete are in memory. Raises
    FeedRefused when the file as a whole is no feed.
    """
    head = stream.read(512)
    stream.seek(0)
    if head.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<"):
        yield from _joined(lambda: _from_markup(stream, limits), limits)
        return
    with closing(CsvText(stream, limits)) as text:
        names = [_name(cell) for cell in text.header(lambda cell: _name(cell) in FIELDS)]
        if "id" not in names or not {"title", "structured_title"} & set(names):
            raise FeedRefused(
                "not_a_feed", "The first row names no “id” and “title”: this is no product feed."
            )
        yield from _joined(lambda: _from_text(text, names), limits)


def _name(cell: str) -> str:
    """Return a column's name in its one form: “g:Image Link” is image_link."""
    return cell.strip().strip("\ufeff").lower().removeprefix("g:").replace(" ", "_").replace("-", "_")


def _from_markup(stream: BinaryIO, limits: CsvLimits) -> Iterator[NumberedRow | RowError]:
    stream.seek(0)
    yield from enumerate(markup_rows(stream=stream, max_bytes=limits.max_bytes), 1)


def _from_text(text: CsvText, names: list[str]) -> Iterator[NumberedRow | RowError]:
    for row in text.rows():
        if row.problem:
            yield RowError(row.number, "row_unreadable", row.problem)
            continue
        if not any(cell.strip() for cell in row.cells):
            continue
        values = {name: cell.strip() for name, cell in zip(names, row.cells, strict=False) if name in FIELDS}
        links = values.get("additional_image_link", "")
        values["additional_image_link"] = SEPARATOR.join(link.strip() for link in links.split(","))
        yield row.number, values


def _joined(
    rows: Callable[[], Iterator[NumberedRow | RowError]], limits: CsvLimits
) -> Iterator[SourceProduct | RowError]:
    last = _last_rows(rows, limits)
    waiting: dict[str, FeedGroup] = {}
    for row in rows():
        if isinstance(row, RowError):
            yield row
            continue
        number, values = row
        if number > limits.max_rows + 1:
            yield RowError(number, "too_many_rows", f"Only the first {limits.max_rows} rows were read.")
            break
        if not values.get("id") or not _title(values):
            yield RowError(
                number, "id_or_title_missing", "The row has no id or no title.", values.get("id", "")
            )
            continue
        key = _key(values)
        waiting.setdefault(key, FeedGroup(key, limits.max_variants)).rows.append((number, values))
        if number >= last.get(key, 0):
            yield from waiting.pop(key).finished()
    for group in waiting.values():
        yield from group.finished()


def _last_rows(rows: Callable[[], Iterator[NumberedRow | RowError]], limits: CsvLimits) -> dict[str, int]:
    """Return the number of the last row of each group."""
    last: dict[str, int] = {}
    for row in rows():
        if isinstance(row, RowError):
            continue
        number, values = row
        if number > limits.max_rows + 1:
            break
        if values.get("item_group_id") and values.get("id") and _title(values):
            last[_key(values)] = number
    return last


def _key(values: dict[str, str]) -> str:
    group = values.get("item_group_id", "")
    return f"group:{group}" if group else f"id:{values['id']}"


def _title(values: dict[str, str]) -> str:
    return values.get("title") or values.get("structured_title", "")
