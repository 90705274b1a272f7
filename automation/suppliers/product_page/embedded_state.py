"""JSON values inside scripts and attributes: page state, data layers, tracking calls."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import Any

from automation.suppliers.product_page.document import PageDocument
from automation.suppliers.product_page.json_text import json_read, literal_read

MAX_BLOBS = 150
MAX_SCANNED = 12_000_000
MAX_LITERAL = 60_000
MAX_LOOSE = 3_000_000

_TELLING = re.compile(r"price|sku|product|variant|offer|ecommerce|content_ids", re.I)
_START = re.compile(r"(?:[=(,:]|return)\s{0,20}(?=[{\[])")
_PARSE_CALL = re.compile(r"JSON\.parse\(\s*(['\"])(?=[{\[%\\])")
_JSON_HEAD = re.compile(r"\{\s*[\"}]|\[\s*[\[{\"\]\dtfn-]")
_NAME = re.compile(r"([\w$.\[\]'\"-]{1,80})\s*(?:=|:|\()\s*$")
_JSON_ATTRIBUTES = re.compile(
    r"^(?:data-(?:product|products|variations?|product[_-]variations|variants?|item|json|options|"
    r"sku|state|props|config|gtm[\w-]*|ga[\w-]*|ecommerce|tracking[\w-]*|analytics[\w-]*|info|"
    r"product-[\w-]+|swatch[\w-]*|mage-init|page|react-props|component-props)|x-data|"
    r":?product|v-bind:product|:item|:data)$"
)
_DECODER = json.JSONDecoder(strict=False, parse_float=str)


@dataclass(frozen=True, slots=True)
class Blob:
    """One JSON value and the name it was found under (`dataLayer.push`, `data-product`)."""

    name: str
    value: Any


def embedded_values(document: PageDocument) -> list[Blob]:
    """Return the JSON objects and arrays a page carries, bounded in number and in work."""
    reader = _Reader()
    for attrs, text in document.scripts:
        kind = attrs.get("type", "").lower()
        if "ld+json" in kind or not text or not _TELLING.search(text):
            continue
        name = attrs.get("id") or attrs.get("data-type") or ""
        if "json" in kind or text.lstrip()[:1] in "{[":
            reader.whole(name, text)
        else:
            reader.script(text)
    for element in document.elements:
        for attribute, text in element.attrs.items():
            if len(text) > 20 and text.lstrip()[:1] in "{[" and _JSON_ATTRIBUTES.match(attribute):
                reader.whole(attribute, text)
    return reader.found


class _Reader:
    """Collects blobs and counts the characters it has looked at."""

    def __init__(self) -> None:
        self.found: list[Blob] = []
        self.scanned = 0
        self.loose = 0

    def _may_read(self, size: int) -> bool:
        self.scanned += size
        return len(self.found) < MAX_BLOBS and self.scanned <= MAX_SCANNED

    def whole(self, name: str, text: str) -> None:
        """Read a text that should be one JSON value."""
        if not self._may_read(len(text)):
            return
        value = json_read(text)
        if isinstance(value, dict | list):
            self.found.append(Blob(name, value))

    def script(self, text: str) -> None:
        """Read every object or array literal that a script assigns or passes."""
        self._parse_calls(text)
        at = 0
        while True:
            start = _START.search(text, at)
            if start is None or not self._may_read(0):
                return
            at = self._literal(text, start.end())

    def _literal(self, text: str, start: int) -> int:
        """Read the literal at `start`; return where to go on."""
        if not _JSON_HEAD.match(text, start):
            return self._loose_literal(text, start)
        try:
            value, end = _DECODER.raw_decode(text, start)
        except json.JSONDecodeError as error:
            # The error counts the lines before it, so a failure costs a look at the whole text.
            self.scanned += 2_000 + max(0, error.pos - start) + len(text) // 20
            return self._loose_literal(text, start)
        except (ValueError, RecursionError):
            return start + 1
        self.scanned += end - start
        if isinstance(value, dict | list) and end - start > 20:
            self.found.append(Blob(_name_before(text, start), value))
        return end

    def _loose_literal(self, text: str, start: int) -> int:
        if self.loose > MAX_LOOSE:
            return start + 1
        window = text[start : start + MAX_LITERAL]
        end = _balanced_end(window)
        self.loose += end or len(window)
        if end is None or end < 20 or not _TELLING.search(window[:end]):
            return start + 1
        if not self._may_read(end * 3):
            return len(text)
        value = literal_read(window[:end])
        if not isinstance(value, dict | list) or not value:
            return start + 1
        self.found.append(Blob(_name_before(text, start), value))
        return start + end

    def _parse_calls(self, text: str) -> None:
        for call in list(_PARSE_CALL.finditer(text))[:20]:
            quote = call.group(1)
            window = text[call.end() : call.end() + 1_000_000]
            end = _string_end(window, quote)
            if end is None or not self._may_read(end * 2):
                continue
            inner = literal_read(quote + window[:end] + quote)
            value = json_read(inner) if isinstance(inner, str) else None
            if isinstance(value, dict | list):
                self.found.append(Blob(_name_before(text, call.start()), value))


def _name_before(text: str, start: int) -> str:
    found = _NAME.search(text[max(0, start - 100) : start])
    return found.group(1) if found else ""


def _string_end(text: str, quote: str) -> int | None:
    at = 0
    while True:
        at = text.find(quote, at)
        if at < 0:
            return None
        slashes = 0
        while slashes < at and text[at - 1 - slashes] == "\\":
            slashes += 1
        if slashes % 2 == 0:
            return at
        at += 1


_STRUCTURE = re.compile(r"[{}\[\]\"'`]")


def _balanced_end(text: str) -> int | None:
    """Return the end of the bracketed text at the start, None when it does not close here."""
    depth = 0
    at = 0
    while True:
        found = _STRUCTURE.search(text, at)
        if found is None:
            return None
        character = found.group()
        at = found.end()
        if character in "{[":
            depth += 1
        elif character in "}]":
            depth -= 1
            if depth <= 0:
                return at
        else:
            closed = _string_end(text[at : at + 20_000], character)
            if closed is None:
                return None
            at += closed + 1
