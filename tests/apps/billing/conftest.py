"""Billing tests share Stripe's stand-in with the commerce tests."""

from tests.apps.billing.stage import subscriber  # noqa: F401 - fixture
from tests.apps.payments.stage import _stripe_url, stripe_server  # noqa: F401 - fixtures
