"""Proposals by Claude: only free fields, accepted by people, undone; nothing else ever changes. SEO-10."""

from dataclasses import replace
from typing import Any
from uuid import UUID

import pytest

from automation.ai.models import AiCall
from automation.core_client.content import CorePage
from automation.seo.models import SeoProposal
from automation.tests.seo.hostile import HOSTILE
from automation.tests.seo.shop import LINEN, OAK, audit, product, stock

pytestmark = pytest.mark.django_db
URL = "/api/v1/automation/stores/{store}/seo"
PICTURE = UUID(int=90)


def page(core: Any, store: Any, number: int = 1) -> CorePage:
    return next(row for row in core.seo[store.id] if row.id == UUID(int=number))


def open_one(field: str) -> SeoProposal:
    return SeoProposal.objects.get(field=field, status="OPEN")


def test_seo_10_a_proposal_is_accepted_undone_and_never_applied_by_itself(
    core: Any, store: Any, in_store: Any, claude: Any, owner_client: Any
) -> None:
    stock(core, store, product(1, "Oak Lamp", images=((PICTURE, ""),)))
    before = page(core, store)

    run = audit(core, in_store)

    assert run.proposals_count == 2
    assert page(core, store) == before
    description, alt = open_one("seo_description"), open_one("alt_text")
    assert (description.before, description.written_by) == ("", "AI")
    assert 30 <= len(description.after) <= 160
    assert description.call_id
    assert AiCall.objects.get(pk=description.call_id).purpose == "seo_texts"
    assert (alt.after, alt.written_by, alt.image_id) == ("Oak Lamp", "RULE", PICTURE)

    url = URL.format(store=store.id)
    for proposal in (description, alt):
        answer = owner_client.post(f"{url}/proposals/{proposal.pk}/accept", {}, format="json")
        assert (answer.status_code, answer.json()["data"]["status"]) == (200, "ACCEPTED"), answer.content
    assert page(core, store).seo_description == description.after
    assert page(core, store).images == ((PICTURE, "Oak Lamp"),)
    assert page(core, store).title == "Oak Lamp"

    undone = owner_client.post(f"{url}/proposals/{description.pk}/undo")
    assert undone.json()["data"]["status"] == "UNDONE"
    assert page(core, store).seo_description == ""
    twice = owner_client.post(f"{url}/proposals/{description.pk}/undo")
    assert (twice.status_code, twice.json()["error"]["code"]) == (409, "proposal_decided")


def test_seo_10_what_a_person_has_edited_is_never_touched(
    core: Any, store: Any, in_store: Any, claude: Any, owner_client: Any
) -> None:
    mine = product(1, "Oak Lamp", seo_description="Mine.", locked_fields=("seo_title", "seo_description"))
    post = replace(
        product(2, "Linen care guide", LINEN), kind="posts", path="/blog/linen", seo_description="Ours."
    )
    other = product(3, "Linen Throw", LINEN)
    stock(core, store, mine, post, other)

    audit(core, in_store)

    fields = set(SeoProposal.objects.values_list("object_id", "field"))
    assert fields == {(UUID(int=3), "seo_description")}
    # Edited between proposal and acceptance: left as it is.
    core.seo[store.id] = [replace(other, seo_description="A person was faster.")]
    proposal = open_one("seo_description")
    answer = owner_client.post(
        f"{URL.format(store=store.id)}/proposals/{proposal.pk}/accept", {}, format="json"
    )
    assert (answer.status_code, answer.json()["error"]["code"]) == (409, "proposal_stale")
    assert page(core, store, 3).seo_description == "A person was faster."
    proposal.refresh_from_db()
    assert proposal.status == "STALE"


def test_seo_10_a_rejected_proposal_is_not_made_again_and_an_open_one_is_replaced(
    core: Any, store: Any, in_store: Any, claude: Any, owner_client: Any
) -> None:
    stock(core, store, product(1, "Oak Lamp"), product(2, "Linen Throw", LINEN))
    audit(core, in_store)
    first = SeoProposal.objects.get(object_id=UUID(int=1), field="seo_description")
    rejected = owner_client.post(f"{URL.format(store=store.id)}/proposals/{first.pk}/reject")
    assert rejected.json()["data"]["status"] == "REJECTED"

    audit(core, in_store)

    rows = SeoProposal.objects.filter(field="seo_description").values_list("object_id", "status")
    assert sorted(rows) == [(UUID(int=1), "REJECTED"), (UUID(int=2), "OPEN")]


def test_seo_10_a_person_may_write_better_words_but_no_markup(
    core: Any, store: Any, in_store: Any, claude: Any, owner_client: Any
) -> None:
    stock(core, store, product(1, "Oak Lamp"))
    audit(core, in_store)
    url = f"{URL.format(store=store.id)}/proposals/{open_one('seo_description').pk}/accept"

    bad = owner_client.post(url, {"value": "<b>Buy</b> at https://x.example"}, format="json")
    good = owner_client.post(url, {"value": "A lamp\u200b of oak."}, format="json")

    assert (bad.status_code, bad.json()["error"]["code"]) == (422, "text_refused")
    assert good.status_code == 200
    assert page(core, store).seo_description == "A lamp of oak."


def test_seo_10_nothing_goes_out_alone_unless_a_rule_of_the_merchant_says_so(
    core: Any, store: Any, in_store: Any, claude: Any, owner_client: Any
) -> None:
    stock(core, store, product(1, "Oak Lamp", images=((PICTURE, ""),)))
    url = f"{URL.format(store=store.id)}/rules"
    assert owner_client.get(url).json()["data"] == {"is_weekly_on": True, "auto_accept_fields": []}
    assert owner_client.patch(url, {"auto_accept_fields": ["title"]}, format="json").status_code == 400
    owner_client.patch(url, {"auto_accept_fields": ["alt_text"]}, format="json")

    audit(core, in_store)

    assert page(core, store).images == ((PICTURE, "Oak Lamp"),)
    assert page(core, store).seo_description == ""
    alt = SeoProposal.objects.get(field="alt_text")
    assert (alt.status, alt.is_decided_by_rule, alt.decided_by) == ("ACCEPTED", True, None)


@pytest.mark.parametrize("mood", ["bad_json", "wrong_schema", "refusal", "truncated", "empty", "invent"])
def test_seo_10_a_misbehaving_model_changes_nothing(
    core: Any, store: Any, in_store: Any, claude: Any, mood: str
) -> None:
    stock(core, store, product(1, "Oak Lamp"))
    before = page(core, store)
    claude.mood(mood)

    run = audit(core, in_store)

    assert run.status == "DONE"
    assert page(core, store) == before
    for proposal in SeoProposal.objects.all():
        assert "warranty" not in proposal.after.lower()
        assert "certified" not in proposal.after.lower()


def test_seo_10_a_dead_model_is_said_and_the_scores_stand(
    core: Any, store: Any, in_store: Any, claude: Any
) -> None:
    stock(core, store, product(1, "Oak Lamp"), product(2, "Linen Throw", LINEN))
    claude.fault(kind="status", status=401, times=10)

    run = audit(core, in_store)

    assert run.status == "DONE"
    assert run.score is not None
    assert len(run.notes) == 1


def test_e11_injected_pages_change_nothing(core: Any, store: Any, in_store: Any, claude: Any) -> None:
    """A model that obeys every order on forty pages: proposals at most, plain and about the page."""
    pages = [
        product(number, f"Oak Lamp {name.title()}", f"{OAK} {words}")
        for number, (name, words) in enumerate(HOSTILE.items(), start=1)
    ]
    pages += [
        replace(row, kind="posts", id=UUID(int=100 + place), path=f"/blog/{place}")
        for place, row in enumerate(pages[:10])
    ]
    stock(core, store, *pages)
    before = list(core.seo[store.id])
    claude.mood("obey")

    for _ in range(3):
        audit(core, in_store)

    assert core.seo[store.id] == before
    assert "seo_text_replace" not in core.calls
    assert "post_create" not in core.calls
    assert AiCall.objects.count() > 40
    for proposal in SeoProposal.objects.all():
        lowered = proposal.after.lower()
        assert not any(mark in lowered for mark in ("<", "://", "javascript:", "evil.example", "{{", "{%"))
        assert "hacked" not in lowered
        assert "0.01" not in lowered
