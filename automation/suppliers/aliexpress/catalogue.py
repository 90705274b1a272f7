"""Search, product and freight at AliExpress."""

from collections.abc import Collection, Mapping
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from automation.suppliers.aliexpress.gateway import PROVIDER, Gateway, as_json
from automation.suppliers.aliexpress.product import product_read, sellable_id
from automation.suppliers.answers import amount_of, count_of, object_of, rating_of, rows_of, url_of
from automation.suppliers.catalogue import (
    FreightOption,
    NotSoldThere,
    ProductGone,
    SearchPage,
    SupplierAway,
    SupplierItem,
    SupplierProduct,
    SupplierRejected,
)

NOT_SOLD, NOT_FOUND = "602", "605"
NO_DELIVERY = "505"
MOST_PER_PAGE = 50
# A listing may point to another that points on; two steps have always been enough, a circle must end.
MOST_REDIRECTS = 2
LOCALES = {
    "en": "en_US",
    "de": "de_DE",
    "fr": "fr_FR",
    "es": "es_ES",
    "it": "it_IT",
    "pl": "pl_PL",
    "nl": "nl_NL",
    "pt": "pt_BR",
}


def locale_of(language: str) -> str:
    """Return AliExpress's name of a language; English for those it does not know."""
    return LOCALES.get(language[:2].lower(), "en_US")


class AliExpressCatalogue:
    """`SupplierCatalogue` over the signed gateway. Freight is asked in `freight_currency`."""

    provider = PROVIDER

    def __init__(self, *, gateway: Gateway, freight_currency: str = "USD") -> None:
        self._gateway, self._freight_currency = gateway, freight_currency

    def search(
        self, *, query: str, page: int, per_page: int, ship_to: str, currency: str, language: str
    ) -> SearchPage:
        """Return a page of products that match."""
        size = min(per_page, MOST_PER_PAGE)
        answer = self._gateway.ask(
            "aliexpress.ds.text.search",
            {
                "keyWord": query,
                "local": locale_of(language),
                "countryCode": ship_to,
                "currency": currency,
                "pageSize": str(size),
                "pageIndex": str(page),
            },
        )
        data = object_of(answer.get("data"))
        total = count_of(data.get("totalCount")) or 0
        items = tuple(item for row in rows_of(data.get("products")) if (item := _item(row, currency)))
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
        """Return one product, following AliExpress's redirect to the id that can be bought there.

        Stock comes with every variant, whatever `stock_of` names.
        """
        asked = wanted = product_id
        for _ in range(MOST_REDIRECTS + 1):
            body = self._product(wanted, ship_to=ship_to, currency=currency, language=language)
            other = sellable_id(body, ship_to=ship_to)
            if other is None or other == wanted:
                return product_read(
                    body, asked=asked, ship_to=ship_to, currency=currency, fetched_at=datetime.now(UTC)
                )
            wanted = other
        raise ProductGone("redirect", "AliExpress sends this product round in circles.")

    def _product(self, product_id: str, *, ship_to: str, currency: str, language: str) -> dict[str, Any]:
        if not product_id.isdigit():
            raise ProductGone(NOT_FOUND, "This is not an id of AliExpress.")
        answer = self._gateway.ask(
            "aliexpress.ds.product.get",
            {
                "product_id": product_id,
                "ship_to_country": ship_to,
                "target_currency": currency,
                "target_language": locale_of(language),
                "remove_personal_benefit": "true",
            },
        )
        code, message = _code(answer)
        if code == NOT_SOLD:
            raise NotSoldThere(code, f"AliExpress does not sell this product to {ship_to}.")
        if code == NOT_FOUND:
            raise ProductGone(code, "AliExpress no longer has this product.")
        body = object_of(answer.get("result"))
        if code not in {"", "0", "200"}:
            raise SupplierRejected(code, message)
        if not object_of(body.get("ae_item_base_info_dto")):
            raise SupplierAway("AliExpress sent a product without content.")
        return body

    def freight(
        self, *, product_id: str, sku_id: str, quantity: int, ship_to: str
    ) -> tuple[FreightOption, ...]:
        """Return the ways to send a variant to a country, cheapest first."""
        request = {
            "quantity": quantity,
            "shipToCountry": ship_to,
            "productId": product_id,
            "selectedSkuId": sku_id,
            "language": "en_US",
            "locale": "en_US",
            "currency": self._freight_currency,
        }
        answer = self._gateway.ask("aliexpress.ds.freight.query", {"queryDeliveryReq": as_json(request)})
        result = object_of(answer.get("result"))
        if not result.get("success"):
            code = str(result.get("code") or "")
            if code == NO_DELIVERY:
                raise NotSoldThere(code, f"AliExpress does not send this variant to {ship_to}.")
            if "EMPTY" in str(result.get("msg")):
                raise ProductGone(code, "AliExpress no longer has this variant.")
            raise SupplierRejected(code, str(result.get("msg") or ""))
        options = [_option(row, self._freight_currency) for row in rows_of(result.get("delivery_options"))]
        return tuple(sorted((one for one in options if one), key=lambda one: one.cost))


def _code(answer: Mapping[str, Any]) -> tuple[str, str]:
    for name in ("rsp", "resp"):
        if f"{name}_code" in answer:
            return str(answer[f"{name}_code"]), str(answer.get(f"{name}_msg") or "")
    return str(answer.get("code") or ""), str(answer.get("msg") or "")


def _item(row: Mapping[str, Any], currency: str) -> SupplierItem | None:
    product_id = str(row.get("itemId") or "")
    if not product_id.isdigit() or not row.get("title"):
        return None
    in_target = amount_of(row.get("targetSalePrice"))
    text = str(row.get("orders") or "")
    return SupplierItem(
        provider=PROVIDER,
        product_id=product_id,
        title=str(row["title"])[:500],
        url=url_of(row.get("itemUrl")) or f"https://www.aliexpress.com/item/{product_id}.html",
        image_url=url_of(row.get("itemMainPic")),
        price=in_target or amount_of(row.get("salePrice")),
        compare_at_price=amount_of(row.get("targetOriginalPrice") if in_target else row.get("originalPrice")),
        currency=currency if in_target else str(row.get("salePriceCurrency") or "USD"),
        rating=rating_of(row.get("score")),
        orders_count=count_of(text),
        orders_text=text,
        raw=dict(row),
    )


def _option(row: Mapping[str, Any], currency: str) -> FreightOption | None:
    # Its name says cents; it is an amount in major units.
    cost = amount_of(row.get("shipping_fee_cent"), zero=True)
    if row.get("free_shipping") in (True, "true"):
        cost = Decimal(0)
    if cost is None or not row.get("code"):
        return None
    return FreightOption(
        code=str(row["code"]),
        name=str(row.get("company") or row["code"]),
        cost=cost,
        currency=str(row.get("shipping_fee_currency") or currency),
        days_min=count_of(row.get("min_delivery_days")),
        days_max=count_of(row.get("max_delivery_days")),
        ship_from=str(row.get("ship_from_country") or ""),
        is_tracked=row.get("tracking") in (True, "true"),
    )
