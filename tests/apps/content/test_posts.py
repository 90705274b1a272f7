"""Posts: drafts, schedule, publication, revisions. CON-01, CON-02."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from apps.content import selectors, services
from apps.content.models import Post, Revision
from apps.content.types import Author, PostInput, PostUnknown
from apps.outbox.models import OutboxEvent
from tests.apps.content.conftest import ANNA

pytestmark = pytest.mark.django_db
URL = "/api/v1/stores/{store}/posts"


def events(name: str) -> list[dict[str, Any]]:
    return list(OutboxEvent.objects.filter(name=name).order_by("pk").values_list("payload", flat=True))


def revisions(post_id: Any) -> list[Any]:
    rows = selectors.revision_list(subject_kind="POST", subject_id=post_id)
    return selectors.revisions_view(revisions=list(rows))


def test_con_01_a_post_goes_from_draft_to_published_and_back(store: Any, owner_client: Any) -> None:
    url = URL.format(store=store.id)
    made = owner_client.post(
        url,
        {
            "title": "Caring for linen",
            "body_html": "<h1>Wash</h1><p onclick=x>Cool.</p><script>alert(1)</script>",
            "author": "Anna",
            "tags": ["linen", " linen ", "care"],
        },
        format="json",
    )
    assert made.status_code == 201, made.content
    post = made.json()["data"]
    assert (post["status"], post["handle"], post["published_at"]) == ("DRAFT", "caring-for-linen", None)
    assert post["body_html"] == "<h2>Wash</h2><p>Cool.</p>"
    assert post["tags"] == ["linen", "care"]
    assert events("post.published") == []

    out = owner_client.post(f"{url}/{post['id']}/publish").json()["data"]
    again = owner_client.post(f"{url}/{post['id']}/publish").json()["data"]

    assert out["status"] == "PUBLISHED"
    assert out["published_at"] == again["published_at"]
    assert events("post.published") == [{"post_id": post["id"]}]
    back = owner_client.post(f"{url}/{post['id']}/unpublish").json()["data"]
    assert back["status"] == "DRAFT"
    assert events("post.unpublished") == [{"post_id": post["id"]}]


def test_con_01_a_scheduled_post_goes_out_when_its_time_has_come_once(
    post: Callable[..., Any], store: Any
) -> None:
    now = timezone.now()
    made = post()
    at = now + timedelta(hours=1)
    planned = services.post_schedule(post_id=made.id, published_at=at, author=ANNA, now=now)

    assert (planned.status, planned.published_at) == ("SCHEDULED", at)
    assert services.posts_publish_due(now=now + timedelta(minutes=59)) == 0
    assert Post.objects.get().status == "SCHEDULED"
    assert services.posts_publish_due(now=now + timedelta(minutes=61)) == 1
    assert services.posts_publish_due(now=now + timedelta(minutes=61)) == 0
    assert (Post.objects.get().status, Post.objects.get().published_at) == ("PUBLISHED", at)
    assert events("post.published") == [{"post_id": str(made.id)}]


def test_con_01_the_beat_publishes_in_every_store(post: Callable[..., Any], store: Any) -> None:
    from apps.content.tasks import publish_due_of_store

    made = post()
    services.post_schedule(
        post_id=made.id,
        published_at=timezone.now() + timedelta(seconds=1),
        author=ANNA,
        now=timezone.now() - timedelta(hours=1),
    )
    Post.objects.update(published_at=timezone.now() - timedelta(seconds=1))

    publish_due_of_store(schema_name=store.schema_name)

    assert Post.objects.get().status == "PUBLISHED"


def test_con_01_what_cannot_go_out_is_refused(
    store: Any, owner_client: Any, post: Callable[..., Any]
) -> None:
    empty = post(body_html="")
    url = f"{URL.format(store=store.id)}/{empty.id}"

    assert owner_client.post(f"{url}/publish").json()["error"]["code"] == "post_empty"
    past = owner_client.post(f"{url}/schedule", {"published_at": "2020-01-01T00:00:00Z"}, format="json")
    assert past.status_code == 400
    assert "published_at" in past.json()["error"]["fields"]
    assert Post.objects.get().status == "DRAFT"


def test_con_02_every_save_can_be_restored_and_says_who(post: Callable[..., Any], store: Any) -> None:
    made = post()
    model = Author(kind="AI", label="claude-test")
    services.post_update(
        post_id=made.id, data=PostInput(body_html="<p>Wash it cool.</p><p>Never bleach.</p>"), author=model
    )
    services.post_update(post_id=made.id, data=PostInput(title="Linen"), author=ANNA)
    services.post_update(post_id=made.id, data=PostInput(title="Linen"), author=ANNA)

    third, second, first = revisions(made.id)

    assert [row.number for row in (first, second, third)] == [1, 2, 3]
    assert (second.author_kind, second.author_label) == ("AI", "claude-test")
    assert [change["field"] for change in second.changes] == ["body_html"]
    assert second.changes[0]["diff"] == [" <p>Wash it cool.</p>", "+<p>Never bleach.</p>"]
    assert [(c["before"], c["after"]) for c in third.changes] == [("Caring for linen", "Linen")]

    restored = services.post_restore(post_id=made.id, revision_id=first.id, author=ANNA)

    assert (restored.title, restored.body_html) == ("Caring for linen", "<p>Wash it cool.</p>")
    assert revisions(made.id)[0].note == "restored from save 1"
    assert Revision.objects.filter(subject_id=made.id).count() == 4


def test_con_02_revisions_outlive_a_deleted_post(post: Callable[..., Any]) -> None:
    made = post(is_out=True)

    services.post_delete(post_id=made.id)

    assert Revision.objects.filter(subject_id=made.id).count() == 2
    with pytest.raises(PostUnknown):
        selectors.post_get(post_id=made.id)


def test_an_import_makes_one_post_and_leaves_what_people_changed(in_store: Any) -> None:
    words = PostInput(title="Linen", body_html="<p>One.</p>", handle="linen")
    model = Author(kind="AI", label="claude-test")

    made, is_new = services.post_import(data=words, external_reference="draft:1", author=model)
    services.post_update(post_id=made.id, data=PostInput(title="Our linen"), author=ANNA)
    again, is_new_again = services.post_import(data=words, external_reference="draft:1", author=model)

    assert (is_new, is_new_again) == (True, False)
    assert (again.id, again.title, again.status, again.origin) == (made.id, "Our linen", "DRAFT", "AI")
    assert Post.objects.count() == 1


def test_handles_give_way_and_are_refused_when_asked_for(store: Any, owner_client: Any) -> None:
    url = URL.format(store=store.id)
    body = {"title": "Linen", "body_html": "<p>a</p>"}

    handles = [owner_client.post(url, body, format="json").json()["data"]["handle"] for _ in range(3)]
    taken = owner_client.post(url, body | {"handle": "linen"}, format="json")

    assert handles == ["linen", "linen-2", "linen-3"]
    assert (taken.status_code, taken.json()["error"]["code"]) == (409, "handle_taken")


def test_hostile_words_are_refused_or_made_harmless(store: Any, owner_client: Any) -> None:
    url = URL.format(store=store.id)
    body = {
        "title": "x",
        "body_html": '<p><img src="https://evil.example/a.png"><img src="/media/s/a.webp" onerror="x">'
        '<a href="javascript:alert(1)">a</a><a href="/products/lamp">b</a></p>',
        "sources": [{"title": "s", "url": "javascript:alert(1)"}],
    }

    refused = owner_client.post(url, body, format="json")
    made = owner_client.post(url, body | {"sources": []}, format="json").json()["data"]

    assert refused.json()["error"]["fields"] == {
        "sources.0.url": ["Give a path of the shop or an http(s) address."]
    }
    assert made["body_html"] == (
        '<p><img><img src="/media/s/a.webp"><a rel="noopener">a</a>'
        '<a href="/products/lamp" rel="noopener">b</a></p>'
    )
