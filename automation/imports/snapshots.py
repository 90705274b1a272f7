"""A source product as JSON in a row, and back: what was read is kept as it was read."""

import re
from dataclasses import asdict, replace
from datetime import datetime
from decimal import Decimal
from typing import Any

from pydantic import TypeAdapter

from automation.suppliers.catalogue import SupplierProduct, SupplierVariant
from automation.suppliers.types import SourceProduct

_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")
_ADAPTER: TypeAdapter[SourceProduct] = TypeAdapter(SourceProduct)
_SUPPLIER: TypeAdapter[SupplierProduct] = TypeAdapter(SupplierProduct)
_VARIANTS: TypeAdapter[tuple[SupplierVariant, ...]] = TypeAdapter(tuple[SupplierVariant, ...])


def source_dump(product: SourceProduct) -> dict[str, Any]:
    """Return the product as JSON-able values; decimals become text, what no database stores becomes nothing.

    A supplier's raw answer is kept as a snapshot, not here.
    """
    if isinstance(product, SupplierProduct):
        return dict(_storable(asdict(replace(product, raw={}))))
    return dict(_storable(_ADAPTER.dump_python(product)))


def text_storable(text: str) -> str:
    """Return the text without NUL and without halves of characters, as pages' scripts spell them."""
    return _UNSTORABLE.sub("", text)


def _storable(value: Any) -> Any:
    if isinstance(value, str):
        return text_storable(value)
    if isinstance(value, Decimal):
        return str(value)
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, dict):
        return {key: _storable(part) for key, part in value.items()}
    return [_storable(part) for part in value] if isinstance(value, list | tuple) else value


def source_load(data: dict[str, Any]) -> SourceProduct:
    """Rebuild the product exactly as it was dumped."""
    if "provider" not in data:
        return _ADAPTER.validate_python(data)
    variants = _VARIANTS.validate_python(data["variants"])
    return replace(_SUPPLIER.validate_python(data), variants=variants)
