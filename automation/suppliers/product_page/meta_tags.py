"""OpenGraph, product and Twitter meta elements."""

from __future__ import annotations

from decimal import Decimal

from automation.suppliers.product_page.document import PageDocument
from automation.suppliers.product_page.evidence import (
    Evidence,
    Findings,
    PriceEvidence,
    StockEvidence,
)
from automation.suppliers.product_page.money import amount_machine, currency_code, prices_in
from automation.suppliers.product_page.stock_words import stock_code

SOURCE = "meta"

# Name of the amount, name of its currency, weight.
_PRICES = (
    ("product:sale_price:amount", "product:sale_price:currency", 0.66),
    ("product:price:amount", "product:price:currency", 0.62),
    ("og:price:amount", "og:price:currency", 0.62),
    ("product:price", "product:currency", 0.55),
    ("price", "currency", 0.5),
    ("og:price", "og:currency", 0.5),
)
_COMPARE = (
    ("product:original_price:amount", "product:original_price:currency"),
    ("og:price:standard_amount", "og:price:currency"),
)
_STOCK = ("product:availability", "og:availability", "availability", "product:stock")
_SKUS = (
    ("product:retailer_item_id", 0.6),
    ("product:sku", 0.65),
    ("product:retailer_part_no", 0.45),
    ("sku", 0.6),
    ("product:item_id", 0.5),
)


def meta_findings(document: PageDocument) -> Findings:
    """Return what the meta elements claim about the page's product."""
    findings = Findings()
    for name, currency_name, weight in _PRICES:
        _add_price(document, findings, name, currency_name, weight)
    for name, currency_name in _COMPARE:
        amount = _amount(document.meta_value(name))
        if amount is not None:
            code = currency_code(document.meta_value(currency_name))
            findings.compare_at.append(PriceEvidence(amount, code, SOURCE, 0.5))
    for name, weight in _SKUS:
        value = document.meta_value(name)
        if value:
            findings.skus.append(Evidence(value, SOURCE, weight))
    for name in _STOCK:
        state = stock_code(document.meta_value(name) or "")
        if state:
            findings.stock.append(StockEvidence(state, SOURCE, 0.6))
            break
    _add_texts(document, findings)
    return findings


def _add_price(
    document: PageDocument, findings: Findings, name: str, currency_name: str, weight: float
) -> None:
    written = document.meta_value(name)
    amount = _amount(written)
    if amount is None or written is None:
        return
    found = prices_in(written)
    code = currency_code(document.meta_value(currency_name, "og:price:currency", "product:currency"))
    code = code or (found[0].currency if found else None)
    findings.prices.append(PriceEvidence(amount, code, SOURCE, weight))


def _amount(written: str | None) -> Decimal | None:
    if not written:
        return None
    amount = amount_machine(written)
    if amount is None:
        found = prices_in(written)
        amount = found[0].amount if found else None
    return amount


def _add_texts(document: PageDocument, findings: Findings) -> None:
    for name, target, weight in (
        ("og:title", findings.names, 0.5),
        ("product:brand", findings.brands, 0.7),
        ("og:brand", findings.brands, 0.6),
        ("brand", findings.brands, 0.55),
        ("product:ean", findings.gtins, 0.6),
        ("product:gtin", findings.gtins, 0.6),
        ("product:upc", findings.gtins, 0.6),
        ("product:isbn", findings.gtins, 0.6),
        ("product:mfr_part_no", findings.mpns, 0.6),
        ("og:description", findings.descriptions, 0.35),
        ("description", findings.descriptions, 0.3),
    ):
        value = document.meta_value(name)
        if value:
            target.append(Evidence(value, SOURCE, weight))
    for key, content in document.meta:
        if key in ("og:image", "og:image:url", "og:image:secure_url", "twitter:image"):
            findings.images.append(Evidence(content, SOURCE, 0.5))
    _add_labelled_pair(document, findings)


def _add_labelled_pair(document: PageDocument, findings: Findings) -> None:
    """Read `twitter:label1`/`twitter:data1`, where shops put price and availability."""
    for number in ("1", "2"):
        label = (document.meta_value(f"twitter:label{number}") or "").lower()
        data = document.meta_value(f"twitter:data{number}")
        if not label or not data:
            continue
        found = prices_in(data)
        if any(word in label for word in ("price", "preis", "prix", "precio", "prezzo")) and found:
            findings.prices.append(PriceEvidence(found[0].amount, found[0].currency, SOURCE, 0.45))
        state = stock_code(data)
        if state and "avail" in label:
            findings.stock.append(StockEvidence(state, SOURCE, 0.45))
