"""What the core signs is what automation takes: one word for audience, purpose and state on both sides."""

import hashlib
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from django.utils import timezone

from apps.ops.handover import handover_make
from automation.staff.handover import handover_read, state_hash
from automation.staff.types import HandOverRefused
from tenancy.ids import uuid7

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("may_operate", [True, False])
def test_adm_06_the_cores_word_is_understood(may_operate: bool) -> None:
    person_id, state = uuid7(), "what the browser keeps"

    handed = handover_read(token=_token(person_id, may_operate, state_hash(state)), state=state)

    assert (handed.person_id, handed.email, handed.may_operate) == (person_id, "ops@example.com", may_operate)
    assert handed.state == hashlib.sha256(state.encode()).hexdigest()


def test_in_another_browser_it_is_worth_nothing() -> None:
    token = _token(uuid7(), True, state_hash("one"))
    with pytest.raises(HandOverRefused):
        handover_read(token=token, state="another")


def _token(person_id: Any, may_operate: bool, state: str) -> str:
    url = handover_make(
        person_id=person_id, email="ops@example.com", may_operate=may_operate, state=state, now=timezone.now()
    )
    return parse_qs(urlsplit(url).query)["token"][0]
