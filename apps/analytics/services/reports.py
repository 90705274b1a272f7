"""Sheets of a period: the figures of the analytics pages, row by row."""

from collections.abc import Callable, Iterator

from apps.analytics import selectors
from apps.analytics.services.sheets import Row, moment
from apps.analytics.types import ExportKind, Scope


def sales_rows(scope: Scope) -> Iterator[Row]:
    """Yield the head and one row a day."""
    yield ("date", "orders", "gross", "refunds", "tax", "shipping", "discounts", "net", "currency")
    for day in selectors.sales_report(scope=scope).days:
        sums = (day.gross, day.refunds, day.tax, day.shipping, day.discounts, day.net)
        yield (day.date, day.orders, *(money.amount for money in sums), scope.currency)


def entry_rows(scope: Scope) -> Iterator[Row]:
    """Yield the head and one row for each sale and refund."""
    yield ("at", "kind", "order", "gross", "tax", "net", "currency")
    for entry in selectors.entries_stream(scope=scope):
        amounts = (money.amount for money in (entry.gross, entry.tax, entry.net))
        yield (moment(entry.at), entry.kind, entry.order_number, *amounts, scope.currency)


def product_rows(scope: Scope) -> Iterator[Row]:
    """Yield the head and one row for each product sold, most first."""
    yield ("product_id", "title", "quantity", "orders", "total", "currency")
    for row in selectors.top_products(scope=scope, limit=selectors.MOST_PRODUCTS):
        yield (row.product_id, row.title, row.quantity, row.orders, row.total.amount, scope.currency)


def source_rows(scope: Scope) -> Iterator[Row]:
    """Yield the head and one row for each source of visits, biggest first."""
    yield ("source", "medium", "campaign", "visits", "carts", "checkouts", "paid", "sales", "currency")
    for source in selectors.source_report(scope=scope, limit=selectors.MOST_SOURCES):
        yield (source.name, source.medium, source.campaign, source.visits, source.carts,
               source.checkouts, source.paid, source.sales.amount, scope.currency)  # fmt: skip


REPORTS: dict[str, Callable[[Scope], Iterator[Row]]] = {
    ExportKind.SALES: sales_rows,
    ExportKind.ENTRIES: entry_rows,
    ExportKind.PRODUCTS: product_rows,
    ExportKind.SOURCES: source_rows,
}
