"""Wake a worker for a run. A broker that is away costs some minutes: the beat takes the row up."""

from uuid import UUID

from automation.registry.dispatch import task_dispatch


def research_dispatch(*, schema_name: str, run_id: UUID) -> bool:
    """Publish the task by its name; returns whether the broker took it. The run's row is already committed."""
    return task_dispatch("daily_product_research", schema_name=schema_name, run_id=str(run_id))
