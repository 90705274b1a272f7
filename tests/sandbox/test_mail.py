"""Mail through anymail's SendGrid backend, the inbox, and signed events."""

import base64
import json
import time
import uuid

import pytest
import requests
from anymail.exceptions import AnymailAPIError
from anymail.message import AnymailMessage
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import load_der_public_key
from django.core.mail import get_connection

pytestmark = pytest.mark.filterwarnings("ignore::anymail.exceptions.AnymailNotSupportedWarning")


@pytest.fixture
def backend(sandbox):
    return backend_for(sandbox)


def backend_for(sandbox, key="SG.sandbox.key"):
    return get_connection(
        "anymail.backends.sendgrid.EmailBackend", api_key=key, api_url=f"{sandbox.url}/sendgrid/v3/"
    )


@pytest.fixture
def address():
    return f"{uuid.uuid4().hex[:12]}@example.com"


def message(backend, *to, **changes):
    fields = {
        "subject": "Your order 1001",
        "body": "Thank you.\nhttps://shop.test/orders/1001?token=a&x=1",
        "from_email": "Demo Shop <shop@example.com>",
        **changes,
    }
    return AnymailMessage(to=list(to), connection=backend, **fields)


def inbox(sandbox, to, **query):
    answer = requests.get(f"{sandbox.url}/mail/api/messages", params={"to": to, **query}, timeout=5)
    return answer.json()["messages"]


def test_a_mail_arrives_with_all_its_parts(sandbox, backend, address):
    mail = message(backend, f"Ana K <{address}>", reply_to=["help@example.com"], headers={"X-Order": "1001"})
    mail.attach_alternative('<p>Thank <a href="https://shop.test/a">you</a></p>', "text/html")
    mail.attach("invoice.pdf", b"%PDF-1", "application/pdf")
    mail.metadata = {"tenant": "s_1"}
    mail.tags = ["order-paid"]
    mail.send()

    assert mail.anymail_status.recipients[address].status == "queued"
    [arrived] = inbox(sandbox, address)
    assert arrived["subject"] == "Your order 1001"
    assert arrived["from"] == {"email": "shop@example.com", "name": "Demo Shop"}
    assert arrived["to"] == [{"email": address, "name": "Ana K"}]
    assert arrived["headers"] == {"X-Order": "1001"}
    assert arrived["categories"] == ["order-paid"]
    assert arrived["custom_args"]["tenant"] == "s_1"
    assert arrived["custom_args"]["anymail_id"] == mail.anymail_status.message_id
    assert arrived["links"] == ["https://shop.test/a", "https://shop.test/orders/1001?token=a&x=1"]
    file = requests.get(f"{sandbox.url}/mail/{arrived['id']}/attachments/0", timeout=5)
    assert (file.content, file.headers["Content-Type"]) == (b"%PDF-1", "application/pdf")
    assert "invoice.pdf" in file.headers["Content-Disposition"]


def test_merge_fields_make_one_mail_per_recipient(sandbox, backend, address):
    other = f"b.{address}"
    mail = message(backend, address, other, subject="Hello :name", body="Code :code")
    mail.merge_data = {address: {"name": "Ana"}, other: {"name": "Ben"}}
    mail.merge_global_data = {"code": "X1"}
    mail.esp_extra = {"merge_field_format": ":{}"}
    mail.send()

    [first], [second] = inbox(sandbox, address), inbox(sandbox, other)
    assert (first["subject"], second["subject"]) == ("Hello Ana", "Hello Ben")
    assert first["text"] == second["text"] == "Code X1"
    assert first["custom_args"]["anymail_id"] != second["custom_args"]["anymail_id"]
    assert first["to"] == [{"email": address}]


def test_a_bad_key_is_401_and_nothing_arrives(sandbox, address):
    with pytest.raises(AnymailAPIError) as refused:
        message(backend_for(sandbox, "nonsense"), address).send()
    assert refused.value.status_code == 401
    assert inbox(sandbox, address) == []


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"personalizations": []}, "personalizations"),
        ({"personalizations": [{"to": []}]}, "personalizations.0.to"),
        ({"from": {}}, "from.email"),
        ({"subject": ""}, "subject"),
        ({"content": []}, "content"),
        ({"content": [{"type": "text/plain", "value": ""}]}, "content.0"),
        ({"custom_args": {"n": 1}}, None),
    ],
)
def test_wrong_calls_get_sendgrids_400(sandbox, address, change, field):
    body = {
        "personalizations": [{"to": [{"email": address}]}],
        "from": {"email": "shop@example.com"},
        "subject": "S",
        "content": [{"type": "text/plain", "value": "T"}],
    }
    url, headers = f"{sandbox.url}/sendgrid/v3/mail/send", {"Authorization": "Bearer SG.x"}
    refused = requests.post(url, json={**body, **change}, headers=headers, timeout=5)
    assert refused.status_code == 400
    assert [problem["field"] for problem in refused.json()["errors"]] == [field]
    assert inbox(sandbox, address) == []
    accepted = requests.post(url, json=body, headers=headers, timeout=5)
    assert (accepted.status_code, accepted.text) == (202, "")
    assert accepted.headers["X-Message-Id"]


def test_html_is_shown_without_scripts(sandbox, backend, address):
    mail = message(backend, address)
    mail.attach_alternative("<script>alert(1)</script><b>Hi</b>", "text/html")
    mail.send()
    [arrived] = inbox(sandbox, address)

    page = requests.get(f"{sandbox.url}/mail/{arrived['id']}", timeout=5).text
    part = requests.get(f"{sandbox.url}/mail/{arrived['id']}/html", timeout=5)
    assert 'sandbox="allow-popups allow-popups-to-escape-sandbox"' in page
    assert "<script>" not in page
    policy = part.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "allow-scripts" not in policy


def test_the_inbox_finds_by_text_and_address(sandbox, backend, address):
    message(backend, address, subject="Périple in Zürich").send()
    assert address in requests.get(f"{sandbox.url}/mail/", params={"q": "périple"}, timeout=5).text
    assert (
        address not in requests.get(f"{sandbox.url}/mail/", params={"q": "nobody wrote this"}, timeout=5).text
    )
    assert inbox(sandbox, address, since=time.time() + 60) == []


def verify(sandbox, item):
    """Check the signature as anymail does; raise InvalidSignature when it is wrong."""
    state = requests.get(f"{sandbox.url}/controls/mail/key", timeout=5).json()
    key = load_der_public_key(base64.b64decode(state["public_key"]))
    assert isinstance(key, ec.EllipticCurvePublicKey)
    signature = base64.b64decode(item.headers["x-twilio-email-event-webhook-signature"])
    signed = item.headers["x-twilio-email-event-webhook-timestamp"].encode() + item.body
    key.verify(signature, signed, ec.ECDSA(hashes.SHA256()))


def test_events_are_signed_and_carry_the_metadata(sandbox, backend, address, receiver, eventually):
    mail = message(backend, address)
    mail.metadata = {"tenant": "s_1"}
    mail.send()
    [arrived] = inbox(sandbox, address)
    controls = f"{sandbox.url}/controls/mail"
    requests.post(f"{controls}/webhooks", json={"urls": [f"{receiver.url}/sendgrid"]}, timeout=5)
    requests.post(
        f"{controls}/events", json={"message": arrived["id"], "events": ["delivered", "open"]}, timeout=5
    )

    eventually(lambda: receiver.received)
    [item] = receiver.received
    verify(sandbox, item)
    events = json.loads(item.body)
    assert [event["event"] for event in events] == ["delivered", "open"]
    assert {event["email"] for event in events} == {address}
    assert events[0]["tenant"] == "s_1"
    assert events[0]["anymail_id"] == mail.anymail_status.message_id
    assert len({event["sg_event_id"] for event in events}) == 2


def test_a_spoiled_event_does_not_verify(sandbox, backend, address, receiver, eventually):
    message(backend, address).send()
    [arrived] = inbox(sandbox, address)
    controls = f"{sandbox.url}/controls/mail"
    requests.post(f"{controls}/webhooks", json={"urls": [receiver.url]}, timeout=5)
    sent = {"message": arrived["id"], "event": "bounce", "spoiled": True}
    requests.post(f"{controls}/events", json=sent, timeout=5)

    eventually(lambda: receiver.received)
    with pytest.raises(InvalidSignature):
        verify(sandbox, receiver.received[0])


def test_unknown_events_and_mails_are_refused(sandbox):
    url = f"{sandbox.url}/controls/mail/events"
    assert requests.post(url, json={"message": "x", "event": "delivered"}, timeout=5).status_code == 404
    assert requests.post(url, json={"message": "x", "event": "eaten"}, timeout=5).status_code == 400
