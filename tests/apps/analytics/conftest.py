"""A store that has sold."""

from typing import Any

import pytest

from tests.apps.payments.stage import (  # noqa: F401 - fixtures
    _stripe_url,
    goods,
    rate,
    shopper,
    stripe_server,
)


@pytest.fixture
def lamp(goods: Any) -> Any:  # noqa: F811 - the imported fixture
    """One product on sale."""
    return goods(100)
