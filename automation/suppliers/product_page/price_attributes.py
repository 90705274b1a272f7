"""Amounts that scripts of the page keep in `data-…-price` attributes."""

from __future__ import annotations

import re
from decimal import Decimal

from automation.suppliers.product_page.document import Element
from automation.suppliers.product_page.layout import Layout
from automation.suppliers.product_page.money import amount_machine

_ATTRIBUTE = re.compile(r"^data-(?:[a-z]{2,20}-){0,3}price(?:-(?:amount|value|wt|final))?$")


def attribute_prices(layout: Layout) -> list[tuple[Decimal, Element]]:
    """Return amounts of `data-…-price` attributes outside of other regions."""
    found: list[tuple[Decimal, Element]] = []
    for element in layout.document.elements:
        for name, value in element.attrs.items():
            if not name.startswith("data-") or "price" not in name or not _ATTRIBUTE.match(name):
                continue
            amount = amount_machine(value)
            if amount and not layout.is_elsewhere(element):
                found.append((amount, element))
        if len(found) >= 100:
            break
    return found
