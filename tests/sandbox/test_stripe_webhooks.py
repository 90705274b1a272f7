"""Signed webhooks: delivery, retries, and what survives kill -9."""

import json

import pytest
import stripe

from tests.sandbox.checkout import pay, session_create, submit
from tests.sandbox.conftest import SECRET, RunningSandbox, stripe_client_for

PAID = {
    "payment_intent.created",
    "charge.succeeded",
    "payment_intent.succeeded",
    "checkout.session.completed",
}


def types_about(receiver, session_id, intent_id):
    about = {event["id"]: event["type"] for event in receiver.events(about=intent_id)}
    about |= {event["id"]: event["type"] for event in receiver.events(about=session_id)}
    return sorted(about.values())


def test_a_payment_sends_signed_events_that_the_sdk_accepts(stripe_client, receiver, eventually):
    session = pay(stripe_client, session_create(stripe_client).id)

    eventually(lambda: set(types_about(receiver, session.id, session.payment_intent)) == PAID)
    [completed] = receiver.events(about=session.id)
    assert completed["data"]["object"]["payment_status"] == "paid"
    assert completed["data"]["object"]["amount_total"] == 8970
    assert completed["livemode"] is False
    assert b"~" not in b"".join(item.body for item in receiver.received)
    stored = stripe_client.v1.events.retrieve(completed["id"])
    assert stored.type == "checkout.session.completed"


def test_another_secret_does_not_verify(stripe_client, receiver, eventually):
    session = stripe_client.v1.checkout.sessions.expire(session_create(stripe_client).id)
    eventually(lambda: receiver.events(about=session.id))
    item = receiver.received[0]
    with pytest.raises(stripe.SignatureVerificationError):
        stripe.Webhook.construct_event(item.body, item.headers["stripe-signature"], SECRET + "x")


def test_a_refused_delivery_is_tried_again_with_the_same_event(stripe_client, receiver, eventually):
    receiver.statuses = [500, 302]
    session = stripe_client.v1.checkout.sessions.expire(session_create(stripe_client).id)

    eventually(lambda: len(receiver.events(about=session.id)) == 3)
    ids = {event["id"] for event in receiver.events(about=session.id)}
    assert len(ids) == 1


def test_a_refund_is_announced(stripe_client, receiver, eventually):
    session = pay(stripe_client, session_create(stripe_client).id)
    refund = stripe_client.v1.refunds.create(params={"payment_intent": session.payment_intent, "amount": 500})

    eventually(lambda: len(receiver.events(about=refund.id)) == 1)
    [created] = receiver.events(about=refund.id)
    assert (created["type"], created["data"]["object"]["amount"]) == ("refund.created", 500)
    eventually(
        lambda: (
            '"charge.refunded"'
            in str([json.loads(item.body)["type"] for item in receiver.received]).replace("'", '"')
        )
    )


def test_a_bank_transfer_completes_unpaid_and_settles_later(stripe_client, receiver, eventually):
    session = session_create(stripe_client)
    submit(session.url, method="transfer")
    begun = stripe_client.v1.checkout.sessions.retrieve(session.id)
    assert (begun.status, begun.payment_status) == ("complete", "unpaid")

    eventually(lambda: len(receiver.events(about=session.id)) == 2, seconds=15)
    types = [event["type"] for event in receiver.events(about=session.id)]
    assert types == ["checkout.session.completed", "checkout.session.async_payment_succeeded"]
    assert stripe_client.v1.checkout.sessions.retrieve(session.id).payment_status == "paid"


def test_an_event_of_a_connected_account_names_it(stripe_client, receiver, eventually):
    account = stripe_client.v1.accounts.create(params={"country": "DE"})
    options = {"stripe_account": account.id}
    session = session_create(stripe_client, options=options)
    stripe_client.v1.checkout.sessions.expire(session.id, options=options)

    eventually(lambda: receiver.events(about=session.id))
    [event] = receiver.events(about=session.id)
    assert event["account"] == account.id


def test_kill_9_loses_no_session_and_no_event(tmp_path, environment, receiver, eventually):
    receiver.statuses = [503]
    running = RunningSandbox(tmp_path, {**environment, "SANDBOX_STRIPE_RETRY_SECONDS": "1.5,1.5"})
    client = stripe_client_for(running)
    session = client.v1.checkout.sessions.expire(session_create(client).id)
    eventually(lambda: receiver.received)
    running.kill()
    running.start()
    try:
        assert stripe_client_for(running).v1.checkout.sessions.retrieve(session.id).status == "expired"
        eventually(lambda: len(receiver.events(about=session.id)) == 2)
    finally:
        running.stop()


def test_sigterm_stops_at_once(tmp_path, environment):
    running = RunningSandbox(tmp_path, environment)
    running.stop()
    assert running.process.returncode is not None
