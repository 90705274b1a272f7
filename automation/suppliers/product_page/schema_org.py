"""Reads schema.org items (from any syntax) into findings about the page's main product."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Any

from automation.suppliers.product_page.document import PageDocument
from automation.suppliers.product_page.evidence import (
    Evidence,
    Findings,
    PriceEvidence,
    StockEvidence,
)
from automation.suppliers.product_page.money import (
    amount_machine,
    currency_code,
    prices_in,
)
from automation.suppliers.product_page.names import best_alikeness
from automation.suppliers.product_page.page_address import same_page
from automation.suppliers.product_page.schema_offers import Offer, item_offers, offer_stock
from automation.suppliers.product_page.schema_variants import add_variants
from automation.suppliers.product_page.structured_items import Item, plain

_NUMBER = re.compile(r"[+-]?[\d.]+(?:[eE][+-]?\d+)?")
PRODUCT_TYPES = frozenset(
    "product individualproduct productmodel productgroup someproducts vehicle car book movie "
    "musicalbum game videogame softwareapplication mobileapplication course".split()
)
_OFFERED_TYPES = frozenset(
    "event musicevent theaterevent sportsevent screeningevent service apartment".split()
)
_RELATED = frozenset(
    "isrelatedto issimilarto isaccessoryorsparepartfor isconsumablefor itemlistelement "
    "hasvariant itemoffered_other review ispartof mentions".split()
)
_WEIGHT = {"json-ld": 0.85, "microdata": 0.8, "rdfa": 0.75}
GTIN_NAMES = ("gtin13", "gtin", "gtin14", "gtin12", "gtin8", "ean", "isbn", "ean13", "upc")


def schema_findings(document: PageDocument, items: list[Item], names: list[str]) -> Findings:
    """Return what the items about the main product claim; empty findings when there is none."""
    findings = Findings()
    for item, trust in main_items(document, items, names):
        weight = _WEIGHT[item.source] * trust
        _add_texts(findings, item, weight)
        offers = item_offers(item)
        for offer in offers:
            _add_offer(findings, offer, weight, document)
        _add_stock(findings, item, offers, weight)
        add_variants(findings, item, weight)
    return findings


def main_items(document: PageDocument, items: list[Item], names: list[str]) -> list[tuple[Item, float]]:
    """Return the items that describe the page's own product, best first, with trust (0 to 1)."""
    scored = []
    for position, item in enumerate(items):
        score = _main_score(document, item, names)
        if score > 0:
            scored.append((score - min(position, 100) * 0.001, position, item))
    scored.sort(key=lambda entry: (-entry[0], entry[1]))
    chosen: list[tuple[Item, float]] = []
    for score, _, item in scored[:40]:
        of_same_source = [one for one, _ in chosen if one.source == item.source]
        if len(of_same_source) >= 2 or score < scored[0][0] - 0.5:
            continue
        if of_same_source and score < scored[0][0] - 0.15:
            continue
        trust = 1.0 if score >= 0.9 else 0.85 if score >= 0.6 else 0.6
        chosen.append((item, trust * (1.0 if not of_same_source else 0.95)))
    return chosen


def _main_score(document: PageDocument, item: Item, names: list[str]) -> float:
    offers = bool(item.values("offers", "offer", "price", "hasvariant"))
    if item.types & PRODUCT_TYPES:
        score = 0.4
    elif (item.types & _OFFERED_TYPES or not item.types) and item.items("offers"):
        score = 0.2
    else:
        return 0.0
    name = item.text("name")
    if name and names:
        score += 0.6 * best_alikeness(name, names) - 0.1
    if same_page(document, item.text("url") or item.text("@id") or item.text("mainentityofpage")):
        score += 0.3
    if _is_related(item):
        score -= 0.8
    return score + (0.2 if offers else -0.1)


def _is_related(item: Item) -> bool:
    node: Item | None = item
    while node is not None:
        if node.parent_property in _RELATED:
            return True
        node = node.parent
    return False


def _add_texts(findings: Findings, item: Item, weight: float) -> None:
    source = item.source

    def add(target: list[Evidence], factor: float, *names: str) -> None:
        for value in item.values(*names)[:20]:
            text = plain(value)
            if text:
                target.append(Evidence(text, source, weight * factor))

    add(findings.names, 1.0, "name")
    add(findings.skus, 1.0, "sku")
    add(findings.skus, 0.75, "productid", "identifier")
    add(findings.gtins, 1.0, *GTIN_NAMES)
    add(findings.mpns, 1.0, "mpn", "model")
    add(findings.brands, 1.0, "brand")
    add(findings.brands, 0.6, "manufacturer")
    add(findings.descriptions, 0.8, "description")
    for value in item.values("image", "images", "photo")[:60]:
        text = value.text("contenturl", "url", "@id") if isinstance(value, Item) else plain(value)
        if text:
            findings.images.append(Evidence(text, source, weight))


def _add_offer(findings: Findings, offer: Offer, weight: float, document: PageDocument) -> None:
    if offer.sku:
        findings.skus.append(Evidence(offer.sku, offer.source, weight * 0.9))
    for gtin in offer.gtins:
        findings.gtins.append(Evidence(gtin, offer.source, weight * 0.9))
    strength = weight * offer.trust * (1.08 if same_page(document, offer.url, exact=True) else 1.0)
    for raw, element in offer.prices:
        for amount, currency, factor in _amounts(raw, offer.currency):
            findings.prices.append(PriceEvidence(amount, currency, offer.source, strength * factor, element))
    for raw, element in offer.list_prices:
        for amount, currency, factor in _amounts(raw, offer.currency)[:1]:
            findings.compare_at.append(
                PriceEvidence(amount, currency, offer.source, strength * factor, element)
            )


def _amounts(raw: Any, currency: str | None) -> list[tuple[Decimal, str | None, float]]:
    """Read a price property: a machine number first, else text as people write it.

    `"24.990"` can be either; both readings are kept and the visible page decides.
    """
    code = currency_code(currency)
    text = str(raw)
    amount = amount_machine(raw)
    if amount is not None:
        whole, _, decimals = text.strip().partition(".")
        grouped = amount_machine(whole + decimals) if len(decimals) == 3 and whole != "0" else None
        return [(amount, code, 1.0), *([(grouped, code, 0.9)] if grouped else [])]
    if _NUMBER.fullmatch(text.strip()):
        # A number, but none that can be a price: negative, endless, or out of all measure.
        return []
    found = prices_in(text)
    marked = [price for price in found if price.is_marked] or found
    return [(marked[0].amount, code or marked[0].currency, 0.97)] if marked else []


def _add_stock(findings: Findings, item: Item, offers: list[Offer], weight: float) -> None:
    states = [state for state in (offer_stock(offer) for offer in offers) if state]
    own = item.text("availability")
    if own and not states:
        states = [state for state in (offer_stock(Offer(item.source, availability=own)),) if state]
    if states:
        value = "InStock" if "InStock" in states else "OutOfStock"
        if value == "InStock":
            # Many templates say so whatever the stock is; the opposite is said on purpose.
            findings.stock.append(StockEvidence("InStock", item.source, weight * 0.82))
        else:
            findings.stock.append(StockEvidence("OutOfStock", item.source, weight))
