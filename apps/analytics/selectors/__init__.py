"""Reads of analytics: days are the store's own calendar, amounts Money, queries counted."""

from apps.analytics.selectors.exports import ExportInfo, export_by_link, export_get, export_list
from apps.analytics.selectors.periods import period_of, time_zone_of, today_of
from apps.analytics.selectors.sales import (
    MOST_PRODUCTS,
    EntryRow,
    ProductSales,
    SalesDay,
    SalesReport,
    entries_of,
    entries_stream,
    sales_report,
    top_products,
)
from apps.analytics.selectors.visits import MOST_SOURCES, Funnel, SourceRow, funnel_report, source_report

__all__ = [
    "MOST_PRODUCTS",
    "MOST_SOURCES",
    "EntryRow",
    "ExportInfo",
    "Funnel",
    "ProductSales",
    "SalesDay",
    "SalesReport",
    "SourceRow",
    "entries_of",
    "entries_stream",
    "export_by_link",
    "export_get",
    "export_list",
    "funnel_report",
    "period_of",
    "sales_report",
    "source_report",
    "time_zone_of",
    "today_of",
    "top_products",
]
