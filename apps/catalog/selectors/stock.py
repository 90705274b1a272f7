"""What is running low."""

from dataclasses import dataclass
from uuid import UUID

from django.db import connection

from apps.catalog.models import StockSettings
from apps.catalog.selectors.product_detail import variant_title

MOST = 100
_LOW = """
    SELECT v.id, p.id, p.title, v.sku, v.stock_on_hand - v.stock_reserved,
        ARRAY(SELECT x.name FROM unnest(v.option_value_ids) WITH ORDINALITY AS chosen (id, place)
              JOIN catalog_optionvalue x ON x.id = chosen.id ORDER BY chosen.place)
    FROM catalog_variant v JOIN catalog_product p ON p.id = v.product_id
    WHERE v.is_stock_tracked AND p.status = 'ACTIVE' AND v.stock_on_hand - v.stock_reserved <= %s
    ORDER BY v.stock_on_hand - v.stock_reserved, p.title, v.position, v.id LIMIT %s
"""


@dataclass(frozen=True, slots=True)
class LowVariant:
    """A variant on sale with few units left; `left` can still be sold."""

    variant_id: UUID
    product_id: UUID
    title: str
    variant_title: str
    sku: str
    left: int


def low_stock_threshold() -> int | None:
    """Return from how many units on a variant of this store counts as low, None for never. One query."""
    row = StockSettings.objects.first()
    return (row or StockSettings()).low_stock_threshold


def stock_low_list() -> tuple[LowVariant, ...]:
    """Return the variants on sale that are low, least first, at most 100. Two queries."""
    threshold = low_stock_threshold()
    if threshold is None:
        return ()
    with connection.cursor() as cursor:
        cursor.execute(_LOW, [threshold, MOST])
        rows = cursor.fetchall()
    return tuple(LowVariant(row[0], row[1], row[2], variant_title(row[5]), row[3], row[4]) for row in rows)


def stock_news_is_due() -> bool:
    """Say whether anything became low since the merchant was last told. One query."""
    row = StockSettings.objects.first()
    if row is None or row.low_stock_threshold is None or row.went_low_at is None:
        return False
    return row.told_at is None or row.told_at < row.went_low_at
