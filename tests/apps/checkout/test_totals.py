"""Sums of an order: exact, never negative, independent of the order of lines. F12, F20."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from apps.checkout.totals import PricedLine, TotalsInvalid, totals

LINES = st.lists(
    st.builds(PricedLine, quantity=st.integers(1, 999), unit_price_minor=st.integers(0, 9_999_999_999)),
    max_size=100,
)
AMOUNT = st.integers(0, 9_999_999_999)


@given(LINES, AMOUNT, AMOUNT, AMOUNT)
def test_parts_add_up_and_none_is_negative(lines, shipping, discount, tax):
    sums = totals(lines, shipping_minor=shipping, discount_minor=discount, tax_minor=tax)

    assert sums.subtotal_minor == sum(line.quantity * line.unit_price_minor for line in lines)
    assert sums.items_count == sum(line.quantity for line in lines)
    assert sums.discount_minor == min(discount, sums.subtotal_minor)
    assert (sums.shipping_minor, sums.tax_minor) == (shipping, tax)
    assert sums.total_minor == sums.subtotal_minor - sums.discount_minor + shipping + tax
    assert min(sums.subtotal_minor, sums.discount_minor, sums.total_minor) >= 0


@given(LINES.flatmap(lambda lines: st.tuples(st.just(lines), st.permutations(lines))), AMOUNT)
def test_order_of_lines_changes_nothing(pair, discount):
    lines, shuffled = pair
    assert totals(lines, discount_minor=discount) == totals(shuffled, discount_minor=discount)


@given(LINES)
def test_lines_can_be_split_without_changing_the_total(lines):
    singles = [PricedLine(1, line.unit_price_minor) for line in lines for _ in range(min(line.quantity, 3))]
    rest = [PricedLine(line.quantity - 3, line.unit_price_minor) for line in lines if line.quantity > 3]
    assert totals(singles + rest).total_minor == totals(lines).total_minor


def test_known_figures():
    sums = totals([PricedLine(2, 1990), PricedLine(3, 333)], shipping_minor=490, discount_minor=500)
    assert (sums.subtotal_minor, sums.discount_minor, sums.total_minor) == (4979, 500, 4969)


@pytest.mark.parametrize("quantity", [0, -1, 1000, 10**9])
def test_f12_quantities_outside_the_bounds_are_refused(quantity):
    with pytest.raises(TotalsInvalid):
        totals([PricedLine(quantity, 100)])


@pytest.mark.parametrize("slot", ["shipping_minor", "discount_minor", "tax_minor"])
def test_f12_negative_slots_and_prices_are_refused(slot):
    with pytest.raises(TotalsInvalid):
        totals([PricedLine(1, 100)], **{slot: -1})
    with pytest.raises(TotalsInvalid):
        totals([PricedLine(1, -100)])
