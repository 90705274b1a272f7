"""Waking a worker for a price run."""

from uuid import UUID

from automation.registry.dispatch import task_dispatch


def price_run_dispatch(*, schema_name: str, run_id: UUID) -> bool:
    """Publish the work on a price run whose row is committed."""
    return task_dispatch("pricing.run", schema_name=schema_name, run_id=str(run_id))
