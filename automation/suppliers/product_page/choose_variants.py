"""Decides which source's variants to keep, and makes them whole."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from automation.suppliers.product_page.document import PageDocument
from automation.suppliers.product_page.types import (
    ExtractedOption,
    ExtractedVariant,
    FieldConfidence,
)

Options = tuple[ExtractedOption, ...]
Variants = tuple[ExtractedVariant, ...]
Weighted = tuple[tuple[float, Options], tuple[float, Variants]]

_DEFAULT_TITLE = "default title"


def variants_choose(
    document: PageDocument, claims: Sequence[Weighted], seen: tuple[Options, Variants]
) -> tuple[Options, Variants, FieldConfidence | None]:
    """Return options, variants and confidence: the best weighted data source, else select boxes.

    A single variant without a real choice is left out: such a product has no options.
    """
    best: tuple[float, Options, Variants] | None = None
    for (weight, options), (_, variants) in claims:
        rank = weight + min(len(variants), 50) * 0.002
        if variants and (best is None or rank > best[0]):
            best = (rank, options, variants)
    if best is not None and not _is_trivial(best[2]):
        return best[1], _absolute(document, best[2]), FieldConfidence(min(best[0], 0.99), "data")
    if best is not None:
        return (), (), None
    options, variants = seen
    return options, variants, FieldConfidence(0.5, "select box") if options else None


def _is_trivial(variants: Variants) -> bool:
    if len(variants) > 1:
        return False
    return all(value.lower() == _DEFAULT_TITLE or not value for value in variants[0].option_values)


def _absolute(document: PageDocument, variants: Variants) -> Variants:
    return tuple(replace(one, image=document.absolute(one.image)) if one.image else one for one in variants)
