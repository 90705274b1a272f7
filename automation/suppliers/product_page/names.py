"""Title of the product and how alike two names are."""

from __future__ import annotations

import re
from collections.abc import Iterable

from automation.suppliers.product_page.document import Element, PageDocument, squeeze

_WORD = re.compile(r"\w+", re.UNICODE)
_SEPARATOR = re.compile(r"\s+[|·•–—»:-]\s+|\s*[|｜]\s*")
MAX_TITLE = 300


def words_of(name: str) -> frozenset[str]:
    """Return the lower-case words of a name."""
    return frozenset(_WORD.findall(name[:MAX_TITLE].lower()))


def alikeness(one: str | None, other: str | None) -> float:
    """Return 0 to 1: the share of the shorter name's words found in the longer one."""
    if not one or not other:
        return 0.0
    first, second = words_of(one), words_of(other)
    if not first or not second:
        return 0.0
    shared = len(first & second)
    smaller, larger = sorted((len(first), len(second)))
    return 0.7 * shared / smaller + 0.3 * shared / larger


def best_alikeness(name: str | None, names: Iterable[str]) -> float:
    """Return the highest alikeness of a name with any of the names."""
    return max((alikeness(name, other) for other in names), default=0.0)


def page_names(document: PageDocument) -> list[str]:
    """Return what the page calls itself: og:title, title and twitter:title, without site names."""
    title = document.tree.css_first("title")
    raw = [
        document.meta_value("og:title"),
        document.meta_value("twitter:title"),
        squeeze(title.text())[:MAX_TITLE] if title is not None else None,
    ]
    return [name[:MAX_TITLE] for name in raw if name]


def name_parts(name: str) -> list[str]:
    """Split `Product | Shop` at its separators."""
    return [part.strip() for part in _SEPARATOR.split(name) if part and part.strip()]


def title_element(document: PageDocument, names: Iterable[str]) -> Element | None:
    """Return the heading that names the product: the h1 (else h2, or titled element) most like
    the page's own names; the first one when they are equally alike."""
    known = [name for name in names if name]
    best: Element | None = None
    best_score = 0.0
    for element in document.elements:
        weight = _heading_weight(element)
        if weight <= 0:
            continue
        text = document.text(element, MAX_TITLE)
        if not 2 <= len(text) < MAX_TITLE:
            continue
        score = weight + best_alikeness(text, known) - (0.4 if element.hidden else 0)
        if score > best_score + 0.05:
            best, best_score = element, score
    if best_score >= 0.75:
        return best
    return _only_heading(document)


def _only_heading(document: PageDocument) -> Element | None:
    """Return the page's one visible h1, when its own names say nothing about the product."""
    headings = [one for one in document.elements if one.tag == "h1" and not one.hidden]
    headings = [one for one in headings if len(document.text(one, MAX_TITLE)) >= 2]
    return headings[0] if len(headings) == 1 else None


def _heading_weight(element: Element) -> float:
    if element.tag == "h1":
        return 0.5
    if element.attrs.get("itemprop") == "name" and element.tag not in ("meta", "link"):
        return 0.4
    tokens = element.tokens
    if tokens & {"title", "name", "heading"} and tokens & {"product", "item", "prod", "pdp"}:
        return 0.35 if element.tag in ("h2", "h3", "div", "span", "p") else 0.0
    return 0.3 if element.tag == "h2" else 0.0
