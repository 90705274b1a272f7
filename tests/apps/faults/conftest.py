"""A shop, a subscriber, and the stand-ins of Stripe and S3."""

from tests.apps.billing.stage import subscriber  # noqa: F401 - fixture
from tests.apps.catalog.buckets import _s3, bucket  # noqa: F401 - fixtures
from tests.apps.catalog.conftest import shirt  # noqa: F401 - fixture
from tests.apps.payments.stage import _stripe_url, goods, rate, shopper, stripe_server  # noqa: F401 - fixtures
