"""Entering a flow: who may, and once only."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID

from automation.core_client.mail import CorePerson
from automation.email.models import Contact, EmailEvent, EmailFlow, Enrolment, FlowVersion
from automation.email.services.guarding import Rules, stop_reason
from automation.email.types import EnrolmentState, EventKind, FlowNotPublished, Json, Reason
from tenancy.ids import uuid7

# A fact that comes later than this (the feed was down) starts nothing any more.
TOO_LATE = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Wish:
    """Somebody who would enter a flow: what happened, when, and what it is about."""

    flow: EmailFlow
    contact: Contact
    person: CorePerson
    at: datetime
    subject: str = ""
    context: Json = field(default_factory=dict)


def flows_on(*, trigger: str) -> list[EmailFlow]:
    """Return the flows that are on and wait for this trigger, with their versions. One query."""
    rows = EmailFlow.objects.filter(is_on=True, version__definition__trigger__type=trigger)
    return list(rows.select_related("version").order_by("pk"))


def published(flow: EmailFlow) -> FlowVersion:
    """Return the version people enter by. Raises FlowNotPublished."""
    if flow.version is None:
        raise FlowNotPublished
    return flow.version


def enrolments_make(*, wishes: list[Wish], rules: Rules) -> int:
    """Let in who may enter; everybody else gets an event with the reason. Returns how many entered.

    Call in a transaction that has locked the contacts. At most three queries and two statements for all.
    """
    if not wishes:
        return 0
    past = _Past(wishes)
    made: list[Enrolment] = []
    events: list[EmailEvent] = []
    for wish in sorted(wishes, key=lambda one: one.at):
        reason = past.reason(wish) or _reason(wish, rules)
        if reason:
            events.append(_refused(wish, reason, rules.now))
            continue
        enrolment = _enrolment(wish)
        made.append(enrolment)
        past.add(enrolment)
        events.append(_event(EventKind.ENROLLED, wish, rules.now, enrolment=enrolment))
    Enrolment.objects.bulk_create(made, batch_size=500)
    EmailEvent.objects.bulk_create(events, batch_size=500)
    return len(made)


def _reason(wish: Wish, rules: Rules) -> str:
    if wish.flow.on_since is None or wish.at < wish.flow.on_since:
        return Reason.BEFORE_SWITCHED_ON
    if wish.at < rules.now - TOO_LATE:
        return Reason.TOO_LATE
    return stop_reason(
        person=wish.person, contact=wish.contact, flow=published(wish.flow).definition, rules=rules
    )


class _Past:
    """Who was in which flow before, for a batch of wishes."""

    def __init__(self, wishes: Iterable[Wish]) -> None:
        wishes = list(wishes)
        flows = {wish.flow.pk for wish in wishes}
        rows = Enrolment.objects.filter(flow_id__in=flows, contact__in={wish.contact.pk for wish in wishes})
        self._last: dict[tuple[UUID, UUID], datetime] = {}
        self._inside: set[tuple[UUID, UUID]] = set()
        for flow_id, contact_id, state, entered_at in rows.values_list(
            "flow_id", "contact_id", "state", "entered_at"
        ):
            self._remember((flow_id, contact_id), state, entered_at)
        subjects = {wish.subject for wish in wishes if wish.subject}
        known = Enrolment.objects.filter(flow_id__in=flows, subject__in=subjects)
        self._subjects = set(known.values_list("flow_id", "subject")) if subjects else set()

    def _remember(self, key: tuple[UUID, UUID], state: str, entered_at: datetime) -> None:
        self._last[key] = max(entered_at, self._last.get(key, entered_at))
        if state == EnrolmentState.ACTIVE:
            self._inside.add(key)

    def add(self, enrolment: Enrolment) -> None:
        self._remember((enrolment.flow_id, enrolment.contact_id), enrolment.state, enrolment.entered_at)
        if enrolment.subject:
            self._subjects.add((enrolment.flow_id, enrolment.subject))

    def reason(self, wish: Wish) -> str:
        key = (wish.flow.pk, wish.contact.pk)
        if wish.subject and (wish.flow.pk, wish.subject) in self._subjects:
            return Reason.ALREADY_FOR_SUBJECT
        if key in self._inside:
            return Reason.ALREADY_INSIDE
        days = published(wish.flow).definition["settings"]["reentry_days"]
        if key in self._last and (days is None or self._last[key] > wish.at - timedelta(days=days)):
            return Reason.REENTRY
        return ""


def _enrolment(wish: Wish) -> Enrolment:
    definition = published(wish.flow).definition
    return Enrolment(
        id=uuid7(),
        flow_id=wish.flow.pk,
        version=published(wish.flow),
        contact=wish.contact,
        subject=wish.subject,
        context=wish.context,
        node=definition["start"] or "",
        # What waits is counted from what happened, so that a late feed shortens the wait.
        due_at=wish.at,
        entered_at=wish.at,
    )


def _refused(wish: Wish, reason: str, now: datetime) -> EmailEvent:
    return _event(EventKind.NOT_ENROLLED, wish, now, reason=reason)


def _event(
    kind: EventKind, wish: Wish, now: datetime, *, reason: str = "", enrolment: Enrolment | None = None
) -> EmailEvent:
    return EmailEvent(
        kind=kind,
        reason=reason,
        at=now,
        contact_id=wish.contact.pk,
        flow_id=wish.flow.pk,
        enrolment=enrolment,
        detail={"subject": wish.subject} if wish.subject else {},
    )
