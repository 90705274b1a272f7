"""Product-shaped objects in page state and data layers, whatever system wrote them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from automation.suppliers.product_page.embedded_state import Blob
from automation.suppliers.product_page.evidence import (
    Evidence,
    Findings,
    PriceEvidence,
    StockEvidence,
)
from automation.suppliers.product_page.money import amount_machine, currency_code, prices_in, tidy
from automation.suppliers.product_page.names import best_alikeness
from automation.suppliers.product_page.stock_words import stock_code
from automation.suppliers.product_page.types import Availability

SOURCE = "state"
MAX_NODES = 150_000
MAX_DEPTH = 40

_NAMES = (
    "name", "productname", "itemname", "title", "producttitle", "displayname", "contentname",
    "prodname", "shortname", "fn", "productdisplayname",
)  # fmt: skip
_SKUS = (
    "sku", "productsku", "skuid", "articlenumber", "articleno", "artnr", "itemnumber", "itemno",
    "productcode", "productnumber", "catalognumber", "article", "stockcode", "partnumber",
    "simplesku", "reference", "productreference", "modelnumber",
)  # fmt: skip
_IDS = (
    "productid", "itemid", "id", "contentids", "ecommprodid", "prodid", "dynxitemid", "pid", "masterid",
)  # fmt: skip
_PRICES = (
    "saleprice", "salesprice", "currentprice", "finalprice", "specialprice", "sellingprice",
    "discountedprice", "offerprice", "nowprice", "pricewithtax", "priceincltax", "actualprice",
    "price", "unitprice", "productprice", "displayprice", "ecommtotalvalue", "dynxtotalvalue",
    "minprice", "lowestprice",
)  # fmt: skip
_COMPARE = ("compareatprice", "listprice", "oldprice", "regularprice", "originalprice", "wasprice")
_CURRENCIES = ("currency", "pricecurrency", "currencycode", "currencyiso", "productcurrency")
_BRANDS = ("brand", "brandname", "manufacturer", "vendor", "itembrand", "productbrand", "marke")
_GTINS = ("gtin", "gtin13", "ean", "ean13", "upc", "barcode", "isbn", "eancode")
_MPNS = ("mpn", "manufacturerpartnumber", "mfrpartnumber", "manufacturersku", "vendorsku")
_STOCK = (
    "availability", "stockstatus", "stock", "instock", "isinstock", "available", "isavailable",
    "availabilitystatus", "productavailability", "soldout", "issoldout", "outofstock", "isoutofstock",
    "availableforsale", "inventorystatus", "stocklevelstatus",
)  # fmt: skip
_NEGATIVE_STOCK = frozenset(("soldout", "issoldout", "outofstock", "isoutofstock"))
_SQUASH = re.compile(r"[^a-z0-9]+")
_ELSEWHERE = re.compile(
    r"related|recommend|similar|upsell|cross|impression|viewed|accessor|complement|bundle|cart|"
    r"basket|wishlist|review|menu|navigation|suggest|facet|carousel|breadcrumb|categor|promo",
    re.I,
)
_HERE = re.compile(
    r"detail|ecommerce|items|viewcontent|view_item|viewitem|pdp|product|initialstate|current|main", re.I
)


@dataclass(slots=True)
class StateProduct:
    """A product-shaped object: its squashed keys, and how surely it is the page's product."""

    fields: dict[str, Any]
    match: float
    currency: str | None


def state_findings(blobs: list[Blob], names: list[str], address_ids: set[str]) -> Findings:
    """Return what product-shaped objects that match this page claim."""
    findings = Findings()
    found = list(_products(blobs, names, address_ids))
    best = max((product.match for product in found), default=0.0)
    for product in found:
        if product.match >= max(0.55, best - 0.2):
            _add(findings, product)
    return findings


def _products(blobs: list[Blob], names: list[str], address_ids: set[str]) -> Iterator[StateProduct]:
    """Walk every object of the blobs, outer first, and yield those shaped like this product."""
    budget = MAX_NODES
    stack = [_Node(blob.value, blob.name, 0, None) for blob in reversed(blobs)]
    while stack and budget > 0:
        node = stack.pop()
        budget -= 1
        if isinstance(node.value, list):
            stack.extend(node.inner(member, node.path) for member in reversed(node.value[:500]))
        if not isinstance(node.value, dict) or node.depth > MAX_DEPTH:
            continue
        fields = {_SQUASH.sub("", str(key).lower()): value for key, value in node.value.items()}
        node.currency = _text(fields, _CURRENCIES) or node.currency
        product = _product(fields, node, names, address_ids)
        if product is not None:
            yield product
        stack.extend(_children(node))


@dataclass(slots=True)
class _Node:
    """A value on the walk, with the path and the currency that lead to it."""

    value: Any
    path: str
    depth: int
    currency: str | None

    def inner(self, value: Any, path: str) -> _Node:
        return _Node(value, path, self.depth + 1, self.currency)


def _children(node: _Node) -> list[_Node]:
    entries = [
        node.inner(value, f"{node.path}.{key}"[-160:])
        for key, value in list(node.value.items())[:2_000]
        if isinstance(value, dict | list)
    ]
    return entries[::-1]


def _product(
    fields: dict[str, Any], node: _Node, names: list[str], address_ids: set[str]
) -> StateProduct | None:
    name = _text(fields, _NAMES)
    identifiers = {text for text in (_scalar(fields.get(key)) for key in (*_SKUS, *_IDS)) if text}
    has_price = any(key in fields for key in _PRICES)
    if not (name or identifiers) or not (has_price or any(key in fields for key in _SKUS)):
        return None
    match = 0.6 * best_alikeness(name, names) if name else 0.0
    if identifiers & address_ids:
        match += 0.45
    if match < 0.3:
        return None
    if _HERE.search(node.path):
        match += 0.15
    if _ELSEWHERE.search(node.path):
        match -= 0.25
    if has_price:
        match += 0.05
    return StateProduct(fields, match, node.currency)


def _scalar(value: Any) -> str | None:
    if isinstance(value, list) and len(value) == 1:
        value = value[0]
    if isinstance(value, bool) or value is None:
        return None
    if isinstance(value, str | int):
        text = str(value).strip()
        return text if 0 < len(text) <= 300 else None
    if isinstance(value, dict):
        return _scalar(value.get("name") or value.get("label") or value.get("value"))
    return None


def _text(fields: dict[str, Any], names: tuple[str, ...]) -> str | None:
    for name in names:
        text = _scalar(fields.get(name))
        if text:
            return text
    return None


def _add(findings: Findings, product: StateProduct) -> None:
    trust = min(1.0, product.match)
    fields = product.fields
    code = currency_code(product.currency)
    amount = _first_amount(fields, _PRICES)
    if amount is not None and _in_minor_units(fields):
        amount = tidy(amount / 100)
    if amount is not None and amount > 0:
        findings.prices.append(PriceEvidence(amount, code, SOURCE, 0.55 * trust))
    compare = _first_amount(fields, _COMPARE)
    if compare is not None and compare > 0:
        findings.compare_at.append(PriceEvidence(compare, code, SOURCE, 0.5 * trust))
    for keys, target, weight in (
        (_SKUS, findings.skus, 0.68),
        (("itemid",), findings.skus, 0.52),
        (_IDS, findings.skus, 0.4),
        (_BRANDS, findings.brands, 0.6),
        (_GTINS, findings.gtins, 0.6),
        (_MPNS, findings.mpns, 0.55),
        (_NAMES, findings.names, 0.45),
    ):
        text = _text(fields, keys)
        if text and len(text) <= 120:
            target.append(Evidence(text, SOURCE, weight * trust))
    state = _stock(fields)
    if state:
        findings.stock.append(StockEvidence(state, SOURCE, 0.5 * trust))


def _in_minor_units(fields: dict[str, Any]) -> bool:
    """Tell Shopify's objects, which write 19.90 as the whole number 1990."""
    price = fields.get("price")
    is_whole = isinstance(price, int) and not isinstance(price, bool) and price >= 100
    return is_whole and bool(fields.keys() & {"compareatprice", "pricemin", "publictitle", "pricevaries"})


def _first_amount(fields: dict[str, Any], names: tuple[str, ...]) -> Decimal | None:
    for name in names:
        value = fields.get(name)
        for candidate in (value, *_inner_amounts(value)):
            amount = amount_machine(candidate)
            if amount is None and isinstance(candidate, str):
                read = prices_in(candidate[:60])
                amount = read[0].amount if read else None
            if amount is not None and amount > 0:
                return amount
    return None


def _inner_amounts(value: Any) -> list[Any]:
    if not isinstance(value, dict):
        return []
    fields = {_SQUASH.sub("", str(key).lower()): inner for key, inner in value.items()}
    keys = ("sale", "sales", "current", "now", "final", "amount", "value", "price", "sellingprice")
    found = [fields[key] for key in keys if key in fields]
    deeper = [one for inner in found if isinstance(inner, dict) for one in inner.values()][:5]
    return [*found, *(one for one in deeper if not isinstance(one, dict | list))]


def _stock(fields: dict[str, Any]) -> Availability | None:
    for name in _STOCK:
        value = fields.get(name)
        if isinstance(value, bool):
            return "InStock" if value is not (name in _NEGATIVE_STOCK) else "OutOfStock"
        if isinstance(value, str) and not value.isdigit():
            state = stock_code(value)
            if state:
                return state
    return None
