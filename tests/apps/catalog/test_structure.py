"""Planning options and variants: what holds for every product and every change."""

from uuid import UUID, uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from apps.catalog.rules import Faults
from apps.catalog.structure import (
    Combinations,
    Known,
    UnknownId,
    matched,
    options_planned,
    options_unchanged,
    variants_carried,
)
from apps.catalog.types import OptionInput, OptionValueInput

NAMES = st.lists(st.sampled_from("abcdefgh"), min_size=1, max_size=5, unique=True)
PRODUCTS = st.lists(st.tuples(st.sampled_from("XYZ"), NAMES), max_size=3, unique_by=lambda pair: pair[0])


def known_of(shape: list[tuple[str, list[str]]]) -> list[Known]:
    return [Known(uuid4(), name, tuple(Known(uuid4(), value) for value in values)) for name, values in shape]


def existing_of(known: list[Known]) -> dict[UUID, tuple[UUID, ...]]:
    faults = Faults()
    return {uuid4(): row for row in Combinations((), options_unchanged(known)).every(faults)}


def inputs_of(shape: list[tuple[str, list[str]]]) -> list[OptionInput]:
    return [OptionInput.of(name, *values) for name, values in shape]


@given(before=PRODUCTS, after=PRODUCTS)
def test_carried_variants_are_distinct_and_use_living_values(
    before: list[tuple[str, list[str]]], after: list[tuple[str, list[str]]]
) -> None:
    known, faults = known_of(before), Faults()
    existing = existing_of(known)

    planned = options_planned(known=known, wanted=inputs_of(after), new_id=uuid4, faults=faults)
    combinations = Combinations(known, planned)
    variants = variants_carried(existing=existing, combinations=combinations, faults=faults)

    living = [{value.id for value in option.values} for option in planned]
    rows = [variant.combination for variant in variants]
    assert len(set(rows)) == len(rows)
    assert len({variant.id for variant in variants}) == len(variants)
    assert all(len(row) == len(living) for row in rows)
    assert all(value in alive for row in rows for value, alive in zip(row, living, strict=True))
    ids = [option.id for option in planned] + [value.id for option in planned for value in option.values]
    assert len(set(ids)) == len(ids)


@given(before=PRODUCTS, data=st.data())
def test_renaming_anything_keeps_every_variant(
    before: list[tuple[str, list[str]]], data: st.DataObject
) -> None:
    known, faults = known_of(before), Faults()
    existing = existing_of(known)
    renamed = [
        OptionInput(
            id=option.id,
            name=f"{option.name} renamed",
            values=tuple(
                OptionValueInput(id=value.id, name=f"{value.name} renamed")
                for value in data.draw(st.permutations(option.values))
            ),
        )
        for option in known
    ]

    planned = options_planned(known=known, wanted=renamed, new_id=uuid4, faults=faults)
    variants = variants_carried(existing=existing, combinations=Combinations(known, planned), faults=faults)

    assert not faults.fields
    assert {variant.id: variant.combination for variant in variants} == existing


@given(before=PRODUCTS, data=st.data())
def test_the_order_of_options_changes_only_the_order(
    before: list[tuple[str, list[str]]], data: st.DataObject
) -> None:
    known, faults = known_of(before), Faults()
    existing = existing_of(known)

    planned = options_planned(
        known=known, wanted=inputs_of(data.draw(st.permutations(before))), new_id=uuid4, faults=faults
    )
    variants = variants_carried(existing=existing, combinations=Combinations(known, planned), faults=faults)

    assert {variant.id for variant in variants} == set(existing)
    assert all(set(row.combination) == set(existing[row.id]) for row in variants if row.id)


@given(
    known=st.lists(st.sampled_from("abcdef"), max_size=6, unique=True),
    wanted=st.lists(st.sampled_from("abcdefgh"), max_size=6, unique=True),
    by_place=st.booleans(),
)
def test_matching_uses_no_row_twice_and_prefers_names(
    known: list[str], wanted: list[str], by_place: bool
) -> None:
    rows = [Known(uuid4(), name) for name in known]

    found = matched(rows, [(None, name) for name in wanted], by_place=by_place)

    used = [row.id for row in found if row]
    assert len(set(used)) == len(used)
    for name, row in zip(wanted, found, strict=True):
        if name in known:
            assert row is not None
            assert row.name == name
        elif not by_place:
            assert row is None


def test_unknown_and_repeated_ids_are_refused() -> None:
    row = Known(uuid4(), "a")

    with pytest.raises(UnknownId):
        matched([row], [(uuid4(), "a")], by_place=True)
    with pytest.raises(UnknownId) as second:
        matched([row], [(row.id, "a"), (row.id, "b")], by_place=True)
    assert second.value.place == 1
