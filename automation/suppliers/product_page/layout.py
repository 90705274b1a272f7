"""Where things are on the page: title, buy controls, the product's region, and other regions."""

from __future__ import annotations

from functools import cached_property

from automation.suppliers.product_page.document import Element, PageDocument
from automation.suppliers.product_page.names import page_names, title_element
from automation.suppliers.product_page.stock_words import BUY_TOKENS, is_buy_text

_ELSEWHERE = frozenset(
    "related recommend recommended recommendation recommendations recommender similar similars upsell upsells "
    "crosssell crosssells recently viewed minicart sponsored sponsor bestseller bestsellers alsobought "
    "alsoviewed footer breadcrumb breadcrumbs megamenu navigation newsletter cookie comparison "
    "footernav sidebar reviews review comments testimonial testimonials wishlist suggestions suggestion".split()
)
_ELSEWHERE_PAIRS = (
    frozenset(("cross", "sell")), frozenset(("cross", "selling")), frozenset(("up", "sell")),
    frozenset(("also", "bought")), frozenset(("also", "like")), frozenset(("you", "like")),
    frozenset(("cart", "drawer")), frozenset(("mini", "cart")), frozenset(("frequently", "bought")),
    frozenset(("other", "products")), frozenset(("more", "products")), frozenset(("last", "seen")),
    frozenset(("nav", "menu")), frozenset(("main", "nav")), frozenset(("product", "grid")),
    frozenset(("product", "tile")), frozenset(("product", "card")), frozenset(("products", "list")),
)  # fmt: skip
_ELSEWHERE_TAGS = frozenset(("footer", "nav"))
_CONTROL_TAGS = frozenset(("button", "input", "a"))
MAX_CONTROLS = 40


class Layout:
    """The geography of one page, computed once."""

    def __init__(self, document: PageDocument) -> None:
        self.document = document
        self.title = title_element(document, page_names(document))
        self._elsewhere = self._mark_elsewhere()

    def _mark_elsewhere(self) -> bytearray:
        """Mark each element that lies in a region about something else than the product."""
        marks = bytearray(len(self.document.elements))
        title = self.title
        for element in self.document.elements:
            parent = element.parent
            inherited = parent is not None and marks[parent.index]
            holds_title = title is not None and element.contains(title)
            if inherited or (not holds_title and _names_elsewhere(element)):
                marks[element.index] = 1
        return marks

    def is_elsewhere(self, element: Element) -> bool:
        """Tell whether an element is part of related products, navigation, footer or reviews."""
        return bool(self._elsewhere[element.index])

    @cached_property
    def buy_controls(self) -> list[Element]:
        """Return the controls that buy this product, in reading order."""
        found: list[Element] = []
        for element in self.document.elements:
            if element.tag not in _CONTROL_TAGS and element.attrs.get("role") != "button":
                continue
            if self.is_elsewhere(element) or not self._is_buy(element):
                continue
            found.append(element)
            if len(found) >= MAX_CONTROLS:
                break
        return found

    def _is_buy(self, element: Element) -> bool:
        attrs = element.attrs
        if element.tag == "input" and attrs.get("type", "").lower() not in ("submit", "button", "image"):
            return False
        label = self.document.text(element, 80) or attrs.get("value", "")
        for text in (label, attrs.get("aria-label", ""), attrs.get("title", ""), attrs.get("alt", "")):
            if is_buy_text(text):
                return True
        if element.tag == "a" and len(label) > 90:
            return False
        tokens = element.tokens
        return any(pair <= tokens for pair in BUY_TOKENS)

    @cached_property
    def region(self) -> Element | None:
        """Return the smallest element that holds the title and a way to buy; None when unknown."""
        title = self.title
        if title is None:
            return None
        controls = [one for one in self.buy_controls if not one.hidden] or self.buy_controls
        for ancestor in title.ancestors():
            if ancestor.tag in ("body", "html"):
                return None
            if any(ancestor.contains(control) for control in controls):
                return ancestor
        return None

    def distance(self, element: Element) -> int | None:
        """Return how many text pieces lie between the title and an element; negative when before."""
        if self.title is None:
            return None
        if element.text_start >= self.title.text_start:
            return max(0, element.text_start - self.title.text_end)
        return min(-1, element.text_end - self.title.text_start)


def is_disabled(element: Element) -> bool:
    """Tell whether a control cannot be used."""
    attrs = element.attrs
    if "disabled" in attrs or attrs.get("aria-disabled") == "true":
        return True
    return bool(element.tokens & {"disabled", "soldout", "unavailable"})


def _names_elsewhere(element: Element) -> bool:
    if element.tag in _ELSEWHERE_TAGS:
        return True
    if element.tag in ("html", "body", "main"):
        return False
    tokens = element.tokens
    if not tokens:
        return False
    if tokens & _ELSEWHERE:
        return True
    return any(pair <= tokens for pair in _ELSEWHERE_PAIRS)
