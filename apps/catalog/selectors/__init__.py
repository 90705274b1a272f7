"""Reads of the catalog. All run in the current store; what they return is plain frozen data."""

from apps.catalog.selectors.cart import variants_for_cart
from apps.catalog.selectors.collections import collection_get, collection_list
from apps.catalog.selectors.counting import shelf_facts
from apps.catalog.selectors.images import image_get
from apps.catalog.selectors.margins import margin_floor_get, margin_look
from apps.catalog.selectors.media import StoredPicture, pictures_least_bytes, pictures_stream
from apps.catalog.selectors.product_detail import product_get, products_stream
from apps.catalog.selectors.products import product_list_for_staff
from apps.catalog.selectors.shop import (
    shop_collection,
    shop_home,
    shop_menu,
    shop_product,
    shop_products,
    shop_search,
)
from apps.catalog.selectors.stock import low_stock_threshold, stock_low_list, stock_news_is_due
from apps.catalog.selectors.writing import (
    VariantNumbers,
    price_log_list,
    price_records,
    revision_list,
    variants_numbers,
)

__all__ = [
    "StoredPicture",
    "VariantNumbers",
    "collection_get",
    "collection_list",
    "image_get",
    "low_stock_threshold",
    "margin_floor_get",
    "margin_look",
    "pictures_least_bytes",
    "pictures_stream",
    "price_log_list",
    "price_records",
    "product_get",
    "product_list_for_staff",
    "products_stream",
    "revision_list",
    "shelf_facts",
    "shop_collection",
    "shop_home",
    "shop_menu",
    "shop_product",
    "shop_products",
    "shop_search",
    "stock_low_list",
    "stock_news_is_due",
    "variants_for_cart",
    "variants_numbers",
]
