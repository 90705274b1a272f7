"""The second mail service of the sandbox, spoken to by anymail's own backend."""

import hashlib
import hmac
import json
import uuid

import pytest
import requests
from anymail.exceptions import AnymailRequestsAPIError
from anymail.message import AnymailMessage
from django.core.mail import get_connection

from tests.sandbox.conftest import RunningSandbox


@pytest.fixture
def sandbox(tmp_path, receiver):
    """A sandbox that posts Mailgun's events to the receiver."""
    running = RunningSandbox(tmp_path, {"SANDBOX_MAILGUN_WEBHOOKS": f"{receiver.url}/mailgun|signing-key"})
    yield running
    running.stop()


def message(sandbox, to, key="key-1"):
    backend = get_connection(
        "anymail.backends.mailgun.EmailBackend",
        api_key=key,
        api_url=f"{sandbox.url}/mailgun/v3/",
        sender_domain="news.example.com",
    )
    made = AnymailMessage(
        subject="News",
        body="Hello",
        from_email="Meadow <news@news.example.com>",
        to=[to],
        connection=backend,
        headers={"List-Unsubscribe": "<https://shop.example/unsubscribe/x>"},
    )
    made.attach_alternative("<p>Hello</p>", "text/html")
    made.metadata = {"store": "s-1", "message": "m-1"}
    return made


def inbox(sandbox, to):
    return requests.get(f"{sandbox.url}/mail/api/messages", params={"to": to}, timeout=5).json()["messages"]


def test_a_mail_arrives_with_its_headers_and_metadata(sandbox):
    to = f"{uuid.uuid4().hex[:8]}@example.com"
    mail = message(sandbox, to)

    mail.send()

    assert mail.anymail_status.status == {"queued"}
    [arrived] = inbox(sandbox, to)
    assert (arrived["subject"], arrived["text"], arrived["html"]) == ("News", "Hello", "<p>Hello</p>")
    assert arrived["headers"]["List-Unsubscribe"] == "<https://shop.example/unsubscribe/x>"
    assert arrived["custom_args"] == {"store": "s-1", "message": "m-1"}


def test_a_bad_key_and_a_bad_address_are_refused(sandbox):
    with pytest.raises(AnymailRequestsAPIError) as error:
        message(sandbox, "a@example.com", key="wrong").send()
    assert error.value.status_code == 401

    form = {"from": "news@news.example.com", "to": "nobody", "text": "Hello"}
    url = f"{sandbox.url}/mailgun/v3/news.example.com/messages"
    assert requests.post(url, data=form, auth=("api", "key-1"), timeout=5).status_code == 400


def test_eml_11_events_are_signed_as_mailgun_signs_them(sandbox, receiver, eventually):
    to = f"{uuid.uuid4().hex[:8]}@example.com"
    message(sandbox, to).send()
    [arrived] = inbox(sandbox, to)

    asked = {"message": arrived["id"], "events": ["delivered", "bounce"]}
    requests.post(f"{sandbox.url}/controls/mail/events", json=asked, timeout=5)

    eventually(lambda: len(receiver.received) == 2)
    bodies = [json.loads(item.body) for item in receiver.received]
    for body in bodies:
        signed = f"{body['signature']['timestamp']}{body['signature']['token']}"
        wanted = hmac.new(b"signing-key", signed.encode(), hashlib.sha256).hexdigest()
        assert body["signature"]["signature"] == wanted
        assert body["event-data"]["user-variables"] == {"store": "s-1", "message": "m-1"}
    assert [body["event-data"]["event"] for body in bodies] == ["delivered", "failed"]
    assert bodies[1]["event-data"]["severity"] == "permanent"
