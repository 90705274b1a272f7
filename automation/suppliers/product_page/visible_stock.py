"""What the page tells a shopper about stock: words near the product and the buy button."""

from __future__ import annotations

import re

from automation.suppliers.product_page.document import Element
from automation.suppliers.product_page.evidence import StockEvidence
from automation.suppliers.product_page.layout import Layout, is_disabled
from automation.suppliers.product_page.stock_words import stock_phrase

_STOCK = frozenset(
    "stock availability available avail inventory unavailable soldout outofstock instock disponibilidad "
    "disponibilite verfuegbarkeit verfugbarkeit lagerbestand dostupnost dostepnosc nalichie disponibilita "
    "beschikbaarheid voorraad lieferbarkeit lieferstatus estoque status".split()
)
_CHOICE = frozenset(
    "option options variant variants swatch swatches size sizes color colors colour attribute "
    "select selector tooltip popup modal dialog template legend faq store stores shop pickup delivery "
    "shipping collect option opcja".split()
)
_CHOICES = frozenset(
    "swatch swatches sizes size variations variation talle talla taglia taille rozmiar".split()
)
_NOTIFY = re.compile(
    r"notify me|email me when|benachrichtig|m'avertir|me prévenir|avísame|avisem?-?me|avvisami|"
    r"upozorni|hlídat|сообщить о поступлении|powiadom|stock alert|wishlist alert",
    re.I,
)
MAX_BEHIND = 250


def visible_stock(layout: Layout) -> list[StockEvidence]:
    """Return what is said near the product, strongest first."""
    found = [*_phrases(layout), *_controls(layout)]
    return sorted(found, key=lambda one: -one.weight)


def _phrases(layout: Layout) -> list[StockEvidence]:
    found: list[StockEvidence] = []
    document = layout.document
    for position, piece in enumerate(document.texts):
        if len(piece) > 90:
            continue
        owner = document.text_owner[position]
        if owner.tag in ("option", "a") or layout.is_elsewhere(owner):
            continue
        distance = layout.distance(owner)
        if distance is not None and not -15 <= distance <= MAX_BEHIND:
            continue
        state = stock_phrase(piece)
        if state is None:
            continue
        weight = _phrase_weight(layout, owner, piece, distance)
        if weight > 0.2:
            found.append(StockEvidence(state, "text", round(weight, 3)))
    return found


def _phrase_weight(layout: Layout, owner: Element, piece: str, distance: int | None) -> float:
    chain = [owner, *owner.ancestors(3)]
    tokens = frozenset().union(*(one.tokens for one in chain))
    weight = 0.45
    weight += 0.2 if tokens & _STOCK else 0.0
    weight += 0.1 if layout.region is not None and layout.region.contains(owner) else 0.0
    weight -= 0.3 if tokens & _CHOICE else 0.0
    weight -= 0.4 if owner.hidden else 0.0
    weight -= 0.1 if len(piece) > 45 else 0.0
    weight -= 0.3 if owner.tag in ("td", "dd", "th") and not tokens & _STOCK else 0.0
    weight -= 0.35 if _is_one_of_labels(layout, owner, piece) else 0.0
    if distance is None:
        return weight - 0.15
    return weight + 0.15 * (1 - abs(distance) / MAX_BEHIND)


def _is_one_of_labels(layout: Layout, owner: Element, piece: str) -> bool:
    """Tell a control that carries all its labels at once (`Add to cart`, `Sold out`)."""
    for one in (owner, *owner.ancestors(3)):
        if one.tag in ("button", "a"):
            return len(layout.document.text(one, 200)) > len(piece) + 2
    return False


def _controls(layout: Layout) -> list[StockEvidence]:
    near = [one for one in layout.buy_controls if _is_near(layout, one)]
    shown = [one for one in near if not one.hidden]
    if shown and all(is_disabled(one) for one in shown):
        # Many shops disable the button only until a size is chosen.
        return [StockEvidence("OutOfStock", "buy button", 0.25 if _has_choices(layout) else 0.6)]
    if any(not is_disabled(one) for one in shown):
        return [StockEvidence("InStock", "buy button", 0.5)]
    region = layout.region or layout.title
    if region is not None and not near:
        text = layout.document.text(region.parent or region, 6_000)
        if _NOTIFY.search(text):
            return [StockEvidence("OutOfStock", "notify form", 0.4)]
    return []


def _has_choices(layout: Layout) -> bool:
    region = layout.region
    if region is None:
        return False
    inside = layout.document.elements[region.index : region.last + 1]
    return any(
        one.tag == "select" or one.attrs.get("type") == "radio" or bool(one.tokens & _CHOICES)
        for one in inside
    )


def _is_near(layout: Layout, control: Element) -> bool:
    distance = layout.distance(control)
    return distance is None or -40 <= distance <= 400
