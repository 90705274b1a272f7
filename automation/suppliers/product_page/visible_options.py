"""Choices a shopper makes on the page, for pages that carry no variant data."""

from __future__ import annotations

import re

from automation.suppliers.product_page.document import Element, PageDocument
from automation.suppliers.product_page.layout import Layout
from automation.suppliers.product_page.types import ExtractedOption, ExtractedVariant

MAX_OPTIONS = 3
MAX_VALUES = 200
_NOT_A_CHOICE = re.compile(
    r"qty|quantity|menge|quantit|cantidad|anzahl|sort|country|currency|language|lang|search|categor|"
    r"filt|trier|\bnote\b|month|year|address|state|zip|delivery|shipping|payment|rating|store|review|newsletter|region|city",
    re.I,
)
_PROMPT = re.compile(
    r"^\W*(?:choose|select|please|bitte|wählen|auswählen|choisi|sélection|selecciona|elige|elija|escolha|"
    r"selecione|scegli|seleziona|kies|vælg|välj|velg|valitse|wybierz|vyberte|zvolte|выберите|оберіть|"
    r"válassz|alege|seçin|選択|请选择|請選擇|선택|-+$|—)",
    re.I,
)
_SOLD_OUT = re.compile(
    r"sold out|out of stock|ausverkauft|épuisé|agotado|esgotado|esaurito|uitverkocht|vyprod|"
    r"нет в наличии|unavailable|nicht verfügbar|indisponible|wyprzedan",
    re.I,
)
_EXTRA = re.compile(
    r"\s*(?:[([]?\s*[+-]?\s*(?:[$€£]\s?\d|\d+[.,]\d\d\s?[$€£]).*$|\s[-–(]\s?(?=sold|out|aus).*$)", re.I
)


def visible_options(
    layout: Layout,
) -> tuple[tuple[ExtractedOption, ...], tuple[ExtractedVariant, ...]]:
    """Return options from select boxes near the product.

    Variants only follow when there is a single option: which combinations of several exist is not
    said by their boxes.
    """
    selects = [one for one in layout.document.elements if _is_choice(layout, one)]
    options: list[ExtractedOption] = []
    variants: list[ExtractedVariant] = []
    for select in selects[:MAX_OPTIONS]:
        values = _values(layout.document, select)
        if len(values) < 2:
            continue
        if any(tuple(value for value, _ in values) == known.values for known in options):
            continue
        name = _label(layout.document, select) or f"Option {len(options) + 1}"
        if _NOT_A_CHOICE.search(name):
            continue
        options.append(ExtractedOption(name, tuple(value for value, _ in values)))
        variants = [ExtractedVariant((value,), available=free) for value, free in values]
    return tuple(options), tuple(variants) if len(options) == 1 else ()


def _is_choice(layout: Layout, element: Element) -> bool:
    if element.tag != "select" or layout.is_elsewhere(element):
        return False
    named = " ".join(element.attrs.get(key, "") for key in ("name", "id", "class", "aria-label"))
    if _NOT_A_CHOICE.search(named):
        return False
    distance = layout.distance(element)
    return distance is not None and -5 <= distance <= 200


def _values(document: PageDocument, select: Element) -> list[tuple[str, bool]]:
    found: dict[str, bool] = {}
    for element in document.elements[select.index : select.last + 1]:
        if element.tag != "option" or len(found) >= MAX_VALUES:
            continue
        text = document.text(element, 200)
        if not text or _PROMPT.search(text) or not element.attrs.get("value", text):
            continue
        free = "disabled" not in element.attrs and not _SOLD_OUT.search(text)
        value = _EXTRA.sub("", text).strip() or text
        found.setdefault(value[:120], free)
    values = list(found.items())
    if values and all(value.isdigit() for value, _ in values):
        numbers = [int(value) for value, _ in values]
        if numbers == list(range(numbers[0], numbers[0] + len(numbers))) and numbers[0] <= 1:
            return []
    return values


def _label(document: PageDocument, select: Element) -> str | None:
    wanted = select.attrs.get("id")
    for element in document.elements:
        if element.tag == "label" and wanted and element.attrs.get("for") == wanted:
            return document.text(element, 60).strip(" :*") or None
    spoken = select.attrs.get("aria-label", "").strip(" :*")
    if spoken and len(spoken) <= 40:
        return spoken
    parent = select.parent
    if parent is not None and parent.text_start < select.text_start:
        before = document.texts[select.text_start - 1]
        if len(before) <= 40:
            return before.strip(" :*") or None
    return None
