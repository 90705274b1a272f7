"""Amounts are exact, whatever is typed."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rest_framework import serializers

from apps.money.fields import MoneyField
from apps.money.types import MAX_MINOR, CurrencyMismatch, Money, MoneyInvalid, is_currency, money_format

CURRENCIES = st.sampled_from(["EUR", "USD", "JPY", "KWD", "CHF"])
MINOR = st.integers(-MAX_MINOR, MAX_MINOR)


@given(MINOR, CURRENCIES)
def test_what_goes_out_comes_back(minor: int, currency: str) -> None:
    wire = Money(minor, currency).to_wire()

    assert Money.parse(wire["amount"], wire["currency"]) == Money(minor, currency)


@given(st.lists(MINOR, max_size=30))
def test_sums_do_not_depend_on_order(minors: list[int]) -> None:
    def total(values: list[int]) -> Money:
        money = Money(0, "EUR")
        for value in values:
            money = money + Money(value, "EUR")
        return money

    assert total(minors) == total(minors[::-1]) == Money(sum(minors), "EUR")


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        "x",
        "1e5",
        "1E5",
        "NaN",
        "Infinity",
        "-Infinity",
        "1,5",
        "1.999",
        "0x10",
        "١٢",
        "1_000",
        "9" * 20,
        "+1",
        "1.",
    ],
)
def test_anything_but_a_plain_decimal_is_refused(text: str) -> None:
    with pytest.raises(MoneyInvalid):
        Money.parse(text, "EUR")


@pytest.mark.parametrize(
    ("amount", "currency", "minor"),
    [
        ("19.90", "EUR", 1990),
        ("19.9", "EUR", 1990),
        ("0", "EUR", 0),
        ("500", "JPY", 500),
        ("1.234", "KWD", 1234),
    ],
)
def test_amounts_are_read_in_the_currencys_minor_units(amount: str, currency: str, minor: int) -> None:
    assert Money.parse(amount, currency).amount_minor == minor


def test_half_a_yen_is_refused() -> None:
    with pytest.raises(MoneyInvalid):
        Money.parse("0.5", "JPY")


def test_currencies_do_not_mix() -> None:
    with pytest.raises(CurrencyMismatch):
        Money(1, "EUR") + Money(1, "USD")


def test_money_is_written_as_people_write_it() -> None:
    assert money_format(Money(1990, "EUR"), "de") == "19,90\xa0€"
    assert money_format(Money(1990, "USD"), "en-US") == "$19.90"
    assert money_format(Money(1990, "JPY"), "en") == "¥1,990"


def test_codes_are_real_currencies() -> None:
    assert is_currency("EUR")
    assert not is_currency("eur")
    assert not is_currency("XXQ")


@pytest.mark.parametrize(
    "value",
    [
        None,
        "19.90",
        19.9,
        {"amount": 19.9, "currency": "EUR"},
        {"amount": "19.90"},
        {"amount": "-1.00", "currency": "EUR"},
        {"amount": "1.00", "currency": "EURO"},
        {"amount": "1.00", "currency": "EUR", "x": 1},
        {"amount": "NaN", "currency": "EUR"},
    ],
)
def test_the_wire_form_is_strict(value: object) -> None:
    with pytest.raises(serializers.ValidationError):
        MoneyField().run_validation(value)


def test_amounts_keep_their_decimals() -> None:
    assert str(Money(1990, "EUR").amount) == "19.90"
    assert Money(5, "EUR").amount == Decimal("0.05")
