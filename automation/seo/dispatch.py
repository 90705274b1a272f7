"""Waking a worker for an audit or a post."""

from uuid import UUID

from automation.registry.dispatch import task_dispatch


def run_dispatch(*, schema_name: str, run_id: UUID) -> bool:
    """Publish the work on an audit whose row is committed."""
    return task_dispatch("weekly_seo_optimization", schema_name=schema_name, run_id=str(run_id))


def post_dispatch(*, schema_name: str, post_id: UUID) -> bool:
    """Publish the work on a post whose row is committed."""
    return task_dispatch("seo.write_post", schema_name=schema_name, post_id=str(post_id))
