"""People through flows: entering, waiting, sending, leaving; each not-sent mail with its reason."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from automation.email.models import EmailEvent, Enrolment, FlowSignal, Message
from automation.email.services import flows
from automation.email.services.signals import NAMES
from automation.email.types import EventKind
from automation.tests.email.working import (
    NOON,
    Stage,
    contact,
    definition,
    delay,
    messages,
    minutes,
    send,
    way,
)

pytestmark = pytest.mark.django_db
ANA = "ana@example.com"
HOUR, DAY = 60, 60 * 24


def condition(node: str, check: str, yes: str | None, no: str | None, **more: Any) -> dict[str, Any]:
    return {"id": node, "type": "condition", "check": check, "yes": yes, "no": no} | more


@pytest.mark.parametrize(
    ("name", "trigger"),
    [
        ("customer.registered", "customer_registered"),
        ("customer.consent_changed", "consent_given"),
        ("cart.changed", "cart_changed"),
        ("checkout.started", "checkout_started"),
        ("order.paid", "order_paid"),
        ("order.fulfilled", "order_fulfilled"),
        ("order.delivered", "order_delivered"),
        ("order.refunded", "order_refunded"),
    ],
)
def test_eml_01_each_fact_of_the_core_starts_its_flow_once(stage: Stage, name: str, trigger: str) -> None:
    stage.flow(definition(send("s", stage.template("Hi {{ customer.first_name }}")), trigger=trigger))
    order_id = stage.buys(told=False)
    person = stage.person(customer_id=order_id)
    payload = {
        "customer.registered": {"customer_id": person.customer_id},
        "customer.consent_changed": {"email": ANA, "channel": "EMAIL", "state": "SUBSCRIBED"},
        "cart.changed": {"cart_id": stage.cart("Mug"), "email": ANA, "customer_id": None},
        "checkout.started": {"cart_id": stage.cart("Mug"), "email": ANA},
    }.get(name, {"order_id": order_id})

    event_id = stage.happens(name, **payload)
    stage.work()
    stage.happens(name, event_id=event_id, **payload)
    stage.later(minutes(1))

    assert stage.subjects() == ["Hi Ana"]
    assert FlowSignal.objects.count() == 1


def test_eml_01_the_feed_brings_every_fact_that_flows_wait_for(core: Any, store: Any, in_store: Any) -> None:
    from automation.email.apps import (
        EmailConfig,
    )  # the real wiring: handlers are registered when apps are ready
    from automation.registry.services import SUBSCRIBERS, feed_advance

    assert EmailConfig.name == "automation.email"
    assert SUBSCRIBERS.keys() >= NAMES
    for _ in range(2):
        core.event_add(name="order.paid", store_id=store.id, payload={"order_id": str(store.id)})
    feed_advance(core=core, now=NOON)

    assert FlowSignal.objects.filter(name="order.paid").count() == 2


def test_eml_01_buyers_who_stay_away_enter_on_their_day(stage: Stage) -> None:
    flow = {"type": "order_lapsed", "days": 60}
    stage.flow(definition(send("s", stage.template("Come back")), trigger=flow))
    stage.person()
    stage.buys()
    stage.later(timedelta(days=59, hours=23))
    assert stage.subjects() == []

    for _ in range(48):
        stage.later(timedelta(hours=1))
    assert stage.subjects() == ["Come back"]


def test_eml_17_nobody_is_back_filled_by_switching_on(stage: Stage) -> None:
    made = stage.flow(definition(send("s", stage.template())), is_on=False)
    stage.consents()
    stage.now += minutes(5)
    flows.flow_switch(flow_id=made.pk, is_on=True, now=stage.now)
    stage.later(minutes(1))

    assert stage.subjects() == []
    assert stage.history()[-1] == ("NOT_ENROLLED", "before_switched_on")


def test_eml_02_delays_conditions_splits_tags_and_exits_are_walked_in_order(stage: Stage) -> None:
    first, second = stage.template("First"), stage.template("Second")
    stage.flow(
        definition(
            send("one", first, "wait"),
            delay("wait", 2 * DAY, "mark"),
            {"id": "mark", "type": "tag", "add": "two-days", "next": "check"},
            condition("check", "has_tag", "two", "lost", tag="two-days"),
            send("two", second, "end"),
            {"id": "lost", "type": "exit"},
            {"id": "end", "type": "exit"},
        )
    )
    stage.consents()
    stage.work()
    assert stage.subjects() == ["First"]
    stage.later(timedelta(days=2) - minutes(1))
    assert stage.subjects() == ["First"]
    stage.later(minutes(1))

    assert stage.subjects() == ["First", "Second"]
    assert contact().tags == ["two-days"]
    assert (way().state, way().reason) == ("DONE", "")
    assert [kind for kind, _ in stage.history()] == [
        "SUBSCRIBED", "ENROLLED", "QUEUED", "SENT", "TAGGED", "QUEUED", "DONE", "SENT",
    ]  # fmt: skip


def test_eml_02_wait_until_waits_for_the_recipients_morning(stage: Stage) -> None:
    wait = {"id": "w", "type": "wait_until", "time": "10:00", "weekdays": [4], "next": "s"}
    stage.flow(definition(wait, send("s", stage.template())))
    stage.consents(time_zone="America/New_York")
    stage.work()

    assert way().due_at == datetime(2026, 3, 12, 14, 0, tzinfo=UTC)  # Thursday, 10 in New York
    stage.now = way().due_at
    stage.work()
    assert stage.subjects() == ["Hello"]


def test_eml_02_a_split_sends_each_person_one_way_in_the_right_shares(stage: Stage) -> None:
    a, b = stage.template("A"), stage.template("B")
    branches = [{"weight": 1, "next": "a"}, {"weight": 3, "next": "b"}]
    stage.flow(definition({"id": "x", "type": "split", "branches": branches}, send("a", a), send("b", b)))
    for number in range(200):
        stage.consents(f"p{number}@example.com")
    stage.work()

    sent = [mail.subject for mail in stage.provider.sent]
    assert len(sent) == 200
    assert 25 <= sent.count("A") <= 75


def test_eml_03_a_buyer_at_minute_59_never_gets_the_minute_60_mail(stage: Stage) -> None:
    cart_flow(stage)
    cart_id = stage.cart("Mug")
    stage.person()
    stage.happens("checkout.started", cart_id=cart_id, email=ANA)
    stage.work()
    stage.later(minutes(59))
    stage.buys(cart_id=cart_id)
    stage.later(minutes(1))
    stage.later(timedelta(days=5))

    assert stage.provider.sent == []
    assert Enrolment.objects.count() == 0


def test_eml_03_a_purchase_the_feed_has_not_brought_yet_counts_all_the_same(stage: Stage) -> None:
    cart_flow(stage)
    cart_id = stage.cart("Mug")
    stage.person()
    stage.happens("checkout.started", cart_id=cart_id, email=ANA)
    stage.work()
    stage.later(minutes(60))
    assert stage.subjects() == ["1"]
    stage.now += timedelta(hours=20)
    stage.buys(told=False)
    stage.later(timedelta(hours=4))

    assert stage.subjects() == ["1"]
    assert (way().state, way().reason) == ("EXITED", "ordered")


def test_eml_03_a_purchase_between_decision_and_hand_over_stops_the_mail(stage: Stage) -> None:
    cart_flow(stage)
    cart_id = stage.cart("Mug")
    stage.person()
    stage.happens("checkout.started", cart_id=cart_id, email=ANA)
    stage.work()
    stage.provider.outcomes = ["away"]
    stage.later(minutes(60))
    assert messages()[0].state == "QUEUED"
    stage.buys(told=False)
    stage.later(minutes(5))

    assert stage.provider.sent == []
    assert (messages()[0].state, messages()[0].reason) == ("CANCELLED", "ordered")


def cart_flow(stage: Stage, **settings: Any) -> Any:
    kept = {"basis": "purchase", "exit_on": ["ordered"], "reentry_days": 7} | settings
    products = [
        {"type": "products", "source": "cart"},
        {"type": "button", "label": "Go", "url": "{{ cart.url }}"},
    ]
    names = [stage.template(subject, products) for subject in ("1", "2", "3")]
    return stage.flow(
        definition(
            send("a", names[0], "w1"),
            delay("w1", 23 * HOUR, "b"),
            send("b", names[1], "w2"),
            delay("w2", 2 * DAY, "c"),
            send("c", names[2], discount_code="BACK10"),
            trigger={"type": "cart_abandoned", "idle_minutes": 60},
            **kept,
        )
    )


def test_eml_04_one_series_per_cart_with_restore_link_code_and_todays_items(stage: Stage) -> None:
    cart_flow(stage)
    cart_id = stage.cart("Mug", "Bowl")
    stage.person(consent_state="")
    for _ in range(3):
        stage.happens("cart.changed", cart_id=cart_id, email=ANA, customer_id=None)
        stage.later(minutes(10))
    stage.later(minutes(49))
    assert stage.subjects() == []
    stage.later(minutes(1))
    stage.cart("Bowl", cart_id=cart_id)  # the mug is sold out meanwhile
    for _ in range(30):
        stage.later(timedelta(hours=6))
    # More activity of the same cart starts no second series.
    stage.happens("cart.changed", cart_id=cart_id, email=ANA, customer_id=None)
    for _ in range(20):
        stage.later(timedelta(hours=6))

    assert stage.subjects() == ["1", "2", "3"]
    first, second, third = stage.provider.sent
    assert "Mug" in first.html
    assert "Mug" not in second.html
    assert "Bowl" in second.html
    assert f"/cart/restore/{cart_id}" in first.text
    assert f"/cart/restore/{cart_id}?discount=BACK10" in third.text


def test_eml_04_an_empty_cart_and_one_without_lawful_basis_get_nothing(stage: Stage) -> None:
    cart_flow(stage, basis="consent")
    empty, full = stage.cart(), stage.cart("Mug")
    stage.person("empty@example.com")
    stage.person("never@example.com", consent_state="")
    stage.happens("checkout.started", cart_id=empty, email="empty@example.com")
    stage.happens("checkout.started", cart_id=full, email="never@example.com")
    stage.work()
    stage.later(minutes(60))

    assert stage.provider.sent == []
    assert stage.history("empty@example.com")[-1] == ("EXITED", "cart_empty")
    assert stage.history("never@example.com")[-1] == ("NOT_ENROLLED", "no_consent")


def test_eml_17_people_inside_finish_the_version_they_entered_by(stage: Stage) -> None:
    old, new = stage.template("Old"), stage.template("New")
    made = stage.flow(definition(delay("w", DAY, "s"), send("s", old)))
    stage.consents()
    stage.work()
    flows.flow_update(
        flow_id=made.pk, definition=definition(delay("w", DAY, "s"), send("s", new)), now=stage.now
    )
    flows.flow_publish(flow_id=made.pk, user_id=None, now=stage.now)
    stage.consents("ben@example.com")
    stage.work()
    stage.later(timedelta(days=1))

    assert stage.subjects() == ["Old"]
    assert stage.subjects("ben@example.com") == ["New"]


def test_switching_off_lets_everybody_out_and_cancels_what_waits(stage: Stage) -> None:
    made = stage.flow(definition(send("s", stage.template())))
    stage.consents()
    stage.provider.outcomes = ["away"]
    stage.work()
    stage.consents("ben@example.com")
    flows.flow_switch(flow_id=made.pk, is_on=False, now=stage.now)
    stage.later(timedelta(days=1))

    assert stage.provider.sent == []
    assert {message.state for message in messages()} == {"CANCELLED"}


def test_one_poisoned_person_does_not_hold_up_the_others(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    from automation.email.services import walking

    stage.flow(definition(send("s", stage.template())))
    for name in ("a", "b", "c"):
        stage.consents(f"{name}@example.com")
    decide = walking.step_decide

    def poisoned(step: Any) -> None:
        if step.contact.email == "b@example.com":
            raise ValueError("poison")
        decide(step)

    monkeypatch.setattr(walking, "step_decide", poisoned)
    for _ in range(8):
        stage.later(minutes(40))

    assert sorted(mail.to for mail in stage.provider.sent) == ["a@example.com", "c@example.com"]
    assert way("b@example.com").reason == "step_failed"


def test_an_away_core_costs_nothing_but_time(stage: Stage) -> None:
    from automation.core_client.types import CoreUnavailable

    stage.flow(definition(send("s", stage.template())))
    stage.consents()
    stage.core.is_away = True
    with pytest.raises(CoreUnavailable):
        stage.work()
    stage.core.is_away = False
    stage.later(minutes(1))

    assert stage.subjects() == ["Hello"]
    assert FlowSignal.objects.get().attempts == 1


def test_every_kind_of_event_is_told_once_per_message(stage: Stage) -> None:
    stage.flow(definition(send("s", stage.template())))
    stage.consents()
    stage.work()

    told = EmailEvent.objects.filter(message__isnull=False).order_by("at", "pk")
    assert [row.kind for row in told] == [EventKind.QUEUED, EventKind.SENT]
    assert Message.objects.get().subject == "Hello"
