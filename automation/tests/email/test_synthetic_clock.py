"""Sixty days of a shop's people through four flows, with a worker that dies at random moments.

Facts come twice, late and in the wrong order; the mail service is away now and then; statements of the database
are cut off in the middle, at random. At the end an oracle that saw only what went out, and what people did,
counts: no mail twice, none after leaving or buying, none against the cap or in quiet hours, and a reason for
each mail that did not go out.

The everyday run takes 500 people in steps of four hours, for the suite's sake. `make test-email-clock` takes 10,000
people in steps of one hour (EMAIL_CLOCK_PEOPLE, EMAIL_CLOCK_HOURS).
"""

import contextlib
import os
import random
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from django.db.models import Count

from automation.core_client.types import CoreUnavailable
from automation.email.clock import quiet_until, zone_of
from automation.email.models import (
    Contact,
    EmailEvent,
    EmailFlow,
    EmailSettings,
    Enrolment,
    FlowSignal,
    Message,
)
from automation.email.services import flows
from automation.email.services.dispatching import messages_send, uncertain_resolve
from automation.email.services.ready import ready_flows_ensure
from automation.email.services.signals import signals_work
from automation.email.services.walking import steps_work
from automation.email.services.watching import carts_offer, lapsed_offer
from automation.email.types import EventKind
from automation.tests.email.working import MemoryProvider, Stage
from tenancy.ids import uuid7

# Real commits: rows that a killed worker rolled back must really be gone, and dead ones be cleaned away.
pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]
PEOPLE = int(os.environ.get("EMAIL_CLOCK_PEOPLE", "500"))
DAYS = 60
CHANGES = {"America/New_York": date(2026, 3, 8), "Europe/Berlin": date(2026, 3, 29)}
BEGIN = datetime(2026, 2, 20, 0, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)
STEP = timedelta(hours=int(os.environ.get("EMAIL_CLOCK_HOURS", "4")))
ZONES = ["Europe/Berlin", "America/Lima", "Asia/Tokyo", "America/New_York", ""]


class Cut(BaseException):
    """The worker dies here."""


class Bomb:
    """Cuts the work off at a random statement; a killed worker runs nothing after it."""

    def __init__(self, chance: random.Random) -> None:
        self.chance, self.left, self.went_off = chance, -1, 0

    def arm(self) -> None:
        self.left = self.chance.randrange(1, 60)

    def __call__(self, execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:
        self.left -= 1
        if self.left == 0:
            self.went_off += 1
            raise Cut
        return execute(sql, params, many, context)


class Flaky(MemoryProvider):
    """Away, or dead in the middle, now and then."""

    def __init__(self, chance: random.Random, clock: Callable[[], datetime]) -> None:
        super().__init__()
        self.chance, self.clock = chance, clock
        self.log: list[tuple[datetime, str, str, str]] = []
        self.outages, self.deaths = 0, 0

    def hand_over(self, mails: Any) -> Any:
        if self.chance.random() < 0.02:
            self.outages += 1
            return super().hand_over([]) + [self._away(mail) for mail in mails]
        taken = super().hand_over(mails)
        self.log += [(self.clock(), mail.to, mail.reference, mail.subject) for mail in mails]
        self.sent.clear()
        if self.chance.random() < 0.01:
            self.deaths += 1
            raise Cut
        return taken

    @staticmethod
    def _away(mail: Any) -> Any:
        from automation.email.providers import Handed

        return Handed(mail.reference, "away")


class World:
    """What people do, hour by hour; remembered for the oracle."""

    def __init__(self, stage: Stage, chance: random.Random) -> None:
        self.stage, self.chance = stage, chance
        self.left: dict[str, datetime] = {}
        self.back: dict[str, datetime] = {}
        self.bought: dict[str, list[datetime]] = defaultdict(list)
        self.cart_of: dict[str, UUID] = {}
        self.agenda: dict[datetime, list[tuple[str, str]]] = defaultdict(list)
        self.posts: dict[datetime, list[FlowSignal]] = defaultdict(list)
        self.facts, self.repeats, self.late = 0, 0, 0
        for number in range(PEOPLE):
            self._plan(f"p{number}@example.com")

    def _plan(self, email: str) -> None:
        zone = self.chance.choice(ZONES)
        self.stage.person(email, consent_state="", name=f"Person {email[1:4]}", time_zone=zone)
        when = self._hour(0, DAYS * 24 - 200)
        self.agenda[when].append((email, "join" if self.chance.random() < 0.8 else "look"))
        for kind, likely, latest in (
            ("cart", 0.6, 300),
            ("buy", 0.4, 500),
            ("cart", 0.3, 700),
            ("leave", 0.15, 900),
        ):
            if self.chance.random() < likely:
                self.agenda[when + HOUR * self.chance.randrange(1, latest)].append((email, kind))
        if self.chance.random() < 0.04:
            self.agenda[when + HOUR * self.chance.randrange(900, 1100)].append((email, "join"))

    def _hour(self, first: int, last: int) -> datetime:
        return BEGIN + HOUR * self.chance.randrange(first, last)

    def fact(self, name: str, at: datetime, **payload: Any) -> None:
        """Bring a fact: mostly at once, sometimes hours late, sometimes twice."""
        late = HOUR * self.chance.choice([0] * 8 + [1, 3, 30])
        plain = {key: str(value) if isinstance(value, UUID) else value for key, value in payload.items()}
        fact = FlowSignal(id=uuid7(), name=name, payload=plain, at=at)
        self.facts, self.late = self.facts + 1, self.late + bool(late)
        self.posts[at + late].append(fact)
        if self.chance.random() < 0.15:
            self.repeats += 1
            self.posts[at + late + HOUR * self.chance.randrange(0, 50)].append(fact)

    def live(self, now: datetime) -> None:
        """Let people do what they do until now, and the feed bring what is due."""
        for moment in sorted(moment for moment in self.agenda if moment <= now):
            for email, kind in self.agenda.pop(moment):
                getattr(self, f"_{kind}")(email, moment)
        due = [fact for moment in sorted(self.posts) if moment <= now for fact in self.posts.pop(moment)]
        self.chance.shuffle(due)
        # As the feed's reader stores them, many at once: one that is known is dropped by its number.
        FlowSignal.objects.bulk_create(due, ignore_conflicts=True, batch_size=1000)

    def _join(self, email: str, now: datetime) -> None:
        self.back[email] = now
        self.left.pop(email, None)
        self.stage.person(email, **self._kept(email, consent_state="SUBSCRIBED"))
        self.fact("customer.consent_changed", now, email=email, channel="EMAIL", state="SUBSCRIBED")

    def _look(self, email: str, now: datetime) -> None:
        self.fact("customer.registered", now, email=email, customer_id=None)

    def _leave(self, email: str, now: datetime) -> None:
        self.left[email] = now
        self.stage.person(email, **self._kept(email, consent_state="UNSUBSCRIBED"))
        self.fact("customer.consent_changed", now, email=email, channel="EMAIL", state="UNSUBSCRIBED")

    def _cart(self, email: str, now: datetime) -> None:
        self.cart_of[email] = self.stage.cart(*(["Mug"] if self.chance.random() < 0.95 else []))
        self.fact("cart.changed", now, cart_id=self.cart_of[email], email=email, customer_id=None)
        if self.chance.random() < 0.3:
            self.agenda[now + HOUR * self.chance.randrange(1, 80)].append((email, "buy"))

    def _buy(self, email: str, now: datetime) -> None:
        self.bought[email].append(now)
        cart_id = self.cart_of.pop(email, None)
        if cart_id:
            self.stage.cart(is_open=False, cart_id=cart_id)
        order_id = uuid7()
        self.stage.core.orders[order_id] = (email, _order(order_id))
        count = len(self.bought[email])
        self.stage.person(email, **self._kept(email, last_paid_at=now, orders_count=count))
        self.fact("order.paid", now, order_id=order_id)

    def _kept(self, email: str, **changes: Any) -> dict[str, Any]:
        known = self.stage.core.people[self.stage.store.id, email]
        names = ("consent_state", "name", "time_zone", "last_paid_at", "orders_count")
        return {name: getattr(known, name) for name in names} | changes


def _order(order_id: UUID) -> Any:
    from automation.core_client.mail import CoreOrderFacts

    return CoreOrderFacts(
        order_id, 1, "https://shop.example/orders/x", {"amount": "10.00", "currency": "EUR"}
    )


def work(stage: Stage) -> None:
    """Do what the beats of the real service do: carts, facts, steps, mails; the rest now and then."""
    carts_offer(core=stage.core, store=stage.store, now=stage.now)
    if stage.now.hour % 4 == 0:
        lapsed_offer(core=stage.core, store=stage.store, now=stage.now)
        uncertain_resolve(now=stage.now)
    for _ in range(500):
        done = signals_work(core=stage.core, store=stage.store, now=stage.now)
        done += steps_work(core=stage.core, store=stage.store, now=stage.now)
        done += messages_send(core=stage.core, provider=stage.provider, store=stage.store, now=stage.now)
        if not done:
            return
    raise AssertionError("an hour's work never ends")


@dataclass
class Played:
    """A run that is over, for the oracle."""

    stage: Stage
    world: World
    provider: Flaky
    cut: int
    core_outages: int
    seconds: float


def run(stage: Stage, world: World, chance: random.Random) -> tuple[int, int]:
    """Let sixty days pass; returns how often a worker was cut off at a statement, and how often the core was away."""
    bomb, outages = Bomb(chance), 0
    while stage.now < BEGIN + timedelta(days=DAYS):
        world.live(stage.now)
        stage.core.is_away = chance.random() < 0.02
        outages += stage.core.is_away
        if chance.random() < 0.25:
            bomb.arm()
            with contextlib.suppress(Cut, CoreUnavailable), connection.execute_wrapper(bomb):
                work(stage)
        with contextlib.suppress(Cut, CoreUnavailable):
            work(stage)
        stage.now += STEP
    return bomb.went_off, outages


@pytest.fixture
def played(stage: Stage) -> Played:
    began = time.monotonic()
    chance = random.Random(20260220)
    stage.now = BEGIN
    ready_flows_ensure(now=stage.now)
    for flow in EmailFlow.objects.all():
        flows.flow_switch(flow_id=flow.pk, is_on=True, now=stage.now)
    provider = Flaky(chance, lambda: stage.now)
    stage.provider = provider
    world = World(stage, chance)
    cut, core_outages = run(stage, world, chance)
    return Played(stage, world, provider, cut, core_outages, time.monotonic() - began)


def test_eml_03_eml_05_eml_06_eml_08_sixty_days_with_crashes_repeats_and_late_facts(
    played: Played, capsys: pytest.CaptureFixture[str]
) -> None:
    log, world = played.provider.log, played.world
    with capsys.disabled():
        sys.stdout.write(figures(played))

    assert played.cut + played.provider.deaths > 20
    assert len(log) > PEOPLE
    _no_mail_twice(log)
    _none_after_leaving(log, world)
    _none_after_buying(log, world)
    _none_against_the_cap(log)
    _none_in_quiet_hours(log, played.stage)
    _on_the_days_clocks_change(log)
    _every_skip_has_a_reason()


def figures(played: Played) -> str:
    """Return what the run came to, to be read by people."""
    quiet = [EventKind.NOT_ENROLLED, EventKind.SKIPPED, EventKind.POSTPONED, EventKind.CANCELLED]
    told = EmailEvent.objects.filter(kind__in=[*quiet, EventKind.EXITED]).order_by()
    reasons = told.values_list("kind", "reason").annotate(count=Count("pk")).order_by("kind", "-count")
    states = Message.objects.order_by().values_list("state").annotate(count=Count("pk")).order_by("-count")
    world, provider = played.world, played.provider
    lines = [
        f"{PEOPLE} people, {DAYS} days in steps of {STEP}; {world.facts} facts, {world.repeats} told twice,"
        f" {world.late} told late",
        f"workers cut off: {played.cut} at a statement, {provider.deaths} while handing over;"
        f" mail service away {provider.outages} times, core away {played.core_outages} times",
        f"{Enrolment.objects.count()} enrolments, {len(provider.log)} mails went out; messages: "
        + ", ".join(f"{count} {state.lower()}" for state, count in states),
        *(f"  {kind.lower()} {reason}: {count}" for kind, reason, count in reasons),
        f"wall time {played.seconds:.0f} s",
    ]
    return "\n" + "\n".join(lines) + "\n"


def _on_the_days_clocks_change(log: list[tuple[datetime, str, str, str]]) -> None:
    """The run is no proof for those days unless mails went out on them."""
    zones = {person.email: person.time_zone for person in Contact.objects.all()}
    for name, day in CHANGES.items():
        local = [at.astimezone(ZoneInfo(name)) for at, email, _, _ in log if zones[email] == name]
        assert [moment for moment in local if moment.date() == day], name


def _no_mail_twice(log: list[tuple[datetime, str, str, str]]) -> None:
    assert [
        item for item, count in Counter(reference for _, _, reference, _ in log).items() if count > 1
    ] == []
    steps = Message.objects.values_list("enrolment_id", "node")
    assert len(steps) == len(set(steps))
    subjects = Enrolment.objects.exclude(subject="").values_list("flow_id", "subject")
    assert len(subjects) == len(set(subjects))


def _none_after_leaving(log: list[tuple[datetime, str, str, str]], world: World) -> None:
    wrong = [(at, email) for at, email, _, _ in log if email in world.left and at >= world.left[email]]
    assert wrong == []


def _none_after_buying(log: list[tuple[datetime, str, str, str]], world: World) -> None:
    """Cart mails: none between a purchase and the entry of that series."""
    entered = {
        str(pk): (at, key)
        for pk, at, key in Message.objects.values_list("pk", "enrolment__entered_at", "enrolment__flow__key")
    }
    wrong = [
        (at, email, subject)
        for at, email, reference, subject in log
        if entered[reference][1] in {"abandoned-cart", "win-back"}
        and any(entered[reference][0] <= bought <= at for bought in world.bought[email])
    ]
    assert wrong == []


def _none_against_the_cap(log: list[tuple[datetime, str, str, str]]) -> None:
    """Counted from decision to decision: an outage may bring two hand-overs closer than the decisions were."""
    times = defaultdict(list)
    for contact_id, at in Message.objects.order_by("created_at").values_list("contact_id", "created_at"):
        times[contact_id].append(at)
    close = [
        pair
        for moments in times.values()
        for pair in pairwise(moments)
        if pair[1] - pair[0] < timedelta(hours=EmailSettings().cap_hours)
    ]
    assert close == []
    assert log


def _none_in_quiet_hours(log: list[tuple[datetime, str, str, str]], stage: Stage) -> None:
    zones = {
        person.email: zone_of(
            time_zone=person.time_zone, country=person.country, store_zone=stage.store.time_zone
        )
        for person in Contact.objects.all()
    }
    mailing = EmailSettings()
    wrong = [
        (at, email)
        for at, email, _, _ in log
        if quiet_until(at=at, zone=zones[email], begins=mailing.quiet_from, ends=mailing.quiet_until)
    ]
    assert wrong == []


def _every_skip_has_a_reason() -> None:
    """Each way that ended tells of every send step it passed: queued, skipped or left before, and why."""
    silent = EmailEvent.objects.filter(
        reason="", kind__in=["NOT_ENROLLED", "SKIPPED", "CANCELLED", "POSTPONED", "EXITED"]
    )
    assert silent.count() == 0
    assert (
        FlowSignal.objects.exclude(state="DONE").filter(at__lt=BEGIN + timedelta(days=DAYS - 4)).count() == 0
    )
    told = set(EmailEvent.objects.filter(message__isnull=False).values_list("message_id", "kind"))
    ends = {"SENT": "SENT", "CANCELLED": "CANCELLED", "UNCERTAIN": "UNCERTAIN", "FAILED": "FAILED"}
    for pk, state in Message.objects.values_list("pk", "state"):
        assert state not in ends or (pk, ends[state]) in told, state
    ended = Enrolment.objects.exclude(state="ACTIVE").values_list("pk", flat=True)
    finished = set(
        EmailEvent.objects.filter(kind__in=["DONE", "EXITED"]).values_list("enrolment_id", flat=True)
    )
    assert set(ended) <= finished
