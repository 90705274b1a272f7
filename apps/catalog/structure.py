"""Plan what becomes of options, values and variants: pure, so that every case can be tried without a database."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import product
from uuid import UUID

from apps.catalog.rules import Faults
from apps.catalog.types.inputs import OptionInput, Unset, VariantInput
from apps.catalog.types.statuses import MAX_VARIANTS


@dataclass(frozen=True, slots=True)
class Known:
    """A row that exists: its id, its name and, for options, its values."""

    id: UUID
    name: str
    values: tuple[Known, ...] = ()


@dataclass(frozen=True, slots=True)
class PlannedValue:
    id: UUID
    name: str


@dataclass(frozen=True, slots=True)
class PlannedOption:
    """An option as it will be; `known` is what it was, None when it is new."""

    id: UUID
    name: str
    values: tuple[PlannedValue, ...]
    known: Known | None

    def value_id(self, name: str) -> UUID | None:
        """Return the id of a value by its name."""
        return next((value.id for value in self.values if value.name == name), None)


class UnknownId(LookupError):
    """An id names nothing here; `place` is its index in the list given."""

    def __init__(self, place: int) -> None:
        self.place = place
        super().__init__(place)


def matched(
    known: Sequence[Known], wanted: Sequence[tuple[UUID | None, str]], *, by_place: bool
) -> list[Known | None]:
    """Pair what is wanted with what exists: by id, else by name, else (`by_place`) by standing in the same place.

    No row is used twice. Raises UnknownId.
    """
    free = {row.id: row for row in known}
    result = [_by_id(free, wanted_id, place) for place, (wanted_id, _) in enumerate(wanted)]
    by_name = {row.name: row.id for row in free.values()}
    for place, (_, name) in enumerate(wanted):
        if result[place] is None and by_name.get(name) in free:
            result[place] = free.pop(by_name[name])
    for place, row in enumerate(known[: len(wanted)] if by_place else ()):
        if result[place] is None and row.id in free:
            result[place] = free.pop(row.id)
    return result


def _by_id(free: dict[UUID, Known], wanted_id: UUID | None, place: int) -> Known | None:
    if wanted_id is None:
        return None
    if wanted_id not in free:
        raise UnknownId(place)
    return free.pop(wanted_id)


def _values_planned(
    known: Known | None, option: OptionInput, path: str, new_id: Callable[[], UUID], faults: Faults
) -> tuple[PlannedValue, ...]:
    rows = known.values if known else ()
    wanted = [(value.id, value.name) for value in option.values]
    try:
        # Equally many values mean a rename; otherwise a value that is gone is gone.
        pairs = matched(rows, wanted, by_place=len(rows) == len(wanted))
    except UnknownId as unknown:
        faults.add(f"{path}.values.{unknown.place}.id", "There is no such value in this option.")
        return ()
    return tuple(
        PlannedValue(id=row.id if row else new_id(), name=name)
        for row, (_, name) in zip(pairs, wanted, strict=True)
    )


def options_planned(
    *, known: Sequence[Known], wanted: Sequence[OptionInput], new_id: Callable[[], UUID], faults: Faults
) -> tuple[PlannedOption, ...]:
    """Return the options as they will be, ids kept wherever something was renamed or moved."""
    try:
        pairs = matched(known, [(option.id, option.name) for option in wanted], by_place=True)
    except UnknownId as unknown:
        faults.add(f"options.{unknown.place}.id", "There is no such option in this product.")
        return ()
    return tuple(
        PlannedOption(
            id=row.id if row else new_id(),
            name=option.name,
            values=_values_planned(row, option, f"options.{index}", new_id, faults),
            known=row,
        )
        for index, (row, option) in enumerate(zip(pairs, wanted, strict=True))
    )


def options_unchanged(known: Sequence[Known]) -> tuple[PlannedOption, ...]:
    """Return the options as they are, as a plan."""
    return tuple(
        PlannedOption(
            id=row.id,
            name=row.name,
            values=tuple(PlannedValue(id=value.id, name=value.name) for value in row.values),
            known=row,
        )
        for row in known
    )


class Combinations:
    """Turns names or old combinations into combinations of the planned options."""

    def __init__(self, known: Sequence[Known], planned: Sequence[PlannedOption]) -> None:
        self.planned = planned
        self._places = {row.id: place for place, row in enumerate(known)}
        self._alive = [{value.id for value in option.values} for option in planned]
        self._by_name = [{value.name: value.id for value in option.values} for option in planned]

    def carried(self, old: Sequence[UUID]) -> tuple[UUID, ...] | None:
        """Return an old combination under the plan; None when one of its values is gone.

        A new option gives every old variant its first value.
        """
        result = []
        for option, alive in zip(self.planned, self._alive, strict=True):
            value = old[self._places[option.known.id]] if option.known else option.values[0].id
            if value not in alive:
                return None
            result.append(value)
        return tuple(result)

    def named(self, names: Sequence[str], path: str, faults: Faults) -> tuple[UUID, ...] | None:
        """Return the combination with these value names, one per option in order; None after a fault."""
        if len(names) != len(self.planned):
            faults.add(path, f"Give {len(self.planned)} values, one per option.")
            return None
        result = []
        for place, (option, name) in enumerate(zip(self.planned, names, strict=True)):
            value = self._by_name[place].get(name)
            if value is None:
                faults.add(f"{path}.{place}", f"{name or 'Blank'} is not a value of {option.name}.")
            else:
                result.append(value)
        return tuple(result) if len(result) == len(self.planned) else None

    def every(self, faults: Faults) -> list[tuple[UUID, ...]]:
        """Return all combinations (one empty without options); a fault when they are over 2,000."""
        size = 1
        for option in self.planned:
            size *= len(option.values)
        if size > MAX_VARIANTS:
            faults.add("options", f"These options make {size} variants; at most {MAX_VARIANTS} are possible.")
            return []
        return list(product(*([value.id for value in option.values] for option in self.planned)))


@dataclass(frozen=True, slots=True)
class PlannedVariant:
    """A variant as it will be: `id` None when new, `given` None when the caller said nothing about it."""

    id: UUID | None
    combination: tuple[UUID, ...]
    given: VariantInput | None


def variants_given(
    *,
    existing: dict[UUID, tuple[UUID, ...]],
    wanted: Sequence[VariantInput],
    combinations: Combinations,
    faults: Faults,
) -> list[PlannedVariant]:
    """Plan the complete list the caller gave. `existing` maps variant id → its combination now."""
    if not wanted:
        faults.add("variants", "A product has at least one variant.")
    result: list[PlannedVariant] = []
    used: set[UUID] = set()
    taken: dict[tuple[UUID, ...], int] = {}
    for index, given in enumerate(wanted):
        path = f"variants.{index}"
        if given.id is not None and (given.id not in existing or given.id in used):
            faults.add(f"{path}.id", "There is no such variant, or it is given twice.")
            continue
        combination = _combination(given, existing, combinations, f"{path}.option_values", faults)
        if combination is None:
            continue
        if combination in taken:
            faults.add(f"{path}.option_values", f"The same choices as variants.{taken[combination]}.")
        taken.setdefault(combination, index)
        if given.id is not None:
            used.add(given.id)
        result.append(PlannedVariant(id=given.id, combination=combination, given=given))
    return result


def _combination(
    given: VariantInput,
    existing: dict[UUID, tuple[UUID, ...]],
    combinations: Combinations,
    path: str,
    faults: Faults,
) -> tuple[UUID, ...] | None:
    if not isinstance(given.option_values, Unset):
        return combinations.named(given.option_values, path, faults)
    if given.id is None:
        if combinations.planned:
            faults.add(path, "Say which option values this variant has.")
            return None
        return ()
    carried = combinations.carried(existing[given.id])
    if carried is None:
        faults.add(path, "Its option value is gone: say the new values.")
    return carried


def variants_carried(
    *, existing: dict[UUID, tuple[UUID, ...]], combinations: Combinations, faults: Faults
) -> list[PlannedVariant]:
    """Plan the variants when only the options were given: they follow their values, and go with them."""
    result = []
    taken: set[tuple[UUID, ...]] = set()
    for variant_id, old in existing.items():
        combination = combinations.carried(old)
        if combination is None:
            continue
        if combination in taken:
            faults.add("options", "Several variants would have the same choices: say the variants too.")
            break
        taken.add(combination)
        result.append(PlannedVariant(id=variant_id, combination=combination, given=None))
    if not result:
        faults.add("options", "No variant would remain: say the variants too.")
    return result
