"""The API of mail automation: what each edge answers, and what it refuses."""

from datetime import timedelta
from typing import Any

import pytest
from django.core import mail

from automation.email.flow_schema import flow_problems
from automation.email.models import EmailFlow, EmailSettings, TemplateRevision
from automation.email.ready_texts import FLOWS, TEMPLATES
from automation.email.rendering import compile_blocks, mail_fill
from automation.email.services import flows
from automation.email.services.ready import ready_flows_ensure
from automation.tests.email.working import NOON, Stage, definition, delay, messages, send
from tenancy.context import bind_connection, store_context

pytestmark = pytest.mark.django_db
ANA = "ana@example.com"
BLOCKS = [{"type": "heading", "text": 'Hello {{ customer.first_name | "there" }}'}]


@pytest.fixture(autouse=True)
def _core(core: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("automation.email.api.templates.CoreClient", lambda: core)


class Api:
    """The owner's client; the store stays entered for what the test looks at."""

    def __init__(self, client: Any, store: Any) -> None:
        self.client, self.store = client, store

    def __call__(self, method: str, path: str, body: Any = None, status: int = 200) -> Any:
        url = f"/api/v1/automation/stores/{self.store.id}/email/{path}"
        answer = getattr(self.client, method)(url, body, format="json")
        bind_connection(self.store.schema_name)
        assert answer.status_code == status, answer.content
        return answer.json()["data"] if status < 400 else answer.json()["error"]


@pytest.fixture
def api(stage: Stage, owner_client: Any) -> Api:
    return Api(owner_client, stage.store)


def test_ready_flows_are_made_once_off_and_published(stage: Stage, api: Api) -> None:
    assert ready_flows_ensure(now=NOON) == len(FLOWS) == 6
    EmailFlow.objects.filter(key="welcome").update(name="Mine")
    assert ready_flows_ensure(now=NOON) == 0

    rows = api("get", "flows")
    assert [(row["name"], row["is_on"], row["version_number"]) for row in rows] == [
        ("Mine", False, 1), ("Abandoned cart", False, 1), ("After the purchase", False, 1), ("Win back", False, 1),
        ("Price drop", False, 1), ("Back in stock", False, 1),
    ]  # fmt: skip
    details = [api("get", f"flows/{row['id']}") for row in rows]
    assert [detail["problems"] for detail in details] == [[]] * 6
    sends = [node for node in details[1]["draft"]["nodes"] if node["type"] == "send"]
    assert len(sends) == 3
    assert TemplateRevision.objects.count() == len(TEMPLATES)


def test_every_ready_template_can_be_previewed(stage: Stage, api: Api) -> None:
    for ready in TEMPLATES.values():
        shown = api(
            "post", "templates/preview", {key: ready[key] for key in ("subject", "preheader", "blocks")}
        )
        assert "{{" not in shown["html"] + shown["text"] + shown["subject"]
        assert "@@" not in shown["html"] + shown["text"]
        assert len(shown["text"]) > 100


def test_eml_15_a_mail_without_a_code_says_nothing_of_one() -> None:
    blocks = [
        {"type": "heading", "text": "Hello"},
        {"type": "code", "label": "Your code"},
        {"type": "button", "label": "Go", "url": "https://shop.example"},
    ]
    compiled = compile_blocks(subject="S", preheader="", blocks=blocks)
    shop = {"store.url": "https://shop.example", "store.name": "Shop"}

    with_code, _ = mail_fill(compiled=compiled, variables=shop | {"discount.code": "BACK10"})
    without, _ = mail_fill(compiled=compiled, variables=shop)

    assert with_code.text.startswith("Hello\n\nYour code BACK10\n\nGo: https://shop.example\n")
    assert without.text.startswith("Hello\n\nGo: https://shop.example\n")
    assert ("Your code" in with_code.html, "BACK10" in with_code.html) == (True, True)
    assert "Your code" not in without.html
    for page in (with_code.html, without.html):
        assert "@@" not in page
        assert page.count("<tr>") == page.count("</tr>") > 0
        assert page.count("<!--[if") == page.count("<![endif]")


def test_eml_15_a_template_is_shown_as_a_real_shopper_gets_it(stage: Stage, api: Api) -> None:
    cart_id = stage.cart("Mug")
    stage.person(name="Ana Kowalska")
    stage.happens("checkout.started", cart_id=cart_id, email=ANA)
    stage.work()
    blocks = [
        *BLOCKS,
        {"type": "products", "source": "cart"},
        {"type": "button", "label": "Go", "url": "{{ cart.url }}"},
    ]

    shown = api("post", "templates/preview", {"subject": "{{ cart.total }}", "blocks": blocks, "email": ANA})

    assert shown["subject"] == "€10.00"
    assert "Hello Ana" in shown["html"]
    assert "Mug" in shown["html"]
    assert f"/cart/restore/{cart_id}" in shown["text"]


def test_eml_15_a_missing_variable_fails_the_preview_and_not_the_send(stage: Stage, api: Api) -> None:
    stage.consents()
    stage.work()
    content = {"subject": "Order {{ order.number }}", "blocks": BLOCKS}

    error = api("post", "templates/preview", content | {"email": ANA}, 422)
    assert error["code"] == "variable_missing"
    assert "order.number" in error["message"]

    stage.flow(
        definition(
            send("s", stage.template("Order {{ order.number }}", BLOCKS)), trigger="customer_registered"
        )
    )
    stage.happens("customer.registered", email=ANA, customer_id=None)
    stage.work()
    assert stage.subjects() == ["Order"]
    defaulted = {"subject": '{{ order.number | "your order" }}', "blocks": BLOCKS, "email": ANA}
    assert api("post", "templates/preview", defaulted)["subject"] == "your order"


@pytest.mark.parametrize(
    "content",
    [
        {"subject": "{{ nonsense.name }}", "blocks": BLOCKS},
        {"subject": "Hi {% load x %}", "blocks": BLOCKS},
        {"subject": "Hi", "blocks": [{"type": "script"}]},
        {"subject": "Hi", "blocks": [{"type": "button", "label": "x", "url": "javascript:alert(1)"}]},
        {"subject": "Hi", "blocks": [{"type": "image", "url": "{{ customer.name }}", "alt": ""}]},
        {"subject": "Hi", "blocks": [{"type": "heading", "text": "x", "onclick": "y"}]},
        {"subject": " ", "blocks": BLOCKS},
    ],
)
def test_eml_15_what_cannot_become_a_mail_is_refused(stage: Stage, api: Api, content: dict[str, Any]) -> None:
    assert api("post", "templates/preview", content, 400)["code"] == "validation_error"
    assert api("post", "templates", content | {"name": "X"}, 400)["code"] == "validation_error"
    assert TemplateRevision.objects.count() == 0


def test_d5_what_shoppers_and_suppliers_wrote_is_escaped(stage: Stage, api: Api) -> None:
    evil = '"><img src=x onerror=alert(1)><script>alert(2)</script>{{ store.name }}{% x %}'
    cart_id = stage.cart(evil)
    stage.person(name=evil)
    stage.happens("checkout.started", cart_id=cart_id, email=ANA)
    stage.work()
    blocks = [
        {"type": "text", "html": "<p onclick='x'>Hi {{ customer.name }} <script>alert(3)</script></p>"},
        {"type": "products", "source": "cart"},
    ]

    shown = api(
        "post", "templates/preview", {"subject": "{{ customer.name }}", "blocks": blocks, "email": ANA}
    )

    assert "<script" not in shown["html"]
    assert "<img src=x" not in shown["html"]
    assert "onclick" not in shown["html"]
    assert "\n" not in shown["subject"]


def test_eml_15_a_test_mail_reaches_the_merchant_with_a_text_part(stage: Stage, api: Api) -> None:
    content = {"subject": "Hi {{ customer.first_name }}", "blocks": BLOCKS, "to": "owner@example.com"}

    api("post", "templates/test", content, 202)

    sent: Any = mail.outbox[0]
    assert len(mail.outbox) == 1
    assert (sent.to, sent.subject) == (["owner@example.com"], "[Test] Hi Alex")
    assert "Hello Alex" in sent.body
    assert "Hello Alex" in sent.alternatives[0].content
    assert messages() == []


def test_eml_17_mails_already_decided_keep_their_content(stage: Stage, api: Api) -> None:
    made = api("post", "templates", {"name": "T", "subject": "Old", "blocks": BLOCKS}, 201)
    stage.flow(definition(send("a", made["id"], "w"), delay("w", 60 * 24, "b"), send("b", made["id"])))
    stage.consents()
    stage.work()
    changed = api("put", f"templates/{made['id']}", {"name": "T", "subject": "New", "blocks": BLOCKS})
    stage.later(timedelta(days=1))

    assert changed["revision"] == 2
    assert stage.subjects() == ["Old", "New"]
    first = api("get", f"messages/{messages()[0].pk}")
    assert first["content"]["subject"] == "Old"


def test_a_flow_is_drafted_published_switched_and_counted(stage: Stage, api: Api) -> None:
    template = stage.template()
    made = api("post", "flows", {"name": "Mine"}, 201)
    flow = f"flows/{made['flow']['id']}"
    assert [problem["code"] for problem in made["problems"]] == ["sends_nothing"]
    assert api("post", f"{flow}/on", None, 409)["code"] == "flow_not_published"
    assert api("post", f"{flow}/publish", None, 422)["code"] == "flow_invalid"

    broken = definition(send("a", template, "nowhere"))
    drafted = api("patch", flow, {"definition": broken})
    assert [(one["code"], one["node"]) for one in drafted["problems"]] == [("next_unknown", "a")]
    api("patch", flow, {"definition": definition(send("a", template))})
    assert api("post", f"{flow}/publish")["flow"]["version_number"] == 1
    assert api("post", f"{flow}/on")["flow"]["is_on"]
    on_since = EmailFlow.objects.get(pk=made["flow"]["id"]).on_since
    assert on_since is not None
    stage.now = on_since + timedelta(seconds=1)
    EmailSettings.objects.create(pk=1, quiet_from="00:00", quiet_until="00:00")
    stage.consents()
    stage.work()

    detail = api("get", flow)
    assert detail["flow"]["figures"] | {"unsubscribed": 0} == {
        "inside": 0, "entered": 1, "sent": 1, "delivered": 0, "opened": 0, "clicked": 0, "skipped": 0,
        "unsubscribed": 0,
    }  # fmt: skip
    assert detail["nodes"]["a"] == {"sent": 1, "opened": 0, "clicked": 0}
    assert not api("post", f"{flow}/off")["flow"]["is_on"]


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"start": "zzz"}, "next_unknown"),
        ({"trigger": {"type": "cart_abandoned"}}, "trigger_incomplete"),
        ({"nodes": []}, "sends_nothing"),
    ],
)
def test_mistakes_are_named_at_their_place(stage: Stage, change: dict[str, Any], code: str) -> None:
    template = stage.template()
    good = definition(send("a", template))

    assert flow_problems(good, templates={template}) == []
    assert code in {problem.code for problem in flow_problems(good | change, templates={template})}


def test_ways_that_meet_or_turn_back_are_mistakes(stage: Stage) -> None:
    template = stage.template()
    fork = {"id": "x", "type": "condition", "check": "is_subscribed", "yes": "a", "no": "a"}
    joined = flow_problems(definition(fork, send("a", template)), templates={template})
    circle = flow_problems(definition(send("a", template, "b"), delay("b", 5, "a")), templates={template})
    lost = flow_problems(definition(send("a", template), send("b", template)), templates={template})

    assert [(one.code, one.node) for one in joined] == [("reached_twice", "a")]
    assert [(one.code, one.node) for one in circle] == [("reached_twice", "a")]
    assert [(one.code, one.node) for one in lost] == [("unreachable", "b")]


def test_misshapen_drafts_are_refused_and_change_nothing(stage: Stage, api: Api) -> None:
    made = stage.flow(definition(send("a", stage.template())), is_on=False)

    shapes: tuple[Any, ...] = (
        [],
        "x",
        {"nodes": 5},
        definition({"id": "a", "type": "hack"}),
        definition(delay("a", -5, None)),
    )
    for bad in shapes:
        api("patch", f"flows/{made.pk}", {"definition": bad}, 422)
    assert EmailFlow.objects.get(pk=made.pk).draft == made.draft


def test_the_audience_says_who_may_get_mails_and_why_not(stage: Stage, api: Api) -> None:
    stage.flow(definition(send("s", stage.template())))
    stage.consents()
    stage.happens("customer.registered", email="ben@example.com", customer_id=None)
    stage.work()
    api("post", "suppressions", {"email": "BEN@example.com", "note": "asked by phone"}, 201)

    people = {row["email"]: row for row in api("get", "contacts")}
    assert people[ANA]["consent_state"] == "SUBSCRIBED"
    assert people["ben@example.com"]["suppressed"] == "MANUAL"
    assert [row["email"] for row in api("get", "contacts?consent=SUBSCRIBED")] == [ANA]
    assert [row["email"] for row in api("get", "contacts?search=BEN")] == ["ben@example.com"]
    history = api("get", f"contacts/{people[ANA]['id']}/history")
    assert [row["kind"] for row in history] == ["SENT", "DONE", "QUEUED", "ENROLLED", "SUBSCRIBED"]
    assert history[0]["flow_name"] == "Series"


def test_eml_10_the_list_goes_in_and_out_as_a_file(stage: Stage, api: Api) -> None:
    taken = api("post", "suppressions/import", {"content": "email\na@example.com\nnonsense\n"})
    assert taken == {"added": 1, "wrong_lines": [3]}
    assert api("get", "suppressions/export")["content"].splitlines()[1].startswith("a@example.com,IMPORTED,")
    (row,) = api("get", "suppressions")
    api("delete", f"suppressions/{row['id']}")
    assert api("get", "suppressions") == []


def test_settings_hold_from_the_next_decision_on(stage: Stage, api: Api) -> None:
    assert api("get", "settings")["cap_hours"] == 16
    changed = api("patch", "settings", {"is_sending_on": False, "quiet_from": "22:30"})
    assert (changed["is_sending_on"], changed["quiet_from"], changed["is_connected"]) == (
        False,
        "22:30",
        True,
    )
    stage.flow(definition(send("s", stage.template())))
    stage.consents()
    stage.work()

    assert stage.provider.sent == []
    assert ("SKIPPED", "sending_off") in stage.history()


def test_a_template_in_use_cannot_be_put_away(stage: Stage, api: Api) -> None:
    used, spare = stage.template(), stage.template()
    made = flows.flow_create(name="F", definition=definition(send("s", used)), now=NOON)

    assert api("delete", f"templates/{used}", None, 409)["code"] == "template_in_use"
    api("delete", f"templates/{spare}")
    assert [row["id"] for row in api("get", "templates")] == [used]
    api("delete", f"flows/{made.pk}")
    with store_context(stage.store.schema_name):
        assert EmailFlow.objects.count() == 0
