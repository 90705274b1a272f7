from typing import Any

import pytest
from django.test import Client

from automation.tests.staff.coming_in import entered


@pytest.fixture
def operator(db: None) -> Client:
    """Somebody of the staff who may act."""
    return entered()


@pytest.fixture
def onlooker(db: None) -> Client:
    """Somebody of the staff who may only look."""
    from uuid import UUID

    return entered(sub=str(UUID(int=701)), email="look@example.com", operate=False)


@pytest.fixture
def stranger(db: None) -> Any:
    from automation.tests.staff.coming_in import browser

    return browser()
