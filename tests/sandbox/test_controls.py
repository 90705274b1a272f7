"""Failures on demand, the log of calls, and what they leave untouched."""

import time
import uuid

import pytest
import requests
import stripe

from tests.sandbox.checkout import SESSION, pay, session_create, submit
from tests.sandbox.conftest import RunningSandbox, stripe_client_for


@pytest.fixture
def controls(sandbox):
    """A caller of the switches, which are all off before and after."""

    def call(name, /, **body):
        answer = requests.post(f"{sandbox.url}/controls/{name}", json=body, timeout=5)
        assert answer.status_code == 200, answer.text
        return answer.json()

    call("reset")
    yield call
    call("reset")


def test_the_next_calls_fail_and_then_it_works_again(stripe_client, controls):
    controls("faults", service="stripe", kind="status", status=500, times=2)
    for _ in range(2):
        with pytest.raises(stripe.APIError) as failed:
            stripe_client.v1.balance.retrieve()
        assert failed.value.http_status == 500
    assert stripe_client.v1.balance.retrieve().object == "balance"


def test_rate_limits_say_when_to_come_back(stripe_client, controls):
    controls("faults", service="stripe", kind="status", status=429, retry_after=7, times=1)
    with pytest.raises(stripe.RateLimitError) as limited:
        stripe_client.v1.balance.retrieve()
    assert (limited.value.headers or {})["Retry-After"] == "7"


def test_a_fault_can_be_kept_to_one_path_and_lasts_until_cleared(sandbox, stripe_client, controls):
    controls("faults", service="stripe", kind="status", status=503, path="/v1/refunds")
    for _ in range(3):
        with pytest.raises(stripe.APIError):
            stripe_client.v1.refunds.list()
    assert stripe_client.v1.balance.retrieve().object == "balance"
    requests.delete(f"{sandbox.url}/controls/faults", params={"service": "stripe"}, timeout=5)
    assert stripe_client.v1.refunds.list().object == "list"


@pytest.mark.parametrize("kind", ["disconnect", "timeout"])
def test_a_dropped_connection_is_a_connection_error(stripe_client, controls, kind):
    controls("faults", service="stripe", kind=kind, seconds=0.1, times=1)
    with pytest.raises(stripe.APIConnectionError):
        stripe_client.v1.balance.retrieve()


def test_garbage_is_not_json(stripe_client, controls):
    controls("faults", service="stripe", kind="garbage", times=1)
    with pytest.raises(stripe.APIError, match="Invalid response body"):
        stripe_client.v1.balance.retrieve()


def test_slow_answers_take_their_time(stripe_client, controls):
    controls("faults", service="stripe", kind="slow", seconds=0.4, times=1)
    started = time.monotonic()
    assert stripe_client.v1.balance.retrieve().object == "balance"
    assert time.monotonic() - started >= 0.4


def test_a_lost_answer_did_its_work_once(stripe_client, controls):
    """The case idempotency keys exist for: the call worked, the answer never came."""
    reference, key = uuid.uuid4().hex, uuid.uuid4().hex
    params, options = {**SESSION, "client_reference_id": reference}, {"idempotency_key": key}
    controls("faults", service="stripe", kind="disconnect", lost=True, times=1)
    with pytest.raises(stripe.APIConnectionError):
        stripe_client.v1.checkout.sessions.create(params=params, options=options)
    again = stripe_client.v1.checkout.sessions.create(params=params, options=options)

    found = stripe_client.v1.checkout.sessions.list(params={"limit": 100}).data
    assert [one.id for one in found if one.client_reference_id == reference] == [again.id]


@pytest.mark.parametrize(("service", "path"), [("claude", "/claude/v1/models"), ("supplier", "/supplier/")])
def test_other_services_break_in_their_own_envelope(sandbox, controls, service, path):
    controls("faults", service=service, kind="status", status=500, times=1)
    headers = {"x-api-key": "k"}
    broken = requests.get(sandbox.url + path, headers=headers, timeout=5)
    assert broken.status_code == 500
    if service == "claude":
        assert broken.json()["error"]["type"] == "api_error"
    assert requests.get(sandbox.url + path, headers=headers, timeout=5).status_code == 200


@pytest.mark.parametrize(
    "wrong", [{"service": "bank"}, {"kind": "flood"}, {"status": 9000}, {"times": 0}, {"times": "many"}]
)
def test_senseless_faults_are_refused(sandbox, controls, wrong):
    body = {"service": "stripe", "kind": "status", "status": 500, **wrong}
    answer = requests.post(f"{sandbox.url}/controls/faults", json=body, timeout=5)
    assert answer.status_code == 400
    assert requests.get(f"{sandbox.url}/controls/state", timeout=5).json()["faults"] == []


def test_calls_are_logged(sandbox, stripe_client, controls):
    controls("faults", service="stripe", kind="status", status=500, times=1)
    with pytest.raises(stripe.APIError):
        stripe_client.v1.balance.retrieve()
    answer = requests.get(f"{sandbox.url}/controls/calls", params={"service": "stripe"}, timeout=5)
    latest = answer.json()["calls"][0]
    assert (latest["path"], latest["status"], latest["fault"]) == (
        "/stripe/v1/balance",
        "500 Internal Server Error",
        "status",
    )


def test_another_site_cannot_use_the_switches(sandbox):
    for path in ("/controls/reset", "/mail/delete"):
        answer = requests.post(
            sandbox.url + path, data={"data": "true"}, headers={"Origin": "https://evil.example"}, timeout=5
        )
        assert answer.status_code == 403


def expired(client):
    return client.v1.checkout.sessions.expire(session_create(client).id)


def test_dropped_webhooks_never_arrive(stripe_client, controls, receiver, eventually):
    controls("stripe/webhooks", drop=1)
    lost, arrived = expired(stripe_client), expired(stripe_client)
    eventually(lambda: receiver.events(about=arrived.id))
    assert receiver.events(about=lost.id) == []
    assert stripe_client.v1.checkout.sessions.retrieve(lost.id).status == "expired"


def test_duplicates_are_the_same_event(stripe_client, controls, receiver, eventually):
    controls("stripe/webhooks", duplicate=3)
    session = expired(stripe_client)
    eventually(lambda: len(receiver.events(about=session.id)) == 4)
    assert len({event["id"] for event in receiver.events(about=session.id)}) == 1


def test_delayed_webhooks_come_later(stripe_client, controls, receiver, eventually):
    controls("stripe/webhooks", delay=0.8)
    started = time.monotonic()
    session = expired(stripe_client)
    eventually(lambda: receiver.events(about=session.id))
    assert time.monotonic() - started >= 0.8


def test_reversed_webhooks_come_last_first(stripe_client, controls, receiver, eventually):
    controls("stripe/webhooks", reverse=True, hold=2)
    session = pay(stripe_client, session_create(stripe_client).id)
    refund = stripe_client.v1.refunds.create(params={"payment_intent": session.payment_intent})
    eventually(lambda: len(receiver.events(about=session.payment_intent)) == 6)
    types = [event["type"] for event in receiver.events(about=session.payment_intent)]
    assert types.index("charge.refunded") < types.index("checkout.session.completed")
    assert types.index("checkout.session.completed") < types.index("payment_intent.created")
    assert receiver.events(about=refund.id)


def test_an_event_can_be_replayed_later(stripe_client, controls, receiver, eventually):
    session = expired(stripe_client)
    eventually(lambda: receiver.events(about=session.id))
    [event] = receiver.events(about=session.id)
    controls("stripe/replay", event=event["id"])
    eventually(lambda: len(receiver.events(about=session.id)) == 2)
    assert receiver.events(about=session.id)[1]["id"] == event["id"]


@pytest.mark.parametrize("how", ["forged", "stale", "tampered"])
def test_forged_events_do_not_verify(stripe_client, controls, receiver, eventually, how):
    session = session_create(stripe_client)
    controls("stripe/forge", session=session.id, how=how)
    eventually(lambda: [item for item in receiver.received if session.id.encode() in item.body])
    with pytest.raises(stripe.SignatureVerificationError):
        receiver.events(about=session.id)
    assert stripe_client.v1.checkout.sessions.retrieve(session.id).payment_status == "unpaid"


@pytest.mark.parametrize(
    ("how", "path", "value"), [("livemode", "livemode", True), ("unpaid", "payment_status", "unpaid")]
)
def test_misleading_events_verify_but_lie(stripe_client, controls, receiver, eventually, how, path, value):
    session = session_create(stripe_client)
    controls("stripe/forge", session=session.id, how=how)
    eventually(lambda: receiver.events(about=session.id))
    [event] = receiver.events(about=session.id)
    assert {**event["data"]["object"], "livemode": event["livemode"]}[path] == value
    assert event["type"] == "checkout.session.completed"


def test_the_next_payment_is_declined(stripe_client, controls):
    controls("stripe/decline", times=1)
    session = session_create(stripe_client)
    assert submit(session.url).status_code == 402
    assert submit(session.url).status_code == 303


def test_a_program_can_pay_expire_and_settle(sandbox, stripe_client, controls):
    paid, gone, late = (session_create(stripe_client).id for _ in range(3))
    controls(f"stripe/sessions/{paid}/pay", email="ben@example.com")
    controls(f"stripe/sessions/{gone}/expire")
    submit(stripe_client.v1.checkout.sessions.retrieve(late).url, method="transfer")
    controls(f"stripe/sessions/{late}/settle", succeeded=False)
    read = stripe_client.v1.checkout.sessions.retrieve

    assert (read(paid).payment_status, read(paid).customer_details.email) == ("paid", "ben@example.com")
    assert read(gone).status == "expired"
    assert read(late).payment_status == "unpaid"
    again = requests.post(f"{sandbox.url}/controls/stripe/sessions/{paid}/pay", json={}, timeout=5)
    assert again.status_code == 409


def test_a_connected_account_can_be_made_with_a_chosen_id(stripe_client, controls):
    controls("stripe/accounts", id="acct_demo1", name="Demo shop")
    account = stripe_client.v1.accounts.retrieve("acct_demo1")
    assert (account.charges_enabled, account.business_profile.name) == (True, "Demo shop")


def test_reset_with_data_forgets_everything(tmp_path, environment):
    running = RunningSandbox(tmp_path, environment)
    try:
        client = stripe_client_for(running)
        session_create(client)
        requests.post(f"{running.url}/controls/reset", json={"data": True}, timeout=5)
        assert client.v1.checkout.sessions.list().data == []
        assert client.v1.events.list().data == []
    finally:
        running.stop()


def test_the_index_page_works_by_forms(sandbox, controls):
    form = {
        "service": "claude",
        "kind": "status",
        "status": "500",
        "times": "2",
        "seconds": "",
        "back": "claude",
    }
    page = requests.post(f"{sandbox.url}/controls/faults", data=form, timeout=5)
    assert page.url == f"{sandbox.url}/#claude"
    assert "next 2" in page.text
    mended = requests.post(
        f"{sandbox.url}/controls/faults/clear", data={"service": "claude", "back": "claude"}, timeout=5
    )
    assert "next 2" not in mended.text
    for name in ("Stripe", "Claude", "SendGrid", "Supplier site", "S3"):
        assert f"<h2>{name}</h2>" in mended.text
