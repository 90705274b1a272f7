"""What suppliers write, read without trust."""

from decimal import Decimal

import pytest

from automation.suppliers.answers import amount_of, count_of, rating_of, rows_of, url_of
from automation.suppliers.phones import phone_split


@pytest.mark.parametrize(
    ("value", "amount"),
    [
        ("12.50", "12.5"),
        (12.5, "12.5"),
        ("US $1,299.00", "1299"),
        ("2.09 -- 7.46", "2.09"),
        ("0", None),
        ("-5", None),
        ("1e309", None),
        (float("nan"), None),
        ("99999999", None),
        (None, None),
        (True, None),
    ],
)
def test_amounts(value: object, amount: str | None) -> None:
    assert amount_of(value) == (Decimal(amount) if amount else None)


def test_a_delivery_may_cost_nothing() -> None:
    assert amount_of("0.00", zero=True) == 0


@pytest.mark.parametrize(
    ("value", "count"),
    [
        ("1000+", 1000),
        ("1,234 sold", 1234),
        ("2.5k+", 2500),
        ("1万", 10000),
        (7, 7),
        ("none", None),
        (-1, None),
    ],
)
def test_counts(value: object, count: int | None) -> None:
    assert count_of(value) == count


def test_ratings_lists_and_addresses() -> None:
    assert (rating_of("4.8"), rating_of("98%"), rating_of("nan"), rating_of(None)) == (4.8, None, None, None)
    assert rows_of({"d_t_o": [{"a": 1}]}) == rows_of([{"a": 1}, "x"]) == [{"a": 1}]
    assert rows_of(None) == []
    assert url_of("//ae01.example/a.jpg") == "https://ae01.example/a.jpg"
    assert url_of("javascript:alert(1)") == ""


@pytest.mark.parametrize(
    ("text", "country", "split"),
    [
        ("+49 (0)30 1234-567", "DE", ("+49", "301234567")),
        ("030 1234567", "DE", ("+49", "301234567")),
        ("0049301234567", "DE", ("+49", "301234567")),
        ("(555) 123-4567", "US", ("+1", "5551234567")),
        ("06 1234 5678", "IT", ("+39", "0612345678")),
        ("12345", "XX", ("", "12345")),
    ],
)
def test_phone_numbers_are_split(text: str, country: str, split: tuple[str, str]) -> None:
    assert phone_split(text, country=country) == split
