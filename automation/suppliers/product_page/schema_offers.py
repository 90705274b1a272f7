"""Offers of a schema.org product: prices, list prices, stock, in all the shapes pages use."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from automation.suppliers.product_page.document import Element
from automation.suppliers.product_page.stock_words import stock_code
from automation.suppliers.product_page.structured_items import Item, plain
from automation.suppliers.product_page.types import Availability

MAX_OFFERS = 2_000
_PRICE_NAMES = ("price", "saleprice", "specialprice")
_OTHER_PRICES = frozenset(
    "listprice strikethroughprice srp msrp minimumadvertisedprice regularprice "
    "unitpricespecification referencequantity deliverychargespecification invoiceprice "
    "paymentchargespecification".split()
)
_LIST_PRICES = frozenset("listprice strikethroughprice srp msrp regularprice".split())


@dataclass(slots=True)
class Offer:
    """One offer as written; `trust` is below 1 when its price need not be the one shown."""

    source: str
    prices: list[tuple[Any, Element | None]] = field(default_factory=list)
    list_prices: list[tuple[Any, Element | None]] = field(default_factory=list)
    currency: str | None = None
    availability: str | None = None
    sku: str | None = None
    gtins: list[str] = field(default_factory=list)
    url: str | None = None
    name: str | None = None
    image: str | None = None
    trust: float = 1.0


def item_offers(item: Item) -> list[Offer]:
    """Return the offers of a product, including one made of prices on the product itself."""
    found: list[Offer] = []
    for child in item.items("offers", "offer"):
        found.extend(_from_offer(child))
    if item.values(*_PRICE_NAMES, "lowprice"):
        own = _offer(item, 1.0 if not found else 0.9)
        own.sku = None
        found.append(own)
    if len(found) > 1:
        # Several offers are several variants or sellers: none alone is surely the price shown.
        for position, offer in enumerate(found):
            offer.trust *= 0.95 if position == 0 else 0.85
    return found[:MAX_OFFERS]


def _from_offer(child: Item) -> list[Offer]:
    inner = child.items("offers")
    if inner:
        offers = [_offer(one, 0.97) for one in inner[:MAX_OFFERS]]
        low = _offer(child, 0.93)
        return [*([low] if low.prices else []), *offers]
    aggregate = "aggregateoffer" in child.types or bool(child.values("lowprice"))
    return [_offer(child, 0.93 if aggregate else 1.0)]


def _offer(item: Item, trust: float) -> Offer:
    offer = Offer(
        source=item.source,
        currency=item.text("pricecurrency", "currency"),
        availability=item.text("availability"),
        sku=item.text("sku"),
        gtins=[text for text in map(plain, item.values("gtin13", "gtin", "gtin12")) if text],
        url=item.text("url", "@id"),
        name=item.text("name"),
        image=item.text("image"),
        trust=trust,
    )
    for name in (*_PRICE_NAMES, "lowprice"):
        if not offer.prices:
            _add_prices(offer, item, name)
    for specification in item.items("pricespecification"):
        _add_specification(offer, specification)
    if offer.currency is None:
        offer.currency = _nested_currency(item)
    return offer


def _add_prices(offer: Offer, item: Item, name: str) -> None:
    elements = item.value_elements.get(name, [])
    for position, value in enumerate(item.values(name)[:10]):
        element = elements[position] if position < len(elements) else None
        scalar = _nested_amount(value) if isinstance(value, Item) else plain(value)
        if scalar is not None:
            offer.prices.append((scalar, element))


def _add_specification(offer: Offer, specification: Item) -> None:
    kind = (specification.text("pricetype") or "").rsplit("/", 1)[-1].lower()
    kinds = {kind, *specification.types}
    amount = specification.text("price", "minprice")
    if amount is None:
        return
    offer.currency = offer.currency or specification.text("pricecurrency")
    is_unit = bool(specification.values("referencequantity", "unitcode"))
    if kinds & _LIST_PRICES:
        offer.list_prices.append((amount, None))
    elif not offer.prices and not is_unit and not kinds & _OTHER_PRICES - {"unitpricespecification"}:
        offer.prices.append((amount, None))


def _nested_amount(value: Item, depth: int = 0) -> str | None:
    """Find the amount in a price written as an object (`{"sales": {"value": 3499, …}}`)."""
    direct = value.text("decimalprice", "amount", "value", "price", "sale", "current")
    if direct or depth > 3:
        return direct
    for name in ("sales", "sale", "current", "final", "price"):
        for inner in value.items(name):
            found = _nested_amount(inner, depth + 1)
            if found:
                return found
    return None


def _nested_currency(item: Item, depth: int = 0) -> str | None:
    if depth > 3:
        return None
    for name in ("price", "lowprice", "sales", "sale", "current"):
        for inner in item.items(name):
            found = inner.text("currency", "pricecurrency", "currencycode")
            found = found or _nested_currency(inner, depth + 1)
            if found:
                return found
    return None


def offer_stock(offer: Offer) -> Availability | None:
    """Return the availability an offer states, None when it states none that is understood."""
    return stock_code(offer.availability) if offer.availability else None
