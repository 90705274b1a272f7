"""pytest plugin: PostgreSQL and Valkey for the run, a database cloned from a migrated template, two stores.

Load it with `pytest_plugins = ["tenancy.testing"]` in the topmost `conftest.py` (or `-p tenancy.testing`).
A settings module for tests may call `tenancy.testing.servers.activate()` before it reads the environment;
otherwise the plugin points the loaded settings at the servers.

Servers come from `TEST_DATABASE_URL` and `TEST_REDIS_URL`, else from the wheels. PostgreSQL stays up between
runs (`python -m tenancy.testing stop` ends it, `… reset` also deletes its data); Valkey lives as long as the
pytest process. Each process has a database of its own, copied from a template that is rebuilt only when a
migration or the list of apps changes.
"""

from collections.abc import Iterator

import pytest

from tenancy.testing.servers import activate


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_load_initial_conftests() -> Iterator[None]:
    """Set the environment before pytest-django loads the settings (when loaded with `-p`)."""
    activate()
    return (yield)


def pytest_configure(config: pytest.Config) -> None:
    """Start the servers and register the fixtures after pytest-django's, so that ours win."""
    activate()
    from tenancy.testing import fixtures

    fixtures.settings_repoint()
    if not config.pluginmanager.is_registered(fixtures):
        config.pluginmanager.register(fixtures, "tenancy.testing.fixtures")
