"""How each resource is recounted. The module that owns the rows says how, in its `usage.py`."""

from collections.abc import Callable
from uuid import UUID

Count = Callable[[UUID], int]
_counts: dict[str, Count] = {}


def counts(resource: str) -> Callable[[Count], Count]:
    """Register a function of a merchant's id that returns how much of `resource` exists."""

    def register(count: Count) -> Count:
        known = _counts.setdefault(resource, count)
        if known is not count:
            raise RuntimeError(f"{resource} is counted by {known.__module__} already")
        return count

    return register


def count_of(resource: str) -> Count | None:
    """Return how a resource is counted, or None."""
    return _counts.get(resource)


def counted() -> tuple[str, ...]:
    """Return the resources that somebody counts."""
    return tuple(sorted(_counts))
