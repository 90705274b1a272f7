"""Writes of flows: drafts, immutable versions, on and off."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from automation.email.flow_schema import flow_problems, shape_problems
from automation.email.models import EmailFlow, EmailTemplate, Enrolment, FlowVersion, Message, Segment
from automation.email.services.leaving import enrolments_end, messages_cancel
from automation.email.types import FlowInvalid, FlowNotPublished, FlowUnknown, Json, Problem, Reason

EMPTY: Json = {
    "trigger": {"type": "consent_given"},
    "settings": {
        "basis": "consent",
        "reentry_days": 30,
        "exit_on": [],
        "uses_cap": True,
        "uses_quiet_hours": True,
    },
    "start": None,
    "nodes": [],
}


def templates_known() -> set[str]:
    """Return the ids of the store's templates that can be sent."""
    return {str(pk) for pk in EmailTemplate.objects.filter(is_archived=False).values_list("pk", flat=True)}


def segments_known() -> frozenset[str]:
    """Return the ids of the store's segments."""
    return frozenset(str(pk) for pk in Segment.objects.values_list("pk", flat=True))


def flow_locked(flow_id: UUID) -> EmailFlow:
    """Return a flow, locked. Raises FlowUnknown."""
    flow = EmailFlow.objects.select_for_update(of=("self",)).filter(pk=flow_id).first()
    if flow is None:
        raise FlowUnknown
    return flow


def flow_create(*, name: str, now: datetime, definition: Json | None = None) -> EmailFlow:
    """Make a flow, off and unpublished. Raises FlowInvalid when the definition does not fit the schema."""
    draft = definition if definition is not None else EMPTY
    _check_shape(draft)
    return EmailFlow.objects.create(name=name, draft=draft, created_at=now, updated_at=now)


def _check_shape(definition: Json) -> None:
    problems = shape_problems(definition)
    if problems:
        raise FlowInvalid(problems)


@transaction.atomic
def flow_update(
    *, flow_id: UUID, now: datetime, name: str | None = None, definition: Json | None = None
) -> list[Problem]:
    """Change name or draft; returns what still keeps the draft from being published. Nobody inside is touched.

    Raises FlowUnknown, and FlowInvalid for what is no flow at all.
    """
    flow = flow_locked(flow_id)
    if definition is not None:
        _check_shape(definition)
        flow.draft = definition
        flow.is_draft_changed = flow.version is None or flow.version.definition != definition
    if name is not None:
        flow.name = name
    flow.updated_at = now
    flow.save(update_fields=["name", "draft", "is_draft_changed", "updated_at"])
    return flow_problems(flow.draft, templates=templates_known(), segments=segments_known())


@transaction.atomic
def flow_publish(*, flow_id: UUID, user_id: UUID | None, now: datetime) -> FlowVersion:
    """Make a version of the draft, for whoever enters from now on; people inside finish the one they entered by.

    Publishing the same again returns the version there is. Raises FlowUnknown and FlowInvalid.
    """
    flow = flow_locked(flow_id)
    problems = flow_problems(flow.draft, templates=templates_known(), segments=segments_known())
    if problems:
        raise FlowInvalid(problems)
    if flow.version is not None and flow.version.definition == flow.draft:
        return flow.version
    number = (flow.versions.order_by("-number").values_list("number", flat=True).first() or 0) + 1
    version = FlowVersion.objects.create(
        flow=flow, number=number, definition=flow.draft, published_by=user_id, published_at=now
    )
    flow.version, flow.is_draft_changed, flow.updated_at = version, False, now
    flow.save(update_fields=["version", "is_draft_changed", "updated_at"])
    return version


@transaction.atomic
def flow_switch(*, flow_id: UUID, is_on: bool, now: datetime) -> EmailFlow:
    """Switch a flow on (from this moment on, nothing earlier enters) or off (everybody inside leaves, unsent
    mails are cancelled). Raises FlowUnknown and FlowNotPublished.
    """
    flow = flow_locked(flow_id)
    if flow.is_on == is_on:
        return flow
    if is_on and flow.version is None:
        raise FlowNotPublished
    flow.is_on, flow.updated_at = is_on, now
    if is_on:
        flow.on_since = now
    flow.save(update_fields=["is_on", "on_since", "updated_at"])
    if not is_on:
        waiting = Message.objects.filter(enrolment__flow=flow)
        messages_cancel(messages=waiting, reason=Reason.FLOW_OFF, now=now)
        enrolments_end(rows=Enrolment.objects.filter(flow=flow), reason=Reason.FLOW_OFF, now=now)
    return flow


@transaction.atomic
def flow_delete(*, flow_id: UUID, now: datetime) -> None:
    """Delete a flow that was never published; one that was is switched off for good and kept for its history.

    Raises FlowUnknown.
    """
    flow = flow_locked(flow_id)
    if flow.version is None:
        flow.delete()
        return
    flow_switch(flow_id=flow_id, is_on=False, now=now)
