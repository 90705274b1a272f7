"""Commerce tests share one stage."""

from tests.apps.payments.connected import buyer, payouts, ware  # noqa: F401 - fixtures
from tests.apps.payments.stage import (  # noqa: F401 - fixtures
    _stripe_url,
    goods,
    rate,
    shopper,
    stripe_server,
)
