"""Review of every text the model wrote: accept, reject, edit, undo; a person's word is never overwritten. IMP-12."""

from typing import Any

import pytest

from automation.ai.models import AiCall
from automation.ai.product_text import ProductText
from automation.ai.types import Answer, CallState
from automation.imports.services import making
from automation.tests.imports.working import start_page, work

pytestmark = pytest.mark.django_db


@pytest.fixture
def written(monkeypatch: pytest.MonkeyPatch) -> None:
    """The model writes the same good text each time, with a ledger entry."""

    def write(**_: Any) -> Answer[ProductText]:
        call = AiCall.objects.create(
            purpose="product_text",
            model="claude-haiku-5-5",
            state=CallState.ANSWERED,
            input_tokens=400,
            output_tokens=120,
            cost_micros=1000,
            prompt_hash="f" * 64,
        )
        text = ProductText(
            title="Lamp of oak",
            paragraphs=["Made of oak."],
            seo_title="Oak lamp",
            seo_description="A lamp made of solid oak.",
        )
        return Answer(value=text, call_id=call.id, cost_micros=call.cost_micros)

    monkeypatch.setattr(making, "product_text_write", write)


@pytest.fixture
def shelf(in_store: Any, core: Any, written: None) -> Any:
    job = work(start_page(rewrite=True), in_store, core)
    return core.shelf(in_store.id, job.items.get().product_id)


def url(store: Any, path: str) -> str:
    return f"/api/v1/automation/stores/{store.id}/{path}"


def review(client: Any, store: Any) -> dict[str, Any]:
    return dict(client.get(url(store, "reviews")).json()["data"][0])


def field(data: dict[str, Any], name: str) -> dict[str, Any]:
    return next(row for row in data["proposals"] if row["field"] == name)


def say(client: Any, store: Any, name: str, verdict: str, **body: Any) -> Any:
    row = field(review(client, store), name)
    return client.post(url(store, f"reviews/proposals/{row['id']}/{verdict}"), body or None, format="json")


def test_imp_12_every_text_is_a_proposal_with_source_model_tokens_price_and_prompt(
    shelf: Any, store: Any, owner_client: Any
) -> None:
    data = review(owner_client, store)

    assert (data["title"], data["open_count"], shelf.status) == ("Lamp of oak", 4, "DRAFT")
    title = field(data, "title")
    assert (title["source_text"], title["ai_text"], title["state"]) == ("Oak Lamp", "Lamp of oak", "PROPOSED")
    assert (title["model"], title["input_tokens"], title["output_tokens"]) == ("claude-haiku-5-5", 400, 120)
    assert (title["cost_usd"], title["prompt_hash"]) == ("0.001000", "f" * 64)
    assert field(data, "description_html")["ai_text"] == "<p>Made of oak.</p>"
    assert shelf.draft.ai_fields == ("title", "description_html", "seo_title", "seo_description")


def test_imp_12_reject_puts_the_source_back_and_undo_the_models(
    shelf: Any, store: Any, owner_client: Any
) -> None:
    rejected = say(owner_client, store, "title", "reject").json()["data"]
    assert (shelf.texts["title"], field(rejected, "title")["state"]) == ("Oak Lamp", "REJECTED")

    say(owner_client, store, "title", "undo")
    assert shelf.texts["title"] == "Lamp of oak"
    assert field(review(owner_client, store), "title")["state"] == "PROPOSED"
    assert shelf.locked_fields == set()


def test_imp_12_accept_keeps_the_models_text_and_writes_nothing(
    shelf: Any, store: Any, owner_client: Any, core: Any
) -> None:
    answer = say(owner_client, store, "title", "accept").json()["data"]

    assert (field(answer, "title")["state"], answer["open_count"]) == ("ACCEPTED", 3)
    assert "texts_write" not in core.calls


def test_imp_12_an_edit_is_the_persons_own_and_locked(shelf: Any, store: Any, owner_client: Any) -> None:
    assert say(owner_client, store, "title", "edit", text="   ").status_code == 400
    assert say(owner_client, store, "title", "edit", text="My lamp").status_code == 200

    assert (shelf.texts["title"], shelf.locked_fields) == ("My lamp", {"title"})
    say(owner_client, store, "title", "undo")
    assert shelf.texts["title"] == "Lamp of oak"


def test_imp_12_what_a_person_changed_in_the_product_is_never_overwritten(
    shelf: Any, store: Any, owner_client: Any
) -> None:
    shelf.texts["title"] = "Mara's lamp"
    shelf.locked_fields.add("title")

    answer = say(owner_client, store, "title", "reject")

    assert (answer.status_code, answer.json()["error"]["code"]) == (409, "field_changed")
    assert shelf.texts["title"] == "Mara's lamp"


def test_imp_12_a_whole_product_is_decided_at_once(shelf: Any, store: Any, owner_client: Any) -> None:
    product_id = review(owner_client, store)["product_id"]

    rejected = owner_client.post(url(store, f"reviews/products/{product_id}/reject")).json()["data"]
    assert {row["state"] for row in rejected["proposals"]} == {"REJECTED"}
    assert (shelf.texts["title"], shelf.texts["seo_title"]) == ("Oak Lamp", "")

    undone = owner_client.post(url(store, f"reviews/products/{product_id}/undo")).json()["data"]
    assert undone["open_count"] == 4
    assert shelf.texts["seo_title"] == "Oak lamp"


def test_imp_12_a_whole_run_is_undone_but_not_what_people_wrote(
    shelf: Any, store: Any, owner_client: Any
) -> None:
    shelf.texts["seo_title"] = "By hand"
    import_id = review(owner_client, store)["import_id"]

    done = owner_client.post(url(store, f"imports/{import_id}/undo-texts")).json()["data"]

    assert done == {"put_back": 3, "left": 1, "remaining": 0}
    assert (shelf.texts["title"], shelf.texts["seo_title"]) == ("Oak Lamp", "By hand")
    again = owner_client.post(url(store, f"imports/{import_id}/undo-texts")).json()["data"]
    assert again == {"put_back": 0, "left": 0, "remaining": 0}


def test_imp_12_a_shop_that_is_away_changes_no_verdict(
    shelf: Any, store: Any, owner_client: Any, core: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    from automation.core_client.types import CoreUnavailable

    def away(**_: Any) -> None:
        raise CoreUnavailable("away")

    monkeypatch.setattr(core, "texts_write", away)

    assert say(owner_client, store, "title", "reject").status_code == 503
    assert field(review(owner_client, store), "title")["state"] == "PROPOSED"


def test_viewers_read_reviews_and_decide_nothing(shelf: Any, store: Any, viewer_client: Any) -> None:
    assert say(viewer_client, store, "title", "accept").status_code == 403


def test_the_ledger_names_each_question_and_sums_by_day(shelf: Any, store: Any, owner_client: Any) -> None:
    calls = owner_client.get(url(store, "ai/ledger")).json()
    assert (calls["total"], calls["data"][0]["cost_usd"], calls["data"][0]["purpose"]) == (
        1,
        "0.001000",
        "product_text",
    )
    days = owner_client.get(url(store, "ai/ledger/days")).json()["data"]
    assert [(row["purpose"], row["calls"], row["cost_usd"]) for row in days] == [
        ("product_text", 1, "0.001000")
    ]
    assert owner_client.get(url(store, "ai/ledger"), {"purpose": "seo"}).json()["total"] == 0
    assert owner_client.get(url(store, "ai/ledger"), {"days": "0"}).status_code == 400


def test_imp_10_a_run_stops_cleanly_at_the_budget_and_says_so(
    in_store: Any, store: Any, core: Any, owner_client: Any, settings: Any
) -> None:
    settings.ANTHROPIC_API_KEY = "sk-ant-test"
    settings.ANTHROPIC_BASE_URL = "http://127.0.0.1:9"
    AiCall.objects.create(purpose="x", model="m", state=CallState.ANSWERED, cost_micros=600_000)
    body = {"daily_usd": "0.50", "monthly_usd": None}
    budget = owner_client.patch(url(store, "ai/budget"), body, format="json").json()["data"]
    assert (budget["daily_limit_usd"], budget["spent_day_usd"], budget["is_spent"]) == (
        "0.500000",
        "0.600000",
        True,
    )

    job = work(start_page(rewrite=True), in_store, core)

    assert job.status == "SUCCEEDED"
    assert any("budget for Claude was spent" in note for note in job.notes)
    assert AiCall.objects.count() == 1
    assert job.items.get().steps.get(name="rewrite").status == "SKIPPED"


def test_a_merchants_budget_never_lifts_the_platforms(store: Any, owner_client: Any, settings: Any) -> None:
    settings.AI_DAILY_BUDGET_MICROS = 2_000_000
    body = {"daily_usd": "9.00", "monthly_usd": "4.00"}

    budget = owner_client.patch(url(store, "ai/budget"), body, format="json").json()["data"]

    assert (budget["daily_limit_usd"], budget["monthly_limit_usd"]) == ("2.000000", "4.000000")
