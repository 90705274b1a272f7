"""Add variants to a product that exists, with the option values they need."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from apps.catalog.selectors.product_detail import product_get
from apps.catalog.services.products import product_update
from apps.catalog.types.inputs import OptionInput, OptionValueInput, ProductInput, VariantInput
from apps.catalog.types.outputs import ProductDetail


def product_variants_add(*, product_id: UUID, variants: Sequence[VariantInput]) -> ProductDetail:
    """Add the variants whose choices the product does not have yet; the existing ones stay as they are.

    Option values they name and the product lacks are added at the end. Safe to repeat. Raises ProductUnknown,
    Invalid when they do not fit the product's options.
    """
    product = product_get(product_id=product_id)
    known = {row.option_values for row in product.variants}
    new = [row for row in variants if row.option_values not in known]
    if not new:
        return product
    options = tuple(
        OptionInput(
            id=option.id,
            name=option.name,
            values=(
                *(OptionValueInput(id=value.id, name=value.name) for value in option.values),
                *(OptionValueInput(name=name) for name in _missing(option.values, place, new)),
            ),
        )
        for place, option in enumerate(product.options)
    )
    kept = tuple(VariantInput(id=row.id) for row in product.variants)
    return product_update(product_id=product_id, data=ProductInput(options=options, variants=(*kept, *new)))


def _missing(values: Sequence[object], place: int, new: Sequence[VariantInput]) -> list[str]:
    """Return the names at `place` of the new variants' choices that are no value yet, in order."""
    known = {getattr(value, "name", "") for value in values}
    named = [
        row.option_values[place]
        for row in new
        if isinstance(row.option_values, tuple) and place < len(row.option_values)
    ]
    return [name for name in dict.fromkeys(named) if name not in known]
