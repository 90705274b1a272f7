"""What an answer costs, exactly."""

from decimal import Decimal

import pytest

from automation.ai.prices import cost_micros, price_of


@pytest.mark.parametrize(
    ("model", "input_usd", "output_usd"),
    [
        ("claude-haiku-5-5", "1", "5"),
        ("claude-sonnet-5-5", "3", "15"),
        ("claude-opus-5-5", "5", "25"),
        ("claude-something-new", "15", "75"),
        ("", "15", "75"),
    ],
)
def test_an_unknown_model_counts_as_the_dearest(model: str, input_usd: str, output_usd: str) -> None:
    price = price_of(model)

    assert (price.input_usd, price.output_usd) == (Decimal(input_usd), Decimal(output_usd))


@pytest.mark.parametrize(
    ("tokens", "micros"),
    [
        ({"input_tokens": 0, "output_tokens": 0}, 0),
        ({"input_tokens": 1000, "output_tokens": 100}, 1500),
        ({"input_tokens": 0, "output_tokens": 0, "cache_read": 10}, 1),
        ({"input_tokens": 0, "output_tokens": 0, "cache_read": 30}, 3),
        ({"input_tokens": 0, "output_tokens": 0, "cache_read": 31}, 4),
        ({"input_tokens": 0, "output_tokens": 0, "cache_write": 3}, 4),
    ],
)
def test_cost_is_exact_and_rounded_up(tokens: dict[str, int], micros: int) -> None:
    assert cost_micros(price=price_of("claude-haiku-5-5"), **tokens) == micros
