"""Sums of an order: exact, never negative, independent of the order of lines. F12, F20, STO-11, STO-12."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from apps.checkout.totals import (
    WHOLE,
    DiscountTerms,
    PricedLine,
    TaxTerms,
    TotalsInvalid,
    allocate,
    tax_of,
    totals,
)

LINES = st.lists(
    st.builds(
        PricedLine,
        quantity=st.integers(1, 999),
        unit_price_minor=st.integers(0, 9_999_999_999),
        is_discountable=st.booleans(),
    ),
    max_size=100,
)
AMOUNT = st.integers(0, 9_999_999_999)
SHARE = st.integers(0, WHOLE)
DISCOUNT = st.builds(DiscountTerms, percent_milli=SHARE, amount_minor=AMOUNT, is_shipping_free=st.booleans())
TAX = st.builds(TaxTerms, rate_milli=SHARE, is_inclusive=st.booleans(), is_on_shipping=st.booleans())


@given(LINES, AMOUNT, DISCOUNT, TAX)
def test_parts_add_up_and_none_is_negative(lines, shipping, discount, tax):
    sums = totals(lines, shipping_minor=shipping, discount=discount, tax=tax)

    assert sums.subtotal_minor == sum(line.quantity * line.unit_price_minor for line in lines)
    assert sums.items_count == sum(line.quantity for line in lines)
    assert sums.shipping_minor == (0 if discount.is_shipping_free else shipping)
    added = 0 if tax.is_inclusive else sums.tax_minor
    assert sums.total_minor == sums.subtotal_minor - sums.discount_minor + sums.shipping_minor + added
    parts = (sums.subtotal_minor, sums.discount_minor, sums.shipping_minor, sums.tax_minor, sums.total_minor)
    assert min(parts) >= 0
    assert sums.tax_minor <= sums.total_minor


@given(LINES, AMOUNT, DISCOUNT, TAX)
def test_shares_of_lines_add_up_and_fit_their_lines(lines, shipping, discount, tax):
    sums = totals(lines, shipping_minor=shipping, discount=discount, tax=tax)

    assert sum(share.discount_minor for share in sums.lines) == sums.discount_minor
    assert sum(share.tax_minor for share in sums.lines) + sums.shipping_tax_minor == sums.tax_minor
    for line, share in zip(lines, sums.lines, strict=True):
        assert 0 <= share.discount_minor <= (line.total_minor if line.is_discountable else 0)
        assert share.tax_minor >= 0
    assert tax.is_on_shipping or sums.shipping_tax_minor == 0


@given(LINES.flatmap(lambda lines: st.tuples(st.just(lines), st.permutations(lines))), DISCOUNT, TAX)
def test_order_of_lines_changes_no_sum(pair, discount, tax):
    one, other = (totals(lines, discount=discount, tax=tax) for lines in pair)
    assert (one.discount_minor, one.tax_minor, one.total_minor) == (
        other.discount_minor,
        other.tax_minor,
        other.total_minor,
    )


@given(LINES)
def test_lines_can_be_split_without_changing_the_total(lines):
    singles = [PricedLine(1, line.unit_price_minor) for line in lines for _ in range(min(line.quantity, 3))]
    rest = [PricedLine(line.quantity - 3, line.unit_price_minor) for line in lines if line.quantity > 3]
    assert totals(singles + rest).total_minor == totals(lines).total_minor


@given(st.integers(0, 10**13), st.integers(0, WHOLE))
def test_sto_11_inclusive_and_exclusive_tax_agree(net, rate):
    """What an exclusive order comes to contains, seen as inclusive, the very tax that was added."""
    added = tax_of(net, tax=TaxTerms(rate_milli=rate, is_inclusive=False))
    contained = tax_of(net + added, tax=TaxTerms(rate_milli=rate, is_inclusive=True))

    assert contained == added


@given(st.lists(st.integers(0, 10**10), min_size=1, max_size=100), st.integers(0, 10**12))
def test_allocation_sums_to_the_total_and_never_exceeds_a_weight(weights, wanted):
    total = min(wanted, sum(weights))
    parts = allocate(total, weights)

    assert sum(parts) == total
    assert all(0 <= part <= weight for part, weight in zip(parts, weights, strict=True))


@given(LINES, SHARE)
def test_sto_12_a_percentage_is_rounded_once_and_half_up(lines, percent):
    sums = totals(lines, discount=DiscountTerms(percent_milli=percent))
    base = sum(line.total_minor for line in lines if line.is_discountable)

    assert abs(sums.discount_minor * WHOLE - base * percent) <= WHOLE // 2


def test_known_figures():
    sums = totals(
        [PricedLine(2, 1990), PricedLine(3, 333)],
        shipping_minor=490,
        discount=DiscountTerms(amount_minor=500),
        tax=TaxTerms(rate_milli=19_000, is_inclusive=True, is_on_shipping=True),
    )
    assert (sums.subtotal_minor, sums.discount_minor, sums.total_minor) == (4979, 500, 4969)
    assert (sums.tax_minor, sums.shipping_tax_minor) == (793, 78)
    assert [share.discount_minor for share in sums.lines] == [400, 100]
    assert [share.tax_minor for share in sums.lines] == [571, 144]


def test_known_figures_exclusive():
    sums = totals(
        [PricedLine(1, 10_000)],
        shipping_minor=500,
        discount=DiscountTerms(percent_milli=10_000),
        tax=TaxTerms(rate_milli=8_375),
    )
    assert (sums.discount_minor, sums.tax_minor, sums.total_minor) == (1000, 754, 10_254)


def test_without_anything_to_tax_there_is_no_tax():
    assert totals([], shipping_minor=490, tax=TaxTerms(rate_milli=19_000)).tax_minor == 0


@pytest.mark.parametrize("quantity", [0, -1, 1000, 10**9])
def test_f12_quantities_outside_the_bounds_are_refused(quantity):
    with pytest.raises(TotalsInvalid):
        totals([PricedLine(quantity, 100)])


@pytest.mark.parametrize(
    "given_terms",
    [
        {"shipping_minor": -1},
        {"discount": DiscountTerms(amount_minor=-1)},
        {"discount": DiscountTerms(percent_milli=-1)},
        {"discount": DiscountTerms(percent_milli=WHOLE + 1)},
        {"tax": TaxTerms(rate_milli=-1)},
        {"tax": TaxTerms(rate_milli=WHOLE + 1)},
    ],
)
def test_f12_impossible_terms_are_refused(given_terms):
    with pytest.raises(TotalsInvalid):
        totals([PricedLine(1, 100)], **given_terms)
    with pytest.raises(TotalsInvalid):
        totals([PricedLine(1, -100)])
