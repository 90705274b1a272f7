"""Variants that schema.org describes: product groups and lists of offers."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from automation.suppliers.product_page.evidence import Findings
from automation.suppliers.product_page.money import amount_machine, currency_code, prices_in
from automation.suppliers.product_page.schema_offers import Offer, item_offers, offer_stock
from automation.suppliers.product_page.structured_items import Item, plain
from automation.suppliers.product_page.types import ExtractedOption, ExtractedVariant

MAX_VARIANTS = 2_000
_AXES = ("color", "size", "material", "pattern", "flavor", "style", "width", "suggestedage")


def add_variants(findings: Findings, item: Item, weight: float) -> None:
    """Add the variants of a product group, or of a product with several named offers."""
    children = [child for child in item.items("hasvariant") if child.props][:MAX_VARIANTS]
    if len(children) > 1:
        _add_group(findings, children, weight)
        return
    offers = [offer for offer in item_offers(item) if offer.sku and offer.prices]
    if len({offer.sku for offer in offers}) > 1:
        _add_offer_list(findings, offers, item.text("name") or "", weight)


def _add_group(findings: Findings, children: list[Item], weight: float) -> None:
    axes = [axis for axis in _AXES if any(child.text(axis) for child in children)]
    if not axes:
        axes = ["name"]
    options = []
    for axis in axes:
        values = dict.fromkeys(child.text(axis) or "" for child in children)
        options.append(ExtractedOption(axis.capitalize(), tuple(values)))
    variants = tuple(_variant(child, axes) for child in children)
    findings.options.append((weight, tuple(options)))
    findings.variants.append((weight, variants))


def _variant(child: Item, axes: list[str]) -> ExtractedVariant:
    offers = item_offers(child)
    offer = offers[0] if offers else Offer(child.source)
    stock = offer_stock(offer)
    return ExtractedVariant(
        option_values=tuple(child.text(axis) or "" for axis in axes),
        sku=child.text("sku") or offer.sku,
        price=_first_amount(offer.prices),
        currency=currency_code(offer.currency),
        compare_at=_first_amount(offer.list_prices),
        available=None if stock is None else stock == "InStock",
        image=child.text("image"),
        gtin=next(filter(None, map(plain, child.values("gtin13", "gtin", "gtin12"))), None),
    )


def _add_offer_list(findings: Findings, offers: list[Offer], title: str, weight: float) -> None:
    labels = [_label(offer, title) for offer in offers[:MAX_VARIANTS]]
    if len(set(labels)) != len(labels):
        labels = [offer.sku or "" for offer in offers[:MAX_VARIANTS]]
    variants = []
    for offer, label in zip(offers, labels, strict=False):
        stock = offer_stock(offer)
        variants.append(
            ExtractedVariant(
                option_values=(label,),
                sku=offer.sku,
                price=_first_amount(offer.prices),
                currency=currency_code(offer.currency),
                compare_at=_first_amount(offer.list_prices),
                available=None if stock is None else stock == "InStock",
                image=offer.image,
                gtin=offer.gtins[0] if offer.gtins else None,
            )
        )
    findings.options.append((weight * 0.7, (ExtractedOption("Title", tuple(labels)),)))
    findings.variants.append((weight * 0.7, tuple(variants)))


def _label(offer: Offer, title: str) -> str:
    name = offer.name or offer.sku or ""
    shorter = name.removeprefix(title).strip(" -–|/:,")
    return shorter or name


def _first_amount(prices: Sequence[tuple[object, object]]) -> Decimal | None:
    for raw, _ in prices:
        amount = amount_machine(raw)
        if amount is not None:
            return amount
        found = prices_in(str(raw))
        if found:
            return found[0].amount
    return None
