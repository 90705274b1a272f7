"""Everything about one product, read in one statement, so that all of it is of the same moment."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from typing import Any
from uuid import UUID

from django.db import connection

from apps.catalog.selectors.pictures import IMAGE_JSON, Media
from apps.catalog.types.errors import ProductUnknown
from apps.catalog.types.outputs import (
    CollectionRef,
    OptionInfo,
    OptionValueInfo,
    ProductDetail,
    RowImage,
    VariantInfo,
)
from apps.money.types import Money
from apps.tenants.selectors import store_current

# Options of product `p` with their values, as `options_of` reads them.
OPTIONS_JSON = """
    (SELECT jsonb_agg(jsonb_build_array(o.id, o.name, o.position, (
            SELECT jsonb_agg(jsonb_build_array(x.id, x.name, x.position) ORDER BY x.position, x.id)
            FROM catalog_optionvalue x WHERE x.option_id = o.id)) ORDER BY o.position, o.id)
     FROM catalog_option o WHERE o.product_id = p.id)
"""
_DETAIL = f"""
    SELECT p.id, p.title, p.handle, p.status, p.vendor, p.product_type, p.currency, p.price_min_minor,
        p.price_max_minor, p.variants_count, p.updated_at, p.created_at, p.published_at, p.content_note,
        p.description_html, p.tags, p.seo_title, p.seo_description, p.source_url, p.external_reference,
        {OPTIONS_JSON},
        (SELECT jsonb_agg(jsonb_build_array(v.id, v.option_value_ids, v.sku, v.barcode, v.price_minor,
                v.compare_at_minor, v.cost_minor, v.weight_grams, v.stock_on_hand - v.stock_reserved,
                v.is_stock_tracked, v.position, v.image_id, v.locked_fields) ORDER BY v.position, v.id)
         FROM catalog_variant v WHERE v.product_id = p.id),
        (SELECT jsonb_agg({IMAGE_JSON} ORDER BY i.position, i.id)
         FROM catalog_image i WHERE i.product_id = p.id),
        (SELECT jsonb_agg(jsonb_build_array(c.id, c.title, c.handle) ORDER BY c.title, c.id)
         FROM catalog_collectionproduct m JOIN catalog_collection c ON c.id = m.collection_id
         WHERE m.product_id = p.id),
        p.locked_fields, p.field_writers
    FROM catalog_product p
"""  # noqa: S608 - constants only


def variant_title(names: Sequence[str]) -> str:
    """Return how a variant is called: `M / Blue`, or "" where there is nothing to choose."""
    return " / ".join(names)


def options_of(text: str | None) -> tuple[OptionInfo, ...]:
    """Return the options in a column of `OPTIONS_JSON`."""
    return tuple(
        OptionInfo(
            id=UUID(key),
            name=name,
            position=position,
            values=tuple(
                OptionValueInfo(id=UUID(value[0]), name=value[1], position=value[2]) for value in values or ()
            ),
        )
        for key, name, position, values in json.loads(text or "[]")
    )


def value_names(options: Sequence[OptionInfo]) -> dict[str, str]:
    """Return the names of all option values by the text of their id."""
    return {str(value.id): value.name for option in options for value in option.values}


def product_get(*, product_id: UUID) -> ProductDetail:
    """Return everything about a product of the current store in one statement. Raises ProductUnknown."""
    with connection.cursor() as cursor:
        cursor.execute(f"{_DETAIL} WHERE p.id = %s", [product_id])
        row = cursor.fetchone()
    if row is None:
        raise ProductUnknown
    return _detail(row)


def products_stream(*, piece: int = 100) -> Iterator[ProductDetail]:
    """Yield everything about every product of the current store by id; `piece` of them are in memory at a time."""
    after = UUID(int=0)
    while True:
        with connection.cursor() as cursor:
            cursor.execute(f"{_DETAIL} WHERE p.id > %s ORDER BY p.id LIMIT %s", [after, piece])
            rows = cursor.fetchall()
        yield from map(_detail, rows)
        if len(rows) < piece:
            return
        after = rows[-1][0]


def _detail(row: Sequence[Any]) -> ProductDetail:
    currency = row[6]
    options = options_of(row[20])
    variants = _variants(json.loads(row[21] or "[]"), value_names(options), currency)
    media = Media(absolute=True)
    images = tuple(media.image(data) for data in json.loads(row[22] or "[]"))
    tracked = [variant.stock_quantity for variant in variants if variant.is_stock_tracked]
    return ProductDetail(
        id=row[0],
        title=row[1],
        handle=row[2],
        status=row[3],
        vendor=row[4],
        product_type=row[5],
        price_min=Money(row[7], currency),
        price_max=Money(row[8], currency),
        variants_count=row[9],
        updated_at=row[10],
        created_at=row[11],
        published_at=row[12],
        content_note=row[13],
        is_flagged=row[13] is not None,
        description_html=row[14],
        tags=tuple(row[15]),
        seo_title=row[16],
        seo_description=row[17],
        source_url=row[18],
        external_reference=row[19],
        options=options,
        variants=variants,
        images=images,
        image=RowImage(url=images[0].url, alt_text=images[0].alt_text) if images else None,
        stock_total=sum(tracked) if tracked else None,
        collections=tuple(
            CollectionRef(id=UUID(key), title=title, handle=handle)
            for key, title, handle in json.loads(row[23] or "[]")
        ),
        storefront_url=f"{store_current().url}/products/{row[2]}",
        locked_fields=tuple(row[24]),
        field_writers=row[25] if isinstance(row[25], dict) else json.loads(row[25]),
    )


def _variants(rows: list[Any], names: dict[str, str], currency: str) -> tuple[VariantInfo, ...]:
    def money(amount: int | None) -> Money | None:
        return None if amount is None else Money(amount, currency)

    result = []
    for row in rows:
        chosen = tuple(names[value] for value in row[1])
        result.append(
            VariantInfo(
                id=UUID(row[0]),
                title=variant_title(chosen),
                option_values=chosen,
                sku=row[2],
                barcode=row[3],
                price=Money(row[4], currency),
                compare_at_price=money(row[5]),
                cost=money(row[6]),
                weight_grams=row[7],
                stock_quantity=max(0, row[8]),
                is_stock_tracked=row[9],
                position=row[10],
                image_id=UUID(row[11]) if row[11] else None,
                locked_fields=tuple(row[12]),
            )
        )
    return tuple(result)
