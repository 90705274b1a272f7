"""Writes of the catalog. All run in the current store, which also names the currency of prices."""

from apps.catalog.services.collections import (
    collection_create,
    collection_delete,
    collection_products_add,
    collection_products_order,
    collection_products_remove,
    collection_update,
)
from apps.catalog.services.currency import currency_follow
from apps.catalog.services.images import (
    image_add,
    image_avif_make,
    image_delete,
    image_files_delete,
    image_update,
)
from apps.catalog.services.products import (
    product_archive,
    product_create,
    product_delete,
    product_import,
    product_publish,
    product_unpublish,
    product_update,
)
from apps.catalog.services.stock import stock_commit, stock_release, stock_reserve, stock_restock

__all__ = [
    "collection_create",
    "collection_delete",
    "collection_products_add",
    "collection_products_order",
    "collection_products_remove",
    "collection_update",
    "currency_follow",
    "image_add",
    "image_avif_make",
    "image_delete",
    "image_files_delete",
    "image_update",
    "product_archive",
    "product_create",
    "product_delete",
    "product_import",
    "product_publish",
    "product_unpublish",
    "product_update",
    "stock_commit",
    "stock_release",
    "stock_reserve",
    "stock_restock",
]
