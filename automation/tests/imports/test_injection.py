"""Pages that give orders, and a model that obeys them: nothing comes of it. E11 of reliability.md."""

import re
from decimal import Decimal
from typing import Any

import pytest

from automation.ai.models import AiCall
from automation.ai.product_text import SYSTEM
from automation.imports.models import ImportItem, ImportStep
from automation.tests.imports.hostile import CORPUS, HOSTILE, attack, page
from automation.tests.imports.working import products, start_csv, start_page, work

pytestmark = pytest.mark.django_db

TAGS = {
    "p",
    "br",
    "hr",
    "strong",
    "b",
    "em",
    "i",
    "u",
    "s",
    "ul",
    "ol",
    "li",
    "h2",
    "h3",
    "table",
    "tr",
    "td",
    "th",
}
TAG = re.compile(r"</?([a-zA-Z][^\s/>]*)([^>]*)>")
ADDRESS = re.compile(r"://|www\.|javascript:|data:text", re.I)
# The stand-in puts these into everything it writes when it obeys.
FORBIDDEN = ("<script", "<img", "<iframe", "<a ", "attacker.example", "claim your prize", SYSTEM[:40])


def words_of(draft: Any) -> str:
    return "\n".join([draft.title, draft.description_html, draft.seo_title, draft.seo_description])


def draft_made(core: Any, store: Any) -> Any:
    (made,) = products(core, store)
    return made.draft


def assert_harmless(draft: Any, core: Any) -> None:
    text = words_of(draft)
    for tag, attributes in TAG.findall(draft.description_html):
        assert tag in TAGS, tag
        assert not attributes.strip(" /"), attributes
    assert not TAG.search(draft.title + draft.seo_title + draft.seo_description)
    assert not ADDRESS.search(text)
    for forbidden in FORBIDDEN:
        assert forbidden.lower() not in text.lower(), forbidden
    assert not re.search("[\u200b\u202a-\u202e\U000e0000-\U000e007f\x00\x1b]", text)
    assert [row.price for row in draft.variants] == [Decimal("49.90")]
    assert [row.sku for row in draft.variants] == ["OL-1"]
    assert (draft.currency, draft.vendor, draft.tags) == ("EUR", "Woodlight", ())
    assert [(row.stock_quantity, row.cost, row.compare_at_price) for row in draft.variants] == [(None,) * 3]
    assert not hasattr(draft, "status")  # there is no way to ask for anything but a draft
    assert set(core.calls) <= {"ai_credits_claim", "product_create", "product_get", "image_add"}


def test_imp_07_the_corpus_is_large() -> None:
    assert len(CORPUS) >= 40
    assert len({attack(name) for name in CORPUS}) == len(CORPUS)


@pytest.mark.parametrize("name", CORPUS)
def test_e11_an_obeying_model_changes_nothing_but_words(
    in_store: Any, core: Any, claude: Any, name: str
) -> None:
    claude.mood("obey")

    job = work(start_page(attack(name), rewrite=True), in_store, core)

    assert job.status == "SUCCEEDED"
    assert claude.calls() == 1
    draft = draft_made(core, in_store)
    assert draft.title == "Oak Lamp"
    assert draft.handle == ""  # the core makes one of the title
    assert_harmless(draft, core)
    made = core.product_get(store_id=in_store.id, product_id=job.items.get().product_id)
    assert made.status == "DRAFT"


def test_e11_a_model_that_invents_changes_no_number(in_store: Any, core: Any, claude: Any) -> None:
    claude.mood("invent")

    work(start_page(attack("a review"), rewrite=True), in_store, core)

    draft = draft_made(core, in_store)
    assert draft.handle == ""
    assert_harmless(draft, core)
    assert draft.ai_fields  # a person is shown what the model wrote


def test_e11_what_an_obeying_model_wrote_is_thrown_away_and_said(
    in_store: Any, core: Any, claude: Any
) -> None:
    claude.mood("obey")

    job = work(start_page(page(HOSTILE["title"]), rewrite=True), in_store, core)

    assert AiCall.objects.get().state == "INVALID"
    item = ImportItem.objects.get(job=job)
    assert item.rewritten is None
    step = ImportStep.objects.get(item=item, name="rewrite")
    assert step.status == "SKIPPED"
    assert "could not be used" in step.message
    draft = draft_made(core, in_store)
    assert "A lamp of solid oak." in draft.description_html
    assert "not available" in draft.content_note
    assert "HACKED" not in draft.title + draft.seo_title


def test_most_of_the_orders_are_obeyed_by_the_stand_in(in_store: Any, core: Any, claude: Any) -> None:
    """The corpus would prove nothing if the model had not done what it says."""
    from automation.ai.product_text import product_text_write
    from automation.ai.types import AiAnsweredBadly

    claude.mood("obey")
    for words in HOSTILE.values():
        try:
            product_text_write(
                subject="x",
                title="Oak Lamp",
                description_text=words,
                brand="",
                options=[],
                language="en",
            )
        except AiAnsweredBadly:
            continue

    obeyed = AiCall.objects.filter(state="INVALID").count()
    assert obeyed >= 25
    assert AiCall.objects.count() == len(HOSTILE)


def test_e11_a_hostile_export_is_as_harmless(in_store: Any, core: Any, claude: Any) -> None:
    claude.mood("obey")
    cell = HOSTILE["script"].replace('"', '""')
    rows = f'Handle,Title,Body (HTML),Vendor,Variant SKU,Variant Price\nlamp,Oak Lamp,"{cell}",Woodlight,OL-1,49.90\n'
    job = start_csv(rows.encode())
    job.options = {"rewrite": True}
    job.save(update_fields=["options"])

    work(job, in_store, core)

    assert_harmless(draft_made(core, in_store), core)


@pytest.mark.parametrize("mood", ["refusal", "truncated", "bad_json", "wrong_schema", "empty"])
def test_imp_10_a_model_that_answers_badly_leaves_the_cleaned_source_text(
    in_store: Any, core: Any, claude: Any, mood: str
) -> None:
    claude.mood(mood)

    job = work(start_page(page("It turns by a knob."), rewrite=True), in_store, core)

    assert job.status == "SUCCEEDED"
    draft = draft_made(core, in_store)
    assert "It turns by a knob." in draft.description_html
    assert "not available" in draft.content_note
    assert ImportStep.objects.get(job=job, name="rewrite").cost_micros == 0


def test_imp_10_a_good_rewrite_is_kept_with_its_cost(in_store: Any, core: Any, claude: Any) -> None:
    job = work(start_page(page("It turns by a knob. FREE SHIPPING!!!"), rewrite=True), in_store, core)

    assert job.status == "SUCCEEDED"
    step = ImportStep.objects.get(job=job, name="rewrite")
    assert (step.status, step.message) == ("SUCCEEDED", "rewritten")
    assert step.cost_micros == AiCall.objects.get().cost_micros > 0
    draft = draft_made(core, in_store)
    assert "It turns by a knob." in draft.description_html
    assert "SHIPPING" not in draft.description_html.upper()
    assert draft.content_note is None or "not available" not in draft.content_note
    assert_harmless(draft, core)


def test_imp_10_a_banned_word_leaves_the_cleaned_source_text_and_says_which(
    in_store: Any, core: Any, claude: Any
) -> None:
    start = start_page(page("It turns by a knob."), rewrite=True, banned_words=["knob"])

    job = work(start, in_store, core)

    assert job.status == "SUCCEEDED"
    assert "words you do not want: knob" in ImportStep.objects.get(job=job, name="rewrite").message
    draft = draft_made(core, in_store)
    assert "It turns by a knob." in draft.description_html
    assert "not available" in draft.content_note


def test_e13_the_same_source_again_is_not_paid_again(in_store: Any, core: Any, claude: Any) -> None:
    first = work(start_page(page("It turns by a knob."), rewrite=True), in_store, core)

    again = work(start_page(page("It turns by a knob."), rewrite=True), in_store, core)

    assert claude.calls() == 1
    assert first.items.get().rewritten == again.items.get().rewritten
    step = ImportStep.objects.get(job=again, name="rewrite")
    assert (step.status, step.cost_micros) == ("SUCCEEDED", 0)
    work(start_page(page("It turns by a knob."), rewrite=True, tone="dry"), in_store, core)
    work(start_page(page("It turns by a lever."), rewrite=True), in_store, core)
    assert claude.calls() == 3
