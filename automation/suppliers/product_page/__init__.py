"""Product pages in, products out. The door is `page_extract`."""

from automation.suppliers.product_page.extract import page_extract
from automation.suppliers.product_page.types import (
    ExtractedOption,
    ExtractedPrice,
    ExtractedProduct,
    ExtractedVariant,
    FieldConfidence,
)

__all__ = [
    "ExtractedOption",
    "ExtractedPrice",
    "ExtractedProduct",
    "ExtractedVariant",
    "FieldConfidence",
    "page_extract",
]
