"""Thin tasks of content: one beat entry fans out to the stores."""

from typing import Any

from celery import shared_task
from django.utils import timezone

from apps.content import services
from apps.tenants.selectors import schemas_active
from tenancy.tasks import fan_out, platform_task

SPREAD_SECONDS = 45


@platform_task(name="content.publish_due", queue="default")
def publish_due(**_: Any) -> int:
    """Fan out to every active store."""
    schemas = schemas_active()
    return fan_out(publish_due_of_store, schemas, SPREAD_SECONDS if len(schemas) > 5 else 0)


@shared_task(name="content.publish_due_of_store", queue="default")
def publish_due_of_store(*, schema_name: str, **_: Any) -> int:
    return services.posts_publish_due(now=timezone.now())
