"""Commerce tests share one stage."""

from tests.apps.payments.stage import goods  # noqa: F401 - a fixture
