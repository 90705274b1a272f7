"""The store changed its currency: amounts keep their figures (19.90 EUR → 19.90 USD) and merchants reprice."""

from __future__ import annotations

from django.db import connection, transaction

from apps.catalog.events import PricesRelabelled
from apps.catalog.models import Product, Variant
from apps.money.types import MAX_MINOR, exponent
from apps.outbox.services import event_publish
from apps.tenants.selectors import store_current
from apps.tenants.services import store_version_bump

# Minor units are scaled when the currencies differ in decimals: 19.90 EUR is 20 JPY, half rounds up.
# `least` passes over NULL, so a missing amount has to be kept missing.
_SCALED = (
    "CASE WHEN {column} IS NOT NULL THEN least(round({column} * %(factor)s::numeric), %(limit)s)::bigint END"
)
_VARIANTS = """
    UPDATE catalog_variant v SET price_minor = {price}, compare_at_minor = {compare_at}, cost_minor = {cost}
    FROM catalog_product p WHERE p.id = v.product_id AND p.currency = %(old)s
"""
_PRODUCTS = """
    UPDATE catalog_product p SET currency = %(new)s, price_min_minor = {low}, price_max_minor = {high},
        updated_at = statement_timestamp()
    WHERE p.currency = %(old)s
"""


@transaction.atomic
def currency_follow(*, currency: str) -> int:
    """Give every product of another currency the figures it has in `currency`; returns how many. Repeatable."""
    stale = Product.objects.exclude(currency=currency)
    ids = [row.pk for row in stale.only("pk").locked()]
    if not ids:
        return 0
    list(Variant.objects.filter(product_id__in=ids).only("pk").locked())
    for old in sorted(set(stale.values_list("currency", flat=True))):
        _relabel(old=old, new=currency)
    store_id = store_current().id
    event_publish(event=PricesRelabelled(currency=currency), store_id=store_id)
    store_version_bump(store_id=store_id)
    return len(ids)


def _relabel(*, old: str, new: str) -> None:
    factor = f"1e{exponent(new) - exponent(old)}"
    values: dict[str, str | int] = {"old": old, "new": new, "factor": factor, "limit": MAX_MINOR}

    def scaled(column: str) -> str:
        return _SCALED.format(column=column)

    with connection.cursor() as cursor:
        cursor.execute(
            _VARIANTS.format(
                price=scaled("v.price_minor"),
                compare_at=scaled("v.compare_at_minor"),
                cost=scaled("v.cost_minor"),
            ),
            values,
        )
        cursor.execute(
            _PRODUCTS.format(low=scaled("p.price_min_minor"), high=scaled("p.price_max_minor")), values
        )
