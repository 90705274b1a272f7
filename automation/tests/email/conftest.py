"""One store with a clock of its own."""

from typing import Any

import pytest

from automation.tests.email.erasure import inside  # noqa: F401 - fixture
from automation.tests.email.working import Stage


@pytest.fixture
def stage(in_store: Any, core: Any) -> Stage:
    """The store's schema is bound; the core and the mail service are in memory."""
    return Stage(core=core, store=in_store)
