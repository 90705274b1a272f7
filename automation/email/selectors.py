"""Reads of flows, templates, people and messages: counted queries, plain shapes."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Count, Q, QuerySet

from automation.email.flow_schema import flow_problems
from automation.email.models import (
    Contact,
    EmailEvent,
    EmailFlow,
    EmailTemplate,
    Enrolment,
    FlowVersion,
    Message,
    Segment,
    SegmentMember,
    Suppression,
    TemplateRevision,
)
from automation.email.services.flows import segments_known, templates_known
from automation.email.services.reading import suppressed_find
from automation.email.types import (
    EnrolmentState,
    EventKind,
    FlowUnknown,
    Json,
    MessageUnknown,
    Problem,
    SegmentUnknown,
    TemplateUnknown,
)
from automation.registry.selectors import store_current


@dataclass(frozen=True, slots=True)
class FlowFigures:
    """What a flow has come to. Opens and clicks are those of people, not of machines."""

    inside: int = 0
    entered: int = 0
    sent: int = 0
    delivered: int = 0
    opened: int = 0
    clicked: int = 0
    skipped: int = 0
    unsubscribed: int = 0


@dataclass(frozen=True, slots=True)
class FlowRow:
    id: UUID
    key: str
    name: str
    trigger: str
    is_on: bool
    on_since: datetime | None
    version_number: int | None
    is_draft_changed: bool
    updated_at: datetime
    figures: FlowFigures


@dataclass(frozen=True, slots=True)
class VersionRow:
    number: int
    published_at: datetime
    inside: int
    definition: Json


@dataclass(frozen=True, slots=True)
class FlowDetail:
    flow: FlowRow
    draft: Json
    published: Json | None
    problems: list[Problem]
    versions: list[VersionRow]
    nodes: dict[str, Json]


@dataclass(frozen=True, slots=True)
class TemplateView:
    id: UUID
    name: str
    subject: str
    preheader: str
    blocks: list[Json]
    revision: int
    updated_at: datetime


@dataclass(frozen=True, slots=True)
class HistoryRow:
    """One line of "why and why not"."""

    at: datetime
    kind: str
    reason: str
    flow_id: UUID | None
    flow_name: str
    node: str
    message_id: UUID | None
    subject: str
    is_machine: bool
    detail: Json


def flow_rows() -> list[FlowRow]:
    """Return every flow with its figures, in the order they were made. Four queries."""
    flows = list(EmailFlow.objects.select_related("version").order_by("created_at", "pk"))
    figures = figures_of([flow.pk for flow in flows])
    return [_row(flow, figures.get(flow.pk, FlowFigures())) for flow in flows]


def figures_of(flow_ids: list[UUID]) -> dict[UUID, FlowFigures]:
    """Return what each flow has come to. Three queries."""
    found: dict[UUID, dict[str, int]] = {flow_id: {} for flow_id in flow_ids}
    ways = Enrolment.objects.filter(flow_id__in=flow_ids).values("flow_id")
    for row in ways.annotate(entered=Count("pk"), inside=Count("pk", filter=Q(state=EnrolmentState.ACTIVE))):
        found[row["flow_id"]] |= {"entered": row["entered"], "inside": row["inside"]}
    mails: Any = Message.objects.filter(enrolment__flow_id__in=flow_ids).values("enrolment__flow_id")
    for sums in mails.annotate(
        sent=Count("sent_at"),
        delivered=Count("delivered_at"),
        opened=Count("opened_at"),
        clicked=Count("clicked_at"),
    ):
        names = ("sent", "delivered", "opened", "clicked")
        found[sums["enrolment__flow_id"]] |= {name: sums[name] for name in names}
    events = EmailEvent.objects.filter(
        flow_id__in=flow_ids, kind__in=[EventKind.SKIPPED, EventKind.UNSUBSCRIBED]
    )
    for flow_id, kind, count in events.values_list("flow_id", "kind").annotate(count=Count("pk")):
        found[flow_id]["skipped" if kind == EventKind.SKIPPED else "unsubscribed"] = count
    return {flow_id: FlowFigures(**values) for flow_id, values in found.items()}


def _row(flow: EmailFlow, figures: FlowFigures) -> FlowRow:
    return FlowRow(
        id=flow.pk,
        key=flow.key,
        name=flow.name,
        trigger=flow.draft["trigger"]["type"],
        is_on=flow.is_on,
        on_since=flow.on_since,
        version_number=flow.version.number if flow.version else None,
        is_draft_changed=flow.is_draft_changed,
        updated_at=flow.updated_at,
        figures=figures,
    )


def flow_get(*, flow_id: UUID) -> FlowDetail:
    """Return one flow with draft, problems, versions and figures per step. Raises FlowUnknown."""
    flow = EmailFlow.objects.select_related("version").filter(pk=flow_id).first()
    if flow is None:
        raise FlowUnknown
    return FlowDetail(
        flow=_row(flow, figures_of([flow.pk])[flow.pk]),
        draft=flow.draft,
        published=flow.version.definition if flow.version else None,
        problems=flow_problems(flow.draft, templates=templates_known(), segments=segments_known()),
        versions=_versions(flow),
        nodes=_nodes(flow),
    )


def _versions(flow: EmailFlow) -> list[VersionRow]:
    inside = dict(
        Enrolment.objects.filter(flow=flow, state=EnrolmentState.ACTIVE)
        .values_list("version_id")
        .annotate(count=Count("pk"))
    )
    rows = FlowVersion.objects.filter(flow=flow).order_by("-number")[:50]
    return [VersionRow(row.number, row.published_at, inside.get(row.pk, 0), row.definition) for row in rows]


def _nodes(flow: EmailFlow) -> dict[str, Json]:
    """Return per step how many wait there and how many mails it sent."""
    found: dict[str, Json] = {}
    waiting = Enrolment.objects.filter(flow=flow, state=EnrolmentState.ACTIVE).values_list("node")
    for node, count in waiting.annotate(count=Count("pk")):
        found.setdefault(node, {})["waiting"] = count
    mails: Any = Message.objects.filter(enrolment__flow=flow).values_list("node")
    for node, sent, opened, clicked in mails.annotate(
        sent=Count("sent_at"), opened=Count("opened_at"), clicked=Count("clicked_at")
    ):
        found.setdefault(node, {}).update(sent=sent, opened=opened, clicked=clicked)
    return found


def templates_all() -> QuerySet[EmailTemplate]:
    """Return the templates in use, newest change first, for paging."""
    return EmailTemplate.objects.filter(is_archived=False).order_by("-updated_at", "-pk")


def template_views(templates: list[EmailTemplate]) -> list[TemplateView]:
    """Return a page of templates with their content. One query."""
    found = TemplateRevision.objects.filter(template__in=templates)
    content = {(row.template_id, row.number): row for row in found}
    return [
        TemplateView(
            id=template.pk,
            name=template.name,
            subject=content[template.pk, template.revision_number].subject,
            preheader=content[template.pk, template.revision_number].preheader,
            blocks=content[template.pk, template.revision_number].blocks,
            revision=template.revision_number,
            updated_at=template.updated_at,
        )
        for template in templates
    ]


def template_get(*, template_id: UUID) -> TemplateView:
    """Return one template with its content. Raises TemplateUnknown."""
    template = EmailTemplate.objects.filter(pk=template_id, is_archived=False).first()
    if template is None:
        raise TemplateUnknown
    return template_views([template])[0]


def contacts_all(*, search: str = "", consent: str = "", segment: UUID | None = None) -> QuerySet[Contact]:
    """Return people, newest first, for paging; `search` in address and name, `consent` a state or "NONE"."""
    rows = Contact.objects.filter(erased_at__isnull=True).order_by("-created_at", "-pk")
    if segment is not None:
        members = SegmentMember.objects.filter(segment_id=segment, left_at__isnull=True)
        rows = rows.filter(pk__in=members.values("contact_id"))
    if search:
        rows = rows.filter(Q(email__icontains=search) | Q(name__icontains=search))
    if consent:
        rows = rows.filter(consent_state="" if consent == "NONE" else consent)
    return rows


def segment_rows() -> list[Segment]:
    """Return every segment with the number of its members (`members_count`), by name. One query."""
    inside = Count("members", filter=Q(members__left_at__isnull=True))
    return list(Segment.objects.annotate(members_count=inside).order_by("name", "pk"))


def segment_get(*, segment_id: UUID) -> Segment:
    """Return one segment with the number of its members. Raises SegmentUnknown."""
    found = [row for row in segment_rows() if row.pk == segment_id]
    if not found:
        raise SegmentUnknown
    return found[0]


def suppressed_reasons(*, emails: list[str]) -> dict[str, str]:
    """Return why addresses are suppressed, by address. Two queries."""
    return suppressed_find(emails=emails, store_id=store_current().id)


def contact_history(*, contact_id: UUID) -> QuerySet[EmailEvent]:
    """Return everything that happened to somebody, newest first, for paging."""
    rows = EmailEvent.objects.filter(contact_id=contact_id).select_related("flow", "message")
    return rows.order_by("-at", "-pk")


def history_row(event: EmailEvent) -> HistoryRow:
    """Return one line of a history whose flow and message were read with it."""
    return HistoryRow(
        at=event.at,
        kind=event.kind,
        reason=event.reason,
        flow_id=event.flow.pk if event.flow else None,
        flow_name=event.flow.name if event.flow else "",
        node=event.node,
        message_id=event.message.pk if event.message else None,
        subject=event.message.subject if event.message else "",
        is_machine=event.is_machine,
        detail=event.detail,
    )


def messages_all(*, state: str = "", search: str = "") -> QuerySet[Message]:
    """Return messages, newest first, for paging."""
    rows = Message.objects.select_related("enrolment__flow").order_by("-created_at", "-pk")
    if state:
        rows = rows.filter(state=state)
    return rows.filter(email__icontains=search) if search else rows


def message_get(*, message_id: UUID) -> Message:
    """Return one message with its content. Raises MessageUnknown."""
    rows = Message.objects.select_related("enrolment__flow", "revision")
    message = rows.filter(pk=message_id).first()
    if message is None:
        raise MessageUnknown
    return message


def suppressions_all(*, search: str = "") -> QuerySet[Suppression]:
    """Return suppressed addresses, newest first, for paging and export; those erased have none to be shown."""
    rows = Suppression.objects.order_by("-created_at", "-pk")
    return rows.filter(email__icontains=search) if search else rows
