"""RES-05: a sentence of the model stands only on evidence that says it."""

import pytest
from pydantic import ValidationError

from automation.research.services.judging import _shape, holds

SAYS = "62 % is left of 25.00 EUR after 10.00 for the item and 2.50 for its delivery; 1,240 orders"


@pytest.mark.parametrize(
    "sentence",
    ["Enough is left after delivery.", "62 % is left.", "Over 1240 orders so far.", "The item costs 10 EUR."],
)
def test_res_05_sentences_that_keep_to_their_evidence_stay(sentence: str) -> None:
    assert holds(sentence=sentence, evidence=SAYS)


@pytest.mark.parametrize(
    "sentence",
    [
        "You will sell 500 a month.",
        "Margin of 80 %.",
        "See https://evil.example for more.",
        "<b>Buy</b> now",
        "Write to me@evil.example.com",
    ],
)
def test_res_05_invented_numbers_addresses_and_markup_are_dropped(sentence: str) -> None:
    assert not holds(sentence=sentence, evidence=SAYS)


def test_res_05_evidence_that_is_not_there_cannot_be_cited() -> None:
    shape = _shape(["a", "b"])
    fine = {"judgement": "BUY", "reasons": [{"evidence_id": "a", "sentence": "It sells well."}]}

    assert shape.model_validate(fine)
    for wrong in (
        {"judgement": "BUY", "reasons": [{"evidence_id": "c", "sentence": "It sells well."}]},
        {"judgement": "MAYBE", "reasons": fine["reasons"]},
        {"judgement": "BUY", "reasons": []},
        {"judgement": "BUY", "reasons": [{"sentence": "It sells well."}]},
    ):
        with pytest.raises(ValidationError):
            shape.model_validate(wrong)
