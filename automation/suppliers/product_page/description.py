"""The product's description: the page's own block when it says more than the declared text."""

from __future__ import annotations

import html
import re
from collections.abc import Iterable

from selectolax.lexbor import LexborHTMLParser

from automation.suppliers.product_page.document import Element, squeeze
from automation.suppliers.product_page.evidence import Evidence
from automation.suppliers.product_page.layout import Layout

MAX_HTML = 200_000
MAX_TEXT = 20_000
_NAMED = frozenset(
    "description descriptions desc longdescription productdescription beschreibung produktbeschreibung "
    "descripcion descricao descrizione opis popis omschrijving beskrivelse beskrivning kuvaus overview "
    "details aciklama opisanie описание".split()
)
_NOT = frozenset(
    "short meta seo category cookie shipping delivery review reviews rating price brand seller".split()
)
_TAG = re.compile(r"<(?:p|br|ul|ol|li|div|h[1-6]|strong|b|em|table|span|article)\b", re.I)


def product_description(layout: Layout, claims: Iterable[Evidence]) -> tuple[str, str, str | None, float]:
    """Return `(html, text, source, confidence)`; the HTML is raw and must still be sanitized."""
    best = max(
        (claim for claim in claims if len(claim.value) > 20),
        key=lambda claim: min(len(claim.value), 400) / 400 + claim.weight,
        default=None,
    )
    declared_html, declared_text = _declared(best.value) if best else ("", "")
    block = _block(layout)
    if block is not None:
        text = layout.document.text(block, MAX_TEXT)
        if len(text) >= 60 and len(text) > 1.1 * len(declared_text):
            return layout.document.inner_html(block)[:MAX_HTML], text, "page block", 0.7
    if best is None:
        return "", "", None, 0.0
    return declared_html, declared_text, best.source, round(min(best.weight, 0.9), 2)


def _declared(value: str) -> tuple[str, str]:
    """Return the HTML and the text of a declared description, which may be either."""
    text = html.unescape(value) if "&lt;" in value or "&amp;lt;" in value else value
    if _TAG.search(text):
        parsed = LexborHTMLParser(text[:MAX_HTML])
        body = parsed.body
        plain = squeeze(body.text(separator=" ")) if body is not None else ""
        return text[:MAX_HTML], plain[:MAX_TEXT]
    text = html.unescape(text)
    paragraphs = [squeeze(part) for part in re.split(r"\n\s*\n|\r\n\r\n", text) if part.strip()]
    marked = "".join(f"<p>{html.escape(part)}</p>" for part in paragraphs)
    return marked[:MAX_HTML], squeeze(text)[:MAX_TEXT]


def _block(layout: Layout) -> Element | None:
    """Return the element that is most surely the description."""
    best: Element | None = None
    best_score = 0.0
    for element in layout.document.elements:
        if element.tag in ("meta", "a", "button", "input", "label", "li", "body", "html", "head"):
            continue
        score = _score(layout, element)
        if score > best_score:
            best, best_score = element, score
    return best


def _score(layout: Layout, element: Element) -> float:
    is_declared = element.attrs.get("itemprop") == "description"
    tokens = element.tokens
    if not is_declared and not tokens & _NAMED:
        return 0.0
    if layout.is_elsewhere(element) or (layout.title and element.contains(layout.title)):
        return 0.0
    size = len(layout.document.text(element, 3_000))
    if size < 40:
        return 0.0
    score = min(size, 1_500) / 1_500 + (0.6 if is_declared else 0.0)
    score += 0.3 if tokens & (_NAMED - {"details", "desc", "overview"}) else 0.0
    score -= 0.6 if tokens & _NOT else 0.0
    if any(
        control.index >= element.index and control.index <= element.last for control in layout.buy_controls
    ):
        score -= 0.8
    return score
