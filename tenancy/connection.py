"""Django's connection to the database of the stores."""

from typing import Any

from django.conf import settings
from django.db import connections


def store_connection() -> Any:
    """Return Django's connection to the database of the stores."""
    return connections[getattr(settings, "TENANT_DB_ALIAS", "default")]


def sentence(error: Exception) -> str:
    """Return an error as one line for a report."""
    return f"{type(error).__name__}: {' '.join(str(error).split())}"[:500]
