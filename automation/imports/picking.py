"""What of a supplier's product is taken over: chosen variants, ship-from, renamed and merged values. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from automation.sources.services import variant_key
from automation.suppliers.catalogue import SupplierProduct, SupplierVariant
from automation.suppliers.types import SourceProduct, SourceVariant

SHIP_FROM_OPTIONS = {"ships from", "ship from", "shipping from"}
DEAD = "Variants that cannot be bought now were left out: {names}."


@dataclass(frozen=True, slots=True)
class Pick:
    """A person's choice. `skus` are keys of variants (None: all); `values` map option → old value → new value.

    Two values with one new name are merged: the first variant of them that can be bought stays.
    """

    skus: frozenset[str] | None = None
    ship_from: frozenset[str] | None = None
    names: Mapping[str, str] = field(default_factory=dict)
    values: Mapping[str, Mapping[str, str]] = field(default_factory=dict)


def variant_is_dead(*, variant: SourceVariant) -> bool:
    """Say whether a supplier's variant cannot be bought: none left, switched off, or without a cost."""
    if variant.available is False or variant.quantity == 0:
        return True
    return isinstance(variant, SupplierVariant) and not (variant.cost and variant.cost > 0)


def product_pick(*, product: SourceProduct, pick: Pick) -> SourceProduct:
    """Return the product with the variants chosen, in its order; one without any left has `variants=()`.

    Dead variants are never taken, and named in a note. An option about the place of dispatch goes when only one
    place is left.
    """
    chosen = [row for row in product.variants if _is_chosen(row, pick)]
    dead = [row for row in chosen if variant_is_dead(variant=row)]
    renamed: dict[tuple[str, ...], SourceVariant] = {}
    for row in chosen:
        if not variant_is_dead(variant=row):
            values = _renamed(product.options, row.option_values, pick)
            renamed.setdefault(values, replace(row, option_values=values))
    places = _kept_places(product.options, list(renamed))
    variants = {
        tuple(values[place] for place in places): replace(
            row, option_values=tuple(values[place] for place in places)
        )
        for values, row in reversed(renamed.items())
    }
    ordered = tuple(reversed(variants.values()))
    return replace(
        product,
        options=_options(product.options, places, ordered, pick),
        variants=ordered,
        notes=(*product.notes, *_notes(dead)),
    )


def _is_chosen(row: SourceVariant, pick: Pick) -> bool:
    if pick.skus is not None and variant_key(variant=row) not in pick.skus:
        return False
    is_placed = isinstance(row, SupplierVariant) and bool(row.ship_from)
    return pick.ship_from is None or not is_placed or row.ship_from in pick.ship_from  # type: ignore[attr-defined]


def _renamed(
    options: Sequence[tuple[str, tuple[str, ...]]], values: tuple[str, ...], pick: Pick
) -> tuple[str, ...]:
    names = [name for name, _ in options]
    return tuple(
        pick.values.get(names[place], {}).get(value, value).strip() or value
        for place, value in enumerate(values)
    )


def _kept_places(
    options: Sequence[tuple[str, tuple[str, ...]]], taken: Sequence[tuple[str, ...]]
) -> list[int]:
    return [
        place
        for place, (name, _) in enumerate(options)
        if name.strip().lower() not in SHIP_FROM_OPTIONS or len({values[place] for values in taken}) > 1
    ]


def _options(
    options: Sequence[tuple[str, tuple[str, ...]]],
    places: Sequence[int],
    variants: Sequence[SourceVariant],
    pick: Pick,
) -> tuple[tuple[str, tuple[str, ...]], ...]:
    return tuple(
        (
            pick.names.get(options[place][0], options[place][0]).strip() or options[place][0],
            tuple(dict.fromkeys(row.option_values[at] for row in variants)),
        )
        for at, place in enumerate(places)
    )


def _notes(dead: Sequence[SourceVariant]) -> tuple[str, ...]:
    if not dead:
        return ()
    names = ", ".join(" / ".join(row.option_values) or variant_key(variant=row) for row in dead[:10])
    return (DEAD.format(names=names + ("…" if len(dead) > 10 else "")),)


def pick_of(options: Mapping[str, object]) -> Pick:
    """Return the choice as an import keeps it in its options."""
    data = options.get("pick")
    if not isinstance(data, Mapping):
        return Pick()
    skus, places = data.get("skus"), data.get("ship_from")
    rename = [row for row in data.get("rename") or [] if isinstance(row, Mapping)]
    return Pick(
        skus=frozenset(skus) if isinstance(skus, list) else None,
        ship_from=frozenset(places) if isinstance(places, list) else None,
        names={row["option"]: row["name"] for row in rename if row.get("name")},
        values={row["option"]: dict(row.get("values") or {}) for row in rename},
    )


def supplier_of(*, product: SourceProduct) -> str:
    """Return the provider of a supplier's product, "" for other sources."""
    return product.provider if isinstance(product, SupplierProduct) else ""
