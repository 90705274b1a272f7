"""Blog posts: brief, outline, draft with sources and products on sale, review, publication. CON-01, CON-03."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from automation.seo.models import BlogPost
from automation.seo.services.posts import post_create
from automation.seo.services.working import post_turn
from automation.seo.timebox import TimeBox
from automation.tests.seo.hostile import HOSTILE
from automation.tests.seo.shop import LINEN, OAK, USER, brief, product, stock

pytestmark = pytest.mark.django_db
URL = "/api/v1/automation/stores/{store}/posts"
LINKS = re.compile(r'href="([^"]+)"')
SENT = "automation.seo.api.posts.post_dispatch"


@pytest.fixture
def shop(core: Any, store: Any) -> None:
    stock(core, store, product(1, "Oak Lamp"), product(2, "Linen Throw", LINEN))


def test_con_03_a_brief_becomes_an_outline_and_waits_for_a_person(
    core: Any, store: Any, in_store: Any, shop: None, claude: Any, owner_client: Any, monkeypatch: Any
) -> None:
    monkeypatch.setattr(SENT, lambda **_: True)
    url = URL.format(store=store.id)
    made = owner_client.post(url, {"topic": "How to choose an oak lamp"}, format="json")
    assert (made.status_code, made.json()["data"]["status"]) == (202, "BRIEF")
    post_id = made.json()["data"]["id"]

    turn = {"post_id": post_id, "store": in_store, "core": core}
    post_turn(**turn, box=TimeBox(), now=timezone.now())
    outlined = owner_client.get(f"{url}/{post_id}").json()["data"]

    assert (outlined["status"], outlined["is_writing"], outlined["body_html"]) == ("OUTLINED", False, "")
    assert len(outlined["sections"]) == 4
    assert [row["title"] for row in outlined["products"]] == ["Oak Lamp", "Linen Throw"]
    assert "post_create" not in core.calls

    changed = owner_client.patch(f"{url}/{post_id}", {"headings": ["Light first"]}, format="json")
    assert changed.json()["data"]["sections"][0]["heading"] == "Light first"
    assert owner_client.post(f"{url}/{post_id}/write").status_code == 202
    post_turn(**turn, box=TimeBox(), now=timezone.now())
    assert owner_client.get(f"{url}/{post_id}").json()["data"]["status"] == "DRAFTED"


def test_con_03_a_draft_has_sources_and_links_to_two_products_that_can_be_bought(
    core: Any, in_store: Any, shop: None, claude: Any
) -> None:
    given = {
        "title": "A book on light",
        "url": "https://books.example/light",
        "text": "Warm light has 2700 kelvin.",
    }

    post = brief(core, in_store, sources=[given])

    assert post.status == "DRAFTED", (post.error_code, post.error)
    links = LINKS.findall(post.body_html)
    assert set(links) == {"/products/oak-lamp", "/products/linen-throw"}
    sources = {row["title"]: row["url"] for row in post.sources}
    assert sources["Oak Lamp"] == "/products/oak-lamp"
    assert set(sources) <= {"Oak Lamp", "Linen Throw", "A book on light"}
    assert post.cost_micros > 0
    assert "<script" not in post.body_html
    assert "post_create" not in core.calls  # a draft by default


def test_con_03_without_two_products_on_sale_nothing_is_written(
    core: Any, store: Any, in_store: Any, claude: Any
) -> None:
    stock(core, store, product(1, "Oak Lamp"))

    post = brief(core, in_store)

    assert (post.status, post.error_code, post.body_html) == ("FAILED", "too_few_products", "")


def test_con_03_only_a_reviewed_post_goes_into_the_shop_and_only_once(
    core: Any, store: Any, in_store: Any, shop: None, claude: Any, owner_client: Any
) -> None:
    post = brief(core, in_store)
    url = f"{URL.format(store=store.id)}/{post.pk}"
    early = owner_client.post(f"{url}/publish", {}, format="json")
    assert (early.status_code, early.json()["error"]["code"]) == (422, "post_not_reviewed")
    assert "post_create" not in core.calls

    assert owner_client.post(f"{url}/review").json()["data"]["status"] == "REVIEWED"
    edited = owner_client.patch(url, {"title": "Choosing a lamp"}, format="json").json()["data"]
    assert (edited["status"], edited["reviewed_at"]) == ("DRAFTED", None)  # to be read again
    owner_client.post(f"{url}/review")
    at = timezone.now() + timedelta(days=3)
    planned = owner_client.post(f"{url}/publish", {"publish_at": at.isoformat()}, format="json").json()[
        "data"
    ]

    assert planned["status"] == "SCHEDULED"
    ((draft, made),) = core.posts[store.id]
    assert (draft.title, draft.publish_at, made.status) == ("Choosing a lamp", at, "SCHEDULED")
    assert draft.reviewed_by == "00000000-0000-0000-0000-00000000000b"
    assert draft.sources
    again = owner_client.post(f"{url}/publish", {}, format="json")
    assert again.json()["error"]["code"] == "post_handed_over"
    listed = {
        flag: owner_client.get(URL.format(store=store.id), {"is_handed_over": flag}).json()["total"]
        for flag in ("true", "false")
    }
    assert listed == {"true": 1, "false": 0}
    BlogPost.objects.filter(pk=post.pk).update(status="REVIEWED")  # as after a lost answer
    owner_client.post(f"{url}/publish", {}, format="json")
    assert len(core.posts[store.id]) == 1


def test_con_03_a_product_that_sold_out_since_holds_the_post_back(
    core: Any, store: Any, in_store: Any, shop: None, claude: Any, owner_client: Any
) -> None:
    post = brief(core, in_store)
    url = f"{URL.format(store=store.id)}/{post.pk}"
    owner_client.post(f"{url}/review")
    core.on_sale[store.id] = [row for row in core.on_sale[store.id] if row.title != "Oak Lamp"]

    answer = owner_client.post(f"{url}/publish", {}, format="json")

    assert (answer.status_code, answer.json()["error"]["code"]) == (422, "products_not_on_sale")
    assert "Oak Lamp" in answer.json()["error"]["message"]
    assert "post_create" not in core.calls


def test_writing_goes_on_section_by_section_and_waits_for_what_is_away(
    core: Any, in_store: Any, shop: None, claude: Any
) -> None:
    words = {"is_straight_to_draft": True}
    now = timezone.now()
    post = post_create(topic="How to choose an oak lamp", brief=words, user_id=USER, now=now)
    turn: dict[str, Any] = {"post_id": post.pk, "store": in_store, "core": core}

    core.is_away = True
    assert not post_turn(**turn, box=TimeBox(), now=now)
    core.is_away = False
    assert not post_turn(**turn, box=TimeBox(), now=now)  # it waits
    assert BlogPost.objects.get().status == "BRIEF"
    later = now + timedelta(hours=2)
    assert post_turn(**turn, box=TimeBox(seconds=0), now=later)  # no time for a question
    post_turn(**turn, box=TimeBox(), now=later)

    assert BlogPost.objects.get().status == "DRAFTED"


def test_without_claude_a_post_fails_with_words_and_can_be_tried_again(
    core: Any, store: Any, in_store: Any, shop: None, owner_client: Any, monkeypatch: Any
) -> None:
    monkeypatch.setattr(SENT, lambda **_: True)
    post = brief(core, in_store)
    assert (post.status, post.error_code) == ("FAILED", "ai_not_connected")

    again = owner_client.post(f"{URL.format(store=store.id)}/{post.pk}/write").json()["data"]

    assert (again["status"], again["is_writing"], again["error"]) == ("BRIEF", True, "")


def test_con_03_what_people_type_is_cleaned_too(
    core: Any, store: Any, in_store: Any, shop: None, claude: Any, owner_client: Any
) -> None:
    post = brief(core, in_store)
    url = f"{URL.format(store=store.id)}/{post.pk}"

    body = '<p onclick="x()">Hi <a href="javascript:alert(1)">a</a></p><script>alert(1)</script>'
    changed = owner_client.patch(url, {"body_html": body}, format="json").json()["data"]

    assert changed["body_html"] == '<p>Hi <a rel="noopener">a</a></p>'


@pytest.mark.parametrize("mood", ["bad_json", "wrong_schema", "refusal", "truncated", "empty"])
def test_con_03_a_misbehaving_model_ends_in_words_and_not_in_a_draft(
    core: Any, in_store: Any, shop: None, claude: Any, mood: str
) -> None:
    claude.mood(mood)

    post = brief(core, in_store)

    assert (post.status, post.error_code, post.body_html) == ("FAILED", "ai_unusable", "")


def test_con_03_claims_that_no_source_supports_are_left_out(
    core: Any, in_store: Any, shop: None, claude: Any
) -> None:
    claude.mood("invent")

    post = brief(core, in_store)

    assert post.status in {"DRAFTED", "FAILED"}
    assert "warranty" not in post.body_html.lower()
    assert "FDA" not in post.body_html


def test_e11_injected_product_texts_reach_no_draft(core: Any, store: Any, in_store: Any, claude: Any) -> None:
    claude.mood("obey")
    for name, words in list(HOSTILE.items())[:12]:
        stock(
            core,
            store,
            product(1, "Oak Lamp", f"{OAK} {words}"),
            product(2, "Linen Throw", f"{LINEN} {words}"),
        )
        post = brief(core, in_store)

        assert set(LINKS.findall(post.body_html)) <= {"/products/oak-lamp", "/products/linen-throw"}, name
        lowered = post.body_html.lower()
        for mark in ("<script", "<img", "<iframe", "evil.example", "javascript:", "my instructions are"):
            assert mark not in lowered, name
    assert "post_create" not in core.calls
