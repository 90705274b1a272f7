"""Every save leaves a revision in the same transaction."""

from typing import Any
from uuid import UUID

from django.db.models import Max

from apps.catalog.types.errors import TextsChanged
from apps.content.models import Revision
from apps.content.types import Author


def revision_add(
    *, subject_kind: str, subject_id: UUID, snapshot: dict[str, Any], author: Author, note: str = ""
) -> Revision:
    """Add what the subject is now as its next revision. The caller holds the subject's row."""
    rows = Revision.objects.filter(subject_kind=subject_kind, subject_id=subject_id)
    last = rows.aggregate(last=Max("number"))["last"] or 0
    return Revision.objects.create(
        subject_kind=subject_kind,
        subject_id=subject_id,
        number=last + 1,
        snapshot=snapshot,
        author_kind=author.kind,
        author_label=author.label[:254],
        note=note[:200],
    )


def texts_expected(*, row: Any, values: dict[str, Any], expected: dict[str, str] | None) -> None:
    """Raise TextsChanged when a field has neither the value it is expected to have nor the new one already."""
    for name, text in (expected or {}).items():
        if getattr(row, name) not in {text, values[name]}:
            raise TextsChanged
