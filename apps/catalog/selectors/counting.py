"""Numbers of the current store's catalog."""

from dataclasses import dataclass

from django.db import connection

from apps.catalog.models import Product

_FACTS = """
    SELECT EXISTS (SELECT 1 FROM catalog_product),
        EXISTS (SELECT 1 FROM catalog_product WHERE status = 'ACTIVE'),
        EXISTS (SELECT 1 FROM catalog_variant v JOIN catalog_product p ON p.id = v.product_id
            WHERE p.status = 'ACTIVE' AND v.price_minor > 0
                AND (NOT v.is_stock_tracked OR v.stock_on_hand > v.stock_reserved))
"""


@dataclass(frozen=True, slots=True)
class ShelfFacts:
    """Whether there are products at all, some on sale, and one of those that can be bought now."""

    has_products: bool
    has_published: bool
    can_sell: bool


def products_count() -> int:
    """Return how many products there are, whatever their status. One query."""
    return Product.objects.count()


def shelf_facts() -> ShelfFacts:
    """Say how far the current store's shelves are. One query, which stops at the first row of each kind."""
    with connection.cursor() as cursor:
        cursor.execute(_FACTS)
        return ShelfFacts(*cursor.fetchone())
