"""What begins a flow besides facts about a person: dates, segments, prices, stock. EML-01."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest

from automation.core_client.mail import CoreInterested, CoreProductFacts
from automation.email.flow_schema import flow_problems
from automation.email.models import Contact, EmailFlow, Enrolment, FlowSignal, SegmentMember
from automation.email.services import segments
from automation.email.services.dates import BATCH, dates_offer
from automation.email.services.segments import segments_offer
from automation.email.types import SegmentInUse, SegmentInvalid
from automation.tests.email.working import NOON, Stage, contact, definition, minutes, send
from tenancy.ids import uuid7

pytestmark = pytest.mark.django_db
ANA, BEN = "ana@example.com", "ben@example.com"


def dates(stage: Stage) -> int:
    return dates_offer(core=stage.core, store=stage.store, now=stage.now)


def known(stage: Stage, email: str, **values: Any) -> Contact:
    stage.person(email)
    row = {"consent_state": "SUBSCRIBED", "created_at": NOON, "updated_at": NOON} | values
    return Contact.objects.create(email=email, **row)


def dated(stage: Stage, **trigger: Any) -> EmailFlow:
    return stage.flow(definition(send("s", stage.template("Today")), trigger={"type": "date"} | trigger))


def test_eml_01_a_day_of_the_calendar_begins_a_flow_once_for_everybody_on_the_list(stage: Stage) -> None:
    for number in range(BATCH + 5):
        known(stage, f"p{number}@example.com")
    known(stage, "left@example.com", consent_state="UNSUBSCRIBED")
    dated(stage, date="calendar", on="2026-03-12")
    stage.now = datetime(2026, 3, 11, 22, 59, tzinfo=UTC)  # 23:59 in Berlin
    assert dates(stage) == 0

    stage.now += minutes(1)
    assert dates(stage) == BATCH + 5
    for _ in range(3):
        stage.now += timedelta(hours=5)
        dates(stage)
        stage.work()
    assert len(stage.provider.sent) == BATCH + 5
    assert stage.subjects("left@example.com") == []


def test_eml_01_a_yearly_day_comes_again_and_the_29th_of_february_in_every_year(stage: Stage) -> None:
    known(stage, ANA)
    dated(stage, date="calendar", on="02-29")
    for day in (datetime(2027, 2, 28, 12, tzinfo=UTC), datetime(2028, 2, 28, 12, tzinfo=UTC)):
        stage.now = day
        dates(stage)
        stage.work()
    assert len(stage.subjects()) == 1  # 2028 has a 29th

    stage.now += timedelta(days=1)
    dates(stage)
    stage.work()
    assert len(stage.subjects()) == 2


def test_eml_01_the_anniversary_of_joining_is_a_date_and_joining_itself_is_none(stage: Stage) -> None:
    # 00:30 of the 11th in Berlin.
    known(stage, ANA, consent_at=datetime(2024, 3, 10, 23, 30, tzinfo=UTC))
    known(stage, BEN, consent_at=datetime(2026, 3, 11, 8, tzinfo=UTC))
    dated(stage, date="joined")
    stage.now = datetime(2026, 3, 11, 9, tzinfo=UTC)
    dates(stage)
    stage.work()

    assert (stage.subjects(ANA), stage.subjects(BEN)) == (["Today"], [])


def test_eml_17_a_date_that_had_begun_when_the_flow_was_switched_on_starts_nothing(stage: Stage) -> None:
    known(stage, ANA)
    dated(stage, date="calendar", on="2026-03-10")
    assert dates(stage) == 0
    assert Enrolment.objects.count() == 0


def member_flow(stage: Stage, **rule: Any) -> Any:
    segment = segments.segment_create(name="Buyers", rules=[rule], now=stage.now)
    trigger = {"type": "segment_entered", "segment_id": str(segment.pk)}
    stage.flow(definition(send("s", stage.template("You")), trigger=trigger, reentry_days=0, uses_cap=False))
    return segment


def look(stage: Stage) -> int:
    return segments_offer(core=stage.core, store=stage.store, now=stage.now)


def test_eml_01_coming_into_a_segment_begins_a_flow_once_per_stay(stage: Stage) -> None:
    ana, ben = known(stage, ANA, tags=["vip"]), known(stage, BEN)
    segment = member_flow(stage, check="has_tag", tag="vip")
    stage.now += minutes(10)
    assert look(stage) == 0  # who was in before enters nothing

    Contact.objects.filter(pk=ben.pk).update(tags=["vip"])
    assert look(stage) == 1
    assert look(stage) == 0
    stage.work()
    assert (stage.subjects(ANA), stage.subjects(BEN)) == ([], ["You"])

    Contact.objects.filter(pk=ben.pk).update(tags=[])
    stage.now += timedelta(days=1)
    look(stage)
    assert SegmentMember.objects.get(contact=ben).left_at == stage.now
    Contact.objects.filter(pk=ben.pk).update(tags=["vip"])
    look(stage)
    stage.work()
    assert stage.subjects(BEN) == ["You", "You"]
    assert SegmentMember.objects.filter(segment=segment, contact=ana, left_at=None).count() == 1


def test_eml_01_changing_a_segments_rules_floods_nobody(stage: Stage) -> None:
    known(stage, ANA, orders_count=3)
    segment = member_flow(stage, check="orders_at_least", count=5)
    stage.now += minutes(1)
    segments.segment_update(
        segment_id=segment.pk,
        name="Buyers",
        rules=[{"check": "orders_at_least", "count": 2}],
        now=stage.now,
    )
    look(stage)
    stage.work()

    assert SegmentMember.objects.filter(left_at=None).count() == 1
    assert stage.provider.sent == []


@pytest.mark.parametrize(
    ("rule", "inside"),
    [
        ({"check": "is_subscribed"}, {ANA}),
        ({"check": "has_no_tag", "tag": "vip"}, {BEN}),
        ({"check": "country_is", "country": "DE"}, {BEN}),
        ({"check": "orders_at_most", "count": 1}, {BEN}),
        ({"check": "ordered_within", "days": 10}, {ANA}),
        ({"check": "not_ordered_for", "days": 10}, {BEN}),
    ],
    ids=lambda value: value["check"] if isinstance(value, dict) else None,
)
def test_eml_01_each_rule_of_a_segment(stage: Stage, rule: dict[str, Any], inside: set[str]) -> None:
    known(stage, ANA, tags=["vip"], orders_count=2, last_order_at=NOON - timedelta(days=3))
    known(
        stage,
        BEN,
        consent_state="",
        country="DE",
        orders_count=1,
        last_order_at=NOON - timedelta(days=30),
    )
    segment = segments.segment_create(name="S", rules=[rule], now=stage.now)

    rows = SegmentMember.objects.filter(segment=segment)
    assert set(rows.values_list("contact__email", flat=True)) == inside


def test_a_segment_that_a_flow_begins_with_stays_and_wrong_rules_are_refused(stage: Stage) -> None:
    segment = member_flow(stage, check="is_subscribed")
    with pytest.raises(SegmentInUse):
        segments.segment_delete(segment_id=segment.pk)
    for rules in ([], [{"check": "no_such"}], [{"check": "has_tag"}], "x"):
        with pytest.raises(SegmentInvalid):
            segments.segment_create(name="Bad", rules=rules, now=stage.now)


def thing(stage: Stage, *, price: str = "8.00", is_available: bool = True) -> UUID:
    variant_id = uuid7()
    thing_is(stage, variant_id, price=price, is_available=is_available)
    return variant_id


def thing_is(stage: Stage, variant_id: UUID, *, price: str, is_available: bool = True) -> None:
    stage.core.things[variant_id] = CoreProductFacts(
        variant_id,
        "Mug",
        "",
        {"amount": price, "currency": "EUR"},
        "https://shop.example/products/mug",
        "",
        is_available=is_available,
    )


def concerns(stage: Stage, variant_id: UUID, fact: str, *emails: str) -> None:
    stage.core.interested[variant_id, fact] = [CoreInterested(email, "ASKED") for email in emails]


def drops(stage: Stage, variant_id: UUID, *, before: int = 1000, after: int = 800) -> UUID:
    return stage.happens(
        "variant.price_dropped",
        variant_id=variant_id,
        before_minor=before,
        after_minor=after,
        currency="EUR",
    )


PRICES = "{{ product.title }} was {{ product.price_before }}, is {{ product.price }}"


def drop_flow(stage: Stage, *first: dict[str, Any], **trigger: Any) -> EmailFlow:
    node = send("s", stage.template(PRICES))
    return stage.flow(definition(*first, node, trigger={"type": "price_dropped"} | trigger, reentry_days=0))


def test_eml_01_a_price_drop_reaches_whom_it_concerns_once_at_todays_price(stage: Stage) -> None:
    drop_flow(stage)
    variant_id = thing(stage)
    concerns(stage, variant_id, "PRICE_DROPPED", ANA, BEN)
    stage.person(ANA)
    stage.person(BEN, consent_state="UNSUBSCRIBED")
    fact = drops(stage, variant_id)
    stage.work()
    stage.happens("variant.price_dropped", event_id=fact, variant_id=variant_id)
    stage.later(minutes(5))

    assert [(mail.to, mail.subject) for mail in stage.provider.sent] == [(ANA, "Mug was €10.00, is €8.00")]
    assert stage.history(BEN)[-1] == ("NOT_ENROLLED", "unsubscribed")
    assert FlowSignal.objects.filter(state="DONE").count() == 3


def test_eml_01_a_small_drop_and_a_price_that_went_up_again_are_not_told(stage: Stage) -> None:
    wait = {"id": "w", "type": "delay", "minutes": 60, "next": "s"}
    drop_flow(stage, wait, least_percent=15)
    variant_id = thing(stage)
    concerns(stage, variant_id, "PRICE_DROPPED", ANA)
    stage.person(ANA)
    drops(stage, variant_id, before=1000, after=900)
    stage.work()
    assert Enrolment.objects.count() == 0

    drops(stage, variant_id)
    stage.work()
    thing_is(stage, variant_id, price="10.00")
    stage.later(minutes(60))
    assert stage.provider.sent == []
    assert stage.history(ANA)[-1] == ("EXITED", "price_back")


def test_eml_01_back_in_stock_begins_a_flow_unless_it_is_gone_again(stage: Stage) -> None:
    stage.flow(definition(send("s", stage.template("Back")), trigger="back_in_stock"))
    there, gone = thing(stage), thing(stage, is_available=False)
    concerns(stage, there, "RESTOCKED", ANA)
    concerns(stage, gone, "RESTOCKED", BEN)
    stage.person(ANA)
    stage.person(BEN)
    for variant_id in (there, gone):
        stage.happens("variant.restocked", variant_id=variant_id)
    stage.work()

    assert (stage.subjects(ANA), stage.subjects(BEN)) == (["Back"], [])
    assert stage.history(BEN)[-1] == ("EXITED", "product_gone")


def test_eml_01_without_a_flow_nobody_is_asked_about_a_thing(stage: Stage) -> None:
    drops(stage, thing(stage))
    stage.core.is_away = True
    stage.happens("variant.restocked", variant_id=uuid7())
    stage.work()

    assert set(FlowSignal.objects.values_list("state", flat=True)) == {"DONE"}


@pytest.mark.parametrize(
    ("trigger", "code", "sentence"),
    [
        ({"type": "date"}, "trigger_incomplete", "Say which date."),
        ({"type": "date", "date": "calendar"}, "trigger_incomplete", "Say on which day."),
        ({"type": "date", "date": "calendar", "on": "02-30"}, "trigger_incomplete", "Say on which day."),
        ({"type": "segment_entered", "segment_id": None}, "trigger_incomplete", "Choose a segment."),
        (
            {"type": "segment_entered", "segment_id": "00000000-0000-0000-0000-000000000000"},
            "segment_unknown",
            "This segment is no longer there.",
        ),
    ],
    ids=["no date", "no day", "no such day", "no segment", "segment gone"],
)
def test_eml_01_a_trigger_that_is_not_finished_is_said(
    stage: Stage, trigger: dict[str, Any], code: str, sentence: str
) -> None:
    template = stage.template()
    (problem,) = flow_problems(definition(send("s", template), trigger=trigger), templates={template})
    assert (problem.code, problem.message) == (code, sentence)
    assert problem.field.startswith("trigger")


def test_the_contact_of_somebody_who_asked_is_made_by_the_fact(stage: Stage) -> None:
    drop_flow(stage)
    variant_id = thing(stage)
    concerns(stage, variant_id, "PRICE_DROPPED", ANA)
    drops(stage, variant_id)
    stage.work()
    assert contact(ANA).consent_state == ""
    assert stage.history(ANA)[-1] == ("NOT_ENROLLED", "no_consent")
