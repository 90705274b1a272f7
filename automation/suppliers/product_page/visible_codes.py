"""Article numbers a shopper can read (`Art.-Nr.: 4711`) and those in forms and attributes."""

from __future__ import annotations

import re
from dataclasses import dataclass

from automation.suppliers.product_page.document import Element
from automation.suppliers.product_page.evidence import Evidence
from automation.suppliers.product_page.layout import Layout

MAX_LABEL = 60

# The article number of the shop. Longer forms first, so that they win over their beginnings.
_SKU_LABELS = (
    r"sku(?:\s?(?:code|no|number|nr|#))?",
    r"item(?:\s?(?:no|number|num|nr|code|id|sku|model|ref(?:erence)?))(?:\.)?|item\s?#",
    r"product(?:\s?(?:no|number|code|id|nr|ref(?:erence)?|sku|#))\.?",
    r"style(?:\s?(?:no|number|code|id|nr|#))\.?|style\s?#",
    r"article(?:\s?(?:no|number|code|nr|#|id))\.?|catalog(?:ue)?\s?(?:no|number|#|id|code)\.?",
    r"stock\s?(?:code|no|number|id|keeping unit)\.?|web\s?id|(?:post|listing|lot|ad)\s?id",
    r"(?:order|ordering)\s?(?:no|number|code)\.?|code|ref(?:erence)?(?:\s?(?:no|number|code|#))?\.?|model\s?code",
    r"art(?:ikel)?\.?[-\s]?(?:nr|nummer|no|kod|code|id|nro)\.?|artikelnr\.?|artikelnummer|bestell?[-\s]?(?:nr|nummer)\.?",
    r"produkt[-\s]?(?:nr|nummer|id|kod|code|numer)\.?|produktnummer|produktkode|varenr\.?|varenummer|vare\s?nr\.?",
    r"art\.?\s?(?:nr|n°|nº|no)\.?|artnr\.?|artnum\.?|artikelcode|productnummer|productcode|bestelnummer|bestelcode",
    r"artikkelnr\.?|artikkelnummer|tuotenumero|tuotekoodi|tuotenro|vörunúmer",
    r"réf(?:érence)?(?:\s(?:produit|article|fabricant|fournisseur))?\.?|code\s(?:article|produit)|n°\s?(?:d['’]article|article|produit)",
    r"referencia|referência|ref\.?\s?(?:ª|a)?|c[óo]d(?:igo)?\.?(?:\sd[eo]l?)?(?:\s(?:producto|produto|artículo|artigo|item))?",
    r"cod(?:ice)?\.?(?:\s(?:prodotto|articolo|art\.?))?|codice|riferimento|codi|modelo\s?nº",
    r"kod(?:\s(?:produktu|towaru|produkta|artykułu|proizvoda))?|nr\s(?:katalogowy|produktu|art\.?|ref\.?)|indeks|symbol",
    r"(?:kód|číslo)(?:\s(?:produktu|tovaru|zboží|výrobku|artiklu|položky))?|obj(?:ednací|ednávacie)?\.?\s?(?:číslo|kód)|kat(?:alogové)?\.?\s?číslo",
    r"(?:код|артикул)(?:\s(?:товара|товару|продукта|изделия|на продукта|модели))?|арт\.?"
    r"|номер\s(?:товара|артикула|модели)",
    r"шифра|каталожен номер|каталожный номер|№\s?товара|id\s?товара|šifra(?:\s(?:artikla|proizvoda|izdelka))?",
    r"cikkszám|termékkód|cikkszam|cod\s(?:produs|articol)|produkta\s(?:kods|id|kods)|prekės\s(?:kodas|nr\.?)|preces\s(?:kods|nr\.?)|tootekood",
    r"κωδικός(?:\s(?:προϊόντος|είδους))?|κωδ\.?|ürün\s(?:kodu|no)|stok\s(?:kodu|no)|model\s(?:kodu|no)",
    r"商品(?:番号|コード|编号|編號|货号|號碼|編碼)|品番|型番|货号|貨號|產品編號|产品编号|상품\s?(?:번호|코드)|제품\s?번호|품번",
    r"رقم\s(?:المنتج|الصنف|الموديل)|رمز\s(?:المنتج|sku)|كود\s(?:المنتج)?|מק[\"״”]?ט|מספר\sפריט|רหัสสินค้า|รหัสสินค้า|mã\s(?:sản\sphẩm|hàng|sp)|kode\s(?:produk|barang)",
)  # fmt: skip
_MPN_LABELS = (
    r"mpn|part\s?(?:no|number|#)\.?|hersteller[-\s]?(?:nr|nummer|art(?:ikel)?\.?-?nr)\.?|herstellernummer|manufacturer(?:'s)?\s(?:part|product)?\s?(?:no|number|code|ref(?:erence)?|#)\.?"
    r"|mfr\.?\s?(?:part)?\s?(?:no|number|#)\.?|item model number"
    r"|model(?:l)?(?:\s?(?:no|number|nr|nummer|name|#|code))?\.?|modellnummer"
    r"|référence\s(?:fabricant|constructeur)|numéro\s(?:du\s)?modèle(?:\sde\sl['’]article)?|modelo|número\sdel?\smodelo(?:\sdel\sproducto)?"
    r"|codice\s(?:produttore|modello)|numero\s(?:di\s)?modello(?:\sarticolo)?|part\s?number\s?\(mpn\)|kod\sproducenta|kód\svýrobce|kód\svýrobcu|p/?n|модель"
)
_GTIN_LABELS = (
    r"(?:ean|gtin|upc|isbn|barcode|jan|штрих-?код|strichcode|código\sde\sbarras|code[-\s]barres|codice\sa\sbarre)"
    r"(?:[-\s]?(?:code|nr|nummer|number|8|10|12|13|14))?(?:\s?\(?(?:ean|gtin|upc)\)?)?"
)

# A label ends with its word: `Ref` is none in `Refrigerator`.
_END = r"(?![^\W\d_])\s*(?:[:：#=]|\s-\s|\.:|\)|】|n°)?\s*"
_SKU = re.compile(rf"^[\W_]{{0,3}}(?:{'|'.join(_SKU_LABELS)}){_END}", re.I)
_MPN = re.compile(rf"^[\W_]{{0,3}}(?:{_MPN_LABELS}){_END}", re.I)
_GTIN = re.compile(rf"^[\W_]{{0,3}}(?:{_GTIN_LABELS}){_END}", re.I)
_INNER = re.compile(
    rf"(?:^|[\s(〈【|,;/•-])((?:{'|'.join(_SKU_LABELS)})\s*[:：#]\s*)([^\s<>|,;()〉】]{{2,40}})", re.I
)
_VALUE = re.compile(r"[#№]?\s*([A-Za-z0-9À-ž][\wÀ-ž./\-+]{1,39})")
_CELL = re.compile(r"[A-Za-z0-9][\w ./\-+]{1,38}[\w+]")
_UNIT = re.compile(r"^\d+(?:[.,]\d+)?\s?(?:€|\$|£|%|cm|mm|kg|g|ml|l|w|v|gb|tb|mah|hz)$", re.I)


@dataclass(frozen=True, slots=True)
class VisibleCodes:
    """Identifiers with evidence, strongest first in each list."""

    skus: list[Evidence]
    mpns: list[Evidence]
    gtins: list[Evidence]


def visible_codes(layout: Layout) -> VisibleCodes:
    """Read `label: value` pairs in any of the known languages, in text, tables and lists."""
    codes = VisibleCodes([], [], [])
    document = layout.document
    for position, piece in enumerate(document.texts):
        owner = document.text_owner[position]
        if len(piece) > 200 or owner.tag in ("option", "button") or layout.is_elsewhere(owner):
            continue
        place = _place(layout, owner)
        if place <= 0:
            continue
        _read_piece(layout, position, piece, place, codes)
    for found in (codes.skus, codes.mpns, codes.gtins):
        found.sort(key=lambda one: -one.weight)
    return codes


def _read_piece(layout: Layout, position: int, piece: str, place: float, codes: VisibleCodes) -> None:
    for pattern, target, weight in (
        (_GTIN, codes.gtins, 0.75),
        (_MPN, codes.mpns, 0.7),
        (_SKU, codes.skus, 0.8),
    ):
        label = pattern.match(piece[: MAX_LABEL + 45])
        if not label or label.end() > MAX_LABEL:
            continue
        value, factor = _value_after(layout, position, piece, label.end())
        if value:
            target.append(Evidence(value, "label", round(weight * factor * place, 3)))
            if target is codes.mpns:
                # A shop that shows no number of its own sells by the maker's.
                codes.skus.append(Evidence(value, "model label", round(0.42 * place, 3)))
            return
    inner = _INNER.search(piece)
    if inner and _is_code(inner.group(2).strip(".,")):
        codes.skus.append(Evidence(inner.group(2).strip(".,"), "label", round(0.7 * place, 3)))


def _place(layout: Layout, owner: Element) -> float:
    """Believe labels near the title more than those far down; 0 outside of the product."""
    distance = layout.distance(owner)
    if distance is None:
        return 0.85
    if distance < -60:
        return 0.0
    factor = 0.9 if owner.hidden else 1.0
    return factor * (1.0 if distance < 120 else 0.92 if distance < 400 else 0.8)


def _value_after(layout: Layout, position: int, piece: str, end: int) -> tuple[str | None, float]:
    rest = piece[end:].strip()
    if rest:
        # Without a separator the next word may just continue the sentence.
        has_separator = bool(re.search(r"[:：#=№]\s*$", piece[:end].rstrip() or ""))
        found = _VALUE.match(rest)
        if not found or not _is_code(found.group(1).rstrip(".-/")):
            return None, 0.0
        if not has_separator and len(rest) > len(found.group()) + 2:
            return None, 0.0
        return found.group(1).rstrip(".-/"), 1.0 if has_separator else 0.85
    return _value_beside(layout, position)


def _value_beside(layout: Layout, position: int) -> tuple[str | None, float]:
    """Return the value in the next piece of text: the neighbouring cell, span or definition."""
    document = layout.document
    for step in (1, 2):
        if position + step >= len(document.texts):
            break
        text = document.texts[position + step].strip("‎‏ ")
        if text in (":", "#", "-", "："):
            continue
        text = text.lstrip(":#№ ")
        if any(pattern.match(text) for pattern in (_SKU, _MPN, _GTIN)):
            break
        if _CELL.fullmatch(text) and _is_code(text):
            return text, 0.97
        found = _VALUE.match(text)
        if found and _is_code(found.group(1)) and len(text) < 60:
            return found.group(1), 0.8
        break
    return None, 0.0


def _is_code(value: str) -> bool:
    """Tell a code from prose, prices and measures."""
    if not 2 <= len(value) <= 40 or _UNIT.match(value):
        return False
    digits = sum(character.isdigit() for character in value)
    if digits == 0:
        return False
    if value.count(" ") > 3 or (" " in value and value.upper() != value):
        return False
    return digits >= 2 or len(value) >= 4


def form_codes(layout: Layout, address_ids: dict[str, float]) -> list[Evidence]:
    """Return identifiers in hidden inputs and data attributes whose name says what they are.

    A value that also stands in the page's address is believed more.
    """
    found: list[Evidence] = []
    for element in layout.document.elements:
        if layout.is_elsewhere(element):
            continue
        for name, value in _named_values(element):
            weight = _name_weight(name)
            if value in address_ids:
                weight = max(weight, 0.35) + 0.15
            if weight and _is_code(value):
                found.append(Evidence(value, "form", weight))
        if len(found) >= 400:
            break
    return found


def _named_values(element: Element) -> list[tuple[str, str]]:
    attrs = element.attrs
    found = [
        (name[5:], value.strip())
        for name, value in attrs.items()
        if name.startswith("data-") and 2 <= len(value) <= 40
    ]
    if element.tag == "input" and attrs.get("type", "hidden").lower() == "hidden":
        value = attrs.get("value", "").strip()
        found.extend((attrs.get(key, ""), value) for key in ("name", "id") if attrs.get(key))
    return found


_SKU_NAME = re.compile(
    r"(?:^|[-_.\[])(?:product[-_]?)?(?:sku|article[-_]?(?:no|nr|number|id)?|artnr|item[-_]?(?:no|number)|product[-_]?code)\]?$",
    re.I,
)
_ID_NAME = re.compile(
    r"(?:^|[-_.\[])(?:product[-_]?id|prod[-_]?id|item[-_]?id|pid|id[-_]?product|goods[-_]?id)\]?$", re.I
)


def _name_weight(name: str) -> float:
    if _SKU_NAME.search(name):
        return 0.5
    return 0.3 if _ID_NAME.search(name) else 0.0
