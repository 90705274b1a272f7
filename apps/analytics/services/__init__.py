"""Writes of analytics."""

from apps.analytics.services.archive import MOST_SECONDS
from apps.analytics.services.exports import export_make, export_request, exports_prune
from apps.analytics.services.ledger import refund_book, sale_book
from apps.analytics.services.visits import visit_order, visit_paid, visit_record, visitor_key

__all__ = [
    "MOST_SECONDS",
    "export_make",
    "export_request",
    "exports_prune",
    "refund_book",
    "sale_book",
    "visit_order",
    "visit_paid",
    "visit_record",
    "visitor_key",
]
