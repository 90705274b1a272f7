"""Segments: who is in, who came in, who left. A flow may begin with coming in, once per stay."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from automation.core_client.client import Core
from automation.core_client.mail import PersonWanted
from automation.email.models import Contact, EmailFlow, Segment, SegmentMember
from automation.email.segment_rules import rule_problems, rules_query
from automation.email.services.contacts import contacts_refresh
from automation.email.services.enrolling import Wish, enrolments_make, flows_on, published
from automation.email.services.facts import people_ask
from automation.email.services.reading import rules_read
from automation.email.types import SegmentInUse, SegmentInvalid, SegmentUnknown
from automation.registry.types import StoreInfo

BATCH = 150
MOST_AT_ONCE = 20_000


def segment_locked(segment_id: UUID) -> Segment:
    """Return a segment, locked. Raises SegmentUnknown."""
    segment = Segment.objects.select_for_update().filter(pk=segment_id).first()
    if segment is None:
        raise SegmentUnknown
    return segment


@transaction.atomic
def segment_create(*, name: str, rules: Any, now: datetime) -> Segment:
    """Make a segment. Who fits it at this moment is in, and enters no flow by that. Raises SegmentInvalid."""
    _check(rules)
    segment = Segment.objects.create(name=name, rules=rules, created_at=now, updated_at=now)
    segment_evaluate(segment=segment, now=now, is_silent=True)
    return segment


@transaction.atomic
def segment_update(*, segment_id: UUID, name: str, rules: Any, now: datetime) -> Segment:
    """Change a segment; who comes in by other rules enters no flow by that. Raises SegmentUnknown, SegmentInvalid."""
    _check(rules)
    segment = segment_locked(segment_id)
    segment.name, segment.rules, segment.updated_at = name, rules, now
    segment.save(update_fields=["name", "rules", "updated_at"])
    segment_evaluate(segment=segment, now=now, is_silent=True)
    return segment


@transaction.atomic
def segment_delete(*, segment_id: UUID) -> None:
    """Delete a segment that no flow begins with. Raises SegmentUnknown and SegmentInUse."""
    segment = segment_locked(segment_id)
    flows = EmailFlow.objects.select_related("version")
    triggers = [flow.draft["trigger"] for flow in flows]
    triggers += [flow.version.definition["trigger"] for flow in flows if flow.version]
    if str(segment_id) in {trigger.get("segment_id") for trigger in triggers}:
        raise SegmentInUse
    segment.delete()


def _check(rules: Any) -> None:
    problems = rule_problems(rules)
    if problems:
        raise SegmentInvalid(problems)


def segment_evaluate(*, segment: Segment, now: datetime, is_silent: bool = False) -> int:
    """Note who came in and who left since the last look; returns how many came. Call in a transaction.

    `is_silent`: those who come in now start nothing.
    """
    fitting = Contact.objects.filter(rules_query(segment.rules, now=now), erased_at__isnull=True)
    inside = SegmentMember.objects.filter(segment=segment, left_at__isnull=True)
    inside.exclude(contact_id__in=fitting.values("pk")).update(left_at=now)
    new = fitting.exclude(pk__in=inside.values("contact_id")).order_by("pk").values_list("pk", flat=True)
    rows = [
        SegmentMember(segment=segment, contact_id=pk, entered_at=now, is_offered=is_silent)
        for pk in new[:MOST_AT_ONCE]
    ]
    SegmentMember.objects.bulk_create(rows, ignore_conflicts=True, batch_size=1000)
    return len(rows)


def segments_offer(*, core: Core, store: StoreInfo, now: datetime) -> int:
    """Look at every segment anew, and let who came in into the flows that wait for it; returns how many came."""
    flows: dict[str, list[EmailFlow]] = {}
    for flow in flows_on(trigger="segment_entered"):
        flows.setdefault(str(published(flow).definition["trigger"]["segment_id"]), []).append(flow)
    came = 0
    for segment_id in Segment.objects.order_by("pk").values_list("pk", flat=True):
        with transaction.atomic():
            segment = Segment.objects.select_for_update(skip_locked=True).filter(pk=segment_id).first()
            if segment is None:
                continue
            waiting = flows.get(str(segment_id), [])
            came += segment_evaluate(segment=segment, now=now, is_silent=not waiting)
        while waiting and _members_offer(segment_id, waiting, core=core, store=store, now=now):
            pass
    return came


def _members_offer(
    segment_id: UUID, flows: list[EmailFlow], *, core: Core, store: StoreInfo, now: datetime
) -> int:
    """Offer the next new members to the flows; the offer and the entry are one transaction."""
    new = SegmentMember.objects.filter(segment_id=segment_id, is_offered=False)
    found = list(new.select_related("contact").order_by("pk")[:BATCH])
    if not found:
        return 0
    wanted = [PersonWanted(str(member.pk), email=member.contact.email) for member in found]
    people = people_ask(core=core, store=store, wanted=wanted)
    with transaction.atomic():
        contacts = contacts_refresh(people=people.values(), now=now)
        held = new.select_for_update(of=("self",)).filter(pk__in=[member.pk for member in found])
        members = list(held.order_by("pk"))
        wishes = []
        for member in members:
            person = people[str(member.pk)]
            contact = contacts.get(person.email.lower())
            if contact is not None:
                subject = f"segment:{member.pk}"
                wishes += [
                    Wish(flow=flow, contact=contact, person=person, at=member.entered_at, subject=subject)
                    for flow in flows
                ]
        SegmentMember.objects.filter(pk__in=[member.pk for member in members]).update(is_offered=True)
        enrolments_make(wishes=wishes, rules=rules_read(store=store, emails=contacts, now=now))
    return len(members)
