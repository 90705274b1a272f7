"""Who made it: declared brand, `Brand: X` in many languages, and brand links near the title."""

from __future__ import annotations

import re
from collections.abc import Iterable

from automation.suppliers.product_page.document import Element
from automation.suppliers.product_page.evidence import Evidence
from automation.suppliers.product_page.layout import Layout
from automation.suppliers.product_page.names import words_of
from automation.suppliers.product_page.types import FieldConfidence

MAX_BRAND = 60
_LABELS = (
    r"brand(?:\s?name)?|manufacturer|maker|designer|vendor|label|marke|markenname|hersteller|merk|fabrikant|marque|fabricant|"
    r"marca|fabricante|marchio|produttore|mærke|märke|varumärke|merke|produsent|tuotemerkki|merkki|"
    r"valmistaja|marka|producent|značka|výrobce|výrobca|výrobok značky|бренд|марка|производитель|"
    r"торговая марка|виробник|márka|gyártó|producător|brend|proizvođač|zīmols|ražotājs|gamintojas|"
    r"prekės ženklas|kaubamärk|tootja|μάρκα|κατασκευαστής|üretici|ブランド|メーカー|品牌|브랜드|제조사|"
    r"العلامة التجارية|الماركة|מותג|ยี่ห้อ|thương hiệu|merek"
)
_LABEL = re.compile(rf"^\W{{0,2}}(?:{_LABELS})\s*[:：]?\s*", re.I)
_INSIDE = re.compile(rf"(?:^|\s)(?:{_LABELS})\s*[:：]\s*(.+)$", re.I)
_VISIT = re.compile(
    r"^(?:visit the|besuchen sie den|visita lo(?: store di)?|store di|visita la tienda de|"
    r"visiter la boutique|acesse a loja|"
    r"bezoek de|shop all|by|von|par|di|de)\s+(.+?)(?:[-\s](?:store|shop|winkel))?$",
    re.I,
)
_CLASSES = frozenset(
    "brand brands byline manufacturer vendor marke marca marque designer merk znacka brandname".split()
)
_BAD = re.compile(r"[{}$<>=|]|https?:|^\d+$|^(?:null|none|undefined|n/?a|generic|default|unknown|-)$", re.I)


def brand_choose(
    layout: Layout, claims: Iterable[Evidence], title: str
) -> tuple[str | None, FieldConfidence | None]:
    """Return the brand with the strongest support; a name that opens the title gains."""
    totals: dict[str, list[Evidence]] = {}
    for claim in [*claims, *_visible_brands(layout)]:
        name = brand_clean(claim.value)
        if name:
            totals.setdefault(name.lower(), []).append(Evidence(name, claim.source, claim.weight))
    best: tuple[float, Evidence] | None = None
    for evidence in totals.values():
        strongest = max(evidence, key=lambda one: one.weight)
        support = strongest.weight + 0.1 * (len({one.source for one in evidence}) - 1)
        support += 0.1 if words_of(strongest.value) <= words_of(title) else 0.0
        if best is None or support > best[0]:
            best = (support, strongest)
    if best is None or best[0] < 0.4:
        return None, None
    return best[1].value, FieldConfidence(round(min(best[0], 0.99), 2), best[1].source)


def brand_clean(value: str) -> str | None:
    """Return a brand without its label or link words; None for placeholders."""
    name = value.strip().strip("‎‏").strip()
    inside = _INSIDE.search(name)
    if inside:
        name = inside.group(1).strip()
    visit = _VISIT.match(name)
    if visit and len(name.split()) > 1:
        name = visit.group(1).strip()
    name = name.strip(" :-–|,.")
    if not 1 < len(name) <= MAX_BRAND or _BAD.search(name) or len(name.split()) > 6:
        return None
    return name


def _visible_brands(layout: Layout) -> list[Evidence]:
    found: list[Evidence] = []
    document = layout.document
    for position, piece in enumerate(document.texts):
        owner = document.text_owner[position]
        if len(piece) > 90 or layout.is_elsewhere(owner):
            continue
        distance = layout.distance(owner)
        if distance is None or not -12 <= distance <= 400:
            continue
        nearness = 1.0 if distance < 40 else 0.85
        label = _LABEL.match(piece)
        if label and (label.end() < len(piece) or position + 1 < len(document.texts)):
            found.extend(_after_label(piece, label.end(), document.texts, position, nearness))
        elif -6 <= distance <= 12:
            found.extend(_from_class(owner, piece))
    return found


def _after_label(piece: str, end: int, texts: list[str], position: int, nearness: float) -> list[Evidence]:
    rest = piece[end:].strip()
    separated = piece[:end].rstrip().endswith((":", "："))
    if rest:
        return [Evidence(rest, "label", 0.62 * nearness)] if separated else []
    following = texts[position + 1].strip(" :‎‏")
    if len(following) > 40:
        return []
    return [Evidence(following, "label", (0.62 if separated else 0.55) * nearness)]


def _from_class(owner: Element, piece: str) -> list[Evidence]:
    if len(piece) > 45:
        return []
    for one in (owner, *owner.ancestors(2)):
        if one.tokens & _CLASSES or "/brand" in one.attrs.get("href", ""):
            return [Evidence(piece, "brand element", 0.58)]
    return []
