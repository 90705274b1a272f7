"""Lists for shoppers: one statement, no model instances, no count beyond 1,000."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db import connection

from apps.catalog.selectors.pictures import COVER_JSON, Media
from apps.catalog.types.shop import ShopCard, ShopPage
from apps.catalog.types.statuses import ShopSort
from apps.money.types import Money

COUNT_LIMIT = 1000
MAX_PAGE = 100
PER_PAGE = 24

ORDERS = {
    ShopSort.NEWEST: "p.published_at DESC, p.id DESC",
    ShopSort.PRICE_UP: "p.price_min_minor, p.id",
    ShopSort.PRICE_DOWN: "p.price_min_minor DESC, p.id DESC",
    ShopSort.TITLE: "p.search_title, p.id",
}
# `listed` picks a page of products; pictures and availability are looked up for these rows only.
_CARDS = """
    WITH listed AS MATERIALIZED (
        SELECT page.id, row_number() OVER () AS place FROM (
            SELECT p.id FROM {source} WHERE p.status = 'ACTIVE' AND {where} ORDER BY {order}
            LIMIT %(limit)s OFFSET %(offset)s) page
    )
    SELECT p.id, p.title, p.handle, p.vendor, p.currency, p.price_min_minor, p.price_max_minor,
        v.compare_at, coalesce(v.is_available, false), {cover},
        (SELECT count(*) FROM (
            SELECT 1 FROM {source} WHERE p.status = 'ACTIVE' AND {where} LIMIT %(count_limit)s) counted)
    FROM listed JOIN catalog_product p ON p.id = listed.id
    LEFT JOIN LATERAL (
        SELECT max(v.compare_at_minor) FILTER (WHERE v.compare_at_minor > v.price_minor) AS compare_at,
            bool_or(NOT v.is_stock_tracked OR v.stock_on_hand > v.stock_reserved) AS is_available
        FROM catalog_variant v WHERE v.product_id = p.id
    ) v ON true
    ORDER BY listed.place
"""


def card(row: Sequence[Any], media: Media) -> ShopCard:
    """Return the card of one row of `_CARDS`."""
    currency = row[4]
    return ShopCard(
        id=row[0],
        title=row[1],
        handle=row[2],
        vendor=row[3],
        price_min=Money(row[5], currency),
        price_max=Money(row[6], currency),
        compare_at=None if row[7] is None else Money(row[7], currency),
        is_available=row[8],
        image=media.image_or_none(row[9]),
    )


def cards_page(
    *, source: str, where: str, order: str, values: dict[str, Any], page: int, per_page: int = PER_PAGE
) -> ShopPage:
    """Return one page of active products in one statement.

    `source`, `where` and `order` are constants of this package; `values` fills their parameters. A page outside
    1–100 is taken as the nearest inside.
    """
    page = min(max(page, 1), MAX_PAGE)
    offset = (page - 1) * per_page
    sql = _CARDS.format(source=source, where=where, order=order, cover=COVER_JSON)
    bounds = {"limit": per_page + 1, "offset": offset, "count_limit": COUNT_LIMIT}
    with connection.cursor() as cursor:
        cursor.execute(sql, values | bounds)
        rows = cursor.fetchall()
    media = Media(absolute=False)
    return ShopPage(
        cards=tuple(card(row, media) for row in rows[:per_page]),
        page=page,
        per_page=per_page,
        total=max(rows[0][10], offset + min(len(rows), per_page)) if rows else 0,
        has_next=len(rows) > per_page and page < MAX_PAGE,
    )
