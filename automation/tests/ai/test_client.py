"""Asking Claude through the real SDK over HTTP: what is answered, what is refused, what the ledger keeps. H10."""

import time
from decimal import Decimal
from typing import Any

import pytest

from automation.ai import client
from automation.ai.models import AiCall
from automation.ai.product_text import ProductText, product_text_write
from automation.ai.types import (
    AiAnsweredBadly,
    AiAway,
    AiBudgetSpent,
    AiNotConnected,
    AiRefused,
    Answer,
)

pytestmark = pytest.mark.django_db


def write(**changes: Any) -> Answer[ProductText]:
    values: dict[str, Any] = {
        "subject": "item-1",
        "title": "🔥HOT SALE Oak Lamp 2024 Free Shipping",
        "description_text": "A lamp of solid oak. The shade is linen. It turns by a brass knob.",
        "brand": "Woodlight",
        "options": [("Colour", ["Natural", "Black"])],
        "language": "en",
    }
    return product_text_write(**values | changes)


def ledger() -> AiCall:
    """The one row there is."""
    return AiCall.objects.get()


def test_imp_10_a_good_answer_is_checked_and_metered(in_store: Any, claude: Any, settings: Any) -> None:
    answer = write()

    assert answer.value.title == "Oak Lamp 2024"[: len(answer.value.title)]
    assert "A lamp of solid oak." in answer.value.to_html()
    row = ledger()
    assert row.pk == answer.call_id
    assert (row.state, row.purpose, row.subject) == ("ANSWERED", "product_text", "item-1")
    assert row.model == settings.ANTHROPIC_MODEL
    assert (row.input_usd_per_million, row.output_usd_per_million) == (Decimal(1), Decimal(5))
    assert row.input_tokens > 100
    assert row.output_tokens > 20
    assert row.cost_micros == row.input_tokens + 5 * row.output_tokens == answer.cost_micros
    assert row.error == ""
    assert claude.calls() == 1


@pytest.mark.parametrize(
    ("mood", "error", "state"),
    [
        ("refusal", AiRefused, "REFUSED"),
        ("truncated", AiAnsweredBadly, "INVALID"),
        ("bad_json", AiAnsweredBadly, "INVALID"),
        ("wrong_schema", AiAnsweredBadly, "INVALID"),
        ("empty", AiAnsweredBadly, "INVALID"),
    ],
)
def test_imp_10_a_bad_answer_is_said_and_still_paid_for(
    in_store: Any, claude: Any, mood: str, error: type[Exception], state: str
) -> None:
    claude.mood(mood)

    with pytest.raises(error):
        write()

    row = ledger()
    assert row.state == state
    assert row.error
    assert row.input_tokens > 100
    assert row.cost_micros >= row.input_tokens
    assert claude.calls() == 1  # asking the same again rarely helps


@pytest.mark.parametrize(
    ("fault", "named"),
    [
        ({"kind": "status", "status": 429}, "RateLimitError 429"),
        ({"kind": "status", "status": 529}, "OverloadedError 529"),
        ({"kind": "status", "status": 500}, "InternalServerError 500"),
        ({"kind": "disconnect"}, "APIConnectionError"),
        ({"kind": "garbage"}, ""),
    ],
)
def test_h10_a_model_that_is_away_is_tried_twice_and_costs_nothing(
    in_store: Any, claude: Any, fault: dict[str, Any], named: str
) -> None:
    claude.fault(**fault)

    with pytest.raises(AiAway):
        write()

    row = ledger()
    assert (row.state, row.cost_micros, row.input_tokens) == ("AWAY", 0, 0)
    assert named in row.error
    assert row.error
    assert claude.calls() == 2


@pytest.mark.parametrize("status", [429, 529])
def test_a_short_overload_is_not_noticed(in_store: Any, claude: Any, status: int) -> None:
    claude.fault(kind="status", status=status, times=1)

    assert write().value.title

    assert ledger().state == "ANSWERED"
    assert claude.calls() == 2


def test_a_long_retry_after_is_not_waited_for(in_store: Any, claude: Any) -> None:
    claude.fault(kind="status", status=429, retry_after=60)

    began = time.monotonic()
    with pytest.raises(AiAway):
        write()

    assert time.monotonic() - began < 5
    assert claude.calls() == 1


@pytest.mark.parametrize("kind", ["slow", "timeout"])
def test_h10_a_slow_model_ends_with_its_time(
    in_store: Any, claude: Any, monkeypatch: pytest.MonkeyPatch, kind: str
) -> None:
    monkeypatch.setattr(client, "MAX_SECONDS", 1.0)
    monkeypatch.setattr(client, "SHORTEST_TRY_SECONDS", 0.5)
    claude.fault(kind=kind, seconds=4)

    began = time.monotonic()
    with pytest.raises(AiAway, match="APITimeoutError"):
        write()

    assert time.monotonic() - began < 2.5
    row = ledger()
    assert (row.state, row.error) == ("AWAY", "APITimeoutError")
    assert 900 <= row.duration_ms <= 2500


@pytest.mark.parametrize("status", [401, 403])
def test_a_refused_key_is_not_connected(in_store: Any, claude: Any, status: int) -> None:
    claude.fault(kind="status", status=status)

    with pytest.raises(AiNotConnected):
        write()

    assert ledger().state == "AWAY"
    assert claude.calls() == 1


def test_a_question_that_is_not_taken_is_not_repeated(in_store: Any, claude: Any) -> None:
    claude.fault(kind="status", status=400)

    with pytest.raises(AiAnsweredBadly):
        write()

    assert (ledger().state, claude.calls()) == ("INVALID", 1)


def test_without_a_key_nothing_is_asked(in_store: Any, claude: Any, settings: Any) -> None:
    settings.ANTHROPIC_API_KEY = ""

    with pytest.raises(AiNotConnected):
        write()

    assert AiCall.objects.count() == 0
    assert claude.calls() == 0


def test_a_dead_address_is_away(in_store: Any, settings: Any) -> None:
    settings.ANTHROPIC_API_KEY, settings.ANTHROPIC_BASE_URL = "sk-ant-test", "http://127.0.0.1:9"

    with pytest.raises(AiAway):
        write()

    assert ledger().state == "AWAY"


def test_e13_a_spent_budget_asks_nothing_more(in_store: Any, claude: Any, settings: Any) -> None:
    write()
    settings.AI_DAILY_BUDGET_MICROS = ledger().cost_micros

    with pytest.raises(AiBudgetSpent):
        write()

    assert claude.calls() == 1
    assert AiCall.objects.count() == 1


def test_the_ledger_of_one_store_is_not_anothers(
    in_store: Any, other_store: Any, claude: Any, settings: Any
) -> None:
    from tenancy.context import store_context

    write()
    settings.AI_DAILY_BUDGET_MICROS = 1

    with store_context(other_store.schema_name):
        assert AiCall.objects.count() == 0
        assert write().cost_micros > 0
