"""Suppliers are plain Python: their tests need no store, no database and no cache."""

from __future__ import annotations

import pytest


@pytest.fixture(autouse=True)
def _clean_memory() -> None:
    """Take the place of the service's fixture of this name, which needs a running cache."""
