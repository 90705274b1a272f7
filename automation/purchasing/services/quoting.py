"""Asking once more right before buying: is it there, what does it cost, how does it travel, and where to. ORD-06."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from automation.core_client.money import decimal_of
from automation.core_client.purchasing import CorePurchase, CorePurchaseLine, QuoteReport
from automation.pricing.reckoning import converted
from automation.pricing.services.rates import rate_get
from automation.pricing.types import RateUnknown
from automation.registry.types import StoreInfo
from automation.suppliers.catalogue import (
    FreightOption,
    NotSoldThere,
    ProductGone,
    SupplierCatalogue,
    SupplierProduct,
    SupplierVariant,
)
from automation.suppliers.ordering import OrderRefused, Reason


@dataclass(frozen=True, slots=True)
class Quote:
    """What it costs now and by which method it travels."""

    report: QuoteReport
    shipping_code: str


def quote_ask(
    *, catalogue: SupplierCatalogue, purchase: CorePurchase, store: StoreInfo, now: datetime
) -> Quote:
    """Return what a purchase costs now. Does HTTP, so never inside a transaction.

    Raises OrderRefused with the reason why it cannot be bought as planned, and the catalogue's other errors.
    """
    country = purchase.shipping_address.get("country", "")
    try:
        units = _units(catalogue, purchase, country=country, store=store)
        ways = [_way(catalogue, purchase, line, country=country) for line in purchase.lines]
    except NotSoldThere as error:
        raise OrderRefused(Reason.NOT_SOLD_THERE, error.supplier_code, error.message) from error
    except ProductGone as error:
        raise OrderRefused(Reason.PRODUCT_GONE, error.supplier_code, error.message) from error
    report = _report(purchase, units, ways, store=store, now=now)
    return Quote(report=report, shipping_code=ways[0].code if ways[0] else purchase.shipping_code)


def _units(
    catalogue: SupplierCatalogue, purchase: CorePurchase, *, country: str, store: StoreInfo
) -> list[tuple[Decimal, str]]:
    """Return (cost of a piece, currency) of each line. Raises OrderRefused for one that cannot be had."""
    wanted = [line.supplier_sku_id for line in purchase.lines]
    found: dict[str, SupplierProduct] = {}
    units = []
    for line in purchase.lines:
        if line.supplier_product_id not in found:
            found[line.supplier_product_id] = catalogue.product(
                product_id=line.supplier_product_id,
                ship_to=country,
                currency=purchase.currency or store.currency,
                language=store.locale,
                stock_of=wanted,
            )
        product = found[line.supplier_product_id]
        units.append((_unit(product, line), product.currency or purchase.currency))
    return units


def _unit(product: SupplierProduct, line: CorePurchaseLine) -> Decimal:
    variant = next(
        (
            one
            for one in product.variants
            if isinstance(one, SupplierVariant) and one.sku_id == line.supplier_sku_id
        ),
        None,
    )
    if variant is None or variant.cost is None or not product.is_available:
        raise OrderRefused(Reason.PRODUCT_GONE, "variant_gone", "The supplier no longer has this variant.")
    if variant.stock is not None and variant.stock < line.quantity:
        message = f"{line.quantity} wanted, the supplier has {variant.stock}."
        raise OrderRefused(Reason.OUT_OF_STOCK, "stock", message)
    return variant.cost


def _way(
    catalogue: SupplierCatalogue, purchase: CorePurchase, line: CorePurchaseLine, *, country: str
) -> FreightOption | None:
    """Return the planned method at today's price; without a planned one the cheapest, a tracked one if there is."""
    options = catalogue.freight(
        product_id=line.supplier_product_id,
        sku_id=line.supplier_sku_id,
        quantity=line.quantity,
        ship_to=country,
    )
    if not purchase.shipping_code:
        return next((one for one in options if one.is_tracked), options[0] if options else None)
    chosen = next((one for one in options if one.code == purchase.shipping_code), None)
    if chosen is None:
        others = ", ".join(one.code for one in options[:5]) or "nothing"
        message = f"{purchase.shipping_code} is not offered to {country} any more; there is {others}."
        raise OrderRefused(Reason.METHOD_GONE, "method_gone", message[:300])
    return chosen


def _report(
    purchase: CorePurchase,
    units: list[tuple[Decimal, str]],
    ways: list[FreightOption | None],
    *,
    store: StoreInfo,
    now: datetime,
) -> QuoteReport:
    costs: dict[str, Decimal] = {}
    for line, (unit, currency) in zip(purchase.lines, units, strict=True):
        costs[currency] = costs.get(currency, Decimal(0)) + unit * line.quantity
    freight: dict[str, Decimal] = {}
    for way in ways:
        if way is not None:
            freight[way.currency] = freight.get(way.currency, Decimal(0)) + way.cost
    landed = _landed([*costs.items(), *freight.items()], currency=store.currency, now=now)
    currency = units[0][1]
    is_one = len(freight) == 1
    return QuoteReport(
        cost=_sum(costs, currency=currency, now=now),
        currency=currency,
        shipping_cost=next(iter(freight.values())) if is_one else None,
        shipping_currency=next(iter(freight)) if is_one else "",
        landed=landed,
        landed_currency=store.currency,
        units=tuple(
            (line.supplier_sku_id, unit)
            for line, (unit, unit_currency) in zip(purchase.lines, units, strict=True)
            if unit_currency == currency
        ),
    )


def _sum(costs: Mapping[str, Decimal], *, currency: str, now: datetime) -> Decimal:
    """Return goods of several currencies in one; those of one currency as they are."""
    if len(costs) == 1:
        return costs[currency]
    in_one = _landed(list(costs.items()), currency=currency, now=now)
    return costs[currency] if in_one is None else in_one


def _landed(amounts: list[tuple[str, Decimal]], *, currency: str, now: datetime) -> Decimal | None:
    """Return the sum in a currency; None where a rate is not known."""
    try:
        minor = sum(
            converted(amount=amount, rate=rate_get(base=base, quote=currency, now=now))
            for base, amount in amounts
        )
    except RateUnknown:
        return None
    return decimal_of(minor, currency)
