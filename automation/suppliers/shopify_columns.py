"""The columns of Shopify's product CSV under all the names the export has had."""

from __future__ import annotations

import difflib
import re
from collections.abc import Mapping, Sequence

from automation.suppliers.csv_text import FeedRefused

# Our name -> names in exports (older and newer template), compared without case and punctuation.
_NAMES: dict[str, tuple[str, ...]] = {
    "handle": ("Handle", "URL handle"),
    "title": ("Title",),
    "body_html": ("Body (HTML)", "Body HTML", "Description", "Body"),
    "vendor": ("Vendor",),
    "product_type": ("Type", "Custom Product Type", "Product type"),
    "category": ("Product Category", "Standard Product Type", "Standardized Product Type"),
    "tags": ("Tags",),
    "published": ("Published", "Published on online store"),
    "status": ("Status",),
    "option1_name": ("Option1 Name",),
    "option1_value": ("Option1 Value",),
    "option2_name": ("Option2 Name",),
    "option2_value": ("Option2 Value",),
    "option3_name": ("Option3 Name",),
    "option3_value": ("Option3 Value",),
    "sku": ("Variant SKU", "SKU"),
    "barcode": ("Variant Barcode", "Barcode"),
    "grams": ("Variant Grams", "Weight value (grams)"),
    "tracker": ("Variant Inventory Tracker", "Inventory tracker"),
    "quantity": ("Variant Inventory Qty", "Inventory quantity"),
    "policy": ("Variant Inventory Policy", "Continue selling when out of stock"),
    "price": ("Variant Price", "Price"),
    "compare_at": ("Variant Compare At Price", "Compare-at price"),
    "cost": ("Cost per item", "Variant Cost"),
    "image": ("Image Src", "Product image URL"),
    "image_position": ("Image Position",),
    "image_alt": ("Image Alt Text",),
    "variant_image": ("Variant Image", "Variant image URL"),
    "seo_title": ("SEO Title",),
    "seo_description": ("SEO Description",),
}
_IGNORED = (
    "Variant Fulfillment Service", "Fulfillment service", "Variant Requires Shipping", "Requires shipping",
    "Variant Taxable", "Charge tax", "Variant Tax Code", "Tax code", "Gift Card", "Variant Weight Unit",
    "Weight unit for display", "Collection", "ID", "Variant ID", "Template Suffix", "Published Scope",
    "Published At", "Created At", "Updated At", "Unit price total measure", "Unit price total measure unit",
    "Unit price base measure", "Unit price base measure unit", "Option1 Linked To", "Option2 Linked To",
    "Option3 Linked To", "Command", "Row #", "Top Row", "Image Width", "Image Height", "Image Command",
    "Variant Command", "Variant Position", "Variant Inventory Item ID", "Total Inventory Qty",
)  # fmt: skip
_IGNORED_KINDS = re.compile(
    r"^(?:google shopping\b|metafield\b|included\s*/|price\s*/|compare at price\s*/|inventory available\b)"
    r"|metafields?\.|\bgoogle\b",
    re.I,
)
_SQUASH = re.compile(r"[^a-z0-9]+")
REQUIRED = {"handle": "Handle", "title": "Title"}


def _squash(name: str) -> str:
    return _SQUASH.sub("", name.lower())


_BY_NAME = {_squash(name): ours for ours, names in _NAMES.items() for name in names}
_KNOWN_IGNORED = frozenset(_squash(name) for name in _IGNORED)


def is_known_column(name: str) -> bool:
    """Tell whether a name is one of Shopify's columns that are read."""
    return _squash(name) in _BY_NAME


def columns_find(header: Sequence[str]) -> Mapping[str, int]:
    """Return our name of each column with its place.

    Raises FeedRefused when a needed column is missing (naming the one that looks renamed) or when a
    column that is read comes twice.
    """
    found: dict[str, int] = {}
    for place, name in enumerate(header):
        ours = _BY_NAME.get(_squash(name))
        if ours is None:
            continue
        if ours in found:
            first = header[found[ours]]
            raise FeedRefused(
                "duplicate_column", f"The columns “{first}” and “{name}” are the same. Remove one of them."
            )
        found[ours] = place
    missing = [shown for ours, shown in REQUIRED.items() if ours not in found]
    if missing:
        raise FeedRefused("missing_column", _missing_message(missing, header))
    return found


def _missing_message(missing: list[str], header: Sequence[str]) -> str:
    quoted = " and ".join(f"“{name}”" for name in missing)
    message = f"The file has no column {quoted}, so it is not a Shopify product export."
    names = [name for name in header if name]
    for wanted in missing:
        near = difflib.get_close_matches(wanted.lower(), [name.lower() for name in names], n=1, cutoff=0.6)
        if near:
            shown = next(name for name in names if name.lower() == near[0])
            message += f" Is “{shown}” meant to be “{wanted}”?"
    return message


def unknown_columns(header: Sequence[str]) -> list[str]:
    """Return the names of columns that no Shopify export has, and so are not read."""
    return [
        name
        for name in header
        if name and not is_known_column(name) and _squash(name) not in _KNOWN_IGNORED
        and not _IGNORED_KINDS.search(name)
    ]  # fmt: skip
