"""Reads for shoppers: home, collection, product, search, menu. Drafts and archived products never appear."""

from __future__ import annotations

import json
from typing import Any
from uuid import UUID

from django.db import connection

from apps.catalog.selectors.pictures import COVER_JSON, IMAGE_JSON, Media
from apps.catalog.selectors.product_detail import OPTIONS_JSON, options_of, value_names, variant_title
from apps.catalog.selectors.shop_rows import ORDERS, cards_page
from apps.catalog.terms import query_of
from apps.catalog.types.outputs import OptionInfo
from apps.catalog.types.shop import (
    Redirected,
    ShopCollection,
    ShopCollectionCard,
    ShopHome,
    ShopLink,
    ShopPage,
    ShopProduct,
    ShopVariant,
)
from apps.catalog.types.statuses import ShopSort
from apps.money.types import Money

HOME_COLLECTIONS = 6
HOME_PRODUCTS = 12
MENU = 50
_IN_COLLECTION = "catalog_collectionproduct m JOIN catalog_product p ON p.id = m.product_id"
_FEATURED = "m.position, m.id"
_CANDIDATES = """
    (SELECT c.id, c.status, c.search, c.published_at FROM catalog_product c
     WHERE c.search @@ to_tsquery('simple', %(query)s) AND c.status = 'ACTIVE' LIMIT 1000) p
"""
_RANKED = "ts_rank(p.search, to_tsquery('simple', %(query)s)) DESC, p.published_at DESC, p.id DESC"

_PRODUCT = f"""
    SELECT p.id, p.title, p.handle, p.description_html, p.vendor, p.product_type, p.tags, p.currency,
        p.price_min_minor, p.price_max_minor, p.seo_title, p.seo_description,
        {OPTIONS_JSON},
        (SELECT jsonb_agg(jsonb_build_array(v.id, v.sku, v.option_value_ids, v.price_minor, v.compare_at_minor,
                v.is_stock_tracked, v.stock_on_hand - v.stock_reserved, v.image_id, v.barcode)
            ORDER BY v.position, v.id)
         FROM catalog_variant v WHERE v.product_id = p.id),
        (SELECT jsonb_agg({IMAGE_JSON} ORDER BY i.position, i.id)
         FROM catalog_image i WHERE i.product_id = p.id),
        (SELECT jsonb_agg(jsonb_build_array(c.title, c.handle) ORDER BY c.title, c.id)
         FROM catalog_collectionproduct m JOIN catalog_collection c ON c.id = m.collection_id
         WHERE m.product_id = p.id AND c.is_published)
    FROM catalog_product p WHERE p.handle = %s AND p.status = 'ACTIVE'
"""  # noqa: S608 - constants only
_COLLECTIONS = f"""
    SELECT c.title, c.handle, count(p.id),
        (SELECT {COVER_JSON} FROM catalog_collectionproduct m JOIN catalog_product p ON p.id = m.product_id
         WHERE m.collection_id = c.id AND p.status = 'ACTIVE'
           AND EXISTS (SELECT 1 FROM catalog_image i WHERE i.product_id = p.id)
         ORDER BY m.position, m.id LIMIT 1)
    FROM catalog_collection c
    JOIN catalog_collectionproduct m ON m.collection_id = c.id
    JOIN catalog_product p ON p.id = m.product_id AND p.status = 'ACTIVE'
    WHERE c.is_published GROUP BY c.id ORDER BY c.created_at, c.id LIMIT %s
"""  # noqa: S608 - constants only


def _one(sql: str, values: Any) -> Any:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return cursor.fetchone()


def shop_product(*, handle: str) -> ShopProduct | Redirected | None:
    """Return the active product with this handle in one statement.

    A second one looks for an old handle: Redirected names the present one, None means 404.
    """
    row = _one(_PRODUCT, [handle])
    if row is not None:
        return _product(row)
    old = _one(
        "SELECT p.handle FROM catalog_handleredirect h JOIN catalog_product p ON p.id = h.product_id"
        " WHERE h.kind = 'PRODUCT' AND h.handle = %s AND p.status = 'ACTIVE'",
        [handle],
    )
    return Redirected(handle=old[0]) if old else None


def _product(row: Any) -> ShopProduct:
    options = options_of(row[12])
    variants = _variants(json.loads(row[13] or "[]"), options, row[7])
    media = Media(absolute=False)
    return ShopProduct(
        id=row[0],
        title=row[1],
        handle=row[2],
        description_html=row[3],
        vendor=row[4],
        product_type=row[5],
        tags=tuple(row[6]),
        price_min=Money(row[8], row[7]),
        price_max=Money(row[9], row[7]),
        is_available=any(variant.is_available for variant in variants),
        options=options,
        variants=variants,
        images=tuple(media.image(data) for data in json.loads(row[14] or "[]")),
        collections=tuple(ShopLink(title=title, handle=name) for title, name in json.loads(row[15] or "[]")),
        seo_title=row[10],
        seo_description=row[11],
    )


def _variants(rows: list[Any], options: tuple[OptionInfo, ...], currency: str) -> tuple[ShopVariant, ...]:
    names = value_names(options)
    result = []
    for key, sku, combination, price, compare_at, is_tracked, left, image_id, barcode in rows:
        chosen = tuple(names[value] for value in combination)
        reduced = compare_at is not None and compare_at > price
        result.append(
            ShopVariant(
                id=UUID(key),
                title=variant_title(chosen),
                sku=sku,
                barcode=barcode,
                option_values=chosen,
                price=Money(price, currency),
                compare_at=Money(compare_at, currency) if reduced else None,
                is_available=not is_tracked or left > 0,
                stock_left=max(0, left) if is_tracked else None,
                image_id=UUID(image_id) if image_id else None,
            )
        )
    return tuple(result)


def shop_collection(
    *, handle: str, page: int = 1, sort: str = ShopSort.FEATURED
) -> ShopCollection | Redirected | None:
    """Return a published collection and one page of its active products, in two statements.

    `sort` is one of ShopSort; anything else counts as FEATURED, the merchant's order.
    """
    row = _one(
        "SELECT id, title, handle, description_html FROM catalog_collection"
        " WHERE handle = %s AND is_published",
        [handle],
    )
    if row is None:
        old = _one(
            "SELECT c.handle FROM catalog_handleredirect h JOIN catalog_collection c ON c.id = h.collection_id"
            " WHERE h.kind = 'COLLECTION' AND h.handle = %s AND c.is_published",
            [handle],
        )
        return Redirected(handle=old[0]) if old else None
    chosen = ShopSort(sort) if sort in ShopSort.values else ShopSort.FEATURED
    products = cards_page(
        source=_IN_COLLECTION,
        where="m.collection_id = %(collection)s",
        order=ORDERS.get(chosen, _FEATURED),
        values={"collection": row[0]},
        page=page,
    )
    return ShopCollection(
        id=row[0],
        title=row[1],
        handle=row[2],
        description_html=row[3],
        sort=chosen.value,
        products=products,
    )


def shop_products(*, page: int = 1, sort: str = ShopSort.NEWEST) -> ShopPage:
    """Return one page of all active products, in one statement."""
    chosen = ShopSort(sort) if sort in ShopSort.values else ShopSort.NEWEST
    order = ORDERS.get(chosen, ORDERS[ShopSort.NEWEST])
    return cards_page(source="catalog_product p", where="true", order=order, values={}, page=page)


def shop_home() -> ShopHome:
    """Return up to six published collections that have active products, and the twelve newest products.

    Two statements.
    """
    with connection.cursor() as cursor:
        cursor.execute(_COLLECTIONS, [HOME_COLLECTIONS])
        rows = cursor.fetchall()
    media = Media(absolute=False)
    newest = cards_page(
        source="catalog_product p",
        where="true",
        order=ORDERS[ShopSort.NEWEST],
        values={},
        page=1,
        per_page=HOME_PRODUCTS,
    )
    return ShopHome(
        collections=tuple(
            ShopCollectionCard(
                title=title, handle=handle, products_count=count, image=media.image_or_none(image)
            )
            for title, handle, count, image in rows
        ),
        newest=newest.cards,
    )


def shop_menu() -> tuple[ShopLink, ...]:
    """Return the published collections, oldest first, at most 50, in one statement."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT title, handle FROM catalog_collection WHERE is_published ORDER BY created_at, id LIMIT %s",
            [MENU],
        )
        return tuple(ShopLink(title=title, handle=handle) for title, handle in cursor.fetchall())


def shop_search(*, query: str, page: int = 1) -> ShopPage:
    """Return active products that match every word, the last as a beginning, best first, in one statement.

    Ranked over at most 1,000 candidates; looks at title, vendor, type, tags and SKU; accents and case do not
    matter. A query without a letter or digit finds nothing.
    """
    asked = query_of(query)
    if asked is None:
        return ShopPage(cards=(), page=1, per_page=24, total=0, has_next=False)
    return cards_page(source=_CANDIDATES, where="true", order=_RANKED, values={"query": asked}, page=page)
