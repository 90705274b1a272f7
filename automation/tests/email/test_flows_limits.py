"""Mails that a flow holds back or leaves out, each with its reason: pauses, caps, quiet hours, leaving."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from automation.email.models import EmailSettings
from automation.tests.email.working import (
    Stage,
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


def test_eml_05_nobody_enters_again_within_the_pause_and_the_refusal_is_written(stage: Stage) -> None:
    stage.flow(definition(send("s", stage.template()), reentry_days=30, uses_cap=False))
    stage.consents()
    stage.work()
    stage.now += timedelta(days=29)
    stage.happens("customer.consent_changed", email=ANA, channel="EMAIL", state="SUBSCRIBED")
    stage.work()
    assert stage.subjects() == ["Hello"]
    assert stage.history()[-1] == ("NOT_ENROLLED", "reentry")

    stage.now += timedelta(days=2)
    stage.happens("customer.consent_changed", email=ANA, channel="EMAIL", state="SUBSCRIBED")
    stage.work()
    assert stage.subjects() == ["Hello", "Hello"]


def test_eml_05_the_cap_holds_over_all_flows_and_the_skip_is_written(stage: Stage) -> None:
    stage.flow(definition(send("s", stage.template("One"))), name="One")
    stage.flow(
        definition(
            send("s", stage.template("Two"), "w"),
            delay("w", 16 * HOUR, "t"),
            send("t", stage.template("Three")),
        )
    )
    stage.consents()
    stage.work()

    assert len(stage.subjects()) == 1
    assert ("SKIPPED", "cap") in stage.history()
    stage.later(timedelta(hours=16))
    stage.later(timedelta(hours=5))
    assert len(stage.subjects()) == 2


def test_eml_06_quiet_hours_queue_a_mail_until_the_recipients_morning(stage: Stage) -> None:
    stage.flow(definition(send("s", stage.template())))
    stage.consents("lima@example.com", time_zone="America/Lima")  # 06:00 there
    stage.consents("tokyo@example.com", country="JP")  # 20:00 there
    stage.consents("here@example.com")  # the store's: noon
    stage.work()

    assert stage.subjects("lima@example.com") == []
    assert stage.subjects("tokyo@example.com") == ["Hello"]
    assert stage.subjects("here@example.com") == ["Hello"]
    assert stage.history("lima@example.com")[-1] == ("POSTPONED", "quiet_hours")
    assert way("lima@example.com").due_at == datetime(2026, 3, 10, 13, 0, tzinfo=UTC)
    stage.later(timedelta(hours=2))
    assert stage.subjects("lima@example.com") == ["Hello"]


def test_eml_06_a_mail_held_up_by_an_outage_does_not_go_out_at_night(stage: Stage) -> None:
    stage.flow(definition(send("s", stage.template())))
    stage.now = datetime(2026, 3, 10, 19, 50, tzinfo=UTC)  # 20:50 in Berlin
    stage.consents()
    stage.provider.outcomes = ["away"]
    stage.work()
    stage.later(minutes(30))
    assert stage.provider.sent == []
    assert messages()[0].due_at == datetime(2026, 3, 11, 7, 0, tzinfo=UTC)

    stage.now = messages()[0].due_at
    stage.work()
    assert stage.subjects() == ["Hello"]


def test_eml_08_leaving_is_in_force_before_the_next_send(stage: Stage) -> None:
    stage.flow(
        definition(send("a", stage.template("1"), "w"), delay("w", DAY, "b"), send("b", stage.template("2")))
    )
    stage.consents()
    stage.work()
    # The core knows; the feed has brought nothing yet.
    stage.person(consent_state="UNSUBSCRIBED")
    stage.later(timedelta(days=1))

    assert stage.subjects() == ["1"]
    assert (way().state, way().reason) == ("EXITED", "unsubscribed")


def test_eml_08_leaving_by_the_feed_cancels_what_waits_at_once(stage: Stage) -> None:
    stage.flow(definition(send("s", stage.template())))
    stage.consents()
    stage.provider.outcomes = ["away"]
    stage.work()
    stage.consents(state="UNSUBSCRIBED")
    stage.later(minutes(1))

    assert stage.provider.sent == []
    assert (messages()[0].state, messages()[0].reason) == ("CANCELLED", "unsubscribed")


def test_eml_08_every_mail_carries_the_headers_of_one_click(stage: Stage) -> None:
    stage.flow(definition(send("s", stage.template())))
    stage.consents()
    stage.work()

    (mail,) = stage.provider.sent
    assert mail.headers == {
        "List-Unsubscribe": f"<https://shop.example/unsubscribe/{ANA}>",
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
    }
    assert f"https://shop.example/unsubscribe/{ANA}" in mail.html
    assert f"https://shop.example/mail-preferences/{ANA}" in mail.text


def test_eml_09_marketing_has_a_sender_of_its_own_and_no_flow_sends_a_receipt(
    stage: Stage, settings: Any
) -> None:
    settings.MARKETING_FROM_EMAIL = "news@news.shop.example"
    EmailSettings.objects.create(pk=1, sender_name="Meadow", reply_to="hello@meadow.example")
    stage.flow(definition(send("s", stage.template()), trigger="order_paid", basis="purchase"))
    stage.person(consent_state="UNSUBSCRIBED")
    stage.buys()
    stage.work()
    assert stage.provider.sent == []

    stage.person("ben@example.com")
    stage.buys("ben@example.com")
    stage.work()
    (mail,) = stage.provider.sent
    assert mail.from_email == "Meadow <news@news.shop.example>"
    assert mail.reply_to == "hello@meadow.example"
