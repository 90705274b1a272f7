"""A product of `aliexpress.ds.product.get` as this service's product, whatever it leaves out."""

import json
from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any

from automation.suppliers.aliexpress.gateway import PROVIDER
from automation.suppliers.answers import amount_of, count_of, object_of, rating_of, rows_of, url_of
from automation.suppliers.catalogue import SupplierProduct, SupplierVariant
from automation.suppliers.types import SourceImage

SHIPS_FROM_ID = "200007763"
COUNTRIES = {
    "china": "CN", "united states": "US", "poland": "PL", "spain": "ES", "france": "FR", "germany": "DE",
    "italy": "IT", "russian federation": "RU", "belgium": "BE", "czech republic": "CZ", "brazil": "BR",
    "united kingdom": "GB", "turkey": "TR", "australia": "AU", "netherlands": "NL", "ukraine": "UA",
    "united arab emirates": "AE", "saudi arabia": "SA", "mexico": "MX", "canada": "CA", "israel": "IL",
    "korea": "KR", "japan": "JP", "hong kong": "HK", "austria": "AT", "hungary": "HU", "portugal": "PT",
}  # fmt: skip
# The API stops there too; more is an attack on memory.
MOST_VARIANTS, MOST_IMAGES = 500, 50
NOBODY = {"", "none", "noenname_null", "no brand"}


def sellable_id(body: Mapping[str, Any], *, ship_to: str) -> str | None:
    """Return the other id that is sold in a country, or None.

    `sub_product_id` is a number, an object by country, or that object as text.
    """
    other = object_of(body.get("product_id_converter_result")).get("sub_product_id")
    if isinstance(other, str) and other.startswith("{"):
        try:
            other = json.loads(other)
        except ValueError:
            return None
    if isinstance(other, dict):
        other = other.get(ship_to)
    return str(other) if other and str(other).isdigit() else None


def product_read(
    body: Mapping[str, Any], *, asked: str, ship_to: str, currency: str, fetched_at: datetime
) -> SupplierProduct:
    """Return the product. Variants without a price are left out and noted."""
    base = object_of(body.get("ae_item_base_info_dto"))
    product_id = str(base.get("product_id") or asked)
    rows = rows_of(body.get("ae_item_sku_info_dtos"))[:MOST_VARIANTS]
    grams = _grams(object_of(body.get("package_info_dto")))
    home = str(object_of(body.get("ae_store_info")).get("store_country_code") or "")
    read = [_variant(row, grams=grams, home=home) for row in rows]
    variants = tuple(variant for variant in read if variant.cost is not None)
    media = object_of(body.get("ae_multimedia_info_dto"))
    urls = [url for text in str(media.get("image_urls") or "").split(";") if (url := url_of(text))]
    text = str(base.get("sales_count") or "")
    return SupplierProduct(
        external_reference=f"aliexpress:{product_id}",
        title=str(base.get("subject") or "")[:500],
        body_html=str(base.get("detail") or ""),
        source_url=f"https://www.aliexpress.com/item/{product_id}.html",
        vendor=_brand(body),
        currency=next((str(row["currency_code"]) for row in rows if row.get("currency_code")), currency),
        options=_options(rows),
        variants=variants,
        images=tuple(SourceImage(url=url, position=at) for at, url in enumerate(urls[:MOST_IMAGES], start=1)),
        notes=("variants_without_price",) if len(variants) < len(read) else (),
        provider=PROVIDER,
        product_id=product_id,
        asked_product_id=asked,
        ship_to=ship_to,
        rating=rating_of(base.get("avg_evaluation_rating")),
        reviews_count=count_of(base.get("evaluation_count")),
        orders_count=count_of(text),
        orders_text=text,
        is_available=str(base.get("product_status_type") or "onSelling") == "onSelling" and bool(variants),
        raw=dict(body),
        fetched_at=fetched_at,
    )


def _variant(row: Mapping[str, Any], *, grams: int | None, home: str) -> SupplierVariant:
    choices = rows_of(row.get("ae_sku_property_dtos"))
    stock = count_of(row.get("sku_available_stock"))
    list_price = amount_of(row.get("sku_price"))
    # The offer price is what is paid; a listing without an offer has its list price only.
    cost = amount_of(row.get("offer_sale_price")) or list_price
    return SupplierVariant(
        option_values=tuple(_value(choice) for choice in choices),
        sku=str(row.get("sku_code") or ""),
        barcode=str(row.get("barcode") or row.get("ean_code") or ""),
        price=list_price or cost,
        cost=cost,
        grams=grams,
        quantity=stock,
        available=stock > 0 if stock is not None else None,
        image_url=next((url for one in choices if (url := url_of(one.get("sku_image")))), ""),
        sku_id=str(row.get("sku_id") or ""),
        # An item of one variant has none, and its order must say "".
        sku_attr=str(row.get("sku_attr") or ""),
        ship_from=_ship_from(choices) or home,
    )


def _value(choice: Mapping[str, Any]) -> str:
    return str(choice.get("property_value_definition_name") or choice.get("sku_property_value") or "")[:120]


def _ship_from(choices: list[dict[str, Any]]) -> str:
    for choice in choices:
        if str(choice.get("sku_property_id")) == SHIPS_FROM_ID:
            return COUNTRIES.get(str(choice.get("sku_property_value") or "").lower(), "")
    return ""


def _options(rows: list[dict[str, Any]]) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """Return the options in the order the variants show them."""
    found: dict[str, dict[str, None]] = {}
    for row in rows:
        for choice in rows_of(row.get("ae_sku_property_dtos")):
            name = str(choice.get("sku_property_name") or "Option")[:80]
            found.setdefault(name, {})[_value(choice)] = None
    return tuple((name, tuple(values)) for name, values in found.items())


def _grams(package: Mapping[str, Any]) -> int | None:
    kilograms = amount_of(package.get("gross_weight"))
    return int(kilograms * 1000) if kilograms is not None and kilograms < Decimal(1000) else None


def _brand(body: Mapping[str, Any]) -> str:
    for row in rows_of(body.get("ae_item_properties")):
        if str(row.get("attr_name")) == "Brand Name":
            value = str(row.get("attr_value") or "")
            return "" if value.lower() in NOBODY else value[:120]
    return ""
