"""Reads for search engines: addresses with their last change, rows of the product feed, facts for an audit.

All go through the catalog in the order of ids, a bounded piece at a time, so that memory stays flat.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection

from apps.catalog.selectors.authorship import DESCRIPTION_BY_AI, TITLE_BY_AI
from apps.catalog.selectors.pictures import Media
from apps.catalog.terms import folded
from apps.catalog.types.search_engines import Address, AuditCollection, AuditImage, AuditProduct, FeedRow
from apps.money.types import Money

PIECE = 5_000
FIRST = UUID(int=0)
_SHOWN_COLLECTION = """c.is_published AND EXISTS (
    SELECT 1 FROM catalog_collectionproduct m JOIN catalog_product p ON p.id = m.product_id
    WHERE m.collection_id = c.id AND p.status = 'ACTIVE')"""
_ADDRESSES = {
    "products": (
        "SELECT p.id, p.handle, p.updated_at FROM catalog_product p WHERE p.status = 'ACTIVE'",
        "p.id",
        "SELECT count(*), max(p.updated_at) FROM catalog_product p WHERE p.status = 'ACTIVE'",
    ),
    "collections": (
        f"SELECT c.id, c.handle, c.updated_at FROM catalog_collection c WHERE {_SHOWN_COLLECTION}",  # noqa: S608
        "c.id",
        f"SELECT count(*), max(c.updated_at) FROM catalog_collection c WHERE {_SHOWN_COLLECTION}",  # noqa: S608
    ),
}
_FEED = f"""
    SELECT p.id, p.title, p.handle, p.description_html, p.vendor, p.product_type, p.currency, p.variants_count,
        {TITLE_BY_AI}, {DESCRIPTION_BY_AI},
        (SELECT jsonb_agg(jsonb_build_array(v.id, v.sku, v.barcode, v.price_minor,
            NOT v.is_stock_tracked OR v.stock_on_hand > v.stock_reserved, v.image_id, v.weight_grams,
            (SELECT coalesce(jsonb_agg(o.name ORDER BY chosen.place), '[]')
             FROM unnest(v.option_value_ids) WITH ORDINALITY AS chosen (id, place)
             JOIN catalog_optionvalue o ON o.id = chosen.id)) ORDER BY v.position, v.id)
         FROM catalog_variant v WHERE v.product_id = p.id),
        (SELECT coalesce(jsonb_agg(jsonb_build_array(i.id, i.key) ORDER BY i.position, i.id), '[]')
         FROM catalog_image i WHERE i.product_id = p.id)
    FROM catalog_product p WHERE p.status = 'ACTIVE' AND p.id > %s ORDER BY p.id LIMIT %s
"""  # noqa: S608 - constants only
_AUDIT = """
    SELECT p.id, p.title, p.handle, p.description_html, p.seo_title, p.seo_description, p.locked_fields,
        p.updated_at, p.vendor, p.product_type,
        EXISTS (SELECT 1 FROM catalog_collectionproduct m JOIN catalog_collection c ON c.id = m.collection_id
            WHERE m.product_id = p.id AND c.is_published),
        (SELECT coalesce(jsonb_agg(jsonb_build_array(i.id, i.alt_text) ORDER BY i.position, i.id), '[]')
         FROM catalog_image i WHERE i.product_id = p.id)
    FROM catalog_product p WHERE p.status = 'ACTIVE' AND p.id > %s ORDER BY p.id LIMIT %s
"""
_AUDIT_COLLECTIONS = """
    SELECT c.id, c.title, c.handle, c.description_html, c.updated_at,
        EXISTS (SELECT 1 FROM catalog_collectionproduct m JOIN catalog_product p ON p.id = m.product_id
            WHERE m.collection_id = c.id AND p.status = 'ACTIVE')
    FROM catalog_collection c WHERE c.is_published AND c.id > %s ORDER BY c.id LIMIT %s
"""
_SIMILAR = """
    SELECT kind, title, handle FROM (
        SELECT 'products' AS kind, p.title, p.handle, ts_rank(p.search, query) AS rank, p.id
        FROM catalog_product p, to_tsquery('simple', %(query)s) query
        WHERE p.status = 'ACTIVE' AND p.search @@ query
        UNION ALL
        SELECT 'collections', c.title, c.handle, 1, c.id FROM catalog_collection c
        WHERE c.is_published AND string_to_array(c.handle, '-') && %(words)s
    ) found ORDER BY rank DESC, id LIMIT %(limit)s
"""


def addresses_count(*, kind: str) -> tuple[int, datetime | None]:
    """Return how many pages of a kind (`products`, `collections`) shoppers see, and the last change. One statement.

    Collections without anything to buy do not count: their pages say nothing.
    """
    with connection.cursor() as cursor:
        cursor.execute(_ADDRESSES[kind][2])
        count, changed_at = cursor.fetchone()
    return int(count), changed_at


def addresses_stream(*, kind: str, offset: int, limit: int) -> Iterator[Address]:
    """Yield the pages of a kind by id, from `offset` on: one statement, and one more per 5,000 rows."""
    rows, key, _ = _ADDRESSES[kind]
    last, left = _id_before(kind=kind, offset=offset), limit
    while left > 0:
        with connection.cursor() as cursor:
            sql = f"{rows} AND {key} > %s ORDER BY {key} LIMIT %s"
            cursor.execute(sql, [last, min(left, PIECE)])
            found = cursor.fetchall()
        yield from (Address(id=row[0], handle=row[1], changed_at=row[2]) for row in found)
        if len(found) < min(left, PIECE):
            return
        last, left = found[-1][0], left - len(found)


def _id_before(*, kind: str, offset: int) -> UUID:
    """Return the id after which the row at `offset` comes."""
    if offset == 0:
        return FIRST
    rows, key, _ = _ADDRESSES[kind]
    with connection.cursor() as cursor:
        cursor.execute(f"{rows} ORDER BY {key} OFFSET %s LIMIT 1", [offset - 1])
        found = cursor.fetchone()
    return found[0] if found else UUID(int=2**128 - 1)


def feed_stream(*, piece: int = 500) -> Iterator[FeedRow]:
    """Yield every variant of every active product, by product id: one statement per `piece` products."""
    last, media = FIRST, Media(absolute=True)
    while True:
        with connection.cursor() as cursor:
            cursor.execute(_FEED, [last, piece])
            found = cursor.fetchall()
        for row in found:
            yield from _feed_rows(row, media)
        if len(found) < piece:
            return
        last = found[-1][0]


def _feed_rows(row: Any, media: Media) -> Iterator[FeedRow]:
    pictures = {key: media.url(path) for key, path in json.loads(row[11])}
    for variant in json.loads(row[10] or "[]"):
        own = pictures.get(variant[5])
        urls = [*([own] if own else []), *(url for url in pictures.values() if url != own)]
        yield FeedRow(
            product_id=row[0],
            variant_id=UUID(variant[0]),
            is_only_variant=row[7] == 1,
            title=row[1],
            option_values=tuple(variant[7]),
            handle=row[2],
            description_html=row[3],
            vendor=row[4],
            product_type=row[5],
            is_title_by_ai=row[8],
            is_description_by_ai=row[9],
            sku=variant[1],
            barcode=variant[2],
            price=Money(variant[3], row[6]),
            is_available=variant[4],
            weight_grams=variant[6],
            image_urls=tuple(urls[:11]),
        )


def audit_products(*, after: UUID | None, limit: int) -> list[AuditProduct]:
    """Return active products by id with the words search engines see. One statement."""
    with connection.cursor() as cursor:
        cursor.execute(_AUDIT, [after or FIRST, limit])
        rows = cursor.fetchall()
    return [
        AuditProduct(
            id=row[0],
            title=row[1],
            handle=row[2],
            description_html=row[3],
            seo_title=row[4],
            seo_description=row[5],
            locked_fields=tuple(row[6]),
            changed_at=row[7],
            vendor=row[8],
            product_type=row[9],
            is_in_collection=row[10],
            images=tuple(AuditImage(id=UUID(key), alt_text=alt) for key, alt in json.loads(row[11])),
        )
        for row in rows
    ]


def audit_collections(*, after: UUID | None, limit: int) -> list[AuditCollection]:
    """Return published collections by id. One statement."""
    with connection.cursor() as cursor:
        cursor.execute(_AUDIT_COLLECTIONS, [after or FIRST, limit])
        rows = cursor.fetchall()
    return [
        AuditCollection(
            id=row[0],
            title=row[1],
            handle=row[2],
            description_html=row[3],
            changed_at=row[4],
            has_products=row[5],
        )
        for row in rows
    ]


def pages_like(*, text: str, limit: int = 3) -> list[tuple[str, str, str]]:
    """Return (kind, title, handle) of products and collections that share words with `text`, best first.

    One statement; a text without letters or digits finds nothing.
    """
    words = ["".join(letter for letter in word if letter.isalnum()) for word in folded(text).split()]
    words = [word for word in words if len(word) > 2][:8]
    if not words:
        return []
    query = " | ".join(f"{word}:*" for word in words)
    with connection.cursor() as cursor:
        cursor.execute(_SIMILAR, {"query": query, "words": words, "limit": limit})
        return cursor.fetchall()
