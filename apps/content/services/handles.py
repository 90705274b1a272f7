"""Handles of posts and pages: unique among their kind, made from the title when none is given."""

from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import Q

from apps.catalog.handles import slug
from apps.content.rules import RESERVED_POST_HANDLES
from tenancy.context import current_schema


def handle_free(*, model: Any, title: str, row_id: UUID) -> str:
    """Return a handle made from `title` that no other row has: `care`, `care-2`, `care-3` …

    Those who want the same one wait for each other until the transaction ends.
    """
    base = slug(title)[:100] or f"{model._meta.model_name}-{row_id.hex[-8:]}"
    if base in RESERVED_POST_HANDLES:
        base += "-1"
    with connection.cursor() as cursor:
        name = f"{current_schema()}:{model._meta.db_table}:{base}"
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [name])
    similar = Q(handle=base) | Q(handle__regex=f"^{base}-[0-9]{{1,6}}$")
    taken = set(model.objects.filter(similar).exclude(pk=row_id).values_list("handle", flat=True))
    if base not in taken:
        return base
    numbers = [int(handle[len(base) + 1 :]) for handle in taken if handle.startswith(f"{base}-")]
    return f"{base}-{max(numbers, default=1) + 1}"


def handle_taken(*, model: Any, handle: str, row_id: UUID) -> bool:
    """Say whether another row has this handle."""
    return bool(model.objects.filter(handle=handle).exclude(pk=row_id).exists())
