"""Sheets of all there is: the catalog in Shopify's columns, orders line by line, customers with their totals."""

from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, datetime
from itertools import zip_longest
from typing import Any

from apps.analytics.types import ExportKind
from apps.catalog.selectors import products_stream
from apps.catalog.types import ImageInfo, ProductDetail, VariantInfo
from apps.money.types import Money
from apps.orders.selectors import SoldLine, customer_order_stream, sold_lines_stream
from apps.tenants.types import StoreInfo

type Row = Iterable[Any]
OPTIONS = 3
# The columns of Shopify's product CSV, which every shop system reads (help.shopify.com, "CSV product file").
PRODUCT_COLUMNS = (
    "Handle", "Title", "Body (HTML)", "Vendor", "Type", "Tags", "Published", "Status",
    *(f"Option{number} {part}" for number in range(1, OPTIONS + 1) for part in ("Name", "Value")),
    "Variant SKU", "Variant Grams", "Variant Inventory Tracker", "Variant Inventory Qty",
    "Variant Inventory Policy", "Variant Price", "Variant Compare At Price", "Variant Barcode",
    "Image Src", "Image Position", "Image Alt Text", "Variant Image", "Cost per item", "SEO Title",
    "SEO Description",
)  # fmt: skip
ORDER_COLUMNS = (
    "order", "placed_at", "payment", "fulfilment", "email", "name", "company", "street", "street_2",
    "postal_code", "city", "state", "country", "phone", "title", "variant", "sku", "quantity", "unit_price",
    "line_total", "subtotal", "shipping", "tax", "discount", "discount_code", "total", "refunded", "currency",
)  # fmt: skip
CUSTOMER_COLUMNS = ("email", "name", "phone", "since", "orders", "spent", "currency", "last_order_at")


def moment(at: datetime | None) -> str:
    """Return a time as spreadsheets read it: UTC, whole seconds."""
    return at.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z") if at else ""


def catalog_rows(store: StoreInfo) -> Iterator[Row]:
    """Yield the head and the rows of all products; the rows of a product stand together."""
    yield PRODUCT_COLUMNS
    for product in products_stream():
        yield from _product_rows(product)


def _product_rows(product: ProductDetail) -> Iterator[Row]:
    pictures = {image.id: image.url for image in product.images}
    pairs = zip_longest(product.variants, product.images)
    for number, (variant, image) in enumerate(pairs):
        cells = {"Handle": product.handle}
        cells |= _head(product) if number == 0 else {}
        cells |= _variant(variant, product, is_first=number == 0, pictures=pictures) if variant else {}
        cells |= _picture(image, number + 1) if image else {}
        yield [cells.get(name, "") for name in PRODUCT_COLUMNS]


def _head(product: ProductDetail) -> dict[str, Any]:
    return {
        "Title": product.title,
        "Body (HTML)": product.description_html,
        "Vendor": product.vendor,
        "Type": product.product_type,
        "Tags": ", ".join(product.tags),
        "Published": "true" if product.published_at else "false",
        "Status": product.status.lower(),
        "SEO Title": product.seo_title,
        "SEO Description": product.seo_description,
    }


def _variant(
    variant: VariantInfo, product: ProductDetail, *, is_first: bool, pictures: Any
) -> dict[str, Any]:
    names = [option.name for option in product.options] or ["Title"]
    values = variant.option_values or ("Default Title",)
    options: dict[str, str] = {}
    for number, (name, value) in enumerate(zip(names, values, strict=True), start=1):
        options[f"Option{number} Name"] = name if is_first else ""
        options[f"Option{number} Value"] = value
    return options | {
        "Variant SKU": variant.sku,
        "Variant Grams": variant.weight_grams if variant.weight_grams is not None else "",
        "Variant Inventory Tracker": "shopify" if variant.is_stock_tracked else "",
        "Variant Inventory Qty": variant.stock_quantity if variant.is_stock_tracked else "",
        "Variant Inventory Policy": "deny" if variant.is_stock_tracked else "continue",
        "Variant Price": variant.price.amount,
        "Variant Compare At Price": _amount(variant.compare_at_price),
        "Variant Barcode": variant.barcode,
        "Variant Image": pictures.get(variant.image_id, ""),
        "Cost per item": _amount(variant.cost),
    }


def _picture(image: ImageInfo, position: int) -> dict[str, Any]:
    return {"Image Src": image.url, "Image Position": position, "Image Alt Text": image.alt_text}


def _amount(money: Money | None) -> Any:
    return money.amount if money else ""


def order_rows(store: StoreInfo) -> Iterator[Row]:
    """Yield the head and one row for each line of each order, oldest first; sums are the order's on every row."""
    yield ORDER_COLUMNS
    yield from map(_order_row, sold_lines_stream())


def _order_row(line: SoldLine) -> Row:
    to = line.address
    return (
        line.number, moment(line.placed_at), line.payment_status, line.fulfillment_status, line.email,
        line.customer_name, to.company, to.line1, to.line2, to.postal_code, to.city, to.state, to.country, to.phone,
        line.title, line.variant_title, line.sku, line.quantity, line.unit_price.amount, line.line_total.amount,
        line.subtotal.amount, line.shipping.amount, line.tax.amount, line.discount.amount, line.discount_code,
        line.total.amount, line.refunded.amount, line.total.currency,
    )  # fmt: skip


def customer_rows(store: StoreInfo) -> Iterator[Row]:
    """Yield the head and one row for each customer, newest first."""
    yield CUSTOMER_COLUMNS
    for row in customer_order_stream(currency=store.currency):
        yield (row.email, row.name, row.phone, moment(row.created_at), row.orders_count,
               row.spent.amount, row.spent.currency, moment(row.last_order_at))  # fmt: skip


# Kinds that hold all there is; the others are of a period.
WHOLE: dict[str, Callable[[StoreInfo], Iterator[Row]]] = {
    ExportKind.CATALOG: catalog_rows,
    ExportKind.ORDERS: order_rows,
    ExportKind.CUSTOMERS: customer_rows,
}
