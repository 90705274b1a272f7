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
from apps.catalog.services.margins import margin_floor_set
from apps.catalog.services.prices import prices_change
from apps.catalog.services.products import (
    product_archive,
    product_create,
    product_delete,
    product_fields_write,
    product_hide,
    product_import,
    product_publish,
    product_relist,
    product_unpublish,
    product_update,
)
from apps.catalog.services.stock import (
    stock_commit,
    stock_low_told,
    stock_release,
    stock_reserve,
    stock_restock,
    stock_settings_save,
)
from apps.catalog.services.variants import product_variants_add
from apps.catalog.services.writing import product_unlock

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
    "margin_floor_set",
    "prices_change",
    "product_archive",
    "product_create",
    "product_delete",
    "product_fields_write",
    "product_hide",
    "product_import",
    "product_publish",
    "product_relist",
    "product_unlock",
    "product_unpublish",
    "product_update",
    "product_variants_add",
    "stock_commit",
    "stock_low_told",
    "stock_release",
    "stock_reserve",
    "stock_restock",
    "stock_settings_save",
]
