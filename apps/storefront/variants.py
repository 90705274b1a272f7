"""Choosing a variant by links: which one a page shows, and where each value of each option leads. Pure."""

from collections import defaultdict
from dataclasses import dataclass

from apps.catalog.types import ShopProduct, ShopVariant


@dataclass(frozen=True, slots=True)
class OptionChoice:
    """One value of an option. `variant_id` is where choosing it leads; None: no variant has this combination.

    `is_sold_out` says that nothing with this value can be bought, given what is chosen before it.
    """

    name: str
    variant_id: str | None
    is_selected: bool
    is_sold_out: bool


@dataclass(frozen=True, slots=True)
class OptionGroup:
    """One option with its values, given what is chosen in the options before it."""

    name: str
    selected: str
    choices: tuple[OptionChoice, ...]


def variant_choose(*, product: ShopProduct, asked: str) -> ShopVariant:
    """Return the variant whose id is `asked`, else the first that can be bought, else the first."""
    by_id = {str(variant.id): variant for variant in product.variants}
    if asked.lower() in by_id:
        return by_id[asked.lower()]
    return next((variant for variant in product.variants if variant.is_available), product.variants[0])


def option_groups(*, product: ShopProduct, selected: ShopVariant) -> tuple[OptionGroup, ...]:
    """Return every option with its values as seen from `selected`.

    Options depend on the ones before them, so that no choice is a dead end: a value is impossible when no
    variant has it together with what is chosen before it. Choosing a value keeps the later options where such a
    variant exists, else it leads to one that can be bought.
    """
    by_prefix: dict[tuple[str, ...], list[ShopVariant]] = defaultdict(list)
    for variant in product.variants:
        for length in range(1, len(variant.option_values) + 1):
            by_prefix[variant.option_values[:length]].append(variant)
    groups = []
    for index, option in enumerate(product.options[: len(selected.option_values)]):
        before, after = selected.option_values[:index], selected.option_values[index + 1 :]
        choices = tuple(
            _choice(
                name=value.name,
                candidates=by_prefix.get((*before, value.name), []),
                after=after,
                is_selected=selected.option_values[index] == value.name,
            )
            for value in option.values
        )
        groups.append(OptionGroup(option.name, selected.option_values[index], choices))
    return tuple(groups)


def _choice(
    *, name: str, candidates: list[ShopVariant], after: tuple[str, ...], is_selected: bool
) -> OptionChoice:
    if not candidates:
        return OptionChoice(name, None, is_selected=False, is_sold_out=False)
    place = len(candidates[0].option_values) - len(after)
    target = next((item for item in candidates if item.option_values[place:] == after), None)
    target = target or next((item for item in candidates if item.is_available), candidates[0])
    is_sold_out = not any(item.is_available for item in candidates)
    return OptionChoice(name, str(target.id), is_selected, is_sold_out=is_sold_out)
