"""A parsed page as flat lists in reading order, which the evidence readers walk cheaply."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from urllib.parse import urljoin, urlsplit

from selectolax.lexbor import LexborHTMLParser, LexborNode

from automation.suppliers.product_page.decode import page_text

MAX_ELEMENTS = 60_000
MAX_TEXT = 20_000

_SILENT = frozenset(
    ("script", "style", "noscript", "template", "svg", "head", "title", "iframe", "object", "textarea")
)
_STRUCK = frozenset(("s", "del", "strike"))
_TOKEN = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|\d+|[^\W\d_a-zA-Z]+")
_SPACE = re.compile(r"\s+")
_HIDDEN_STYLE = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.I)
_STRUCK_STYLE = re.compile(r"text-decoration[^;]{0,40}line-through", re.I)
_HIDDEN_TOKENS = frozenset(("hidden", "hide", "invisible"))
_HIDDEN_CLASSES = frozenset(("d-none", "none", "dn", "is-hidden", "ng-hide", "u-hidden"))


def squeeze(text: str) -> str:
    """Collapse white space, as a browser shows it."""
    return _SPACE.sub(" ", text).strip()


def tokens_of(text: str) -> frozenset[str]:
    """Split identifiers into lower-case words: `price--isOld` gives price, is, old."""
    return frozenset(word.lower() for word in _TOKEN.findall(text[:600]))


@dataclass(eq=False, slots=True)
class Element:
    """One element: its place in reading order, what surrounds it, and inherited facts."""

    index: int
    tag: str
    attrs: dict[str, str]
    parent: Element | None
    depth: int
    hidden: bool
    struck: bool
    text_start: int
    text_end: int = 0
    last: int = 0
    children: list[Element] = field(default_factory=list)
    _tokens: frozenset[str] | None = None

    @property
    def tokens(self) -> frozenset[str]:
        """Words of class, id, itemprop and the usual test hooks."""
        if self._tokens is None:
            names = ("class", "id", "itemprop", "data-testid", "data-test", "data-qa", "data-role")
            joined = " ".join(self.attrs[name] for name in names if self.attrs.get(name))
            self._tokens = tokens_of(joined) if joined else frozenset()
        return self._tokens

    def ancestors(self, limit: int = 200) -> Iterator[Element]:
        """Walk from the parent upwards."""
        node = self.parent
        while node is not None and limit > 0:
            yield node
            node = node.parent
            limit -= 1

    def contains(self, other: Element) -> bool:
        """Tell whether `other` is this element or lies inside it."""
        return self.index <= other.index <= self.last


class PageDocument:
    """The page: `elements` and visible `texts` in reading order, plus the raw tree."""

    def __init__(self, html: str | bytes, url: str | None, charset: str | None = None) -> None:
        self.url = url if url and urlsplit_safe(url) else None
        self.source = page_text(html, charset)
        self.tree = LexborHTMLParser(self.source)
        self.elements: list[Element] = []
        self._nodes: list[LexborNode] = []
        self.texts: list[str] = []
        self.text_owner: list[Element] = []
        self.scripts: list[tuple[dict[str, str], str]] = []
        self._flatten()

    def _flatten(self) -> None:
        """Walk the tree once (never recursively: nesting is the page's choice)."""
        by_id: dict[int, Element | None] = {}
        root = self.tree.root
        if root is None:
            return
        for node in root.traverse(include_text=True):
            tag = node.tag or ""
            parent_node = node.parent
            parent = by_id.get(parent_node.mem_id) if parent_node is not None else None
            if tag == "-text":
                if parent is not None and parent.tag not in _SILENT:
                    self._add_text(node.text(deep=False), parent)
                continue
            if tag.startswith(("-", "!")):
                continue
            if tag == "script":
                self.scripts.append((_attributes(node), node.text() or ""))
            silent_parent = parent is not None and parent.tag in _SILENT and parent.tag != "head"
            if len(self.elements) >= MAX_ELEMENTS or silent_parent:
                continue
            by_id[node.mem_id] = self._add_element(tag, _attributes(node), parent)
            self._nodes.append(node)
        self._close()

    def _add_element(self, tag: str, attrs: dict[str, str], parent: Element | None) -> Element:
        element = Element(
            index=len(self.elements),
            tag=tag,
            attrs=attrs,
            parent=parent,
            depth=parent.depth + 1 if parent else 0,
            hidden=(parent.hidden if parent else False) or _is_hidden(attrs),
            struck=(parent.struck if parent else False) or _is_struck(tag, attrs),
            text_start=len(self.texts),
        )
        self.elements.append(element)
        if parent is not None:
            parent.children.append(element)
        return element

    def _add_text(self, raw: str, owner: Element) -> None:
        text = squeeze(raw)
        if text:
            self.texts.append(text)
            self.text_owner.append(owner)

    def _close(self) -> None:
        """Fill the ends of the ranges, from the last element to the first."""
        ends = [0] * len(self.elements)
        for position, owner in enumerate(self.text_owner):
            ends[owner.index] = position + 1
        for element in reversed(self.elements):
            element.last = max(element.last, element.index)
            element.text_end = max(element.text_start, element.text_end, ends[element.index])
            if element.parent is not None:
                element.parent.last = max(element.parent.last, element.last)
                element.parent.text_end = max(element.parent.text_end, element.text_end)

    def text(self, element: Element, limit: int = MAX_TEXT) -> str:
        """Return the visible text below an element, squeezed, cut at `limit` characters."""
        parts: list[str] = []
        size = 0
        for piece in self.texts[element.text_start : element.text_end]:
            parts.append(piece)
            size += len(piece) + 1
            if size > limit:
                break
        return " ".join(parts)[:limit]

    def pieces(self, element: Element) -> list[str]:
        """Return the visible text below an element, piece by piece."""
        return self.texts[element.text_start : element.text_end]

    def inner_html(self, element: Element) -> str:
        """Return the markup inside an element as the parser understood it."""
        return self._nodes[element.index].inner_html or ""

    @cached_property
    def meta(self) -> list[tuple[str, str]]:
        """Return `(lower-case name, content)` of every meta element, in order."""
        found = []
        for element in self.elements:
            if element.tag == "meta":
                attrs = element.attrs
                name = attrs.get("property") or attrs.get("name") or attrs.get("itemprop") or ""
                content = squeeze(attrs.get("content", ""))
                if name and content:
                    found.append((name.strip().lower(), content))
        return found

    def meta_value(self, *names: str) -> str | None:
        """Return the first content among the named meta elements, by the order of `names`."""
        for name in names:
            for key, content in self.meta:
                if key == name:
                    return content
        return None

    @cached_property
    def base(self) -> str:
        """Return the address relative links are resolved against."""
        start = self.url or self.canonical_raw or ""
        for element in self.elements:
            if element.tag == "base" and element.attrs.get("href"):
                return _joined(start, element.attrs["href"])
        return start

    @cached_property
    def canonical_raw(self) -> str | None:
        """Return the canonical address the page names for itself, unresolved."""
        for element in self.elements:
            if element.tag == "link" and "canonical" in element.attrs.get("rel", "").lower().split():
                return element.attrs.get("href") or None
        return self.meta_value("og:url")

    def absolute(self, link: str | None) -> str | None:
        """Resolve a link of the page; only http and https addresses are returned."""
        if not link or len(link) > 2_000:
            return None
        joined = _joined(self.base, link.strip())
        return joined if urlsplit_safe(joined) else None

    @cached_property
    def language(self) -> str | None:
        """Return the declared language (BCP 47) of the page."""
        for element in self.elements[:3]:
            declared = element.attrs.get("lang") or element.attrs.get("xml:lang")
            if element.tag == "html" and declared and len(declared) <= 35:
                return declared.strip().replace("_", "-") or None
        found = self.meta_value("og:locale", "content-language", "language")
        return found.replace("_", "-") if found and len(found) <= 35 else None


def urlsplit_safe(link: str) -> bool:
    """Tell whether a link is a well-formed http(s) address."""
    try:
        parts = urlsplit(link)
    except ValueError:
        return False
    return parts.scheme in ("http", "https") and bool(parts.netloc)


def _joined(base: str, link: str) -> str:
    try:
        return urljoin(base, link)
    except ValueError:
        return ""


def _attributes(node: LexborNode) -> dict[str, str]:
    attributes = node.attributes
    return {name: value or "" for name, value in attributes.items()}


def _is_hidden(attrs: dict[str, str]) -> bool:
    if "hidden" in attrs or _HIDDEN_STYLE.search(attrs.get("style", "")):
        return True
    classes = attrs.get("class", "")
    if not classes:
        return False
    names = set(classes.lower().split())
    return bool(names & _HIDDEN_CLASSES or names & _HIDDEN_TOKENS)


def _is_struck(tag: str, attrs: dict[str, str]) -> bool:
    return tag in _STRUCK or bool(_STRUCK_STYLE.search(attrs.get("style", "")))
