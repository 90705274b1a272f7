"""Waking a worker for an import."""

from uuid import UUID

from automation.registry.dispatch import task_dispatch


def import_dispatch(*, schema_name: str, import_id: UUID) -> bool:
    """Publish the work on an import whose row is committed."""
    return task_dispatch("import_product", schema_name=schema_name, import_id=str(import_id))
