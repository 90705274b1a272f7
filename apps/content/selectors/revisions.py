"""Revisions of a post or page, each compared with the one before."""

from __future__ import annotations

import difflib
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from apps.content.models import Page, Post, Revision
from apps.content.types import PageUnknown, PostUnknown, RevisionDetail, RevisionUnknown, SubjectKind

MAX_DIFF_LINES = 400


def revision_list(*, subject_kind: str, subject_id: UUID) -> QuerySet[Revision]:
    """Return a subject's revisions, newest first, for paging. Raises PostUnknown or PageUnknown."""
    is_post = subject_kind == SubjectKind.POST
    rows: Any = Post.objects if is_post else Page.objects
    if not rows.filter(pk=subject_id).exists():
        raise PostUnknown if is_post else PageUnknown
    return Revision.objects.filter(subject_kind=subject_kind, subject_id=subject_id).order_by("-number")


def revisions_view(*, revisions: list[Revision]) -> list[RevisionDetail]:
    """Return revisions of one subject as data with what each changed. One statement for all."""
    if not revisions:
        return []
    first = revisions[0]
    numbers = {row.number for row in revisions} | {row.number - 1 for row in revisions}
    rows = Revision.objects.filter(
        subject_kind=first.subject_kind, subject_id=first.subject_id, number__in=numbers
    )
    snapshots = dict(rows.values_list("number", "snapshot"))
    return [
        RevisionDetail(
            id=row.pk,
            number=row.number,
            author_kind=row.author_kind,
            author_label=row.author_label,
            note=row.note,
            created_at=row.created_at,
            snapshot=row.snapshot,
            changes=changes_between(before=snapshots.get(row.number - 1, {}), after=row.snapshot),
        )
        for row in revisions
    ]


def revision_get(*, subject_kind: str, subject_id: UUID, revision_id: UUID) -> RevisionDetail:
    """Return one revision. Raises RevisionUnknown."""
    row = Revision.objects.filter(pk=revision_id, subject_kind=subject_kind, subject_id=subject_id).first()
    if row is None:
        raise RevisionUnknown
    return revisions_view(revisions=[row])[0]


def revision_snapshot(
    *, subject_kind: str, subject_id: UUID, revision_id: UUID
) -> tuple[int, dict[str, Any]]:
    """Return a revision's number and words. Raises RevisionUnknown."""
    found = revision_get(subject_kind=subject_kind, subject_id=subject_id, revision_id=revision_id)
    return found.number, found.snapshot


def changes_between(*, before: dict[str, Any], after: dict[str, Any]) -> tuple[dict[str, Any], ...]:
    """Return the fields that differ: name, old and new value as text, and a unified diff of long texts."""
    changed = [name for name in after if before.get(name) != after[name]]
    return tuple(
        {
            "field": name,
            "before": _text(before.get(name)),
            "after": _text(after[name]),
            "diff": _diff(_text(before.get(name)), _text(after[name])),
        }
        for name in changed
    )


def _text(value: Any) -> str:
    if isinstance(value, list):
        return ", ".join(
            str(item.get("title", item)) if isinstance(item, dict) else str(item) for item in value
        )
    return "" if value is None else str(value)


def _diff(before: str, after: str) -> list[str]:
    lines = difflib.unified_diff(_lines(before), _lines(after), lineterm="", n=1)
    return [line for line in lines if not line.startswith(("---", "+++", "@@"))][:MAX_DIFF_LINES]


def _lines(text: str) -> list[str]:
    """Break markup into blocks, so that a diff shows paragraphs."""
    for mark in ("</p>", "</li>", "</h2>", "</h3>", "</h4>", "</blockquote>", "<ul>", "<ol>"):
        text = text.replace(mark, f"{mark}\n")
    return [line.strip() for line in text.splitlines() if line.strip()]
