"""Bytes of a page to text, bounded: size, encoding and nesting of what strangers send."""

from __future__ import annotations

import codecs
import re

MAX_PAGE_BYTES = 5 * 1024 * 1024
MAX_BLOCK_DEPTH = 1_500
MAX_ATTRIBUTES = 1_000
MAX_OPTIONS = 4_000

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_META_CHARSET = re.compile(rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?\s*([A-Za-z0-9_.:-]{2,40})", re.I)
# An open block element makes the parser look up its whole stack, so depth costs quadratic time.
_BLOCK_TAG = re.compile(
    r"<(/?)(?:address|article|aside|blockquote|center|details|dialog|dir|div|dl|fieldset"
    r"|figure|footer|form|header|hgroup|main|menu|nav|ol|pre|section|summary|table|ul)\b",
    re.I,
)


_OPTION = re.compile(r"<opt(?:ion|group)\b", re.I)
# Possessive throughout: each character of a tag is looked at once.
_ATTRIBUTE = r"[\s/]++[^\s/>=][^\s/>=]*+(?:\s*+=\s*+(?:\"[^\"]*+\"|'[^']*+'|[^\s>\"'][^\s>]*+)?+)?+"
_LONG_TAG = re.compile(rf"(<[a-zA-Z][^\s/>]*+(?:{_ATTRIBUTE}){{{MAX_ATTRIBUTES}}})(?:{_ATTRIBUTE})++")


def page_text(html: str | bytes, charset: str | None = None) -> str:
    """Return the page as text of at most `MAX_PAGE_BYTES` (bytes or characters), never raising.

    Encoding: byte order mark, then `charset` (what the server says), then `<meta charset>`, then UTF-8, then
    Windows-1252; one that is unknown or does not fit the bytes is passed over. NUL characters
    are dropped, block nesting deeper than `MAX_BLOCK_DEPTH` is flattened, and tags with thousands
    of attributes or pages with thousands of select options lose the surplus: all three cost the
    parser quadratic time.
    """
    text = _decoded(html[:MAX_PAGE_BYTES], charset) if isinstance(html, bytes) else html[:MAX_PAGE_BYTES]
    return _fewer_options(_fewer_attributes(_flattened(text.replace("\x00", ""))))


def _decoded(raw: bytes, charset: str | None) -> str:
    for mark, encoding in _BOMS:
        if raw.startswith(mark):
            return raw[len(mark) :].decode(encoding, "replace")
    for encoding in (_standard(charset or "utf-8"), _declared(raw), "utf-8"):
        try:
            return raw.decode(encoding)
        except (UnicodeDecodeError, LookupError, ValueError):
            continue
    if _mostly_utf8(raw):
        return raw.decode("utf-8", "replace")
    return raw.decode("windows-1252", "replace")


def _declared(raw: bytes) -> str:
    found = _META_CHARSET.search(raw[:4096])
    if not found:
        return "utf-8"
    return _standard(found.group(1).decode("ascii"))


def _standard(name: str) -> str:
    """Return the encoding that browsers use under this name."""
    written = name.strip().lower()
    # The standard reads these names as the Windows code page that contains them.
    return {"iso-8859-1": "windows-1252", "latin1": "windows-1252", "ascii": "utf-8"}.get(written, written)


def _mostly_utf8(raw: bytes) -> bool:
    sample = raw.decode("utf-8", "replace")
    broken = sample.count("�")
    good = sum(1 for character in sample if ord(character) > 127) - broken
    return good > broken * 4


def _fewer_attributes(text: str) -> str:
    return _LONG_TAG.sub(r"\1", text) if len(text) > 2 * MAX_ATTRIBUTES else text


def _fewer_options(text: str) -> str:
    if len(text) < 7 * MAX_OPTIONS or len(_OPTION.findall(text)) <= MAX_OPTIONS:
        return text
    seen = 0

    def kept(found: re.Match[str]) -> str:
        nonlocal seen
        seen += 1
        return found.group() if seen <= MAX_OPTIONS else "<i"

    return _OPTION.sub(kept, text)


def _flattened(text: str) -> str:
    if text.count("<") <= MAX_BLOCK_DEPTH:
        return text
    depth = 0
    kept: list[str] = []
    start = 0
    for tag in _BLOCK_TAG.finditer(text):
        if tag.group(1):
            depth = max(0, depth - 1)
            continue
        depth += 1
        if depth > MAX_BLOCK_DEPTH:
            kept.append(text[start : tag.start()])
            kept.append("<i")
            start = tag.end()
    if not kept:
        return text
    return "".join((*kept, text[start:]))
