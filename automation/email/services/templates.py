"""Writes of templates: every change is a revision, so that what was sent can be shown as it was."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from automation.email.blocks import blocks_clean, template_problems
from automation.email.models import EmailFlow, EmailTemplate, TemplateRevision
from automation.email.types import TemplateInUse, TemplateInvalid, TemplateUnknown


def template_locked(template_id: UUID) -> EmailTemplate:
    """Return a template, locked. Raises TemplateUnknown."""
    template = EmailTemplate.objects.select_for_update().filter(pk=template_id, is_archived=False).first()
    if template is None:
        raise TemplateUnknown
    return template


def content_check(*, subject: str, preheader: str, blocks: Any) -> None:
    """Raise TemplateInvalid when the content cannot become a mail."""
    problems = template_problems(subject=subject, preheader=preheader, blocks=blocks)
    if problems:
        raise TemplateInvalid(problems)


@transaction.atomic
def template_create(
    *,
    name: str,
    subject: str,
    preheader: str,
    blocks: list[Any],
    user_id: UUID | None,
    now: datetime,
    key: str = "",
) -> EmailTemplate:
    """Make a template with its first revision; rich text is cleaned. Raises TemplateInvalid."""
    content_check(subject=subject, preheader=preheader, blocks=blocks)
    template = EmailTemplate.objects.create(key=key, name=name, created_at=now, updated_at=now)
    _revise(template, subject, preheader, blocks, user_id, now)
    return template


@transaction.atomic
def template_update(
    *,
    template_id: UUID,
    name: str,
    subject: str,
    preheader: str,
    blocks: list[Any],
    user_id: UUID | None,
    now: datetime,
) -> EmailTemplate:
    """Change a template by a new revision, used by every mail decided from now on; mails decided stay as they are.

    Raises TemplateUnknown and TemplateInvalid.
    """
    content_check(subject=subject, preheader=preheader, blocks=blocks)
    template = template_locked(template_id)
    last = template.revisions.get(number=template.revision_number)
    template.name, template.updated_at = name, now
    cleaned = blocks_clean(blocks)
    if (last.subject, last.preheader, last.blocks) != (subject, preheader, cleaned):
        template.revision_number += 1
        _revise(template, subject, preheader, blocks, user_id, now)
    template.save(update_fields=["name", "revision_number", "updated_at"])
    return template


def _revise(
    template: EmailTemplate,
    subject: str,
    preheader: str,
    blocks: list[Any],
    user_id: UUID | None,
    now: datetime,
) -> None:
    TemplateRevision.objects.create(
        template=template,
        number=template.revision_number,
        subject=subject,
        preheader=preheader,
        blocks=blocks_clean(blocks),
        created_by=user_id,
        created_at=now,
    )


@transaction.atomic
def template_archive(*, template_id: UUID, now: datetime) -> None:
    """Put a template away; what was sent by it can still be shown. Raises TemplateUnknown and TemplateInUse."""
    template = template_locked(template_id)
    used = {
        str(node.get("template_id"))
        for flow in EmailFlow.objects.select_related("version")
        for definition in ([flow.draft] + ([flow.version.definition] if flow.version else []))
        for node in definition["nodes"]
    }
    if str(template_id) in used:
        raise TemplateInUse
    template.is_archived, template.updated_at = True, now
    template.save(update_fields=["is_archived", "updated_at"])
