"""A source product as JSON in a row, and back: what was read is kept as it was read."""

import re
from decimal import Decimal
from typing import Any

from pydantic import TypeAdapter

from automation.suppliers.types import SourceProduct

_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")
_ADAPTER: TypeAdapter[SourceProduct] = TypeAdapter(SourceProduct)


def source_dump(product: SourceProduct) -> dict[str, Any]:
    """Return the product as JSON-able values; decimals become text, what no database stores becomes nothing."""
    return dict(_storable(_ADAPTER.dump_python(product)))


def text_storable(text: str) -> str:
    """Return the text without NUL and without halves of characters, as pages' scripts spell them."""
    return _UNSTORABLE.sub("", text)


def _storable(value: Any) -> Any:
    if isinstance(value, str):
        return text_storable(value)
    if isinstance(value, Decimal):
        return str(value)
    if isinstance(value, dict):
        return {key: _storable(part) for key, part in value.items()}
    return [_storable(part) for part in value] if isinstance(value, list | tuple) else value


def source_load(data: dict[str, Any]) -> SourceProduct:
    """Rebuild the product exactly as it was dumped."""
    return _ADAPTER.validate_python(data)
