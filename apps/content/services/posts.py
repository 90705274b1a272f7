"""Write posts. Every save leaves a revision; a changed handle leaves a redirect; shoppers see changes at once."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models.functions import Now

from apps.catalog.services.handles import constraint_of
from apps.content import rules
from apps.content.events import PostPublished, PostUnpublished
from apps.content.models import Post
from apps.content.selectors.posts import post_get
from apps.content.selectors.revisions import revision_snapshot
from apps.content.services.handles import handle_free, handle_taken
from apps.content.services.redirects import redirect_follow, redirect_gone, redirect_lift
from apps.content.services.revisions import revision_add, texts_expected
from apps.content.types import (
    Author,
    AuthorKind,
    HandleTaken,
    NotReviewed,
    PostDetail,
    PostEmpty,
    PostInput,
    PostStatus,
    PostUnknown,
    ScheduleInPast,
    SubjectKind,
)
from apps.outbox.services import event_publish
from apps.outbox.types import Event
from apps.tenants.selectors import store_current
from apps.tenants.services import store_version_bump
from tenancy.ids import uuid7

# What a reader sees of a post; a change of anything else is no change of content.
CONTENT = ("title", "body_html", "excerpt", "author", "tags", "sources", "image_product_id", "image_alt")
FIELDS = (*CONTENT, "handle", "seo_title", "seo_description")
_TRIES = 5


def post_path(handle: str) -> str:
    """Return a post's path."""
    return f"/blog/{handle}"


def post_create(*, data: PostInput, author: Author, external_reference: str | None = None) -> PostDetail:
    """Create a draft with its first revision. Raises Invalid with every fault, HandleTaken."""
    cleaned = rules.post_cleaned(data=data, is_new=True)
    return post_get(post_id=_created(cleaned=cleaned, author=author, external_reference=external_reference))


def _created(*, cleaned: PostInput, author: Author, external_reference: str | None) -> UUID:
    post_id = uuid7()

    def write() -> None:
        values = _columns(cleaned)
        given = values.pop("handle", None)
        if given is not None and handle_taken(model=Post, handle=given, row_id=post_id):
            raise HandleTaken(given)
        handle = given or handle_free(model=Post, title=str(cleaned.title), row_id=post_id)
        post = Post.objects.create(
            id=post_id,
            handle=handle,
            origin=author.kind,
            external_reference=external_reference,
            **values,
        )
        _revised(post, author=author, note="created")

    _written(write)
    return post_id


def post_import(*, data: PostInput, external_reference: str, author: Author) -> tuple[PostDetail, bool]:
    """Create the draft of an outside source once, or return the post that has this reference and False.

    Idempotent, also for two workers at once. The existing post is left as it is, since people may have edited it.
    """
    found = Post.objects.filter(external_reference=external_reference).values_list("pk", flat=True).first()
    if found is not None:
        return post_get(post_id=found), False
    cleaned = rules.post_cleaned(data=data, is_new=True)
    if isinstance(cleaned.handle, str) and handle_taken(model=Post, handle=cleaned.handle, row_id=uuid7()):
        cleaned = replace(cleaned, handle=PostInput().handle)
    try:
        post_id = _created(cleaned=cleaned, author=author, external_reference=external_reference)
    except IntegrityError as error:
        if constraint_of(error) != "content_post_reference_once":
            raise
        return post_get(post_id=Post.objects.get(external_reference=external_reference).pk), False
    return post_get(post_id=post_id), True


def post_hand_over(
    *,
    data: PostInput,
    external_reference: str,
    author: Author,
    reviewed_by: str,
    publish_at: datetime | None,
    now: datetime,
) -> tuple[PostDetail, bool]:
    """Import a post as `post_import`; with a time it goes out then (in the past: now), if a person has read it.

    Safe to repeat: a post that was out or planned before stays as people left it. Raises NotReviewed, Invalid.
    """
    if publish_at is not None and not reviewed_by:
        raise NotReviewed
    post, is_new = post_import(data=data, external_reference=external_reference, author=author)
    if publish_at is None or post.status != PostStatus.DRAFT or post.published_at is not None:
        return post, is_new
    person = Author(kind=AuthorKind.PERSON, label=reviewed_by)
    if publish_at > now:
        planned = post_schedule(post_id=post.id, published_at=publish_at, author=person, now=now)
        return planned, is_new
    return post_publish(post_id=post.id, author=person, now=now), is_new


def post_update(*, post_id: UUID, data: PostInput, author: Author, note: str = "") -> PostDetail:
    """Change what `data` says; leaves a revision, and a redirect when a published post's handle changes.

    A save that changes nothing leaves nothing. Raises PostUnknown, Invalid, HandleTaken, and PostEmpty when a
    post that is out would lose its title or text.
    """
    cleaned = rules.post_cleaned(data=data, is_new=False)
    _written(lambda: _change(post_id=post_id, values=_columns(cleaned), author=author, note=note))
    return post_get(post_id=post_id)


def post_text_replace(*, post_id: UUID, field: str, expected: str, value: str, author: Author) -> None:
    """Set a search text of a post whose field is still `expected`. Safe to repeat.

    Raises PostUnknown, TextsChanged, Invalid.
    """
    data = PostInput(**{field: value})  # type: ignore[arg-type]
    values = _columns(rules.post_cleaned(data=data, is_new=False))
    note = f"{field} by automation"
    _written(
        lambda: _change(post_id=post_id, values=values, author=author, note=note, expected={field: expected})
    )


def _change(
    *,
    post_id: UUID,
    values: dict[str, Any],
    author: Author,
    note: str,
    expected: dict[str, str] | None = None,
) -> None:
    post = _locked(post_id=post_id)
    texts_expected(row=post, values=values, expected=expected)
    changed = {name: value for name, value in values.items() if getattr(post, name) != value}
    if not changed:
        return
    old = post.handle
    for name, value in changed.items():
        setattr(post, name, value)
    if "handle" in changed and handle_taken(model=Post, handle=post.handle, row_id=post.pk):
        raise HandleTaken(post.handle)
    if post.status != PostStatus.DRAFT:
        _require_words(post)
    stamps = {"updated_at": Now()} | ({"changed_at": Now()} if changed.keys() & set(CONTENT) else {})
    Post.objects.filter(pk=post.pk).update(**changed, **stamps)
    if "handle" in changed and post.published_at is not None:
        redirect_follow(old=post_path(old), new=post_path(post.handle))
    _revised(post, author=author, note=note)
    if post.status == PostStatus.PUBLISHED:
        _told([])


def post_restore(*, post_id: UUID, revision_id: UUID, author: Author) -> PostDetail:
    """Make the post's words those of one of its revisions, as a new save. Raises PostUnknown, RevisionUnknown.

    The handle stays as it is now, so that no link breaks.
    """
    number, snapshot = revision_snapshot(
        subject_kind=SubjectKind.POST, subject_id=post_id, revision_id=revision_id
    )
    values = {name: snapshot[name] for name in FIELDS if name in snapshot and name != "handle"}
    if values.get("image_product_id"):
        values["image_product_id"] = UUID(values["image_product_id"])
    _written(
        lambda: _change(post_id=post_id, values=values, author=author, note=f"restored from save {number}")
    )
    return post_get(post_id=post_id)


@transaction.atomic(durable=True)
def post_delete(*, post_id: UUID) -> None:
    """Delete a post; what was published answers 410 from now on. Its revisions stay. Raises PostUnknown."""
    post = _locked(post_id=post_id)
    events: list[Event] = []
    if post.status == PostStatus.PUBLISHED:
        events.append(PostUnpublished(post_id=post.pk))
        redirect_gone(paths=[post_path(post.handle)])
    post.delete()
    _told(events)


def post_publish(*, post_id: UUID, author: Author, now: datetime) -> PostDetail:
    """Show the post to readers now. Safe to repeat. Raises PostUnknown, PostEmpty."""
    with transaction.atomic(durable=True):
        _publish(_locked(post_id=post_id), author=author, now=now)
    return post_get(post_id=post_id)


def _publish(post: Post, *, author: Author, now: datetime) -> None:
    if post.status == PostStatus.PUBLISHED:
        return
    _require_words(post)
    post.status, post.published_at = PostStatus.PUBLISHED, now
    Post.objects.filter(pk=post.pk).update(
        status=post.status, published_at=now, changed_at=now, updated_at=now
    )
    redirect_lift(path=post_path(post.handle))
    _revised(post, author=author, note="published")
    _told([PostPublished(post_id=post.pk)])


def post_schedule(*, post_id: UUID, published_at: datetime, author: Author, now: datetime) -> PostDetail:
    """Have a draft go out at a time in the future; a scheduled post gets the new time.

    Raises PostUnknown, PostEmpty, ScheduleInPast. A published post is left as it is.
    """
    if published_at <= now:
        raise ScheduleInPast
    with transaction.atomic(durable=True):
        post = _locked(post_id=post_id)
        if post.status != PostStatus.PUBLISHED:
            _require_words(post)
            post.status, post.published_at = PostStatus.SCHEDULED, published_at
            Post.objects.filter(pk=post.pk).update(
                status=post.status, published_at=published_at, updated_at=now
            )
            _revised(post, author=author, note=f"scheduled for {published_at.isoformat()}")
    return post_get(post_id=post_id)


def post_unpublish(*, post_id: UUID, author: Author) -> PostDetail:
    """Make the post a draft again. Safe to repeat. Raises PostUnknown."""
    with transaction.atomic(durable=True):
        post = _locked(post_id=post_id)
        if post.status != PostStatus.DRAFT:
            was_out = post.status == PostStatus.PUBLISHED
            post.status = PostStatus.DRAFT
            Post.objects.filter(pk=post.pk).update(status=post.status, updated_at=Now())
            _revised(post, author=author, note="made a draft again")
            _told([PostUnpublished(post_id=post.pk)] if was_out else [])
    return post_get(post_id=post_id)


def posts_publish_due(*, now: datetime) -> int:
    """Publish every scheduled post whose time has come; returns how many. Safe to run twice at once."""
    due = Post.objects.filter(status=PostStatus.SCHEDULED, published_at__lte=now).order_by("pk")
    count = 0
    for post_id in list(due.values_list("pk", flat=True)):
        with transaction.atomic(durable=True):
            post = Post.objects.select_for_update(of=("self",)).filter(pk=post_id).order_by("pk").first()
            if post is None or post.status != PostStatus.SCHEDULED or (post.published_at or now) > now:
                continue
            _publish(post, author=Author(kind="PLATFORM", label="schedule"), now=post.published_at or now)
            count += 1
    return count


def _require_words(post: Post) -> None:
    if not post.title or not post.body_html:
        raise PostEmpty


def _columns(data: PostInput) -> dict[str, Any]:
    values = rules.said(data)
    if "tags" in values:
        values["tags"] = list(values["tags"])
    if "sources" in values:
        values["sources"] = [{"title": title, "url": url} for title, url in values["sources"]]
    return values


def _locked(*, post_id: UUID) -> Post:
    post = Post.objects.select_for_update(of=("self",)).filter(pk=post_id).order_by("pk").first()
    if post is None:
        raise PostUnknown
    return post


def _revised(post: Post, *, author: Author, note: str) -> None:
    snapshot = {name: getattr(post, name) for name in FIELDS}
    snapshot["image_product_id"] = str(post.image_product_id) if post.image_product_id else None
    snapshot |= {"status": post.status}
    revision_add(
        subject_kind=SubjectKind.POST, subject_id=post.pk, snapshot=snapshot, author=author, note=note
    )


def _told(events: list[Event]) -> None:
    store = store_current()
    for event in events:
        event_publish(event=event, store_id=store.id)
    store_version_bump(store_id=store.id)


def _written(write: Callable[[], None]) -> None:
    """Run `write` in a transaction, again when its handle was taken by one that committed first."""
    for attempt in range(_TRIES):
        try:
            with transaction.atomic(durable=True):
                return write()
        except IntegrityError as error:
            if constraint_of(error) != "content_post_handle_once" or attempt == _TRIES - 1:
                raise
    return None
