"""Write a plan of options and variants: a bounded number of statements, whatever the number of variants."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from apps.catalog.models import Image, Option, OptionValue, Product, Variant
from apps.catalog.rules import Faults
from apps.catalog.services.history import columns_of_numbers, edits_log
from apps.catalog.services.news import news_tell, numbers_of
from apps.catalog.structure import (
    Combinations,
    Known,
    PlannedOption,
    PlannedVariant,
    options_planned,
    options_unchanged,
    variants_carried,
    variants_given,
)
from apps.catalog.terms import folded_all
from apps.catalog.types.inputs import ProductInput, Unset, VariantInput
from apps.money.types import Money
from tenancy.ids import uuid7

BATCH = 1000
_WRITTEN = [
    *("option_value_ids", "sku", "barcode", "price_minor", "compare_at_minor", "cost_minor", "weight_grams"),
    *("is_stock_tracked", "stock_on_hand", "position", "image_id", "locked_fields"),
]


@dataclass(frozen=True, slots=True)
class Change:
    """What becomes of a product's options and variants; `currency` is that of a product that exists."""

    options: tuple[PlannedOption, ...]
    variants: list[PlannedVariant]
    existing: dict[UUID, Variant]
    currency: str = ""


def change_for_new(*, data: ProductInput, faults: Faults) -> Change:
    """Plan a new product: the variants given, or one per combination of its options."""
    wanted = () if isinstance(data.options, Unset) else data.options
    options = options_planned(known=(), wanted=wanted, new_id=uuid7, faults=faults)
    faults.refuse()
    combinations = Combinations((), options)
    if isinstance(data.variants, Unset) or not data.variants:
        variants = [PlannedVariant(None, values, None) for values in combinations.every(faults)]
    else:
        variants = variants_given(existing={}, wanted=data.variants, combinations=combinations, faults=faults)
    faults.refuse()
    return Change(options=options, variants=variants, existing={})


def change_for(*, product: Product, data: ProductInput, faults: Faults) -> Change | None:
    """Plan the change of a locked product; None when neither options nor variants were given.

    Locks the variants, in the order in which stock is reserved.
    """
    if isinstance(data.options, Unset) and isinstance(data.variants, Unset):
        return None
    known = _known(product_id=product.pk)
    if isinstance(data.options, Unset):
        options = options_unchanged(known)
    else:
        options = options_planned(known=known, wanted=data.options, new_id=uuid7, faults=faults)
    faults.refuse()
    rows = {row.pk: row for row in Variant.objects.filter(product_id=product.pk).locked()}
    existing = {
        row.pk: tuple(row.option_value_ids) for row in sorted(rows.values(), key=lambda row: row.position)
    }
    combinations = Combinations(known, options)
    if isinstance(data.variants, Unset):
        variants = variants_carried(existing=existing, combinations=combinations, faults=faults)
    else:
        variants = variants_given(
            existing=existing, wanted=data.variants, combinations=combinations, faults=faults
        )
    _images_checked(product_id=product.pk, variants=variants, faults=faults)
    faults.refuse()
    return Change(options=options, variants=variants, existing=rows, currency=product.currency)


def _known(*, product_id: UUID) -> list[Known]:
    options = Option.objects.filter(product_id=product_id).order_by("position", "pk")
    values = OptionValue.objects.filter(option__product_id=product_id).order_by("position", "pk")
    of_option: dict[UUID, list[Known]] = {}
    for value in values:
        of_option.setdefault(value.option_id, []).append(Known(value.pk, value.name))
    return [Known(row.pk, row.name, tuple(of_option.get(row.pk, ()))) for row in options]


def _images_checked(*, product_id: UUID, variants: Sequence[PlannedVariant], faults: Faults) -> None:
    wanted = {row.given.image_id for row in variants if row.given and isinstance(row.given.image_id, UUID)}
    if not wanted:
        return
    there = set(Image.objects.filter(product_id=product_id, pk__in=wanted).values_list("pk", flat=True))
    for index, row in enumerate(variants):
        if row.given and isinstance(row.given.image_id, UUID) and row.given.image_id not in there:
            faults.add(f"variants.{index}.image_id", "There is no such image of this product.")


def change_write(*, product_id: UUID, change: Change) -> dict[str, Any]:
    """Write the plan, and into the history what a person changed; returns the product's columns that repeat it."""
    written = {row.pk: columns_of_numbers(row) for row in change.existing.values()}
    before = {row.pk: numbers_of(row) for row in change.existing.values()}
    variants = [
        _variant(product_id=product_id, plan=plan, position=position, existing=change.existing)
        for position, plan in enumerate(change.variants)
    ]
    kept = {row.pk for row in variants}
    gone = [variant_id for variant_id in change.existing if variant_id not in kept]
    if gone:
        Variant.objects.filter(pk__in=gone).delete()
    _options_write(product_id=product_id, options=change.options, is_new=not change.existing)
    Variant.objects.bulk_create(
        variants,
        batch_size=BATCH,
        update_conflicts=True,
        unique_fields=["id"],
        update_fields=[name.removesuffix("_id") if name == "image_id" else name for name in _WRITTEN],
    )
    news_tell(before=before, after=variants)
    edits_log(rows=variants, before=written, currency=change.currency)
    return columns_of(variants)


def columns_of(variants: Sequence[Variant]) -> dict[str, Any]:
    """Return what a product repeats of its variants."""
    prices = [row.price_minor for row in variants]
    return {
        "price_min_minor": min(prices),
        "price_max_minor": max(prices),
        "variants_count": len(variants),
        "search_skus": folded_all(row.sku for row in variants),
    }


def _options_write(*, product_id: UUID, options: Sequence[PlannedOption], is_new: bool) -> None:
    value_ids = [value.id for option in options for value in option.values]
    if not is_new:
        OptionValue.objects.filter(option__product_id=product_id).exclude(pk__in=value_ids).delete()
        Option.objects.filter(product_id=product_id).exclude(pk__in=[row.id for row in options]).delete()
    if not options:
        return
    Option.objects.bulk_create(
        [
            Option(id=option.id, product_id=product_id, name=option.name, position=position)
            for position, option in enumerate(options)
        ],
        update_conflicts=True,
        unique_fields=["id"],
        update_fields=["name", "position"],
    )
    OptionValue.objects.bulk_create(
        [
            OptionValue(id=value.id, option_id=option.id, name=value.name, position=position)
            for option in options
            for position, value in enumerate(option.values)
        ],
        update_conflicts=True,
        unique_fields=["id"],
        update_fields=["name", "position"],
    )


def _variant(
    *, product_id: UUID, plan: PlannedVariant, position: int, existing: dict[UUID, Variant]
) -> Variant:
    """Return the row as it will be."""
    row = existing[plan.id] if plan.id else Variant(product_id=product_id, price_minor=0)
    row.option_value_ids = list(plan.combination)
    row.position = position
    if plan.given is not None:
        before = columns_of_numbers(row)
        _words(row, plan.given)
        _amounts(row, plan.given)
        _stock(row, plan.given)
        if plan.id:
            # Only people come here with existing variants: machines change numbers by `prices_change`.
            edited = {name for name, value in columns_of_numbers(row).items() if value != before[name]}
            row.locked_fields = sorted({*row.locked_fields, *edited})
    return row


def _words(row: Variant, given: VariantInput) -> None:
    if not isinstance(given.sku, Unset):
        row.sku = given.sku
    if not isinstance(given.barcode, Unset):
        row.barcode = given.barcode
    if not isinstance(given.weight_grams, Unset):
        row.weight_grams = given.weight_grams
    if not isinstance(given.image_id, Unset):
        row.image_id = given.image_id


def _amounts(row: Variant, given: VariantInput) -> None:
    if isinstance(given.price, Money):
        row.price_minor = given.price.amount_minor
    for name, amount in (("compare_at_minor", given.compare_at_price), ("cost_minor", given.cost)):
        if not isinstance(amount, Unset):
            setattr(row, name, amount.amount_minor if amount else None)


def _stock(row: Variant, given: VariantInput) -> None:
    """Apply what can be sold; units reserved by running checkouts stay reserved on top of it."""
    if not isinstance(given.is_stock_tracked, Unset):
        row.is_stock_tracked = given.is_stock_tracked
    elif not isinstance(given.stock_quantity, Unset):
        row.is_stock_tracked = True
    if not isinstance(given.stock_quantity, Unset):
        row.stock_on_hand = given.stock_quantity + row.stock_reserved
    row.stock_on_hand = max(row.stock_on_hand, row.stock_reserved)
