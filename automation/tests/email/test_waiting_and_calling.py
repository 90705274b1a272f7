"""Steps that wait for something, and steps that call another program. EML-02."""

import hashlib
import hmac
import json
import threading
from collections.abc import Iterator
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

from automation.email.flow_schema import flow_problems
from automation.email.models import EmailEvent, Enrolment, WebhookCall
from automation.email.services.calling import MOST_ATTEMPTS, calls_are_due, calls_make, webhook_secret_get
from automation.email.services.intake import ProviderEvent, events_take
from automation.tests.email.working import Stage, definition, messages, minutes, send, way
from tenancy.context import bind_connection

pytestmark = pytest.mark.django_db
ANA = "ana@example.com"
DAY = 60 * 24


def wait_for(event: str, yes: str | None, no: str | None, count: int = 2 * DAY) -> dict[str, Any]:
    return {"id": "wait", "type": "wait_for", "event": event, "minutes": count, "yes": yes, "no": no}


def waiting(stage: Stage, event: str, **settings: Any) -> None:
    """A mail, then a wait of two days, then one of two mails."""
    names = [stage.template(name) for name in ("First", "Thanks", "Still there?")]
    stage.flow(
        definition(
            send("first", names[0], "wait"),
            wait_for(event, "yes", "no"),
            send("yes", names[1]),
            send("no", names[2]),
            uses_cap=False,
            **settings,
        )
    )
    stage.consents()
    stage.work()
    stage.later(minutes(5))
    assert stage.subjects() == ["First"]


def told(stage: Stage, kind: str) -> None:
    (message, *_) = messages()
    event = ProviderEvent(
        id=f"e-{kind}",
        kind=kind,
        at=stage.now,
        store_id=str(stage.store.id),
        message_id=str(message.pk),
        user_agent="Firefox",
    )
    assert events_take(provider="memory", events=[event], now=stage.now)["new"] == 1
    bind_connection(stage.store.schema_name)


@pytest.mark.parametrize("event", ["ordered", "checkout_started", "order_fulfilled", "order_delivered"])
def test_eml_02_what_is_waited_for_wakes_the_way_at_once(stage: Stage, event: str) -> None:
    waiting(stage, event)
    order_id = stage.buys(told=False) if event != "checkout_started" else None
    if event == "ordered":
        stage.happens("order.paid", order_id=order_id)
    elif event == "checkout_started":
        stage.happens("checkout.started", cart_id=stage.cart("Mug"), email=ANA)
    else:
        stage.happens(event.replace("_", "."), order_id=order_id)
    stage.later(minutes(1))

    assert stage.subjects() == ["First", "Thanks"]
    assert ("HEARD", event) in stage.history()
    assert (way().state, way().waits_for) == ("DONE", "")


@pytest.mark.parametrize("kind", ["opened", "clicked"])
def test_eml_02_a_click_or_an_opened_mail_wakes_the_way_and_a_machines_does_not(
    stage: Stage, kind: str
) -> None:
    waiting(stage, kind)
    stage.now += minutes(10)
    told(stage, kind)
    stage.work()
    assert stage.subjects() == ["First", "Thanks"]


def test_eml_02_when_nothing_happens_in_time_the_other_way_is_taken(stage: Stage) -> None:
    waiting(stage, "clicked")
    stage.later(timedelta(days=2) - minutes(6))
    assert stage.subjects() == ["First"]
    stage.later(minutes(2))

    assert stage.subjects() == ["First", "Still there?"]
    assert ("WAITING", "clicked") in stage.history()
    assert ("WAITED_OUT", "clicked") in stage.history()


def test_eml_02_what_happened_before_the_wait_began_is_not_it_and_late_word_counts_by_its_time(
    stage: Stage,
) -> None:
    waiting(stage, "checkout_started")
    cart_id = stage.cart("Mug")
    stage.happens("checkout.started", cart_id=cart_id, email=ANA, at=stage.now - timedelta(days=1))
    stage.later(minutes(1))
    assert stage.subjects() == ["First"]

    stage.happens("checkout.started", cart_id=cart_id, email=ANA, at=stage.now - minutes(1))
    stage.later(timedelta(hours=1))
    assert stage.subjects() == ["First", "Thanks"]


def test_eml_02_an_order_the_feed_has_not_brought_decides_at_the_end_of_the_wait(stage: Stage) -> None:
    waiting(stage, "ordered")
    stage.now += timedelta(hours=1)
    stage.buys(told=False)
    stage.later(timedelta(days=2))
    assert stage.subjects() == ["First", "Thanks"]


class Receiver(BaseHTTPRequestHandler):
    """Another program: remembers what it was told, answers what it was told to answer."""

    server: Any

    def do_POST(self) -> None:  # the name http.server asks for
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.server.heard.append((dict(self.headers), body))
        status = self.server.answers.pop(0) if self.server.answers else 200
        self.send_response(status)
        if status == 302:
            self.send_header("Location", "http://127.0.0.1:1/")
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *_: Any) -> None:
        return


@pytest.fixture
def receiver(settings: Any) -> Iterator[Any]:
    server: Any = ThreadingHTTPServer(("127.0.0.1", 0), Receiver)
    server.heard, server.answers = [], []
    server.url = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    settings.FETCH_ALLOWED_ORIGINS = [server.url]
    yield server
    server.shutdown()
    server.server_close()


def calling(stage: Stage, url: str) -> WebhookCall:
    stage.flow(
        definition(
            {"id": "tell", "type": "webhook", "url": url, "next": "s"}, send("s", stage.template("Hello"))
        )
    )
    stage.consents()
    stage.work()
    return WebhookCall.objects.get()


def test_eml_02_a_webhook_step_tells_another_program_once_signed_and_with_a_key(
    stage: Stage, receiver: Any
) -> None:
    call = calling(stage, f"{receiver.url}/hook")
    assert stage.subjects() == ["Hello"]  # nobody's mail waits for another program
    assert receiver.heard == []
    assert calls_are_due(now=stage.now)
    while calls_make(now=stage.now):
        pass

    ((headers, body),) = receiver.heard
    content = json.loads(body)
    assert headers["Idempotency-Key"] == content["id"] == str(call.pk)
    assert (content["type"], content["step"], content["person"]["email"]) == ("flow.step", "tell", ANA)
    at, _, digest = headers["X-Dropwright-Signature"].removeprefix("t=").partition(",v1=")
    expected = hmac.new(webhook_secret_get().encode(), f"{at}.".encode() + body, hashlib.sha256)
    assert digest == expected.hexdigest()
    call.refresh_from_db()
    assert (call.state, call.outcome, call.attempts) == ("DONE", "200", 1)
    assert ("CALLED", "200") in stage.history()
    assert not calls_are_due(now=stage.now + timedelta(days=1))


def test_eml_02_a_webhook_that_fails_is_tried_again_with_the_same_key_and_ends_with_its_reason(
    stage: Stage, receiver: Any
) -> None:
    call = calling(stage, receiver.url)
    receiver.answers = [503, 429] + [500] * MOST_ATTEMPTS
    for _ in range(MOST_ATTEMPTS + 2):
        calls_make(now=stage.now)
        stage.now += timedelta(hours=1)

    assert len(receiver.heard) == MOST_ATTEMPTS
    assert {headers["Idempotency-Key"] for headers, _ in receiver.heard} == {str(call.pk)}
    call.refresh_from_db()
    assert (call.state, call.outcome) == ("FAILED", "It answered 500.")
    assert ("CALL_FAILED", "It answered 500.") in stage.history()


@pytest.mark.parametrize("status", [302, 404])
def test_eml_02_a_webhook_follows_no_redirect_and_a_refusal_is_final(
    stage: Stage, receiver: Any, status: int
) -> None:
    call = calling(stage, receiver.url)
    receiver.answers = [status]
    calls_make(now=stage.now)
    calls_make(now=stage.now + timedelta(hours=2))

    call.refresh_from_db()
    assert (call.state, call.outcome, len(receiver.heard)) == ("FAILED", f"It answered {status}.", 1)


@pytest.mark.parametrize(
    "url", ["http://127.0.0.1/x", "http://169.254.169.254/latest", "http://10.0.0.8/", "http://[::1]/"]
)
def test_eml_02_a_webhook_never_reaches_a_private_address(stage: Stage, url: str) -> None:
    call = calling(stage, url)
    calls_make(now=stage.now)

    call.refresh_from_db()
    assert (call.state, call.attempts) == ("FAILED", 1)
    assert call.outcome == "This address is not on the public internet, so it is not opened."


def test_eml_02_an_address_that_is_silent_holds_up_no_batch_and_a_killed_worker_loses_no_call(
    stage: Stage, receiver: Any
) -> None:
    calling(stage, receiver.url)
    stage.consents("ben@example.com")
    stage.work()
    receiver.answers = [503]
    assert calls_make(now=stage.now) == 2
    assert len(receiver.heard) == 1

    WebhookCall.objects.update(state="SENDING", due_at=stage.now + minutes(2))
    assert calls_make(now=stage.now + minutes(1)) == 0
    assert calls_make(now=stage.now + minutes(3)) == 2
    assert set(WebhookCall.objects.values_list("state", flat=True)) == {"DONE"}


def test_eml_02_unfinished_waits_and_webhooks_are_said(stage: Stage) -> None:
    template = stage.template()
    bad = definition(
        {"id": "tell", "type": "webhook", "url": "", "next": "wait"},
        wait_for("ordered", "s", None),
        send("s", template),
    )
    (problem,) = flow_problems(bad, templates={template})
    assert (problem.node, problem.message) == ("tell", "Say which address is called.")
    bad["nodes"][0]["url"] = "ftp://example.com"
    assert flow_problems(bad, templates={template})[0].code == "shape"
    bad["nodes"][0]["url"] = "https://example.com/hook"
    bad["nodes"][1]["event"] = "sneezed"
    assert flow_problems(bad, templates={template})[0].node == "wait"


def test_eml_02_both_ways_out_of_a_wait_are_walked_by_the_checks(stage: Stage) -> None:
    template = stage.template()
    looped = definition(wait_for("ordered", "s", "s"), send("s", template))
    assert [one.code for one in flow_problems(looped, templates={template})] == ["reached_twice"]
    assert Enrolment.objects.count() == EmailEvent.objects.count() == 0
