"""JSON as pages really write it: comments, trailing commas, JavaScript literals, cut-off ends."""

from __future__ import annotations

import html
import json
import re
from typing import Any

MAX_LENIENT_CHARS = 400_000
MAX_DEPTH = 60

_WRAPPERS = re.compile(r"^\s*(?:<!--|//\s*<!\[CDATA\[|<!\[CDATA\[)\s*|\s*(?://\s*)?(?:-->|\]\]>)\s*;?\s*$")
_BARE = re.compile(r"[A-Za-z_$][\w$.-]{0,200}|-?\d[\d.eE+-]{0,40}|[^\s,\]}:]{1,200}")
_SPACE = re.compile(r"\s*")
_WORDS = {"true": True, "false": False, "null": None, "undefined": None, "NaN": None}
_ESCAPES = {"n": "\n", "t": "\t", "r": "\r", "b": "\b", "f": "\f", "\n": ""}


def json_read(text: str) -> Any | None:
    """Read one JSON value, repairing what browsers and search engines forgive; None when hopeless.

    Never raises. Repairs: comments, raw line breaks in strings, single quotes, bare keys, trailing
    commas, missing closers, HTML-escaped quotes. Values are plain Python data.
    """
    cleaned = _WRAPPERS.sub("", text).strip().rstrip(";").strip()
    if not cleaned:
        return None
    value = _strict(cleaned)
    if value is None and "&quot;" in cleaned[:2_000]:
        value = _strict(html.unescape(cleaned))
    if value is None and cleaned[0] in "{[" and len(cleaned) <= MAX_LENIENT_CHARS:
        value = literal_read(cleaned)
    return value


def _strict(text: str) -> Any | None:
    try:
        # Decimals stay text: a price must not pass through binary floating point.
        return json.loads(text, strict=False, parse_float=str)
    except (ValueError, RecursionError):
        return None


def literal_read(text: str) -> Any | None:
    """Read a JavaScript object or array literal at the start of the text; None when it is none."""
    try:
        return _Literal(text).value(0)
    except (_Broken, RecursionError):
        return None


class _Broken(Exception):
    """The text is not a literal."""


class _Literal:
    """A forgiving reader that looks at each character once."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.at = 0

    def value(self, depth: int) -> Any:
        self._gap()
        if depth > MAX_DEPTH or self.at >= len(self.text):
            raise _Broken
        first = self.text[self.at]
        if first == "{":
            return self._object(depth)
        if first == "[":
            return self._array(depth)
        if first in "\"'`":
            return self._string(first)
        return self._bare()

    def _gap(self) -> None:
        """Skip white space and comments; an unclosed comment ends the text (and the search)."""
        while True:
            self.at = _end_of_space(self.text, self.at)
            if self.text.startswith("/*", self.at):
                closed = self.text.find("*/", self.at)
            elif self.text.startswith("//", self.at):
                closed = self.text.find("\n", self.at) - 1
            else:
                return
            self.at = closed + 2 if closed >= 0 else len(self.text)

    def _peek(self) -> str:
        self._gap()
        return self.text[self.at] if self.at < len(self.text) else ""

    def _object(self, depth: int) -> dict[str, Any]:
        self.at += 1
        result: dict[str, Any] = {}
        while True:
            following = self._peek()
            if following in ("", "}"):
                self.at += 1
                return result
            if following == ",":
                self.at += 1
                continue
            key = self._string(following) if following in "\"'" else str(self._bare())
            if self._peek() != ":":
                raise _Broken
            self.at += 1
            result[key] = self._member(depth)

    def _member(self, depth: int) -> Any:
        if self._peek() in ",}":
            return None
        return self.value(depth + 1)

    def _array(self, depth: int) -> list[Any]:
        self.at += 1
        result: list[Any] = []
        while True:
            following = self._peek()
            if following in ("", "]"):
                self.at += 1
                return result
            if following == ",":
                self.at += 1
                continue
            result.append(self.value(depth + 1))

    def _string(self, quote: str) -> str:
        self.at += 1
        parts: list[str] = []
        text, end = self.text, len(self.text)
        start = self.at
        while self.at < end:
            character = text[self.at]
            if character == quote and not (quote == '"' and self._is_inner_quote()):
                parts.append(text[start : self.at])
                self.at += 1
                return "".join(parts)
            if character == "\\":
                parts.append(text[start : self.at])
                parts.append(self._escape())
                start = self.at
            else:
                self.at += 1
        parts.append(text[start:end])
        return "".join(parts)

    def _is_inner_quote(self) -> bool:
        """Tell an unescaped quote inside a value (`7" screen`) from the one that ends it."""
        following = _end_of_space(self.text, self.at + 1)
        return following < len(self.text) and self.text[following] not in ",:]}"

    def _escape(self) -> str:
        character = self.text[self.at + 1 : self.at + 2]
        self.at += 2
        if character in ("u", "x"):
            width = 4 if character == "u" else 2
            digits = self.text[self.at : self.at + width]
            try:
                decoded = chr(int(digits, 16))
            except ValueError:
                return character
            self.at += width
            return decoded
        return _ESCAPES.get(character, character)

    def _bare(self) -> Any:
        found = _BARE.match(self.text, self.at)
        if not found:
            raise _Broken
        self.at = found.end()
        word = found.group()
        if word in _WORDS:
            return _WORDS[word]
        if self.text[self.at : self.at + 1] == "(":
            raise _Broken
        return word


def _end_of_space(text: str, start: int) -> int:
    found = _SPACE.match(text, start)
    return found.end() if found else start
