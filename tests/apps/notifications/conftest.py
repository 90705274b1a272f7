"""Commerce tests share one stage."""

import pytest

from tests.apps.payments.stage import (  # noqa: F401 - fixtures
    _stripe_url,
    goods,
    rate,
    shopper,
    stripe_server,
)


@pytest.fixture
def sandbox_url(_stripe_url: str) -> str:  # noqa: F811 - the imported fixture
    """The stand-ins' address: mail is answered beside Stripe."""
    return _stripe_url
