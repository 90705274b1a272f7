"""Remember who wrote a field, lock what a person edits, keep the texts of before. Callers hold the product's row."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models.functions import Now
from django.utils import timezone

from apps.catalog import rules
from apps.catalog.models import Product, ProductRevision, Variant
from apps.catalog.types.errors import ProductUnknown
from apps.catalog.types.inputs import ProductInput, Unset
from apps.catalog.types.writing import (
    MAX_REVISIONS,
    TEXT_FIELDS,
    FieldChange,
    FieldUnknown,
    RefusedField,
    Writer,
)

LOCKED = "A person has edited this field, so it stays as it is."
CHANGED = "This field has another value by now."


def texts_marked(*, product: Product, columns: Mapping[str, Any], writer: Writer) -> dict[str, Any]:
    """Keep a revision of the texts that change and return the columns that say who wrote them.

    A person's change locks the field. Returns {} when no text changes.
    """
    changed = {
        name: {"before": getattr(product, name), "after": columns[name]}
        for name in TEXT_FIELDS
        if name in columns and columns[name] != getattr(product, name)
    }
    if not changed:
        return {}
    at = timezone.now()
    ProductRevision.objects.create(
        product=product,
        writer=writer.kind,
        label=writer.label[:100],
        run_id=writer.run_id,
        fields=changed,
        at=at,
    )
    old = ProductRevision.objects.filter(product=product).order_by("-at", "-pk")[MAX_REVISIONS:]
    ProductRevision.objects.filter(pk__in=list(old.values_list("pk", flat=True))).delete()
    return _marks(product=product, names=list(changed), writer=writer, at=at)


def _marks(*, product: Product, names: Sequence[str], writer: Writer, at: datetime) -> dict[str, Any]:
    product.field_writers = product.field_writers | dict.fromkeys(names, writer.mark(at=at))
    columns: dict[str, Any] = {"field_writers": product.field_writers}
    if writer.is_person:
        product.locked_fields = sorted({*product.locked_fields, *names})
        columns["locked_fields"] = product.locked_fields
    return columns


def status_marked(*, product: Product, writer: Writer) -> dict[str, Any]:
    """Return the columns that say who moved the product to its status."""
    marks = product.field_writers | {"status": writer.mark(at=timezone.now())}
    return {"field_writers": marks}


def texts_written(*, data: ProductInput, writer: Writer) -> dict[str, Any]:
    """Return the marks of a new product: who wrote each of its texts; a person's own are locked."""
    at = timezone.now()
    said = [name for name in TEXT_FIELDS if name != "handle" and not isinstance(_value(data, name), Unset)]
    names = [name for name in said if _value(data, name)]
    columns: dict[str, Any] = {"field_writers": dict.fromkeys(names, writer.mark(at=at))}
    if writer.is_person:
        columns["locked_fields"] = sorted(names)
    return columns


def _value(data: ProductInput, name: str) -> Any:
    return getattr(data, name)


def fields_allowed(
    *, product: Product, changes: Sequence[FieldChange], writer: Writer
) -> tuple[ProductInput, list[RefusedField]]:
    """Return what may be written of `changes` as an input, and what is refused: locked, or changed meanwhile."""
    allowed: dict[str, Any] = {}
    refused = []
    for change in changes:
        if change.field in product.locked_fields and not writer.is_person:
            refused.append(RefusedField(field=change.field, code="locked", message=LOCKED))
        elif not isinstance(change.expected, Unset) and not _is_same(product, change):
            refused.append(RefusedField(field=change.field, code="changed", message=CHANGED))
        else:
            allowed[change.field] = change.value
    return ProductInput(**allowed), refused


def _is_same(product: Product, change: FieldChange) -> bool:
    """Compare with what is expected as it would be stored."""
    current = getattr(product, change.field)
    if change.field == "tags":
        return list(current) == list(change.expected or ())  # type: ignore[arg-type]
    expected: dict[str, Any] = {change.field: change.expected or ""}
    given = replace(ProductInput(), **expected)
    cleaned = rules.product_cleaned(
        data=given, currency=product.currency, is_new=False, faults=rules.Faults()
    )
    return bool((current or "") == (getattr(cleaned, change.field) or ""))


@transaction.atomic(durable=True)
def product_unlock(*, product_id: UUID, fields: Sequence[str], variant_ids: Sequence[UUID]) -> None:
    """Let machines write these texts, and all numbers of these variants, again. Safe to repeat.

    Raises ProductUnknown, FieldUnknown.
    """
    unknown = next((name for name in fields if name not in TEXT_FIELDS), None)
    if unknown is not None:
        raise FieldUnknown(unknown)
    product = Product.objects.filter(pk=product_id).defer("search").locked().first()
    if product is None:
        raise ProductUnknown
    kept = [name for name in product.locked_fields if name not in set(fields)]
    Product.objects.filter(pk=product_id).update(locked_fields=kept, updated_at=Now())
    rows = Variant.objects.filter(product_id=product_id, pk__in=list(variant_ids))
    Variant.objects.filter(pk__in=[row.pk for row in rows.only("pk").locked()]).update(locked_fields=[])
