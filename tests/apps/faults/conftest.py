"""A shop, a subscriber and Stripe's stand-in."""

from tests.apps.billing.stage import subscriber  # noqa: F401 - fixture
from tests.apps.payments.stage import _stripe_url, goods, rate, shopper, stripe_server  # noqa: F401 - fixtures
