"""Search, product and freight at CJ."""

import re
from collections.abc import Collection, Mapping
from datetime import UTC, datetime
from typing import Any

from automation.suppliers.answers import amount_of, count_of, object_of, rows_of, url_of
from automation.suppliers.catalogue import (
    FreightOption,
    NotSoldThere,
    ProductGone,
    SearchPage,
    SupplierItem,
    SupplierProduct,
    SupplierRejected,
    SupplierVariant,
)
from automation.suppliers.cj.gateway import PROVIDER, Gateway
from automation.suppliers.types import SourceImage

# CJ's prices are in US dollars, whatever the store sells in.
CURRENCY = "USD"
MOST_PER_PAGE, MOST_VARIANTS, MOST_IMAGES = 100, 500, 50
# Stock is one call a variant: beyond it is left unknown.
MOST_STOCK_CALLS = 12
GONE_CODES = {"1602001", "1602002", "1602003"}
AGING = re.compile(r"(\d+)\s*-\s*(\d+)")


class CjCatalogue:
    """`SupplierCatalogue` over CJ's API."""

    provider = PROVIDER

    def __init__(self, *, gateway: Gateway) -> None:
        self._gateway = gateway

    def search(
        self, *, query: str, page: int, per_page: int, ship_to: str, currency: str, language: str
    ) -> SearchPage:
        """Return a page of products that match; CJ knows neither the country nor the currency here."""
        size = min(per_page, MOST_PER_PAGE)
        data = object_of(self._gateway.ask("product/listV2", {"keyWord": query, "page": page, "size": size}))
        total = count_of(data.get("totalRecords")) or 0
        rows = [row for part in rows_of(data.get("content")) for row in rows_of(part.get("productList"))]
        items = tuple(_item(row) for row in rows if row.get("id") and row.get("nameEn"))
        return SearchPage(items=items, total=total, next=page + 1 if page * size < total and items else None)

    def product(
        self,
        *,
        product_id: str,
        ship_to: str,
        currency: str,
        language: str,
        stock_of: Collection[str] | None = None,
    ) -> SupplierProduct:
        """Return one product with its variants; the stock of the first twelve of those asked for."""
        body = self._found("product/query", {"pid": product_id})
        rows = rows_of(body.get("variants"))[:MOST_VARIANTS]
        ids = [str(row.get("vid")) for row in rows]
        asked = [vid for vid in ids if stock_of is None or vid in stock_of]
        places = {vid: self._stock(vid) for vid in asked[:MOST_STOCK_CALLS]}
        return _product(body, rows, places, asked=product_id, ship_to=ship_to)

    def freight(
        self, *, product_id: str, sku_id: str, quantity: int, ship_to: str
    ) -> tuple[FreightOption, ...]:
        """Return the ways to send a variant to a country from where it lies, cheapest first."""
        _, ship_from = self._stock(sku_id)
        body = {
            "startCountryCode": ship_from or "CN",
            "endCountryCode": ship_to,
            "products": [{"vid": sku_id, "quantity": quantity}],
        }
        rows = rows_of(self._gateway.ask_by_post("logistic/freightCalculate", body))
        options = [_option(row, ship_from or "CN") for row in rows]
        found = sorted((one for one in options if one), key=lambda one: one.cost)
        if not found:
            raise NotSoldThere("no_method", f"CJ does not send this variant to {ship_to}.")
        return tuple(found)

    def _stock(self, vid: str) -> tuple[int | None, str]:
        """Return (how many, country): the warehouse that has most."""
        try:
            rows = rows_of(self._gateway.ask("product/stock/queryByVid", {"vid": vid}))
        except SupplierRejected as error:
            raise _gone(error) from error
        counted = [
            (
                count_of(row.get("totalInventoryNum", row.get("storageNum"))) or 0,
                str(row.get("countryCode") or ""),
            )
            for row in rows
        ]
        return max(counted, default=(None, ""))

    def _found(self, path: str, query: Mapping[str, str]) -> dict[str, Any]:
        try:
            body = object_of(self._gateway.ask(path, query))
        except SupplierRejected as error:
            raise _gone(error) from error
        if not body:
            raise ProductGone("empty", "CJ no longer has this product.")
        return body


def _gone(error: SupplierRejected) -> SupplierRejected:
    if error.supplier_code in GONE_CODES:
        return ProductGone(error.supplier_code, "CJ no longer has this product.")
    return error


def _item(row: Mapping[str, Any]) -> SupplierItem:
    listed = count_of(row.get("listedNum"))
    return SupplierItem(
        provider=PROVIDER,
        product_id=str(row["id"]),
        title=str(row["nameEn"])[:500],
        url=_page(str(row["id"])),
        image_url=url_of(row.get("bigImage")),
        price=amount_of(row.get("sellPrice")),
        currency=CURRENCY,
        orders_count=listed,
        orders_text=str(row.get("listedNum") or ""),
        raw=dict(row),
    )


def _page(pid: str) -> str:
    return f"https://cjdropshipping.com/product/-p-{pid}.html"


def _product(
    body: Mapping[str, Any],
    rows: list[dict[str, Any]],
    places: Mapping[str, tuple[int | None, str]],
    *,
    asked: str,
    ship_to: str,
) -> SupplierProduct:
    pid = str(body.get("pid") or asked)
    names = [name for name in str(body.get("productKeyEn") or "").split("-") if name]
    variants = tuple(
        variant for row in rows if (variant := _variant(row, len(names), places)).cost is not None
    )
    images = [url for one in body.get("productImageSet") or [] if (url := url_of(one))]
    return SupplierProduct(
        external_reference=f"cj:{pid}",
        title=str(body.get("productNameEn") or "")[:500],
        body_html=str(body.get("description") or ""),
        source_url=_page(pid),
        product_type=str(body.get("categoryName") or "")[:120],
        currency=CURRENCY,
        language="en",
        options=tuple(
            (name, tuple(dict.fromkeys(variant.option_values[at] for variant in variants)))
            for at, name in enumerate(names)
        ),
        variants=variants,
        images=tuple(
            SourceImage(url=url, position=at) for at, url in enumerate(images[:MOST_IMAGES], start=1)
        ),
        provider=PROVIDER,
        product_id=pid,
        asked_product_id=asked,
        ship_to=ship_to,
        orders_count=count_of(body.get("listedNum")),
        orders_text=str(body.get("listedNum") or ""),
        is_available=bool(variants),
        raw=dict(body),
        fetched_at=datetime.now(UTC),
    )


def _variant(
    row: Mapping[str, Any], options: int, places: Mapping[str, tuple[int | None, str]]
) -> SupplierVariant:
    vid = str(row.get("vid") or "")
    values = str(row.get("variantKey") or "").split("-") if options else []
    # A value may hold the separator itself: what is too much belongs to the last option.
    if len(values) > options:
        values = [*values[: options - 1], "-".join(values[options - 1 :])]
    values += [""] * (options - len(values))
    stock, ship_from = places.get(vid, (None, ""))
    return SupplierVariant(
        option_values=tuple(values),
        sku=str(row.get("variantSku") or ""),
        price=amount_of(row.get("variantSugSellPrice")) or amount_of(row.get("variantSellPrice")),
        cost=amount_of(row.get("variantSellPrice")),
        grams=count_of(row.get("variantWeight")),
        quantity=stock,
        available=stock > 0 if stock is not None else None,
        image_url=url_of(row.get("variantImage")),
        sku_id=vid,
        ship_from=ship_from,
    )


def _option(row: Mapping[str, Any], ship_from: str) -> FreightOption | None:
    cost, name = amount_of(row.get("logisticPrice"), zero=True), str(row.get("logisticName") or "")
    days = AGING.search(str(row.get("logisticAging") or ""))
    if cost is None or not name:
        return None
    return FreightOption(
        code=name,
        name=name,
        cost=cost,
        currency=CURRENCY,
        days_min=int(days[1]) if days else None,
        days_max=int(days[2]) if days else None,
        ship_from=ship_from,
        is_tracked=True,
    )
