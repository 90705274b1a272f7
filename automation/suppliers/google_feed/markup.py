"""A feed in XML as rows, one item at a time: no tree in memory, no entities, no document type."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import BinaryIO
from xml.parsers import expat

from automation.suppliers.csv_text import FeedRefused

CHUNK = 64 * 1024
MAX_TEXT = 200_000
ITEMS = {"item", "entry"}
# Attributes that repeat in an item; all others keep their first value.
REPEATED = {"additional_image_link"}
SEPARATOR = "\x1f"
NOT_XML = "This XML file is broken: "
NO_TYPES = "This XML file declares a document type, which no product feed needs."


@dataclass(slots=True)
class _Reader:
    """Collects the children of each item by their local names."""

    rows: list[dict[str, str]] = field(default_factory=list)
    item: dict[str, str] | None = None
    name: str = ""
    depth: int = 0
    text: list[str] = field(default_factory=list)
    size: int = 0

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        local = tag.rpartition(":")[2].lower()
        if self.item is None:
            if local in ITEMS:
                self.item, self.depth = {}, 0
            return
        self.depth += 1
        if self.depth == 1:
            self.name, self.text, self.size = local, [], 0
            if local == "link" and attributes.get("href"):
                self.text.append(attributes["href"])

    def data(self, text: str) -> None:
        if self.item is not None and self.depth >= 1 and self.size < MAX_TEXT:
            self.text.append(text)
            self.size += len(text)

    def end(self, tag: str) -> None:
        if self.item is None:
            return
        if self.depth == 0:
            self.rows.append(self.item)
            self.item = None
            return
        if self.depth == 1:
            self._keep("".join(self.text).strip())
        self.depth -= 1

    def _keep(self, value: str) -> None:
        assert self.item is not None  # noqa: S101 - called inside an item only
        known = self.item.get(self.name)
        if known is None:
            self.item[self.name] = value
        elif self.name in REPEATED:
            self.item[self.name] = f"{known}{SEPARATOR}{value}"


def markup_rows(*, stream: BinaryIO, max_bytes: int) -> Iterator[dict[str, str]]:
    """Yield each item's fields by local name. Raises FeedRefused for what is broken, too large or has a doctype."""
    reader = _Reader()
    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartElementHandler = reader.start
    parser.EndElementHandler = reader.end
    parser.CharacterDataHandler = reader.data
    parser.StartDoctypeDeclHandler = _no_types
    seen = 0
    while True:
        chunk = stream.read(CHUNK)
        seen += len(chunk)
        if seen > max_bytes:
            raise FeedRefused("file_too_large", f"The file is larger than {max_bytes // (1024 * 1024)} MB.")
        try:
            parser.Parse(chunk, not chunk)
        except expat.ExpatError as error:
            raise FeedRefused("file_not_xml", f"{NOT_XML}{error}") from error
        yield from reader.rows
        reader.rows.clear()
        if not chunk:
            return


def _no_types(*_: object) -> None:
    raise FeedRefused("file_with_doctype", NO_TYPES)
