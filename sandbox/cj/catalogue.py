"""Search, product, stock and freight. CJ sells every second ware, a little cheaper, from three warehouses."""

import uuid
from decimal import Decimal

from sandbox.cj.protocol import NOT_FOUND, PARAMETER, CjError
from sandbox.database import Connection, Json
from sandbox.wares.market import wares_now, words_match
from sandbox.wares.pictures import picture_url
from sandbox.wares.wares import COUNTRIES, Sku, Ware, wares

MARKET = "cj"
CHEAPER = Decimal("0.93")
SPACE = uuid.UUID("6f1c9e0a-4c38-4a6e-9b1d-0a53f7f5c0de")
AREAS = {"CN": "China Warehouse", "US": "US Warehouse", "PL": "Poland Warehouse"}
METHODS = (
    # name, aging, cents per started 100 g
    ("CJPacket Ordinary", "7-15", 70),
    ("CJPacket Fast Line", "5-9", 130),
    ("DHL Official", "3-6", 410),
)


def pid_of(ware: Ware) -> str:
    """Return CJ's id of a product."""
    return str(uuid.uuid5(SPACE, f"product {ware.id}")).upper()


def vid_of(sku: Sku) -> str:
    """Return CJ's id of a variant."""
    return str(uuid.uuid5(SPACE, f"variant {sku.id}")).upper()


def _sold(connection: Connection) -> list[Ware]:
    return [ware for ware in wares_now(connection, MARKET) if ware.number % 2 == 0]


def _by_pid(connection: Connection, pid: str) -> Ware:
    for ware in _sold(connection):
        if pid_of(ware) == pid:
            return ware
    raise CjError(NOT_FOUND, "Product not found")


def variant_by_vid(connection: Connection, vid: str) -> tuple[Ware, Sku]:
    """Return a product and its variant. Raises CjError."""
    for ware in _sold(connection):
        for sku in ware.skus:
            if vid_of(sku) == vid:
                return ware, sku
    raise CjError(NOT_FOUND, "Variant not found")


def ware_id_of(pid: str) -> int | None:
    """Return the number behind a product's id, whatever was changed of it."""
    return next((ware.id for ware in wares().values() if pid_of(ware) == pid), None)


def price_of(sku: Sku) -> Decimal:
    """Return CJ's price in US dollars."""
    return (sku.price * CHEAPER).quantize(Decimal("0.01"))


def search(connection: Connection, sent: Json) -> Json:
    """Answer `product/listV2`."""
    size, page = int(sent.get("size") or 10), int(sent.get("page") or 1)
    if not 1 <= size <= 100 or page < 1:
        raise CjError(PARAMETER, "Param error: size must be 1 to 100")
    found = [ware for ware in _sold(connection) if words_match(ware, sent.get("keyWord") or "")]
    shown = found[(page - 1) * size : page * size]
    return {
        "pageSize": size,
        "pageNumber": page,
        "totalRecords": len(found),
        "totalPages": -(-len(found) // size),
        "content": [{"productList": [_hit(ware) for ware in shown], "keyWord": sent.get("keyWord") or ""}],
    }


def _hit(ware: Ware) -> Json:
    prices = sorted(price_of(sku) for sku in ware.skus)
    return {
        "id": pid_of(ware),
        "nameEn": ware.title,
        "sku": f"CJ{ware.number:07d}",
        "bigImage": picture_url(ware.pictures[0]),
        "sellPrice": str(prices[0]) if prices[0] == prices[-1] else f"{prices[0]} -- {prices[-1]}",
        "listedNum": ware.orders,
        "categoryId": str(ware.category.id),
        "threeCategoryName": ware.category.name,
        "warehouseInventoryNum": sum(sku.stock for sku in ware.skus),
        "productType": "ORDINARY_PRODUCT",
    }


def product(connection: Connection, sent: Json) -> Json:
    """Answer `product/query`."""
    ware = _by_pid(connection, sent.get("pid") or "")
    names = [name for _, name, _ in ware.skus[0].choices]
    return {
        **_hit(ware),
        "pid": pid_of(ware),
        "productNameEn": ware.title,
        "productSku": f"CJ{ware.number:07d}",
        "productImageSet": [picture_url(name) for name in ware.pictures],
        "productWeight": str(ware.kind.grams),
        "productKeyEn": "-".join(names),
        "categoryName": ware.category.name,
        "description": "".join(f"<p>{paragraph}</p>" for paragraph in ware.paragraphs),
        "suggestSellPrice": str((price_of(ware.skus[0]) * 2).quantize(Decimal("0.01"))),
        "status": "3",
        "supplierName": ware.store,
        "variants": variants(ware),
    }


def variants(ware: Ware) -> list[Json]:
    """Return the variants of a product."""
    return [
        {
            "vid": vid_of(sku),
            "pid": pid_of(ware),
            "variantNameEn": f"{ware.title} {' '.join(choice[1] for _, _, choice in sku.choices)}".strip(),
            "variantSku": f"CJ{ware.number:07d}{index:02d}",
            "variantImage": picture_url(ware.picture_of(sku.hue)),
            "variantKey": "-".join(choice[1] for _, _, choice in sku.choices),
            "variantWeight": ware.kind.grams,
            "variantSellPrice": float(price_of(sku)),
            "variantSugSellPrice": float(price_of(sku) * 2),
        }
        for index, sku in enumerate(ware.skus, start=1)
    ]


def variant_list(connection: Connection, sent: Json) -> list[Json]:
    """Answer `product/variant/query`."""
    return variants(_by_pid(connection, sent.get("pid") or ""))


def variant_one(connection: Connection, sent: Json) -> Json:
    """Answer `product/variant/queryByVid`."""
    ware, sku = variant_by_vid(connection, sent.get("vid") or "")
    return next(one for one in variants(ware) if one["vid"] == vid_of(sku))


def stock(connection: Connection, sent: Json) -> list[Json]:
    """Answer `product/stock/queryByVid`."""
    _, sku = variant_by_vid(connection, sent.get("vid") or "")
    return [
        {
            "vid": vid_of(sku),
            "areaId": str(list(AREAS).index(sku.ship_from) + 1),
            "areaEn": AREAS[sku.ship_from],
            "countryCode": sku.ship_from,
            "totalInventoryNum": sku.stock,
            "storageNum": sku.stock,
            "cjInventoryNum": sku.stock // 2,
            "factoryInventoryNum": sku.stock - sku.stock // 2,
        }
    ]


def freight(connection: Connection, sent: Json) -> list[Json]:
    """Answer `logistic/freightCalculate`; nothing goes to the country a listing is not sold to."""
    start, end, lines = sent.get("startCountryCode"), sent.get("endCountryCode"), sent.get("products") or []
    if not start or not end or not lines:
        raise CjError(PARAMETER, "Param error: startCountryCode, endCountryCode, products")
    chosen = [
        (*variant_by_vid(connection, one.get("vid") or ""), int(one.get("quantity") or 0)) for one in lines
    ]
    if start not in COUNTRIES.values() or any(ware.not_sold_to == end for ware, _, _ in chosen):
        return []
    grams = sum(ware.kind.grams * quantity for ware, _, quantity in chosen)
    return [
        {
            "logisticName": name,
            "logisticPrice": float(Decimal(cents * -(-grams // 100)) / 100),
            "logisticPriceCn": float(Decimal(cents * -(-grams // 100)) * 7 / 100),
            "logisticAging": aging,
            "taxesFee": 0,
        }
        for name, aging, cents in METHODS
    ]
