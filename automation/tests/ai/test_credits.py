"""BIL-03: a question to the model takes a credit of the merchant's plan first."""

from typing import Any
from uuid import UUID

import pytest

from automation.ai.credits import credit_claim
from automation.ai.types import AiBudgetSpent

pytestmark = pytest.mark.django_db
CALLS = [UUID(int=number) for number in range(1, 4)]


def test_bil_03_a_question_takes_one_credit_and_the_same_question_none(core: Any, in_store: Any) -> None:
    credit_claim(key=str(CALLS[0]))
    credit_claim(key=str(CALLS[0]))
    credit_claim(key=str(CALLS[1]))

    assert core.ai_credits_used == {in_store.id: 2}


def test_bil_03_without_credits_nothing_is_asked(core: Any, in_store: Any) -> None:
    core.ai_credits = 1
    credit_claim(key=str(CALLS[0]))

    with pytest.raises(AiBudgetSpent):
        credit_claim(key=str(CALLS[1]))


def test_bil_03_work_goes_on_while_the_core_is_away(core: Any, in_store: Any) -> None:
    core.is_away = True

    credit_claim(key=str(CALLS[0]))

    assert core.ai_credits_used == {}


def test_bil_03_tries_of_a_question_while_the_model_is_away_take_one_credit(
    core: Any, in_store: Any, claude: Any
) -> None:
    from automation.ai.types import AiAway
    from automation.tests.ai.test_client import write

    claude.fault(kind="status", status=500)
    for _ in range(2):
        with pytest.raises(AiAway):
            write()
    claude.reset()
    write()
    assert core.ai_credits_used == {in_store.id: 1}

    write()
    assert core.ai_credits_used == {in_store.id: 2}
