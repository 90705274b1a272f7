"""Waking a worker for a round of checks."""

from uuid import UUID

from automation.registry.dispatch import task_dispatch


def night_dispatch(*, schema_name: str, night_id: UUID) -> bool:
    """Publish the work on a round whose row is committed."""
    return task_dispatch("sync.go_on", schema_name=schema_name, night_id=str(night_id))
