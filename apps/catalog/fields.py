"""PostgreSQL column types without the app `django.contrib.postgres`.

That app asks every new connection for the types of two extensions we do not have; the columns need none of it.
"""

from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.core.checks import CheckMessage


class _NoAppNeeded:
    def _check_postgres_installed(self, *args: Any) -> list[CheckMessage]:
        return []


class ListField(_NoAppNeeded, ArrayField):
    """A PostgreSQL array."""


class TextSearchField(_NoAppNeeded, SearchVectorField):
    """A `tsvector`."""


class InvertedIndex(_NoAppNeeded, GinIndex):
    """A GIN index."""
