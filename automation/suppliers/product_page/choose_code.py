"""Decides the article number, GTIN and manufacturer number."""

from __future__ import annotations

import re
from collections.abc import Iterable

from automation.suppliers.product_page.document import PageDocument
from automation.suppliers.product_page.evidence import Evidence
from automation.suppliers.product_page.layout import Layout
from automation.suppliers.product_page.types import FieldConfidence

THRESHOLD = 0.35
_PREFIX = re.compile(r"^(?:sku|mpn|ean|gtin\d*|isbn|id|ref|art)\s*[:#]\s*", re.I)
_BLANK = frozenset(("", "0", "null", "none", "undefined", "n/a", "na", "-", "false", "true", "default"))

_DECLARED = frozenset(("json-ld", "microdata", "rdfa"))

Choice = tuple[str | None, FieldConfidence | None]


def sku_choose(
    layout: Layout,
    claims: Iterable[Evidence],
    gtins: set[str],
    mpn: str | None,
    title: str,
    address_ids: dict[str, float],
) -> Choice:
    """Return the shop's own article number.

    Claims for the same value add up; a value that is also in the page's address, or repeated all
    over the page, gains; one that is really a GTIN or the maker's number loses.
    """
    grouped: dict[str, list[Evidence]] = {}
    for claim in [*claims, *_address_claims(layout.document, address_ids)]:
        value = _cleaned(claim.value)
        if value:
            grouped.setdefault(_bare(value), []).append(Evidence(value, claim.source, claim.weight))
    ranked = []
    for evidence in grouped.values():
        value = _as_shown(evidence)
        score = _sum(evidence) - _doubt(value, evidence, gtins, mpn, title)
        ranked.append((score, value, max(evidence, key=lambda one: one.weight).source))
    ranked.sort(key=lambda entry: -entry[0])
    if not ranked or ranked[0][0] < THRESHOLD:
        return None, None
    score, value, source = ranked[0]
    value = _spelling_near_title(layout, value) or value
    return value, FieldConfidence(round(min(score, 0.99), 2), source)


def _spelling_near_title(layout: Layout, value: str) -> str | None:
    """Return the number as the page prints it near the title (`466/7999` for `4667999`)."""
    title = layout.title
    if title is None:
        return None
    for piece in layout.document.texts[title.text_start : title.text_end + 30]:
        if len(piece) <= len(value) + 6 and piece != value and _bare(piece) == _bare(value):
            return piece if piece[-1:].isalnum() and piece[:1].isalnum() else None
    return None


def _address_claims(document: PageDocument, address_ids: dict[str, float]) -> list[Evidence]:
    """Believe an identifier of the address when the page repeats it."""
    found = []
    for value, weight in list(address_ids.items())[:8]:
        times = document.source.count(value)
        if times:
            bonus = 0.1 if times >= 6 else 0.05 if times >= 3 else 0.0
            found.append(Evidence(value, "address", weight + bonus))
    return found


def _bare(value: str) -> str:
    """Return what two spellings of one number share: `466/7999` and `4667999`."""
    return re.sub(r"[\W_]+", "", value).upper() or value


def _as_shown(evidence: list[Evidence]) -> str:
    """Prefer the spelling a shopper reads, then that of the strongest claim."""
    best = max(evidence, key=lambda one: (one.source == "label", one.weight))
    return best.value


def _doubt(value: str, evidence: list[Evidence], gtins: set[str], mpn: str | None, title: str) -> float:
    if value in gtins or gtin_is_valid(value):
        declared = any(one.source in _DECLARED and one.weight > 0.75 for one in evidence)
        return 0.1 if declared else 0.35
    if value == mpn:
        return 0.15
    # A number that only a label names and the title repeats is mostly the maker's model.
    only_labelled = all(one.source == "label" for one in evidence)
    return 0.1 if only_labelled and value in title else 0.0


def _sum(evidence: list[Evidence]) -> float:
    """Take the strongest claim and a little from each further kind of source."""
    by_source: dict[str, float] = {}
    for claim in evidence:
        by_source[claim.source] = max(by_source.get(claim.source, 0.0), claim.weight)
    strengths = sorted(by_source.values(), reverse=True)
    return strengths[0] + sum(0.2 * weight for weight in strengths[1:])


def code_choose(claims: Iterable[Evidence]) -> Choice:
    """Return the best supported value of a manufacturer number or similar code."""
    totals: dict[str, list[Evidence]] = {}
    for claim in claims:
        value = _cleaned(claim.value)
        if value:
            totals.setdefault(value, []).append(claim)
    if not totals:
        return None, None
    value, evidence = max(totals.items(), key=lambda entry: _sum(entry[1]))
    best = max(evidence, key=lambda one: one.weight)
    return value, FieldConfidence(round(min(_sum(evidence), 0.99), 2), best.source)


def gtin_choose(claims: Iterable[Evidence]) -> Choice:
    """Return the best supported GTIN whose check digit is right."""
    valid = [
        Evidence(digits, claim.source, claim.weight)
        for claim in claims
        if gtin_is_valid(digits := re.sub(r"[\s-]", "", _cleaned(claim.value)))
    ]
    return code_choose(valid)


def gtin_is_valid(value: str) -> bool:
    """Check length (8, 12, 13, 14) and check digit; all zeros is no GTIN."""
    if not value.isascii() or not value.isdigit() or len(value) not in (8, 12, 13, 14):
        return False
    if not value.strip("0"):
        return False
    digits = [int(character) for character in reversed(value)]
    total = sum(digit * (3 if place % 2 else 1) for place, digit in enumerate(digits))
    return total % 10 == 0


def _cleaned(value: str) -> str:
    cleaned = _PREFIX.sub("", value.strip())
    if cleaned.lower() in _BLANK or len(cleaned) > 64:
        return ""
    return cleaned
