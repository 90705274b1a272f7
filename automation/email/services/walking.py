"""Due ways: claimed in batches, the core asked, then decided and written in one transaction."""

import json
import logging
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import connection, transaction

from automation.core_client.client import Core
from automation.core_client.mail import CorePerson, PersonWanted
from automation.email.models import (
    Contact,
    EmailEvent,
    EmailTemplate,
    Enrolment,
    Message,
    TemplateRevision,
    WebhookCall,
)
from automation.email.services.contacts import contacts_refresh
from automation.email.services.deciding import Step, step_decide
from automation.email.services.facts import people_ask
from automation.email.services.reading import rules_read
from automation.email.types import EnrolmentState, EventKind, Reason
from automation.registry.types import StoreInfo

logger = logging.getLogger(__name__)

BATCH = 100
LEASE = timedelta(seconds=60)
MOST_FAILURES = 5
CLAIM = """
    UPDATE email_enrolment AS row SET leased_until = %(until)s, attempts = row.attempts + 1
    FROM (
        SELECT id FROM email_enrolment
        WHERE state = 'ACTIVE' AND due_at <= %(now)s AND (leased_until IS NULL OR leased_until < %(now)s)
        ORDER BY due_at, id LIMIT %(limit)s FOR UPDATE SKIP LOCKED
    ) AS due
    WHERE row.id = due.id
    RETURNING row.id, row.attempts
"""
WRITE = """
    UPDATE email_enrolment AS row SET
        state = new.state, reason = new.reason, node = new.node, due_at = new.due_at, ended_at = new.ended_at,
        waits_for = new.waits_for, waits_since = new.waits_since, heard_at = new.heard_at,
        leased_until = NULL, failures = 0
    FROM unnest(%(id)s::uuid[], %(state)s::text[], %(reason)s::text[], %(node)s::text[], %(due_at)s::timestamptz[],
                %(ended_at)s::timestamptz[], %(waits_for)s::text[], %(waits_since)s::timestamptz[],
                %(heard_at)s::timestamptz[])
        AS new (id, state, reason, node, due_at, ended_at, waits_for, waits_since, heard_at)
    WHERE row.id = new.id
"""
WRITTEN = ("state", "reason", "node", "due_at", "ended_at", "waits_for", "waits_since", "heard_at")
# One statement for everybody a batch wrote to or tagged.
PEOPLE = """
    UPDATE email_contact AS row SET last_marketing_at = new.last_marketing_at, tags = new.tags::jsonb
    FROM unnest(%(id)s::uuid[], %(last_marketing_at)s::timestamptz[], %(tags)s::text[])
        AS new (id, last_marketing_at, tags)
    WHERE row.id = new.id
"""
# Steps that ask what a person did with the mails of this way.
ASKING = frozenset({"opened", "clicked"})


def steps_work(*, core: Core, store: StoreInfo, now: datetime, limit: int = BATCH) -> int:
    """Take the next due ways of the current store a step further; returns how many were taken.

    A killed worker's ways are free again after a minute, and nothing of a step half done remains. Raises what the
    core raises: the ways wait then.
    """
    claimed = _claim(now=now, limit=limit)
    if not claimed:
        return 0
    try:
        people = people_ask(core=core, store=store, wanted=_wanted(claimed))
    except Exception:
        _give_back(claimed)
        raise
    if not _decide(claimed, people=people, store=store, now=now):
        # One of them is poison: each for itself, so that the others get through.
        for row_id, attempts in claimed.items():
            if not _decide({row_id: attempts}, people=people, store=store, now=now):
                _failed(row_id, now=now)
    return len(claimed)


def _claim(*, now: datetime, limit: int) -> dict[UUID, int]:
    with connection.cursor() as cursor:
        cursor.execute(CLAIM, {"now": now, "until": now + LEASE, "limit": limit})
        return dict(cursor.fetchall())


def _give_back(claimed: dict[UUID, int]) -> None:
    for row_id, attempts in claimed.items():
        Enrolment.objects.filter(pk=row_id, attempts=attempts).update(leased_until=None)


def _wanted(claimed: dict[UUID, int]) -> list[PersonWanted]:
    rows = Enrolment.objects.filter(pk__in=claimed).values("pk", "contact__email", "context")
    return [
        PersonWanted(
            key=str(row["pk"]),
            email=row["contact__email"],
            cart_id=UUID(row["context"]["cart_id"]) if row["context"].get("cart_id") else None,
            order_id=UUID(row["context"]["order_id"]) if row["context"].get("order_id") else None,
            variant_id=UUID(row["context"]["variant_id"]) if row["context"].get("variant_id") else None,
        )
        for row in rows
    ]


def _decide(
    claimed: dict[UUID, int], *, people: Mapping[str, CorePerson], store: StoreInfo, now: datetime
) -> bool:
    """Decide a batch in one transaction; False when it failed, and then nothing of it has happened."""
    try:
        with transaction.atomic():
            # People first, ways second: everybody who locks both keeps this order.
            mine = [people[str(row_id)] for row_id in claimed if str(row_id) in people]
            contacts = contacts_refresh(people=mine, now=now)
            rows = Enrolment.objects.select_for_update(of=("self",)).select_related("version", "flow")
            held = rows.filter(pk__in=claimed, state=EnrolmentState.ACTIVE).order_by("pk")
            ours = [row for row in held if row.attempts == claimed[row.pk]]
            steps = _steps(ours, people=people, contacts=contacts, store=store, now=now)
            for step in steps:
                step_decide(step)
            _write(steps)
        return True
    except Exception:
        logger.exception("a step of store %s failed", store.id)
        return False


def _steps(
    rows: list[Enrolment],
    *,
    people: Mapping[str, CorePerson],
    contacts: dict[str, Contact],
    store: StoreInfo,
    now: datetime,
) -> list[Step]:
    rules = rules_read(store=store, emails=contacts, now=now)
    by_id = {contact.pk: contact for contact in contacts.values()}
    revisions, seen = _revisions(rows), _seen(rows)
    return [
        Step(
            enrolment=row,
            contact=by_id.get(row.contact_id) or row.contact,
            person=people[str(row.pk)],
            definition=row.version.definition,
            is_flow_on=row.flow.is_on,
            revisions=revisions,
            clicks=seen.get(row.pk, {}),
            rules=rules,
        )
        for row in sorted(rows, key=lambda one: (one.due_at, one.pk))
    ]


def _revisions(rows: list[Enrolment]) -> dict[str, int]:
    """Return the newest revision of every template that these flows send, by the template's id. One query."""
    wanted = {
        node["template_id"]
        for row in rows
        for node in row.version.definition["nodes"]
        if node["type"] == "send" and node["template_id"]
    }
    templates = dict(
        EmailTemplate.objects.filter(pk__in=wanted, is_archived=False).values_list("pk", "revision_number")
    )
    found = TemplateRevision.objects.filter(template_id__in=templates)
    return {
        str(template_id): pk
        for pk, template_id, number in found.values_list("pk", "template_id", "number")
        if templates[template_id] == number
    }


def _seen(rows: list[Enrolment]) -> dict[UUID, dict[str, bool]]:
    """Return whether a person (no machine) opened or clicked a mail of this way, where a flow asks for it."""
    asking = [
        row.pk
        for row in rows
        if any(
            node.get("check") in ASKING or node.get("event") in ASKING
            for node in row.version.definition["nodes"]
        )
    ]
    if not asking:
        return {}
    found: dict[UUID, dict[str, bool]] = {}
    messages: Any = Message.objects.filter(enrolment_id__in=asking)
    for way, opened_at, clicked_at in messages.values_list("enrolment_id", "opened_at", "clicked_at"):
        known = found.setdefault(way, {"opened": False, "clicked": False})
        known["opened"] |= opened_at is not None or clicked_at is not None
        known["clicked"] |= clicked_at is not None
    return found


def _write(steps: list[Step]) -> None:
    """Write what a batch decided: messages, ways, people and events, each in one statement."""
    Message.objects.bulk_create([message for step in steps for message in step.messages])
    rows = [step.enrolment for step in steps]
    values: dict[str, list[Any]] = {name: [getattr(row, name) for row in rows] for name in WRITTEN}
    changed = {step.contact.pk: step.contact for step in steps if step.messages or _is_tagged(step)}
    with connection.cursor() as cursor:
        cursor.execute(WRITE, values | {"id": [row.pk for row in rows]})
        if changed:
            cursor.execute(PEOPLE, _people(list(changed.values())))
    WebhookCall.objects.bulk_create([call for step in steps for call in step.calls])
    EmailEvent.objects.bulk_create([event for step in steps for event in step.events])


def _people(contacts: list[Contact]) -> dict[str, list[Any]]:
    return {
        "id": [contact.pk for contact in contacts],
        "last_marketing_at": [contact.last_marketing_at for contact in contacts],
        "tags": [json.dumps(contact.tags) for contact in contacts],
    }


def _is_tagged(step: Step) -> bool:
    return any(event.kind == EventKind.TAGGED for event in step.events)


def _failed(row_id: UUID, *, now: datetime) -> None:
    """Try a failing way again later, longer each time; after five failures it ends and says so."""
    with transaction.atomic():
        # The person first, as everywhere.
        person = Contact.objects.select_for_update(of=("self",), no_key=True).filter(enrolments=row_id)
        list(person)
        row = Enrolment.objects.select_for_update().filter(pk=row_id, state=EnrolmentState.ACTIVE).first()
        if row is None:
            return
        row.failures += 1
        row.leased_until = now + timedelta(minutes=2**row.failures)
        if row.failures >= MOST_FAILURES:
            row.state, row.reason, row.ended_at = EnrolmentState.EXITED, Reason.STEP_FAILED, now
            EmailEvent.objects.create(
                kind=EventKind.EXITED,
                reason=Reason.STEP_FAILED,
                at=now,
                contact_id=row.contact_id,
                flow_id=row.flow_id,
                enrolment=row,
                node=row.node,
            )
        row.save(update_fields=["failures", "leased_until", "state", "reason", "ended_at"])
