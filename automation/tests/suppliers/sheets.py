"""Shopify exports that tests write, and their reading."""

import csv
import io

import pytest

from automation.suppliers.shopify_csv import CsvLimits, FeedRefused, shopify_csv_read
from automation.suppliers.types import RowError, SourceProduct

COLUMNS = [
    "Handle", "Title", "Body (HTML)", "Vendor", "Type", "Tags", "Published", "Status",
    "Option1 Name", "Option1 Value", "Option2 Name", "Option2 Value", "Option3 Name", "Option3 Value",
    "Variant SKU", "Variant Grams", "Variant Inventory Tracker", "Variant Inventory Qty",
    "Variant Inventory Policy", "Variant Price", "Variant Compare At Price", "Variant Barcode",
    "Image Src", "Image Position", "Image Alt Text", "Variant Image", "Cost per item",
    "SEO Title", "SEO Description",
]  # fmt: skip


def sheet(*rows: dict[str, str], columns: list[str] = COLUMNS, separator: str = ",") -> str:
    """Write an export of these rows."""
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, columns, delimiter=separator, restval="")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue()


def read(content: str | bytes, limits: CsvLimits | None = None) -> list[SourceProduct | RowError]:
    """Read an export: products and errors in their order."""
    raw = content.encode() if isinstance(content, str) else content
    return list(shopify_csv_read(stream=io.BytesIO(raw), limits=limits or CsvLimits()))


def one(content: str | bytes) -> SourceProduct:
    """Read an export of one product without errors."""
    (product,) = read(content)
    assert isinstance(product, SourceProduct)
    return product


def errors(found: list[SourceProduct | RowError]) -> list[tuple[int, str]]:
    """Return row and code of every error."""
    return [(error.row, error.code) for error in found if isinstance(error, RowError)]


SHIRT = [
    {
        "Handle": "shirt", "Title": "Müller Shirt", "Body (HTML)": '<p>Soft,\n"warm"; 100 % Wolle</p>',
        "Vendor": "Ülm & Söhne", "Type": "Tops", "Tags": "wool, men ,wool,", "Status": "active",
        "Option1 Name": "Size", "Option1 Value": "S", "Option2 Name": "Color", "Option2 Value": "Grün",
        "Variant SKU": "SH-S", "Variant Grams": "250", "Variant Inventory Tracker": "shopify",
        "Variant Inventory Qty": "3", "Variant Inventory Policy": "deny", "Variant Price": "19.90",
        "Variant Compare At Price": "29.00", "Variant Barcode": "4006381333931", "Cost per item": "7.5",
        "Image Src": "https://cdn.example.com/b.jpg", "Image Position": "2", "Image Alt Text": "Back",
        "Variant Image": "https://cdn.example.com/s.jpg", "SEO Title": "Buy it", "SEO Description": "Now",
    },
    {
        "Handle": "shirt", "Option1 Value": "M", "Option2 Value": "Blau", "Variant SKU": "",
        "Variant Inventory Tracker": "shopify", "Variant Inventory Qty": "0", "Variant Price": "21",
        "Variant Inventory Policy": "deny", "Image Src": "https://cdn.example.com/a.jpg", "Image Position": "1",
    },
    {"Handle": "shirt", "Image Src": "https://cdn.example.com/c.jpg", "Image Position": "3"},
]  # fmt: skip


def refused(content: bytes, limits: CsvLimits | None = None) -> FeedRefused:
    """Return why an export is refused; the message is a sentence."""
    with pytest.raises(FeedRefused) as failure:
        read(content, limits)
    assert failure.value.message.rstrip().endswith((".", "?"))
    return failure.value
