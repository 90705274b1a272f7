from automation.tests.marketplaces.shops import shops  # noqa: F401 - a fixture
