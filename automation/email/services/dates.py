"""Flows that begin on a date: a day of the calendar, or the anniversary of joining or of the last order."""

from datetime import UTC, date, datetime, time
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db import transaction
from django.db.models import QuerySet
from django.db.models.functions import ExtractDay, ExtractMonth, ExtractYear

from automation.core_client.client import Core
from automation.core_client.mail import PersonWanted
from automation.email.clock import zone_find
from automation.email.models import Contact, EmailFlow
from automation.email.services.contacts import contacts_refresh
from automation.email.services.enrolling import Wish, enrolments_make, flows_on, published
from automation.email.services.facts import people_ask
from automation.email.services.guarding import SUBSCRIBED
from automation.email.services.reading import rules_read
from automation.email.types import Json
from automation.registry.types import StoreInfo

BATCH = 150
COLUMNS = {"joined": "consent_at", "last_order": "last_order_at"}


def dates_offer(*, core: Core, store: StoreInfo, now: datetime) -> int:
    """Let people into flows whose day has come, by the store's calendar; returns how many were seen.

    A flow that was switched on during the day begins with the next one: nobody is back-filled. How far it has
    come is kept with the entries, so that a killed worker's day goes on where it stopped, and nobody is twice in.
    """
    zone = zone_find(store.time_zone) or ZoneInfo("UTC")
    day = now.astimezone(zone).date()
    begins_at = datetime.combine(day, time(), zone).astimezone(UTC)
    return sum(
        _flow_offer(flow, day=day, begins_at=begins_at, zone=zone, core=core, store=store, now=now)
        for flow in flows_on(trigger="date")
        if flow.on_since is not None and flow.on_since <= begins_at and _is_its_day(flow, day)
    )


def _trigger(flow: EmailFlow) -> Json:
    return dict(published(flow).definition["trigger"])


def _is_its_day(flow: EmailFlow, day: date) -> bool:
    trigger = _trigger(flow)
    if trigger["date"] != "calendar":
        return True
    return trigger["on"] == day.isoformat() or trigger["on"] in days_of(day)


def days_of(day: date) -> set[str]:
    """Return which yearly days a day is: 28 February is also the 29th, in years that have none."""
    leap_day_moves = (day.month, day.day) == (2, 28) and not _is_leap(day.year)
    return {f"{day:%m-%d}"} | ({"02-29"} if leap_day_moves else set())


def _is_leap(year: int) -> bool:
    return year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)


def _people(flow: EmailFlow, day: date, zone: ZoneInfo) -> QuerySet[Contact]:
    rows = Contact.objects.filter(erased_at__isnull=True).order_by("pk")
    if published(flow).definition["settings"]["basis"] == "consent":
        rows = rows.filter(consent_state=SUBSCRIBED)
    column = COLUMNS.get(_trigger(flow)["date"])
    if column is None:
        return rows
    days = sorted(int(one[3:]) for one in days_of(day))
    dated = rows.filter(**{f"{column}__isnull": False}).annotate(
        its_year=ExtractYear(column, tzinfo=zone),
        its_month=ExtractMonth(column, tzinfo=zone),
        its_day=ExtractDay(column, tzinfo=zone),
    )
    return dated.filter(its_month=day.month, its_day__in=days, its_year__lt=day.year)


def _flow_offer(
    flow: EmailFlow,
    *,
    day: date,
    begins_at: datetime,
    zone: ZoneInfo,
    core: Core,
    store: StoreInfo,
    now: datetime,
) -> int:
    seen = 0
    while True:
        rows = _people(flow, day, zone)
        cursor = EmailFlow.objects.values_list("date_cursor", flat=True).get(pk=flow.pk)
        if cursor.get("day") == day.isoformat():
            rows = rows.filter(pk__gt=UUID(cursor["after"]))
        found = list(rows[:BATCH])
        if not found:
            return seen
        wanted = [PersonWanted(str(contact.pk), email=contact.email) for contact in found]
        people = people_ask(core=core, store=store, wanted=wanted)
        with transaction.atomic():
            held = EmailFlow.objects.select_for_update(of=("self",)).get(pk=flow.pk)
            if held.date_cursor != cursor:
                return seen  # somebody else is at it
            contacts = contacts_refresh(people=people.values(), now=now)
            wishes = [
                Wish(
                    flow=flow,
                    contact=contacts[person.email.lower()],
                    person=person,
                    at=begins_at,
                    subject=f"date:{day.isoformat()}:{contacts[person.email.lower()].pk}",
                )
                for person in people.values()
                if person.email.lower() in contacts
            ]
            enrolments_make(wishes=wishes, rules=rules_read(store=store, emails=contacts, now=now))
            EmailFlow.objects.filter(pk=flow.pk).update(
                date_cursor={"day": day.isoformat(), "after": str(found[-1].pk)}
            )
        seen += len(found)
