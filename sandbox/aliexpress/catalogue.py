"""Search, product and freight, in the shapes of `aliexpress.ds.*`."""

import json
from decimal import Decimal
from typing import Any

from sandbox.aliexpress.protocol import PlatformError
from sandbox.database import Connection, Json
from sandbox.wares.market import ware_now, wares_now, words_match
from sandbox.wares.pictures import picture_url
from sandbox.wares.wares import Sku, Ware

MARKET = "aliexpress"
# What one US dollar buys: fixed here, so that a test can count.
RATES = {"USD": Decimal(1), "EUR": Decimal("0.92"), "GBP": Decimal("0.79"), "BRL": Decimal("5.40")}
LIST_PRICE_ONLY = 13  # every 13th listing names no offer price
METHODS = (
    # code, name, days, cents per started 100 g, from countries
    ("CAINIAO_STANDARD", "AliExpress Standard Shipping", (12, 22), 55, ("CN",)),
    ("CAINIAO_PREMIUM", "AliExpress Premium Shipping", (7, 12), 160, ("CN",)),
    ("AE_EU_LOCAL", "Local EU Delivery", (3, 6), 45, ("PL",)),
    ("USPS", "USPS Ground", (4, 8), 60, ("US",)),
)


def _required(sent: dict[str, str], *names: str) -> None:
    for name in names:
        if not sent.get(name):
            raise PlatformError(
                "MissingParameter", f"The input parameter {name} that is mandatory is missing"
            )


def money(amount: Decimal, currency: str) -> str:
    """Write a US dollar amount in a currency."""
    return str((amount * RATES.get(currency, Decimal(1))).quantize(Decimal("0.01")))


def search(connection: Connection, sent: dict[str, str]) -> Json:
    """Answer `aliexpress.ds.text.search`."""
    _required(sent, "local", "countryCode", "currency")
    found = [
        ware
        for ware in wares_now(connection, MARKET)
        if words_match(ware, sent.get("keyWord", "")) and ware.not_sold_to != sent["countryCode"]
    ]
    order = {
        "min_price,asc": lambda ware: ware.skus[0].price,
        "min_price,desc": lambda ware: -ware.skus[0].price,
        "orders,desc": lambda ware: -ware.orders,
        "comments,desc": lambda ware: -ware.reviews,
    }.get(sent.get("sortBy", ""))
    found.sort(key=order or (lambda ware: ware.number))
    size, page = min(int(sent.get("pageSize", 20)), 50), max(int(sent.get("pageIndex", 1)), 1)
    shown = found[(page - 1) * size : page * size]
    return {
        "code": "200",
        "msg": "success",
        "data": {
            "totalCount": len(found),
            "pageIndex": page,
            "pageSize": size,
            "products": [_hit(ware, sent["currency"]) for ware in shown],
        },
    }


def _hit(ware: Ware, currency: str) -> Json:
    sku = min(ware.skus, key=lambda one: one.price)
    was = money(sku.list_price, currency)
    now = money(sku.price, currency)
    return {
        "itemId": str(ware.id),
        "title": ware.title,
        "itemUrl": f"//www.aliexpress.com/item/{ware.id}.html",
        "itemMainPic": picture_url(ware.pictures[0]).removeprefix("http:"),
        "cateId": str(ware.category.id),
        "targetSalePrice": now,
        "targetOriginalPrice": was,
        "targetOriginalPriceCurrency": currency,
        "salePrice": str(sku.price),
        "salePriceCurrency": "USD",
        "salePriceFormat": f"US ${sku.price}",
        "discount": f"{round((1 - sku.price / sku.list_price) * 100)}%",
        "orders": ware.orders_text,
        "score": str(ware.rating),
        "evaluateRate": f"{ware.rating * 20:.1f}%",
        "type": "search",
    }


def product(connection: Connection, sent: dict[str, str]) -> Json:
    """Answer `aliexpress.ds.product.get`."""
    _required(sent, "product_id", "ship_to_country")
    asked = int(sent["product_id"]) if sent["product_id"].isdigit() else 0
    found = ware_now(connection, MARKET, asked)
    if found is None:
        return {"rsp_code": 605, "rsp_msg": "ITEM_ID_NOT_FOUND"}
    ware, change = found
    country, currency = sent["ship_to_country"], sent.get("target_currency", "USD")
    if ware.not_sold_to == country:
        return {"rsp_code": 602, "rsp_msg": "Item is not allowed to this country"}
    sub_id = ware.sold_in_us_as if country == "US" else None
    body: Json = {
        "ae_item_base_info_dto": {
            "product_id": ware.id,
            "subject": ware.title,
            "product_status_type": "offline" if change.get("offline") else "onSelling",
            "category_id": ware.category.id,
            "currency_code": "CNY",
            "detail": _detail(ware),
            "avg_evaluation_rating": str(ware.rating),
            "evaluation_count": str(ware.reviews),
            "sales_count": ware.orders_text,
        },
        "ae_item_sku_info_dtos": [] if sub_id else [_sku(ware, sku, currency) for sku in ware.skus],
        "ae_item_properties": [
            {"attr_name_id": 2, "attr_name": "Brand Name", "attr_value": "NoEnName_Null"},
            {"attr_name_id": 10, "attr_name": "Category", "attr_value": ware.category.name},
        ],
        "ae_multimedia_info_dto": {"image_urls": ";".join(picture_url(name) for name in ware.pictures)},
        "package_info_dto": {
            "gross_weight": f"{Decimal(ware.kind.grams) / 1000:.3f}",
            "package_length": 20,
            "package_width": 15,
            "package_height": 10,
        },
        "ae_store_info": {
            "store_id": 1100000000 + ware.number % 5,
            "store_name": ware.store,
            "store_country_code": "CN",
            "item_as_described_rating": str(ware.rating),
        },
        "logistics_info_dto": {"ship_to_country": country, "delivery_time": 7},
        "product_id_converter_result": {"main_product_id": ware.id},
    }
    if sub_id:
        body["product_id_converter_result"]["sub_product_id"] = json.dumps({country: sub_id})
    return {"result": body, "rsp_code": 200, "rsp_msg": "Call succeeds"}


def _detail(ware: Ware) -> str:
    text = "".join(f"<p>{paragraph}</p>" for paragraph in ware.paragraphs)
    picture = picture_url(ware.pictures[1])
    return f'<div class="detailmodule_html"><style>p{{color:red}}</style>{text}<img src="{picture}"></div>'


def _sku(ware: Ware, sku: Sku, currency: str) -> Json:
    body: Json = {
        "sku_id": sku.id,
        "id": sku.attr or "<none>",
        "sku_attr": sku.attr,
        "sku_price": money(sku.list_price, currency),
        "offer_sale_price": money(sku.price, currency),
        "offer_bulk_sale_price": money(sku.price, currency),
        "currency_code": currency,
        "sku_available_stock": sku.stock,
        "price_include_tax": False,
        "ae_sku_property_dtos": [
            {
                "sku_property_id": id_,
                "sku_property_name": name,
                "property_value_id": int(choice[0]),
                "sku_property_value": choice[1],
                **({"sku_image": picture_url(ware.picture_of(choice[2]))} if id_ == 14 else {}),
            }
            for id_, name, choice in sku.choices
        ],
    }
    if ware.number % LIST_PRICE_ONLY == LIST_PRICE_ONLY - 1:
        body["sku_price"] = body.pop("offer_sale_price")
    if not sku.attr:
        body.pop("ae_sku_property_dtos")
    return body


def freight(connection: Connection, sent: dict[str, str]) -> Json:
    """Answer `aliexpress.ds.freight.query`."""
    _required(sent, "queryDeliveryReq")
    asked = json.loads(sent["queryDeliveryReq"])
    for name in ("quantity", "shipToCountry", "productId", "selectedSkuId", "language", "locale", "currency"):
        if asked.get(name) in (None, ""):
            raise PlatformError(
                "MissingParameter", f"The input parameter {name} that is mandatory is missing"
            )
    found = ware_now(connection, MARKET, int(asked["productId"]))
    sku = next((one for one in found[0].skus if one.id == asked["selectedSkuId"]), None) if found else None
    if found is None or sku is None:
        return {"result": {"success": False, "code": 501, "msg": "DELIVERY_INFO_EMPTY"}}
    if found[0].not_sold_to == asked["shipToCountry"]:
        return {"result": {"success": False, "code": 505, "msg": "DELIVERY_NOT_AVAILABLE_TO_YOUR_ADDRESS"}}
    options = [
        _option(found[0], sku, method, int(asked["quantity"]), asked["currency"])
        for method in METHODS
        if sku.ship_from in method[4]
    ]
    return {"result": {"success": True, "code": 200, "msg": "Call succeeds", "delivery_options": options}}


def _option(ware: Ware, sku: Sku, method: tuple[Any, ...], quantity: int, currency: str) -> Json:
    code, name, days, cents, _ = method
    fee = Decimal(cents * -(-ware.kind.grams * quantity // 100)) / 100
    free = code == "CAINIAO_STANDARD" and ware.number % 3 == 0
    shown = "0.00" if free else money(fee, currency)
    return {
        "code": code,
        "company": name,
        # An amount in major units, whatever its name says.
        "shipping_fee_cent": shown,
        "shipping_fee_currency": currency,
        "shipping_fee_format": f"{currency} {shown}",
        "free_shipping": free,
        "min_delivery_days": days[0],
        "max_delivery_days": days[1],
        "guaranteed_delivery_days": str(days[1] + 20),
        "ship_from_country": sku.ship_from,
        "tracking": True,
        "available_stock": str(sku.stock),
    }


def method_known(code: str, ship_from: str) -> bool:
    """Tell whether a delivery method exists for a country of dispatch."""
    return any(one[0] == code and ship_from in one[4] for one in METHODS)
