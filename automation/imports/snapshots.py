"""A source product as JSON in a row, and back: what was read is kept as it was read."""

from typing import Any

from pydantic import TypeAdapter

from automation.suppliers.types import SourceProduct

_ADAPTER: TypeAdapter[SourceProduct] = TypeAdapter(SourceProduct)


def source_dump(product: SourceProduct) -> dict[str, Any]:
    """Return the product as JSON-able values; decimals become text."""
    return dict(_ADAPTER.dump_python(product, mode="json"))


def source_load(data: dict[str, Any]) -> SourceProduct:
    """Rebuild the product exactly as it was dumped."""
    return _ADAPTER.validate_python(data)
