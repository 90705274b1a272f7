"""Prices a shopper sees, each with a score for being the current price of this product."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from decimal import Decimal

from automation.suppliers.product_page.document import Element
from automation.suppliers.product_page.layout import Layout
from automation.suppliers.product_page.money import PriceText, prices_in
from automation.suppliers.product_page.price_places import price_places

MAX_CANDIDATES = 400

_PRICE = frozenset(
    "price prices pricing preis preise prix precio precios preco precos prezzo prijs pris cena ceny cenik "
    "ar fiyat hinta kaina hind tiem tsena cost amount saleprice currentprice finalprice priceblock "
    "offerprice productprice buybox pricebox bid".split()
)  # fmt: skip
_CURRENT = frozenset(
    "sale current final now special our actual promo new selling offer today aktuell saleprice "
    "currentprice finalprice specialprice salesprice sales discounted reduced best main deal".split()
)
_OLD = frozenset(
    "old was rrp uvp msrp strike striked strikethrough crossed compare previous prev original oldprice "
    "wasprice listprice ancien antes vecchio stare oldcost srp stroke linethrough standardprice".split()
)
# Words that mean a former price only in the same name as `price`.
_OLD_WITH_PRICE = frozenset("list before retail basis alt through full del initial base".split())
# Names of the usual price: the current one, unless a lower one stands beside it.
_REGULAR = frozenset("regular standard normal usual full".split())
_NOISE = frozenset(
    "save saving savings saved discount shipping delivery ship installment instalment installments "
    "monthly month finance financing credit unit per base points loyalty coupon voucher deposit total "
    "subtotal count qty quantity rating stars percent percentage tax fee fees threshold summary badge "
    "used warranty insurance protection addon swatch filter facet range slider parcel parcela grundpreis "
    "baseprice unitprice freight versand cashback bonus gift donation cart".split()
)
# What a number in or before the text is about, when it is not the price of one piece.
_NOISE_TEXT = re.compile(
    r"\bsav(?:e|ings?)\b|\bspar|ahorr|économi|risparm|poupe|economi[az]|\boptions? from\b|optionen"
    r"|\d\s*x\s*(?:de\s*)?[r$€£]|shipping|versand|livraison|envío|\bfrete|spedizione|doprava|доставк"
    r"|delivery|wysyłk|\bused\b|gebraucht|d'occasion|usat[oi]|gift card|\bover\b|\borders?\b|cuota"
    r"|parcela|每期|起|滿|满|點|保險|以上|\bup to\b|\bbis zu\b|jusqu|hasta|fino a|cashback|späť",
    re.I,
)
# What stands behind the price of a part, a measure or a month.
_PER_TEXT = re.compile(
    r"^\W{0,3}(?:/|per\b|pro\b|je\b|por\b|al\b|za\b)\s?\d{0,4}\s?"
    r"(?:kg|g|l|ml|m|m2|m²|month|mo|mes|mês|mois|monat|mese|unit|stück|lb|oz|week|день|месяц|мес)\b",
    re.I,
)
_OLD_TEXT = re.compile(
    r"\bstarting (?:price|bid)|\bestimate|startpreis|mise à prix|\bschätz|"
    r"\buvp\b|\brrp\b|\bmsrp\b|\bwas\b|\blist price|statt\b|unverb|au lieu|\bantes\b|\bprima\b|instead of"
    r"|prix conseillé|prix barré|listino|listenpreis|precio recomendado|p\.?v\.?p\.?r|\bvan\b|původně|běžná|"
    r"建議售價|原價|市價|定價|定価|原价|市场价|정가|старая цена|pôvodn|bežná|\bregular price|normalpris|"
    r"vorher|bisher|\bbefore\b|\bstará\b",
    re.I,
)


@dataclass(frozen=True, slots=True)
class VisiblePrice:
    """An amount on the page; `is_old` when it is struck out or labelled as a former price."""

    amount: Decimal
    currency: str | None
    sign: str | None
    score: float
    is_old: bool
    element: Element
    is_regular: bool = False
    is_hidden: bool = False


def visible_prices(layout: Layout, country: str | None) -> list[VisiblePrice]:
    """Return the prices seen on the page, best score first (about 0 to 1)."""
    found: list[VisiblePrice] = []
    seen: set[int] = set()
    for owner, element, text in price_places(layout.document):
        if element.index in seen:
            continue
        seen.add(element.index)
        marked = [price for price in prices_in(text, country) if price.amount > 0]
        marked = [price for price in marked if price.is_marked] or marked[:1]
        for price in marked[:3]:
            candidate = _scored(layout, owner, element, price, text)
            if candidate is not None:
                found.append(candidate)
        if len(found) >= MAX_CANDIDATES:
            break
    found = _beside_former(layout, _regular_to_old(_without_cards(layout, found)))
    return sorted(found, key=lambda price: (-price.score, price.element.index))


def _scored(
    layout: Layout, owner: Element, element: Element, price: PriceText, text: str
) -> VisiblePrice | None:
    inner = [owner, *(one for one in owner.ancestors(6) if one.index >= element.index)]
    own_tokens = frozenset().union(*(one.tokens for one in (*inner, *element.ancestors(1))))
    near_tokens = own_tokens.union(*(one.tokens for one in element.ancestors(3)))
    is_price_named = bool(near_tokens & _PRICE)
    if not price.is_marked and not is_price_named:
        return None
    score = 0.25 + (0.2 if price.is_marked else 0.0) + (0.2 if is_price_named else 0.0)
    is_old = (
        owner.struck
        or any(_is_named_old(one) for one in (*inner, *_shells(element)))
        or _is_labelled_old(layout, element, text, price)
    )
    score += 0.12 if own_tokens & _CURRENT else 0.0
    score -= 0.3 if own_tokens & _NOISE else 0.15 if near_tokens & _NOISE else 0.0
    score -= 0.3 if _is_noise(layout, element, text, price) else 0.0
    score -= 0.35 if layout.is_elsewhere(element) else 0.0
    score -= _in_choice_or_link(layout, element) + _wordiness(text, price)
    score -= 0.25 if element.hidden else 0.0
    score += _place(layout, element)
    is_regular = bool(own_tokens & _REGULAR)
    return VisiblePrice(
        price.amount, price.currency, price.sign, round(score, 4), is_old, element, is_regular, owner.hidden
    )


_CHOICE = frozenset("swatch swatches option options variant variants slot select selector tab tabs".split())
_ROLLING = frozenset("carousel swiper slider slick owl glide splide flickity rail".split())


def _in_choice_or_link(layout: Layout, element: Element) -> float:
    """Lower prices of other choices, inside links to other pages, and in rolling lists."""
    title = layout.title
    penalty = 0.0
    for one in (element, *element.ancestors(12)):
        if title is not None and one.contains(title):
            break
        if one.tag in ("button", "label", "option", "li") and one.tokens & _CHOICE:
            penalty = max(penalty, 0.3)
        if one.tag == "a" and one.attrs.get("href", "#").strip()[:1] not in ("#", ""):
            words = sum(character.isalpha() for character in layout.document.text(one, 80))
            penalty = max(penalty, 0.12 if words > 5 else 0.05)
        if one.tokens & _ROLLING:
            penalty = max(penalty, 0.3)
        if one.tag in ("button", "li", "label") and len(layout.document.pieces(one)) > 1:
            penalty = max(penalty, 0.1)
    return penalty


def _wordiness(text: str, price: PriceText) -> float:
    """Lower prices that are part of a sentence, such as offers and thresholds."""
    letters = sum(character.isalpha() for character in text[: price.start] + text[price.end :])
    letters -= len(price.sign or "")
    return 0.0 if letters <= 12 else 0.1 if letters <= 20 else 0.25


def _shells(element: Element) -> list[Element]:
    """Return the elements around a price that hold nothing else but perhaps a label."""
    size = element.text_end - element.text_start
    return [one for one in element.ancestors(2) if one.text_end - one.text_start <= size + 1]


def _is_named_old(element: Element) -> bool:
    tokens = element.tokens
    return bool(tokens & _OLD or (tokens & _OLD_WITH_PRICE and tokens & _PRICE))


def _is_noise(layout: Layout, element: Element, text: str, price: PriceText) -> bool:
    """Tell a saving, instalment, shipping cost or price per measure by the words around it."""
    document = layout.document
    if _NOISE_TEXT.search(_label_before(layout, element) + " " + text):
        return True
    after = text[price.end :]
    if len(after.strip()) <= 3 and element.text_end < len(document.texts):
        after = after.replace(price.sign or "", "") + document.texts[element.text_end][:24]
    return bool(_PER_TEXT.search(after.strip()))


def _label_before(layout: Layout, element: Element) -> str:
    """Return the end of the text just before a price when it stands in the same block."""
    document = layout.document
    position = element.text_start - 1
    if position < 0:
        return ""
    for ancestor in element.ancestors(3):
        if ancestor.text_start <= position:
            return document.texts[position][-40:]
    return ""


def _is_labelled_old(layout: Layout, element: Element, text: str, price: PriceText) -> bool:
    before = text[: price.start]
    if before.strip().lower() in ("", (price.sign or "").lower()):
        before = _label_before(layout, element)
    return bool(_OLD_TEXT.search(before))


def _place(layout: Layout, element: Element) -> float:
    distance = layout.distance(element)
    if distance is None:
        return 0.0
    score = 0.0
    if 0 <= distance <= 200:
        score += 0.25 * (1 - distance / 200)
    elif distance < 0:
        is_close = distance > -15 and layout.region is not None and layout.region.contains(element)
        score -= 0.05 if is_close else 0.25
    region = layout.region
    if region is not None:
        score += 0.15 if region.contains(element) else -0.05
    return score


def _without_cards(layout: Layout, found: list[VisiblePrice]) -> list[VisiblePrice]:
    """Lower prices that stand in a row of alike boxes: lists of other products or choices."""
    holders: dict[int, int] = {}
    for price in found:
        for one in _boxes(price.element):
            holders[one.index] = holders.get(one.index, 0) + 1
    result = []
    for price in found:
        penalty = 0.4 if _in_row(layout, price.element, holders) else 0.0
        result.append(replace(price, score=price.score - penalty))
    return result


def _regular_to_old(found: list[VisiblePrice]) -> list[VisiblePrice]:
    """Take the usual price as a former one when a lower price stands beside it."""
    lower = [
        (price.element.text_start, price.amount)
        for price in found
        if not price.is_old and not price.is_regular and price.score >= 0.6
    ]
    return [
        replace(price, is_old=True)
        if price.is_regular
        and any(abs(price.element.text_start - at) <= 4 and amount < price.amount for at, amount in lower)
        else price
        for price in found
    ]


def _beside_former(layout: Layout, found: list[VisiblePrice]) -> list[VisiblePrice]:
    """Raise prices that stand right beside a higher struck one, and the only price of the region."""
    former = [(price.element.text_start, price.amount) for price in found if price.is_old]
    region = layout.region
    inside = {
        price.amount for price in found
        if region is not None and region.contains(price.element) and price.sign and price.score > 0.2
        and not price.is_old
    }  # fmt: skip
    result = []
    for price in found:
        place = price.element.text_start
        bonus = 0.0
        if not price.is_old and any(abs(place - at) <= 4 and price.amount < high for at, high in former):
            bonus = 0.15
        elif inside == {price.amount}:
            bonus = 0.1
        result.append(replace(price, score=price.score + bonus))
    return result


def _boxes(element: Element) -> list[Element]:
    return [element, *element.ancestors(10)]


def _in_row(layout: Layout, element: Element, holders: dict[int, int]) -> bool:
    title = layout.title
    for box in _boxes(element)[1:]:
        if box.parent is None or (title is not None and box.contains(title)):
            return False
        signature = (box.tag, box.attrs.get("class", "").split(" ")[:1])
        alike = [
            one
            for one in box.parent.children
            if one.index in holders and (one.tag, one.attrs.get("class", "").split(" ")[:1]) == signature
        ]
        if len(alike) >= 3 and box.tag not in ("span", "b", "strong", "p", "tr"):
            return True
    return False
