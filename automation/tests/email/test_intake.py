"""What the mail services tell: signed, once per event, row by row. EML-10, EML-11."""

import base64
import hashlib
import hmac
import json
import time
from datetime import timedelta
from typing import Any

import pytest
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from django.test import Client

from automation.email.models import EmailEvent, Suppression
from automation.email.services.intake import ProviderEvent, events_take
from automation.email.services.suppressing import (
    suppress,
    suppression_lift,
    suppressions_import,
    suppressions_tell,
)
from automation.email.types import SuppressionFileUnreadable
from automation.tests.email.working import Stage, contact, definition, delay, messages, minutes, send, way
from tenancy.context import bind_connection, current_schema

pytestmark = pytest.mark.django_db
ANA = "ana@example.com"
KEY = ec.generate_private_key(ec.SECP256R1())
DAY = 60 * 24


def public_key() -> str:
    return base64.b64encode(
        KEY.public_key().public_bytes(
            serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo
        )
    ).decode()


@pytest.fixture(autouse=True)
def _keys(settings: Any) -> None:
    settings.ANYMAIL = settings.ANYMAIL | {
        "SENDGRID_TRACKING_WEBHOOK_VERIFICATION_KEY": public_key(),
        "MAILGUN_WEBHOOK_SIGNING_KEY": "mailgun-key",
    }


@pytest.fixture
def sent(stage: Stage) -> Any:
    """A message that has gone out, in a flow that goes on for two more days."""
    stage.flow(
        definition(send("a", stage.template(), "w"), delay("w", 2 * DAY, "b"), send("b", stage.template("2")))
    )
    stage.consents()
    stage.work()
    return messages()[0]


def row(stage: Stage, message: Any, event: str, event_id: str, **more: Any) -> dict[str, Any]:
    return {
        "email": ANA,
        "event": event,
        "timestamp": int(stage.now.timestamp()) + 60,
        "sg_event_id": event_id,
        "store": str(stage.store.id),
        "message": str(message.pk),
    } | more


def asked(path: str, body: bytes, **headers: str) -> int:
    """Post as the mail service does; the door lets go of the store, so it is entered again."""
    schema = current_schema()
    answer = Client().post(
        f"/api/v1/automation/webhooks/{path}", body, content_type="application/json", headers=headers
    )
    bind_connection(schema)
    return answer.status_code


def post(rows: Any, *, spoil: bool = False) -> int:
    raw, stamp = json.dumps(rows).encode(), str(int(time.time()))
    signature = KEY.sign(stamp.encode() + raw, ec.ECDSA(hashes.SHA256()))
    return asked(
        "sendgrid",
        raw + (b" " if spoil else b""),
        **{
            "X-Twilio-Email-Event-Webhook-Signature": base64.b64encode(signature).decode(),
            "X-Twilio-Email-Event-Webhook-Timestamp": stamp,
        },
    )


def post_mailgun(data: dict[str, Any], *, token: str = "", key: str = "mailgun-key") -> int:
    stamp = str(int(time.time()))
    signature = hmac.new(key.encode(), f"{stamp}{token}".encode(), hashlib.sha256).hexdigest()
    body = {"signature": {"timestamp": stamp, "token": token, "signature": signature}, "event-data": data}
    return asked("mailgun", json.dumps(body).encode())


def kinds() -> list[str]:
    return list(
        EmailEvent.objects.filter(provider_event__isnull=False).order_by("pk").values_list("kind", flat=True)
    )


def test_eml_11_only_signed_events_are_taken(stage: Stage, sent: Any, settings: Any) -> None:
    rows = [row(stage, sent, "delivered", "e1")]

    assert post(rows, spoil=True) == 400
    assert asked("sendgrid", b"[]") == 400
    assert post_mailgun({"event": "delivered"}, key="another") == 400
    settings.ANYMAIL = settings.ANYMAIL | {"SENDGRID_TRACKING_WEBHOOK_VERIFICATION_KEY": ""}
    assert post(rows) == 503
    assert kinds() == []


def test_eml_11_an_event_told_twice_is_one_and_a_bad_row_fails_nobody_else(stage: Stage, sent: Any) -> None:
    good, other = row(stage, sent, "delivered", "e1"), row(stage, sent, "processed", "e2")
    rows = [
        {"event": "delivered"},
        "nonsense",
        row(stage, sent, "delivered", "e3") | {"message": "no id"},
        row(stage, sent, "delivered", "e4", store=str(sent.pk)),
        good,
        {"event": None, "store": 5},
        other,
    ]

    assert post(rows) == 200
    assert post([good, good, other]) == 200

    assert sorted(kinds()) == ["ACCEPTED", "DELIVERED"]
    sent.refresh_from_db()
    assert sent.delivered_at is not None


def test_eml_11_the_second_service_speaks_its_own_words(stage: Stage, sent: Any) -> None:
    variables = {"store": str(stage.store.id), "message": str(sent.pk)}
    data = {"timestamp": time.time(), "recipient": ANA, "user-variables": variables}

    assert post_mailgun(data | {"event": "delivered"}, token="t1") == 200
    assert post_mailgun(data | {"event": "failed", "severity": "temporary"}, token="t2") == 200
    assert post_mailgun(data | {"event": "failed", "severity": "permanent"}, token="t3") == 200
    assert post_mailgun(data | {"event": "failed", "severity": "permanent"}, token="t3") == 200

    assert kinds() == ["DELIVERED", "DEFERRED", "BOUNCED"]
    assert Suppression.objects.get().reason == "HARD_BOUNCE"


def test_eml_10_a_hard_bounce_stops_everything_at_once(stage: Stage, sent: Any) -> None:
    assert post([row(stage, sent, "bounce", "e1", type="bounce", status="5.1.1", reason="550 no")]) == 200

    assert Suppression.objects.get().reason == "HARD_BOUNCE"
    assert (way().state, way().reason) == ("EXITED", "suppressed")
    for _ in range(5):
        stage.later(timedelta(days=1))
    assert stage.subjects() == ["Hello"]


def test_eml_10_a_blocked_mail_is_soft_and_counts_until_the_limit(stage: Stage, sent: Any) -> None:
    for number in range(2):
        post([row(stage, sent, "bounce", f"e{number}", type="blocked", reason="421 later")])
    assert Suppression.objects.count() == 0
    post([row(stage, sent, "delivered", "d1")])
    assert contact().soft_bounces == 0
    for number in range(3):
        post([row(stage, sent, "bounce", f"f{number}", type="blocked", reason="421 later")])

    assert Suppression.objects.get().reason == "SOFT_BOUNCES"


def test_eml_10_a_complaint_ends_consent_in_the_core_too(stage: Stage, sent: Any) -> None:
    post([row(stage, sent, "spamreport", "e1")])

    assert suppressions_tell(core=stage.core, store=stage.store, now=stage.now) == 1
    assert suppressions_tell(core=stage.core, store=stage.store, now=stage.now) == 0
    assert stage.core.left == [(stage.store.id, ANA, "COMPLAINT")]
    assert (way().state, way().reason) == ("EXITED", "suppressed")


def test_eml_10_the_list_guards_every_flow_and_can_be_lifted_by_hand(stage: Stage) -> None:
    stage.flow(definition(send("s", stage.template())))
    suppress(emails=[ANA.upper()], reason="MANUAL", now=stage.now)
    stage.consents()
    stage.work()
    assert stage.history()[-1] == ("NOT_ENROLLED", "suppressed")

    suppression_lift(suppression_id=Suppression.objects.get().pk, now=stage.now)
    stage.later(minutes(1))
    stage.consents()
    stage.later(minutes(1))
    assert stage.subjects() == ["Hello"]


def test_eml_10_a_suppression_between_decision_and_hand_over_stops_the_mail(stage: Stage) -> None:
    stage.flow(definition(send("s", stage.template())))
    stage.consents()
    stage.provider.outcomes = ["away"]
    stage.work()
    Suppression.objects.create(
        email=ANA, reason="MANUAL", created_at=stage.now
    )  # by another worker, just now
    for _ in range(3):
        stage.later(minutes(5))

    assert stage.provider.sent == []
    assert (messages()[0].state, messages()[0].reason) == ("CANCELLED", "suppressed")


def test_eml_10_lists_are_taken_over_and_wrong_lines_named(stage: Stage) -> None:
    content = "\ufeffName,Email\nAna,Ana@Example.com\nBen,not an address\n\nCid,cid@example.com\nAna,ana@example.com\n"

    assert suppressions_import(content=content.encode(), now=stage.now) == (2, [3])
    assert suppressions_import(content=b"dan@example.com\ncid@example.com\n", now=stage.now) == (1, [])
    assert list(Suppression.objects.order_by("email").values_list("email", flat=True)) == [
        "ana@example.com", "cid@example.com", "dan@example.com",
    ]  # fmt: skip
    with pytest.raises(SuppressionFileUnreadable):
        suppressions_import(content=b"\xff\xfe\x00", now=stage.now)


def test_eml_12_scanners_do_not_count_as_readers(stage: Stage, sent: Any) -> None:
    early = row(stage, sent, "click", "e1", timestamp=int(stage.now.timestamp()) + 2, useragent="Mozilla")
    proxy = row(stage, sent, "open", "e2", useragent="GoogleImageProxy")
    post([early, proxy])
    sent.refresh_from_db()
    assert (sent.opened_at, sent.clicked_at) == (None, None)

    post([row(stage, sent, "click", "e3", useragent="Mozilla/5.0 (iPhone)")])
    sent.refresh_from_db()
    assert sent.clicked_at is not None
    assert list(EmailEvent.objects.filter(is_machine=True).values_list("kind", flat=True)) == [
        "CLICKED",
        "OPENED",
    ]


def test_an_event_settles_what_was_uncertain(stage: Stage) -> None:
    stage.flow(definition(send("s", stage.template())))
    stage.consents()
    stage.provider.outcomes = ["uncertain"]
    stage.work()
    message = messages()[0]
    assert message.state == "UNCERTAIN"

    event = ProviderEvent("x", "delivered", stage.now, str(stage.store.id), str(message.pk))
    assert events_take(provider="p", events=[event], now=stage.now) == {"new": 1, "repeated": 0, "refused": 0}
    assert messages()[0].state == "SENT"


def test_another_stores_events_touch_nothing_here(stage: Stage, sent: Any, other_store: Any) -> None:
    assert post([row(stage, sent, "bounce", "e1", store=str(other_store.id))]) == 200

    assert Suppression.objects.count() == 0
    assert kinds() == []
