"""What carts and checkouts read."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any
from uuid import UUID

from django.db import connection

from apps.catalog.selectors.pictures import Media
from apps.catalog.selectors.product_detail import variant_title
from apps.catalog.types.shop import CartVariant
from apps.catalog.types.statuses import ProductStatus
from apps.money.types import Money

_SQL = """
    SELECT v.id, p.id, p.title, p.handle, p.status, p.currency, v.sku, v.price_minor, v.compare_at_minor,
        v.cost_minor, v.weight_grams, v.is_stock_tracked, v.stock_on_hand - v.stock_reserved,
        ARRAY(SELECT x.name FROM unnest(v.option_value_ids) WITH ORDINALITY AS chosen (id, place)
              JOIN catalog_optionvalue x ON x.id = chosen.id ORDER BY chosen.place),
        image.key, image.alt_text
    FROM catalog_variant v JOIN catalog_product p ON p.id = v.product_id
    LEFT JOIN LATERAL (
        SELECT i.alt_text, coalesce((
            SELECT r.key FROM catalog_rendition r WHERE r.image_id = i.id AND r.format = 'WEBP'
            ORDER BY abs(r.width - 320) LIMIT 1), i.key) AS key
        FROM catalog_image i WHERE i.product_id = p.id
        ORDER BY (i.id = v.image_id) IS TRUE DESC, i.position, i.id LIMIT 1
    ) image ON true
    WHERE v.id = ANY(%s)
"""


def variants_for_cart(*, variant_ids: Iterable[UUID]) -> dict[UUID, CartVariant]:
    """Return the variants that exist, by id, as they are now, in one statement.

    Drafts and archived products are included with `is_available=False`; unknown ids are left out. Pictures have
    the storage's address: relative on local disk.
    """
    wanted = list(set(variant_ids))
    if not wanted:
        return {}
    with connection.cursor() as cursor:
        cursor.execute(_SQL, [wanted])
        rows = cursor.fetchall()
    media = Media(absolute=False)
    return {row[0]: _variant(row, media) for row in rows}


def _variant(row: Sequence[Any], media: Media) -> CartVariant:
    currency, price, compare_at, is_tracked, left = row[5], row[7], row[8], row[11], row[12]
    reduced = compare_at is not None and compare_at > price
    return CartVariant(
        id=row[0],
        product_id=row[1],
        product_title=row[2],
        product_handle=row[3],
        product_status=row[4],
        variant_title=variant_title(row[13]),
        sku=row[6],
        price=Money(price, currency),
        compare_at=Money(compare_at, currency) if reduced else None,
        cost=None if row[9] is None else Money(row[9], currency),
        weight_grams=row[10],
        is_stock_tracked=is_tracked,
        stock_left=max(0, left) if is_tracked else None,
        is_available=row[4] == ProductStatus.ACTIVE and (not is_tracked or left > 0),
        image_url=media.url(row[14]) if row[14] else None,
        image_alt=row[15] or "",
    )
