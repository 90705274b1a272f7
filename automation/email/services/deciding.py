"""What one due person's way comes to at this moment: pure, from locked rows and the core's fresh word."""

import hashlib
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from urllib.parse import urlsplit

from automation.core_client.mail import CorePerson
from automation.email.clock import next_clock, zone_of
from automation.email.filling import variables_of
from automation.email.models import Contact, EmailEvent, Enrolment, Message, WebhookCall
from automation.email.services.guarding import Rules, goal_reason, is_capped, quiet_end, stop_reason
from automation.email.types import EnrolmentState, EventKind, Json, Reason
from tenancy.ids import uuid7


@dataclass
class Step:
    """A due way with everything its decision needs; what is decided is written into it."""

    enrolment: Enrolment
    contact: Contact
    person: CorePerson
    definition: Json
    is_flow_on: bool
    revisions: dict[str, int]
    clicks: dict[str, bool]
    rules: Rules
    messages: list[Message] = field(default_factory=list)
    events: list[EmailEvent] = field(default_factory=list)
    calls: list[WebhookCall] = field(default_factory=list)

    @property
    def now(self) -> datetime:
        return self.rules.now

    def tell(
        self, kind: EventKind, reason: str = "", *, message: Message | None = None, **detail: str
    ) -> None:
        self.events.append(
            EmailEvent(
                kind=kind,
                reason=reason,
                at=self.now,
                contact_id=self.contact.pk,
                flow_id=self.enrolment.flow_id,
                enrolment_id=self.enrolment.pk,
                message=message,
                node=self.enrolment.node,
                detail=detail,
            )
        )

    def end(self, state: EnrolmentState, reason: str = "") -> None:
        kind = EventKind.DONE if state == EnrolmentState.DONE else EventKind.EXITED
        self.tell(kind, reason)
        self.enrolment.state, self.enrolment.reason, self.enrolment.ended_at = state, reason, self.now


def step_decide(step: Step) -> None:
    """Walk on until something must be waited for, or the way ends. Leaves due time, node and state in the row.

    Why a way ends or a mail is not sent is checked again at every step, so it is right at the moment of the send.
    """
    reason = _leaves(step)
    if reason:
        step.end(EnrolmentState.EXITED, reason)
        return
    nodes = {node["id"]: node for node in step.definition["nodes"]}
    while step.enrolment.state == EnrolmentState.ACTIVE:
        node = nodes.get(step.enrolment.node)
        if node is None or node["type"] == "exit":
            step.end(EnrolmentState.DONE)
            return
        target, is_waiting = _take(step, node)
        step.enrolment.node = target or ""
        if is_waiting:
            return


def _leaves(step: Step) -> str:
    """Return why somebody leaves before the next step, or ""."""
    if not step.is_flow_on:
        return Reason.FLOW_OFF
    return stop_reason(
        person=step.person, contact=step.contact, flow=step.definition, rules=step.rules
    ) or goal_reason(
        person=step.person,
        contact=step.contact,
        flow=step.definition,
        entered_at=step.enrolment.entered_at,
        context=step.enrolment.context,
    )


def _take(step: Step, node: Json) -> tuple[str | None, bool]:
    """Do one node; returns where it leads and whether that is later."""
    kind, row = node["type"], step.enrolment
    if kind == "delay":
        # Counted from when this step was due, so that a busy worker does not stretch the series.
        row.due_at = max(row.due_at, row.entered_at) + timedelta(minutes=node["minutes"])
        return node["next"], row.due_at > step.now
    if kind == "wait_until":
        row.due_at = _clock(step, node)
        return node["next"], row.due_at > step.now
    if kind == "wait_for":
        return _wait_take(step, node)
    if kind == "condition":
        return (node["yes"] if _holds(step, node) else node["no"]), False
    if kind == "split":
        return _branch(step, node), False
    if kind == "tag":
        _tag(step, node["add"])
        return node["next"], False
    if kind == "webhook":
        _call(step, node)
        return node["next"], False
    return _send(step, node)


def _wait_take(step: Step, node: Json) -> tuple[str | None, bool]:
    """Wait for something to happen, as long as the step says; returns as `_take`.

    The way stands still at its node. What brings the word wakes it (`hearing.py`); the time that is over does too.
    """
    row = step.enrolment
    if row.waits_for != node["event"] or row.waits_since is None:
        row.waits_for, row.waits_since, row.heard_at = node["event"], max(row.due_at, row.entered_at), None
        row.due_at = row.waits_since + timedelta(minutes=node["minutes"])
        step.tell(EventKind.WAITING, node["event"])
    has_happened = row.heard_at is not None or _has_happened(step, node["event"], row.waits_since)
    if not has_happened and row.due_at > step.now:
        return row.node, True
    step.tell(EventKind.HEARD if has_happened else EventKind.WAITED_OUT, node["event"])
    row.waits_for, row.waits_since, row.heard_at = "", None, None
    row.due_at = min(row.due_at, step.now)
    return (node["yes"] if has_happened else node["no"]), False


def _has_happened(step: Step, event: str, since: datetime) -> bool:
    """Say what the core and the mail service know already, whether the feed has brought it or not."""
    if event == "ordered":
        bought = (step.person.last_paid_at, step.contact.last_order_at)
        return any(moment is not None and moment >= since for moment in bought)
    if event == "subscribed":
        return step.person.consent_state == "SUBSCRIBED"
    return step.clicks.get(event, False)


def _call(step: Step, node: Json) -> None:
    """Write down a call of another program; a worker of its own makes it, outside of every transaction."""
    call = WebhookCall(
        id=uuid7(),
        enrolment=step.enrolment,
        node=node["id"],
        contact=step.contact,
        url=node["url"],
        body=_call_body(step, node),
        due_at=step.now,
        created_at=step.now,
    )
    step.calls.append(call)
    step.tell(EventKind.CALL_QUEUED, host=urlsplit(node["url"]).hostname or "")


def _call_body(step: Step, node: Json) -> Json:
    """Return what another program is told: who, where in which flow, and what it is about."""
    person, contact, row = step.person, step.contact, step.enrolment
    return {
        "store_id": str(step.rules.store.id),
        "flow_id": str(row.flow_id),
        "way_id": str(row.pk),
        "step": node["id"],
        "at": step.now.isoformat(),
        "person": {
            "email": person.email,
            "name": person.name,
            "locale": person.locale,
            "country": contact.country,
            "tags": contact.tags,
            "consent": person.consent_state,
            "orders_count": max(person.orders_count, contact.orders_count),
        },
        "about": {name: value for name, value in row.context.items() if name.endswith("_id")},
    }


def _clock(step: Step, node: Json) -> datetime:
    contact = step.contact
    zone = zone_of(
        time_zone=contact.time_zone, country=contact.country, store_zone=step.rules.store.time_zone
    )
    return next_clock(
        after=max(step.enrolment.due_at, step.now - timedelta(minutes=5)),
        zone=zone,
        clock=time.fromisoformat(node["time"]),
        weekdays=node.get("weekdays"),
    )


def _holds(step: Step, node: Json) -> bool:
    check = node["check"]
    if check == "has_ordered":
        return max(step.person.orders_count, step.contact.orders_count) >= node.get("count", 1)
    if check == "has_tag":
        return node["tag"] in step.contact.tags
    if check == "is_subscribed":
        return step.person.consent_state == "SUBSCRIBED"
    if check == "country_is":
        return step.contact.country == node["country"]
    return step.clicks.get(check, False)


def _branch(step: Step, node: Json) -> str | None:
    """Choose by chance that is the same however often it is asked: a repeat takes the same way."""
    seed = hashlib.sha256(f"{step.enrolment.pk}:{node['id']}".encode()).digest()
    total = sum(branch["weight"] for branch in node["branches"])
    left = int.from_bytes(seed[:8]) % total
    for branch in node["branches"]:
        left -= branch["weight"]
        if left < 0:
            return branch["next"] if branch["next"] is None else str(branch["next"])
    return None


def _tag(step: Step, tag: str) -> None:
    if tag not in step.contact.tags:
        step.contact.tags = [*step.contact.tags, tag][-50:]
        step.tell(EventKind.TAGGED, tag)


def _send(step: Step, node: Json) -> tuple[str | None, bool]:
    """Decide one mail: quiet hours postpone it, a cap or a missing template skips it, else it is written down."""
    row, contact = step.enrolment, step.contact
    if not step.rules.settings.is_sending_on:
        step.tell(EventKind.SKIPPED, Reason.SENDING_OFF)
        return node["next"], False
    quiet = quiet_end(contact=contact, flow=step.definition, rules=step.rules)
    if quiet is not None:
        step.tell(EventKind.POSTPONED, Reason.QUIET_HOURS, until=quiet.isoformat())
        row.due_at = quiet
        return row.node, True
    if is_capped(contact=contact, flow=step.definition, rules=step.rules):
        step.tell(EventKind.SKIPPED, Reason.CAP)
        return node["next"], False
    revision_id = step.revisions.get(str(node["template_id"]))
    if revision_id is None:
        step.tell(EventKind.SKIPPED, Reason.TEMPLATE_MISSING)
        return node["next"], False
    _write(step, node, revision_id)
    row.due_at = max(row.due_at, step.now)
    return node["next"], False


def _write(step: Step, node: Json, revision_id: int) -> None:
    message = Message(
        id=uuid7(),
        enrolment=step.enrolment,
        node=node["id"],
        contact=step.contact,
        revision_id=revision_id,
        email=step.person.email,
        variables=variables_of(
            person=step.person,
            store=step.rules.store,
            settings=step.rules.settings,
            discount_code=node.get("discount_code", ""),
            context=step.enrolment.context,
        ),
        due_at=step.now,
        checked_at=step.now,
        created_at=step.now,
    )
    step.messages.append(message)
    step.contact.last_marketing_at = step.now
    step.tell(EventKind.QUEUED, message=message)
