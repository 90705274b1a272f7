"""The one allow-list that supplier markup passes on its way in (IMP-07)."""

from __future__ import annotations

import html
import re

import nh3
from selectolax.lexbor import LexborHTMLParser, LexborNode

from automation.suppliers.product_page.decode import page_text

# Raise when the list or the clean-up changes, so that stored text can be cleaned again.
SANITIZER_VERSION = 2
MAX_HTML_CHARS = 300_000
MAX_DEPTH = 60
MAX_SOURCE_DEPTH = 400

_TAGS = frozenset(
    "p br hr strong b em i u s sub sup small ul ol li dl dt dd blockquote pre code h2 h3 h4 h5 h6 "
    "table thead tbody tfoot tr th td caption".split()
)
# "*" replaces nh3's own attributes for every tag (title, lang).
_ATTRIBUTES: dict[str, set[str]] = {
    "*": set(),
    "td": {"colspan", "rowspan"},
    "th": {"colspan", "rowspan", "scope"},
}
# Their content is no text for people, so it goes with the tag.
_DROPPED = frozenset(
    "script style iframe object embed svg math template noscript textarea title select option button form "
    "audio video canvas map applet frameset noembed xmp plaintext head input".split()
)
_RENAMED = {"h1": "h2", "div": "p", "section": "p", "article": "p", "center": "p"}

_SYMBOL = (
    "[\U0001f000-\U0001faff\u2600-\u27bf\u2b00-\u2bff\u2190-\u21ff\u25a0-\u25ff"
    "\ufe0f\u200d\u20e3\U000e0020-\U000e007f]"
)
_EMOJI_WALL = re.compile(rf"{_SYMBOL}(?:\s{{0,4}}{_SYMBOL}){{3,}}")
_EMPTY_RUN = re.compile(r"(?:\s*<br>\s*){3,}")
_EMPTY_TAG = re.compile(
    r"<(p|strong|b|em|i|u|s|sub|sup|small|ul|ol|li|dl|dt|dd|blockquote|pre|code|h[2-6]"
    r"|table|thead|tbody|tfoot|tr|caption)(?:\s[^>]{0,200})?>(?:\s|&nbsp;|<br>)*</\1>"
)
_TAG = re.compile(r"(<[^>]*>)")
_ADDRESS = re.compile(r"(?:https?://|www\.)[^\s<>\"']{3,300}", re.I)
_JS_ADDRESS = re.compile(
    r"(?:(?:java|vb|live)\s{0,3}script\s{0,3}:|data\s{0,3}:\s{0,3}[a-z]+/)[^\s<]{0,300}", re.I
)
_INVISIBLE = re.compile("[\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff\u00ad\U000e0000-\U000e007f]")
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")
_BLANKS = re.compile(r"[ \t\r\f\v\u00a0]+")
_HIDDEN = re.compile(
    r"display\s*:\s*none|visibility\s*:\s*hidden|font-size\s*:\s*0|opacity\s*:\s*0(?![.\d])", re.I
)


def html_clean(raw: str) -> str:
    """Return supplier HTML reduced to text, lists, headings and tables.

    Guarantees: only the tags of the allow-list, no attribute but `colspan`, `rowspan` and `scope`;
    no script, style, frame, form, drawing, image, link or address (the words of a link stay); text
    that is hidden on the page is dropped; emoji walls, empty elements and long runs of breaks are
    collapsed. Cleaning twice changes nothing. Never raises; input over `MAX_HTML_CHARS` is cut.
    """
    text = page_text(raw[:MAX_HTML_CHARS])
    if not text.strip():
        return ""
    cleaned = nh3.clean(
        _prepared(text),
        tags=set(_TAGS),
        clean_content_tags=set(_DROPPED),
        attributes=_ATTRIBUTES,
        attribute_filter=_attribute,
        url_schemes=set(),
        strip_comments=True,
        link_rel=None,
    )
    settled = _settled(cleaned)
    return f"<p>{_words(settled)}</p>" if _depth(settled) > MAX_DEPTH else settled


def _attribute(tag: str, name: str, value: str) -> str | None:
    """Keep the spans and scopes of cells when their value is one that can be meant."""
    if name == "scope":
        return value if value in ("col", "row", "colgroup", "rowgroup") else None
    return value if value.isascii() and value.isdigit() and len(value) <= 3 else None


def _depth(cleaned: str) -> int:
    """Return how deep the elements nest (no description needs more than a table in a list)."""
    deepest = depth = 0
    for tag in re.finditer(r"<(/?)(?!br|hr)[a-z]", cleaned):
        depth += -1 if tag.group(1) else 1
        deepest = max(deepest, depth)
    return deepest


def _words(cleaned: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]*>", " ", cleaned)).strip()


def _prepared(text: str) -> str:
    """Rename block elements, and drop hidden ones, in a tree of our own before the real wall."""
    parsed = LexborHTMLParser(text)
    body = parsed.body
    if body is None:
        return ""
    hidden = [node for node in body.css("[style],[hidden]") if _is_hidden(node)]
    for node in hidden:
        node.decompose()
    markup = body.inner_html or ""
    if _depth(markup) > MAX_SOURCE_DEPTH:
        return html.escape(body.text(separator=" "))
    for old, new in _RENAMED.items():
        markup = re.sub(rf"<(/?){old}(?=[\s>/])", rf"<\1{new}", markup, flags=re.I)
    return markup


def _is_hidden(node: LexborNode) -> bool:
    attributes = node.attributes
    return "hidden" in attributes or bool(_HIDDEN.search(attributes.get("style") or ""))


def _settled(cleaned: str) -> str:
    """Tidy already safe markup until nothing changes; only removes, never adds markup."""
    for _ in range(12):
        tidied = _tidied(cleaned)
        if tidied == cleaned:
            break
        cleaned = tidied
    return cleaned


def _tidied(cleaned: str) -> str:
    parts = _TAG.split(cleaned)
    parts[::2] = [_tidied_words(words) for words in parts[::2]]
    text = _EMPTY_TAG.sub("", "".join(parts))
    text = _EMPTY_RUN.sub("<br><br>", text)
    text = re.sub(r"(<p>)(?:\s|<br>)+", r"\1", text)
    text = re.sub(r"(?:\s|<br>)+(</p>)", r"\1", text)
    return re.sub(r"^(?:\s|<br>)+|(?:\s|<br>)+$", "", text)


def _tidied_words(words: str) -> str:
    """Remove addresses, invisible characters and walls of symbols from text between tags."""
    words = _INVISIBLE.sub("", _CONTROL.sub("", words))
    words = _JS_ADDRESS.sub("", _ADDRESS.sub("", words))
    words = _EMOJI_WALL.sub(" ", words)
    words = _BLANKS.sub(" ", words.replace("&nbsp;", " "))
    return re.sub(r"\n\s*\n+", "\n", words)


def html_to_text(raw: str) -> str:
    """Return the plain words of supplier HTML: one line per block, `- ` before list items.

    The input is cleaned first, so nothing that `html_clean` drops can come through.
    """
    cleaned = html_clean(raw)
    text = re.sub(r"\n", " ", cleaned)
    text = re.sub(r"<li[^>]*>", "\n- ", text)
    text = re.sub(r"</t[dh]>\s*<t[dh][^>]*>", " | ", text)
    text = re.sub(
        r"<(?:br|hr|/?(?:p|ul|ol|dl|dt|dd|tr|table|h[2-6]|blockquote|pre|caption))[^>]*>", "\n", text
    )
    text = html.unescape(re.sub(r"<[^>]*>", "", text))
    lines = (re.sub(r"\s+", " ", line).strip() for line in text.split("\n"))
    return "\n".join(line for line in lines if line and line != "-")
