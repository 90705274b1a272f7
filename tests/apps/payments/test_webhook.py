"""The door for Stripe's events: who is let in, and that a repeat is nothing new. F5, F7."""

import json
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.db import connections

from apps.outbox.models import OutboxEvent
from apps.payments.models import StripeEvent
from tests.apps.payments.stage import SECRET, WEBHOOK, post_event, signed
from tests.conftest import api_client

pytestmark = pytest.mark.django_db
EVENT = {
    "id": "evt_1",
    "object": "event",
    "type": "checkout.session.completed",
    "created": 1_790_000_000,
    "livemode": False,
    "data": {"object": {"id": "cs_test_unknown", "object": "checkout.session", "payment_intent": None}},
}


def send(body: bytes, signature: str | None) -> Any:
    headers = {} if signature is None else {"Stripe-Signature": signature}
    return api_client().generic("POST", WEBHOOK, body, content_type="application/json", headers=headers)


def nothing_stored() -> bool:
    return not StripeEvent.objects.exists() and not OutboxEvent.objects.exists()


def test_a_signed_event_is_stored_with_its_outbox_event_and_answered_at_once() -> None:
    answer = post_event(EVENT)

    assert (answer.status_code, answer.json()) == (200, {"data": {"received": True}, "error": None})
    row = StripeEvent.objects.get()
    assert (row.id, row.type, row.session_id, row.state) == (
        "evt_1",
        "checkout.session.completed",
        "cs_test_unknown",
        "RECEIVED",
    )
    assert row.payload == EVENT
    assert OutboxEvent.objects.get(name="payment.event_received").payload == {"stripe_event_id": "evt_1"}


def test_f5_a_repeat_is_answered_like_the_first_and_changes_nothing() -> None:
    post_event(EVENT)
    StripeEvent.objects.update(state="PROCESSED")

    assert post_event(EVENT).status_code == 200

    assert StripeEvent.objects.get().state == "PROCESSED"
    assert OutboxEvent.objects.count() == 1


BODY = json.dumps(EVENT).encode()


@pytest.mark.parametrize(
    ("body", "signature"),
    [
        pytest.param(BODY, None, id="no signature"),
        pytest.param(BODY, "", id="empty signature"),
        pytest.param(BODY, "t=1,v1=00", id="nonsense"),
        pytest.param(BODY, "t=abc,v1=00", id="no time"),
        pytest.param(BODY, signed(BODY, secret="whsec_of_somebody_else"), id="other secret"),
        pytest.param(BODY.replace(b"cs_test", b"cs_evil"), signed(BODY), id="changed after signing"),
        pytest.param(BODY, signed(BODY, age=301), id="replayed after 300 seconds"),
        pytest.param(b"not json", signed(b"not json"), id="signed, not JSON"),
        pytest.param(b"[]", signed(b"[]"), id="signed, not an event"),
        pytest.param(b'"x"', signed(b'"x"'), id="signed, a text"),
        pytest.param(b"\xff\xfe", signed(b"\xff\xfe"), id="signed, not text"),
        pytest.param(b"", signed(b""), id="empty"),
    ],
)
def test_f7_what_is_not_a_fresh_signed_event_is_refused(body: bytes, signature: str | None) -> None:
    answer = send(body, signature)

    assert answer.status_code == 400
    assert answer.json()["error"]["code"].startswith("webhook_")
    assert nothing_stored()


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"livemode": True}, "webhook_wrong_mode"),
        ({"account": "acct_somebody"}, "webhook_wrong_account"),
    ],
)
def test_f7_events_of_another_mode_or_account_are_refused(changes: dict[str, Any], code: str) -> None:
    answer = post_event(EVENT, **changes)

    assert (answer.status_code, answer.json()["error"]["code"]) == (400, code)
    assert nothing_stored()


def test_f7_a_live_key_refuses_test_events(settings: Any) -> None:
    settings.STRIPE_SECRET_KEY = "sk_live_000000000000000000000000"

    assert post_event(EVENT).json()["error"]["code"] == "webhook_wrong_mode"
    assert post_event(EVENT, livemode=True).status_code == 200


def test_a_body_over_256_kib_is_refused_unread() -> None:
    body = json.dumps(EVENT | {"filler": "x" * 300_000}).encode()

    answer = send(body, signed(body))

    assert (answer.status_code, answer.json()["error"]["code"]) == (400, "webhook_too_large")
    assert nothing_stored()


def test_without_a_secret_nothing_is_accepted(settings: Any) -> None:
    settings.STRIPE_WEBHOOK_SECRET = ""

    assert send(BODY, signed(BODY, secret="")).json()["error"]["code"] == "webhook_not_connected"
    assert nothing_stored()


def test_only_posts(owner_client: Any) -> None:
    assert owner_client.get(WEBHOOK).status_code == 405


def test_f5_fifty_at_once_are_one(transactional: None) -> None:
    def once(_: int) -> int:
        try:
            return int(post_event(EVENT).status_code)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(once, range(50)))

    assert answers == [200] * 50
    assert StripeEvent.objects.count() == 1
    assert OutboxEvent.objects.filter(name="payment.event_received").count() == 1
    assert SECRET not in str(StripeEvent.objects.get().payload)
