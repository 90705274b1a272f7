"""Products and pictures that tests of the catalog begin with."""

from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from typing import Any

from django.db import connection
from django.test.utils import CaptureQueriesContext
from PIL import Image as PillowImage

from apps.catalog.types import OptionInput, ProductInput, VariantInput
from apps.money.types import Money

SVG = b'<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'


def euro(text: str) -> Money:
    return Money.parse(text, "EUR")


def shirt_input(**changes: Any) -> ProductInput:
    """A shirt in two sizes and two colours; 19.90, the last variant 24.90."""
    values: dict[str, Any] = {
        "title": "Ocean Shirt",
        "vendor": "Meadow Mills",
        "product_type": "Shirts",
        "tags": ("summer", "Baumwolle"),
        "options": (OptionInput.of("Size", "S", "M"), OptionInput.of("Colour", "Blue", "Red")),
        "variants": tuple(
            VariantInput(option_values=(size, colour), sku=f"SH-{size}-{colour}", price=euro(price))
            for size, colour, price in [
                ("S", "Blue", "19.90"),
                ("S", "Red", "19.90"),
                ("M", "Blue", "19.90"),
                ("M", "Red", "24.90"),
            ]
        ),
    }
    return ProductInput(**values | changes)


@contextmanager
def catalog_statements() -> Iterator[list[str]]:
    """Collect the statements that touch tables of the catalog (look-ups of the store come and go by time)."""
    found: list[str] = []
    with CaptureQueriesContext(connection) as queries:
        yield found
    found.extend(row["sql"] for row in queries.captured_queries if "catalog_" in row["sql"])


def picture_bytes(
    *, size: tuple[int, int] = (800, 600), kind: str = "JPEG", colour: str = "#3366aa", **options: Any
) -> bytes:
    """A plain picture in the given format."""
    mode = "RGB" if kind == "JPEG" else "RGBA"
    buffer = BytesIO()
    PillowImage.new(mode, size, colour).save(buffer, kind, **options)
    return buffer.getvalue()
