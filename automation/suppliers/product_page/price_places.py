"""Where prices stand: from numbers in the text to the elements that hold whole prices."""

from __future__ import annotations

from automation.suppliers.product_page.document import Element, PageDocument
from automation.suppliers.product_page.money import is_currency_sign, prices_in

MAX_PRICE_TEXT = 26
MAX_PIECE = 90

_CENTS = frozenset(
    "cents cent fraction decimal decimals centimes kopecks haler penny pence grosz grosze small".split()
)


def price_places(document: PageDocument) -> list[tuple[Element, Element, str]]:
    """Return, for each number, its own element, the element that is the whole price, its text."""
    found: list[tuple[Element, Element, str]] = []
    for position, piece in enumerate(document.texts):
        if len(piece) > MAX_PIECE or not any(character.isdigit() for character in piece):
            continue
        owner = document.text_owner[position]
        if owner.tag in ("option", "select"):
            continue
        element, text = _grown(document, owner, piece)
        if not any(price.is_marked for price in prices_in(text)):
            text = _with_sign_beside(document, position, text)
        found.append((owner, element, text))
    return found


def _grown(document: PageDocument, owner: Element, piece: str) -> tuple[Element, str]:
    """Climb from a number to the element that holds the whole price (`49` `99` `€`)."""
    element, text = owner, _joined(document, owner) if owner.text_end - owner.text_start > 1 else piece
    if len(text) > MAX_PRICE_TEXT:
        text = piece
    while element.parent is not None:
        parent = element.parent
        if parent.text_end - parent.text_start > 6:
            break
        wider = _joined(document, parent)
        if len(wider) > MAX_PRICE_TEXT or len(prices_in(wider)) != 1:
            break
        element, text = parent, wider
        if parent.struck != owner.struck:
            break
    return element, text


def _with_sign_beside(document: PageDocument, position: int, text: str) -> str:
    """Add a currency that stands alone in the next or the previous piece of text."""
    texts = document.texts
    if len(text) > 14:
        return text
    following = texts[position + 1] if position + 1 < len(texts) else ""
    if len(following) <= 6 and is_currency_sign(following):
        return f"{text} {following}"
    before = texts[position - 1] if position else ""
    return f"{before} {text}" if len(before) <= 6 and is_currency_sign(before) else text


def _joined(document: PageDocument, element: Element) -> str:
    """Join the pieces of an element, putting the mark before decimals that stand apart."""
    text = ""
    for position in range(element.text_start, min(element.text_end, element.text_start + 8)):
        piece = document.texts[position]
        owner = document.text_owner[position]
        if piece in (".", ",") and text[-1:].isdigit():
            text += piece
        elif text and piece.isdigit() and len(piece) == 2 and text[-1:].isdigit() and _is_cents(owner):
            text += "." + piece
        elif text and (piece[0] in ".,'’" or text[-1] in ".,'’") and piece[-1:].isdigit():
            text += piece
        else:
            text += (" " if text else "") + piece
    return text


def _is_cents(owner: Element) -> bool:
    if owner.tag in ("sup", "sub", "small"):
        return True
    return bool(owner.tokens & _CENTS)
