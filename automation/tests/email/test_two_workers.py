"""Two workers at once, with real commits: what a store has once is made once."""

from typing import Any

import pytest

from automation.email.models import EmailFlow, EmailTemplate
from automation.email.ready_texts import FLOWS, TEMPLATES
from automation.email.services.ready import ready_flows_ensure
from automation.tests.at_once import at_once
from automation.tests.email.working import NOON
from tenancy.context import store_context

pytestmark = pytest.mark.django_db(transaction=True)


def test_ready_flows_of_a_new_store_are_made_once_by_whoever_comes_first(store: Any) -> None:
    made = at_once(store, *[lambda: ready_flows_ensure(now=NOON)] * 3)

    assert sorted(made) == [0, 0, len(FLOWS)]
    with store_context(store.schema_name):
        assert EmailFlow.objects.count() == len(FLOWS)
        assert EmailTemplate.objects.count() == len(TEMPLATES)
