"""The price step: a source's amounts in the store's currency, and prices out of costs by the store's rules."""

from decimal import Decimal
from typing import Any

from django.utils import timezone

from automation.core_client.money import decimal_of
from automation.imports.models import ImportItem, ImportJob
from automation.imports.picking import supplier_of
from automation.imports.pricing import amount_is_sane
from automation.imports.services.notes import item_note
from automation.imports.services.steps import Skipped
from automation.imports.types import ImportKind, PriceBasis
from automation.pricing.reckoning import converted
from automation.pricing.selectors import rules_active
from automation.pricing.services.rates import rate_get
from automation.pricing.services.rules import price_quote
from automation.pricing.types import Priced, Quote, RateUnknown, RateUsed
from automation.registry.types import StoreInfo
from automation.suppliers.types import SourceProduct, SourceVariant

NO_RATE = (
    "No exchange rate from {base} to {quote} is known, so no price could be made. Set it before publishing."
)
NO_RULE = "No price rule covers this product. Set its price before publishing."
NO_COST = "The supplier names no cost for every variant. Set the price before publishing."
KEPT = "The source's own prices are taken over."


def basis_of(*, job: ImportJob) -> str:
    """Return what the source's amounts are: a supplier's are costs, others' prices unless the import says so."""
    default = PriceBasis.COST if job.kind == ImportKind.SUPPLIER else PriceBasis.SALE
    return str(job.options.get("price_basis") or default)


def item_price(
    *, job: ImportJob, item: ImportItem, product: SourceProduct, store: StoreInfo
) -> tuple[str, int]:
    """Make the item's prices and keep them with rule and rate. Raises Skipped when the source's are taken over."""
    if basis_of(job=job) == PriceBasis.SALE:
        return _converted(item=item, product=product, store=store)
    rules = rules_active()
    try:
        quotes = [_quoted(row, product, store, rules) for row in product.variants]
    except RateUnknown as unknown:
        item_note(item=item, text=NO_RATE.format(base=unknown.base, quote=unknown.quote))
        quotes = [None] * len(product.variants)
    for missing, note in ((lambda q: q is None, NO_COST), (lambda q: q and q.price_minor is None, NO_RULE)):
        if any(missing(quote) for quote in quotes) and not any(
            note.startswith("No exchange") for note in item.notes
        ):
            item_note(item=item, text=note)
    item.prices = [_stored(quote, store.currency) for quote in quotes]
    item.save(update_fields=["prices"])
    names = sorted({quote.rule_name for quote in quotes if quote and quote.rule_name})
    return (f"priced by {', '.join(names)}" if names else "no price could be made")[:400], 0


def variant_prices(*, product: SourceProduct, store: StoreInfo) -> list[dict[str, Any]]:
    """Return what the store's rules make of each variant's cost, as an item keeps it; never inside a transaction.

    Without a rate, a rule or a cost there is no price: then a person sets it.
    """
    rules = rules_active()
    try:
        quotes = [_quoted(row, product, store, rules) for row in product.variants]
    except RateUnknown:
        quotes = [None] * len(product.variants)
    return [_stored(quote, store.currency) for quote in quotes]


def _quoted(row: SourceVariant, product: SourceProduct, store: StoreInfo, rules: Any) -> Quote | None:
    cost = row.cost if row.cost is not None else row.price
    if cost is None or not amount_is_sane(cost) or cost <= 0:
        return None
    priced = Priced(supplier=supplier_of(product=product), product_type=product.product_type)
    return price_quote(
        cost=cost,
        cost_currency=product.currency or store.currency,
        currency=store.currency,
        priced=priced,
        now=timezone.now(),
        rules=rules,
    )


def _stored(quote: Quote | None, currency: str) -> dict[str, Any]:
    def text(minor: int | None) -> str | None:
        return None if minor is None else f"{decimal_of(minor, currency):f}"

    if quote is None:
        return {"price": None, "compare_at": None, "cost": None, "source": {}}
    source = quote.rate.source() if quote.rate else {}
    return {
        "price": text(quote.price_minor),
        "compare_at": text(quote.compare_at_minor),
        "cost": text(quote.cost_minor),
        "source": source | {"rule": quote.rule_name},
    }


def _converted(*, item: ImportItem, product: SourceProduct, store: StoreInfo) -> tuple[str, int]:
    if not product.currency or product.currency == store.currency:
        raise Skipped(KEPT)
    try:
        rate = rate_get(base=product.currency, quote=store.currency, now=timezone.now())
    except RateUnknown as unknown:
        raise Skipped("No exchange rate is known; the amounts were taken over unchanged.") from unknown
    item.prices = [_row_converted(row, rate) for row in product.variants]
    item.save(update_fields=["prices"])
    words = rate.source()
    item_note(
        item=item,
        text=f"Prices were converted from {rate.base} at {words['rate']} ({rate.provider}, {words['rate_on']}).",
    )
    return f"converted at {words['rate']} ({rate.provider}, {words['rate_on']})", 0


def _row_converted(row: SourceVariant, rate: RateUsed) -> dict[str, Any]:
    def amount(value: Decimal | None) -> str | None:
        if value is None or not amount_is_sane(value):
            return None
        return f"{decimal_of(converted(amount=value, rate=rate), rate.quote):f}"

    return {
        "price": amount(row.price),
        "compare_at": amount(row.compare_at_price),
        "cost": amount(row.cost),
        "source": rate.source(),
    }
