"""Reads of suppliers, offers and purchase orders: plain data, counted queries."""

from apps.suppliers.selectors.connections import ConnectionInfo, connections_ending
from apps.suppliers.selectors.offers import offers_newest, offers_of_product, offers_of_variants
from apps.suppliers.selectors.purchases import (
    PurchaseRows,
    PurchaseSummary,
    purchase_get,
    purchase_order_of,
    purchase_settings_get,
    purchase_summary,
    purchases_due,
    purchases_list,
    purchases_of_order,
    purchases_to_follow,
)

__all__ = [
    "ConnectionInfo",
    "PurchaseRows",
    "PurchaseSummary",
    "connections_ending",
    "offers_newest",
    "offers_of_product",
    "offers_of_variants",
    "purchase_get",
    "purchase_order_of",
    "purchase_settings_get",
    "purchase_summary",
    "purchases_due",
    "purchases_list",
    "purchases_of_order",
    "purchases_to_follow",
]
