"""The staff's list of products: one statement without model instances, one to count."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, overload
from uuid import UUID

from django.db import connection

from apps.catalog.selectors.pictures import Media
from apps.catalog.selectors.stock import low_stock_threshold
from apps.catalog.terms import query_of
from apps.catalog.types.outputs import ProductRow, RowImage
from apps.catalog.types.statuses import StaffOrder
from apps.money.types import Money

_MATCHING = """p.id IN (
    SELECT c.id FROM catalog_product c WHERE c.search @@ to_tsquery('simple', %(query)s) LIMIT 1000)"""
_LOW = """EXISTS (
    SELECT 1 FROM catalog_variant s WHERE s.product_id = p.id AND s.is_stock_tracked
      AND s.stock_on_hand - s.stock_reserved <= %(low)s)"""
_ORDERS = {
    StaffOrder.UPDATED: "p.updated_at DESC, p.id DESC",
    StaffOrder.TITLE: "p.search_title, p.id",
    StaffOrder.PRICE: "p.price_min_minor, p.id",
}
_RANKED = "ts_rank(p.search, to_tsquery('simple', %(query)s)) DESC, p.updated_at DESC, p.id DESC"
# The page is chosen first: pictures and stock are looked up for its rows only.
_ROWS = """
    WITH listed AS MATERIALIZED (
        SELECT page.id, row_number() OVER () AS place FROM (
            SELECT p.id FROM catalog_product p WHERE {where} ORDER BY {order}
            LIMIT %(limit)s OFFSET %(offset)s) page
    )
    SELECT p.id, p.title, p.handle, p.status, p.vendor, p.product_type, p.currency,
        p.price_min_minor, p.price_max_minor, image.key, image.alt_text, p.variants_count, stock.total,
        p.updated_at, p.created_at, p.content_note IS NOT NULL, stock.is_low
    FROM listed JOIN catalog_product p ON p.id = listed.id
    LEFT JOIN LATERAL (
        SELECT i.alt_text, coalesce((
            SELECT r.key FROM catalog_rendition r WHERE r.image_id = i.id AND r.format = 'WEBP'
            ORDER BY abs(r.width - 320) LIMIT 1), i.key) AS key
        FROM catalog_image i WHERE i.product_id = p.id ORDER BY i.position, i.id LIMIT 1
    ) image ON true
    LEFT JOIN LATERAL (
        SELECT sum(v.stock_on_hand - v.stock_reserved) AS total,
            coalesce(bool_or(v.stock_on_hand - v.stock_reserved <= %(low)s), false) AS is_low
        FROM catalog_variant v WHERE v.product_id = p.id AND v.is_stock_tracked
    ) stock ON true
    ORDER BY listed.place
"""


class ProductRows(Sequence[ProductRow]):
    """A filtered, ordered list that is read a slice at a time: one statement to count, one per slice."""

    def __init__(self, *, where: list[str], order: str, values: dict[str, Any]) -> None:
        self._where = " AND ".join(where) or "true"
        self._order = order
        self._values = values

    def __len__(self) -> int:
        with connection.cursor() as cursor:
            sql = f"SELECT count(*) FROM catalog_product p WHERE {self._where}"  # noqa: S608 - constants
            cursor.execute(sql, self._values)
            return int(cursor.fetchone()[0])

    @overload
    def __getitem__(self, index: int) -> ProductRow: ...
    @overload
    def __getitem__(self, index: slice) -> list[ProductRow]: ...
    def __getitem__(self, index: int | slice) -> ProductRow | list[ProductRow]:
        if isinstance(index, int):
            return self._read(offset=index, limit=1)[0]
        start, stop = index.start or 0, index.stop
        if stop is None or index.step not in {None, 1}:
            raise ValueError("read a bounded slice")
        return self._read(offset=start, limit=max(0, stop - start))

    def __iter__(self) -> Iterator[ProductRow]:
        raise TypeError("read a bounded slice")

    def _read(self, *, offset: int, limit: int) -> list[ProductRow]:
        media = Media(absolute=True)
        sql = _ROWS.format(where=self._where, order=self._order)
        with connection.cursor() as cursor:
            cursor.execute(sql, self._values | {"limit": limit, "offset": offset})
            return [_row(row, media) for row in cursor.fetchall()]


def _row(row: Sequence[Any], media: Media) -> ProductRow:
    currency, key = row[6], row[9]
    return ProductRow(
        id=row[0],
        title=row[1],
        handle=row[2],
        status=row[3],
        vendor=row[4],
        product_type=row[5],
        price_min=Money(row[7], currency),
        price_max=Money(row[8], currency),
        image=RowImage(url=media.url(key), alt_text=row[10]) if key else None,
        variants_count=row[11],
        stock_total=None if row[12] is None else int(row[12]),
        updated_at=row[13],
        created_at=row[14],
        is_flagged=row[15],
        is_low_stock=row[16],
    )


def product_list_for_staff(
    *,
    search: str = "",
    status: str | None = None,
    collection_id: UUID | None = None,
    ordering: StaffOrder | None = None,
    is_low_stock: bool = False,
) -> ProductRows:
    """Return the products that match, to be read by slices.

    `search` matches all words in title, vendor, type, tags and SKU, the last one as a beginning, among at most
    1,000 candidates; without `ordering` the best match comes first, else the last changed. `is_low_stock` leaves
    products with a variant at or below the store's threshold. Three statements per page.
    """
    where: list[str] = []
    values: dict[str, Any] = {"query": query_of(search), "status": status, "collection": collection_id}
    if search.strip():
        where.append(_MATCHING)
    if status is not None:
        where.append("p.status = %(status)s")
    values["low"] = low_stock_threshold()
    if is_low_stock:
        where.append(_LOW)
    if collection_id is not None:
        where.append(
            "EXISTS (SELECT 1 FROM catalog_collectionproduct m"
            " WHERE m.product_id = p.id AND m.collection_id = %(collection)s)"
        )
    ranked = bool(values["query"]) and ordering is None
    order = _RANKED if ranked else _ORDERS[ordering or StaffOrder.UPDATED]
    return ProductRows(where=where, order=order, values=values)
