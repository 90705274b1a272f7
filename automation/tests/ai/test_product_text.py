"""Length and words that are not wanted are held by code, whatever the model writes. IMP-10."""

from typing import Any

import pytest

from automation.ai import product_text
from automation.ai.product_text import ProductText, product_text_write
from automation.ai.types import AiAnsweredBadly, Answer
from tenancy.ids import uuid7

TEXT = ProductText(
    title="Oak Lamp",
    paragraphs=["A cheap lamp of oak.", "It turns.", "It shines.", "It stands."],
    bullets=["Oak", "Cheap\u00a0 and good", "Warm", "Small", "Round", "Light", "Dimmed"],
    seo_title="Oak Lamp",
    seo_description="A lamp of solid oak.",
)


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[dict[str, Any]]:
    """What the model was asked; it always answers TEXT."""
    questions: list[dict[str, Any]] = []

    def ask(**question: Any) -> Answer[ProductText]:
        questions.append(question)
        return Answer(value=TEXT, call_id=uuid7(), cost_micros=5)

    monkeypatch.setattr(product_text, "ai_ask", ask)
    return questions


def write(**changes: Any) -> ProductText:
    values: dict[str, Any] = {
        "subject": "item-1",
        "title": "Oak Lamp",
        "description_text": "A lamp.",
        "brand": "",
        "options": [],
        "language": "en",
    }
    return product_text_write(**values | changes).value


@pytest.mark.parametrize(
    ("length", "paragraphs", "bullets"), [("short", 1, 3), ("medium", 3, 6), ("long", 4, 7)]
)
def test_imp_10_the_length_is_asked_for_and_held(
    asked: list[dict[str, Any]], length: str, paragraphs: int, bullets: int
) -> None:
    text = write(length=length)

    assert (len(text.paragraphs), len(text.bullets)) == (paragraphs, bullets)
    assert f'"length": "{length}"' in asked[0]["user"]


@pytest.mark.parametrize("word", ["cheap", "CHEAP AND  good", "turns", "solid oak"])
def test_imp_10_an_answer_with_a_banned_word_is_thrown_away(asked: list[dict[str, Any]], word: str) -> None:
    with pytest.raises(AiAnsweredBadly, match="words you do not want"):
        write(length="long", banned_words=["Glass", word])
    assert word in asked[0]["user"]


@pytest.mark.parametrize("word", ["eap", "turn", "o.k", "", "  "])
def test_imp_10_parts_of_words_and_patterns_are_no_banned_words(
    asked: list[dict[str, Any]], word: str
) -> None:
    assert write(banned_words=[word]).title == "Oak Lamp"


def test_imp_10_what_the_length_cut_off_cannot_fail_the_text(asked: list[dict[str, Any]]) -> None:
    assert write(length="short", banned_words=["stands", "dimmed"]).paragraphs == ["A cheap lamp of oak."]
