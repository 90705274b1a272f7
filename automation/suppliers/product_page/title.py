"""The product's name: declared name and heading, whichever is clean."""

from __future__ import annotations

import html
import re
from collections.abc import Sequence

from automation.suppliers.product_page.document import PageDocument, squeeze
from automation.suppliers.product_page.evidence import Evidence
from automation.suppliers.product_page.layout import Layout
from automation.suppliers.product_page.names import alikeness, name_parts
from automation.suppliers.product_page.types import FieldConfidence

MAX_TITLE = 255
_PLACEHOLDER = re.compile(r"\{\{|\$\{|^\s*(?:null|undefined|product|default title)\s*$", re.I)


def title_choose(
    layout: Layout, declared: Sequence[Evidence], names: Sequence[str]
) -> tuple[str | None, FieldConfidence | None]:
    """Return the name: the heading when it agrees with what is declared, else the declared one."""
    heading = heading_text(layout, names)
    known = [claim for claim in declared if not _PLACEHOLDER.search(claim.value)]
    best = max(known, key=lambda claim: claim.weight, default=None)
    name = _clean(best.value) if best else None
    if heading and name:
        agreed = alikeness(heading, name) >= 0.6
        if agreed and (len(heading) > 1.35 * len(name) or name in heading):
            return name, FieldConfidence(0.97, best.source if best else "heading")
        if agreed:
            return heading, FieldConfidence(0.97, "heading")
        if best and best.weight >= 0.7:
            return name, FieldConfidence(0.75, best.source)
        return heading, FieldConfidence(0.7, "heading")
    if name and best:
        return name, FieldConfidence(round(min(best.weight, 0.9), 2), best.source)
    if heading:
        return heading, FieldConfidence(0.7, "heading")
    return _from_page(names)


def heading_text(layout: Layout, names: Sequence[str]) -> str | None:
    """Return the heading's own words, without buttons and numbers that share its element."""
    if layout.title is None:
        return None
    document: PageDocument = layout.document
    pieces = document.pieces(layout.title)
    whole = document.text(layout.title, MAX_TITLE)
    if len(pieces) > 1:
        page = " ".join(names).lower()
        parts = [piece for piece in pieces if len(piece) > 2 and piece.lower() in page]
        if parts and len(pieces) > len(parts):
            whole = " ".join(dict.fromkeys(parts))
    return _clean(whole)


def _from_page(names: Sequence[str]) -> tuple[str | None, FieldConfidence | None]:
    for name in names:
        parts = name_parts(name)
        if parts:
            return _clean(max(parts, key=len)), FieldConfidence(0.45, "page title")
    return None, None


def _clean(name: str) -> str | None:
    return squeeze(html.unescape(name))[:MAX_TITLE].strip() or None
