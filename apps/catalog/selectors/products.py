"""Reads of products for staff: the list is one statement without model instances, the detail one per table."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, overload
from uuid import UUID

from django.db import connection

from apps.catalog.models import Collection, Image, Option, OptionValue, Product, Rendition, Variant
from apps.catalog.selectors.pictures import Media
from apps.catalog.terms import query_of
from apps.catalog.types.errors import ProductUnknown
from apps.catalog.types.outputs import (
    CollectionRef,
    ImageInfo,
    OptionInfo,
    OptionValueInfo,
    ProductDetail,
    ProductRow,
    RenditionInfo,
    RowImage,
    VariantInfo,
)
from apps.catalog.types.statuses import StaffOrder
from apps.money.types import Money
from apps.tenants.selectors import store_current

_MATCHING = """p.id IN (
    SELECT c.id FROM catalog_product c WHERE c.search @@ to_tsquery('simple', %(query)s) LIMIT 1000)"""
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
        p.updated_at, p.created_at, p.content_note IS NOT NULL
    FROM listed JOIN catalog_product p ON p.id = listed.id
    LEFT JOIN LATERAL (
        SELECT i.alt_text, coalesce((
            SELECT r.key FROM catalog_rendition r WHERE r.image_id = i.id AND r.format = 'WEBP'
            ORDER BY abs(r.width - 320) LIMIT 1), i.key) AS key
        FROM catalog_image i WHERE i.product_id = p.id ORDER BY i.position, i.id LIMIT 1
    ) image ON true
    LEFT JOIN LATERAL (
        SELECT sum(v.stock_on_hand - v.stock_reserved) AS total
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
    )


def product_list_for_staff(
    *,
    search: str = "",
    status: str | None = None,
    collection_id: UUID | None = None,
    ordering: StaffOrder | None = None,
) -> ProductRows:
    """Return the products that match, to be read by slices.

    `search` matches all words in title, vendor, type, tags and SKU, the last one as a beginning, among at most
    1,000 candidates; without `ordering` the best match comes first, else the last changed. Two statements per
    page: count and rows.
    """
    where: list[str] = []
    values: dict[str, Any] = {"query": query_of(search), "status": status, "collection": collection_id}
    if search.strip():
        where.append(_MATCHING)
    if status is not None:
        where.append("p.status = %(status)s")
    if collection_id is not None:
        where.append(
            "EXISTS (SELECT 1 FROM catalog_collectionproduct m"
            " WHERE m.product_id = p.id AND m.collection_id = %(collection)s)"
        )
    ranked = bool(values["query"]) and ordering is None
    order = _RANKED if ranked else _ORDERS[ordering or StaffOrder.UPDATED]
    return ProductRows(where=where, order=order, values=values)


def product_get(*, product_id: UUID) -> ProductDetail:
    """Return everything about a product of the current store in seven statements. Raises ProductUnknown."""
    product = Product.objects.filter(pk=product_id).defer("search", "search_skus").first()
    if product is None:
        raise ProductUnknown
    options = _options(product_id=product_id)
    variants = _variants(product=product, options=options)
    images = _images(product_id=product_id)
    tracked = [row.stock_quantity for row in variants if row.is_stock_tracked]
    cover = images[0] if images else None
    collections = Collection.objects.filter(members__product_id=product_id).order_by("title", "pk")
    return ProductDetail(
        id=product.pk,
        title=product.title,
        handle=product.handle,
        status=product.status,
        vendor=product.vendor,
        product_type=product.product_type,
        price_min=Money(product.price_min_minor, product.currency),
        price_max=Money(product.price_max_minor, product.currency),
        image=RowImage(url=cover.url, alt_text=cover.alt_text) if cover else None,
        variants_count=product.variants_count,
        stock_total=sum(tracked) if tracked else None,
        updated_at=product.updated_at,
        created_at=product.created_at,
        published_at=product.published_at,
        is_flagged=product.content_note is not None,
        description_html=product.description_html,
        tags=tuple(product.tags),
        options=options,
        variants=variants,
        images=images,
        collections=tuple(
            CollectionRef(id=row.pk, title=row.title, handle=row.handle) for row in collections
        ),
        seo_title=product.seo_title,
        seo_description=product.seo_description,
        content_note=product.content_note,
        source_url=product.source_url,
        external_reference=product.external_reference,
        storefront_url=f"{store_current().url}/products/{product.handle}",
    )


def _options(*, product_id: UUID) -> tuple[OptionInfo, ...]:
    values: dict[UUID, list[OptionValueInfo]] = {}
    rows = OptionValue.objects.filter(option__product_id=product_id).order_by("position", "pk")
    for row in rows:
        info = OptionValueInfo(id=row.pk, name=row.name, position=row.position)
        values.setdefault(row.option_id, []).append(info)
    return tuple(
        OptionInfo(id=row.pk, name=row.name, position=row.position, values=tuple(values.get(row.pk, ())))
        for row in Option.objects.filter(product_id=product_id).order_by("position", "pk")
    )


def variant_title(names: Sequence[str]) -> str:
    """Return how a variant is called: `M / Blue`, or "" where there is nothing to choose."""
    return " / ".join(names)


def _variants(*, product: Product, options: tuple[OptionInfo, ...]) -> tuple[VariantInfo, ...]:
    names = {value.id: value.name for option in options for value in option.values}

    def money(amount: int | None) -> Money | None:
        return None if amount is None else Money(amount, product.currency)

    return tuple(
        VariantInfo(
            id=row.pk,
            title=variant_title([names[value] for value in row.option_value_ids]),
            sku=row.sku,
            barcode=row.barcode,
            option_values=tuple(names[value] for value in row.option_value_ids),
            price=Money(row.price_minor, product.currency),
            compare_at_price=money(row.compare_at_minor),
            cost=money(row.cost_minor),
            weight_grams=row.weight_grams,
            stock_quantity=max(0, row.stock_on_hand - row.stock_reserved),
            is_stock_tracked=row.is_stock_tracked,
            position=row.position,
            image_id=row.image_id,
        )
        for row in Variant.objects.of(product_id=product.pk)
    )


def _images(*, product_id: UUID) -> tuple[ImageInfo, ...]:
    media = Media(absolute=True)
    renditions: dict[UUID, list[RenditionInfo]] = {}
    rows = Rendition.objects.filter(image__product_id=product_id).order_by("format", "width", "pk")
    for row in rows:
        info = RenditionInfo(format=row.format, width=row.width, url=media.url(row.key))
        renditions.setdefault(row.image_id, []).append(info)
    return tuple(
        ImageInfo(
            id=row.pk,
            url=media.url(row.key),
            alt_text=row.alt_text,
            width=row.width,
            height=row.height,
            position=row.position,
            renditions=tuple(renditions.get(row.pk, ())),
        )
        for row in Image.objects.filter(product_id=product_id).order_by("position", "pk")
    )
