"""Posts from a brief to the shop: edited and read by a person, handed over once."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from automation.core_client.client import Core
from automation.core_client.content import PostDraft
from automation.registry.types import StoreInfo
from automation.seo.html import sanitised
from automation.seo.models import BlogPost
from automation.seo.plain import visible
from automation.seo.types import (
    HANDED_OVER,
    BlogPostUnknown,
    NotReviewedYet,
    PostHandedOver,
    PostNotReady,
    PostStatus,
    ProductsGone,
)

EDITABLE = ("title", "excerpt", "author", "tags", "seo_title", "seo_description", "body_html")


def post_create(*, topic: str, brief: dict[str, Any], user_id: UUID, now: datetime) -> BlogPost:
    """Keep a brief; the outline is written by a worker."""
    return BlogPost.objects.create(
        topic=visible(topic)[:200],
        brief=brief,
        author=visible(str(brief.get("author", "")))[:120],
        is_writing=True,
        created_by=user_id,
        created_at=now,
        updated_at=now,
        due_at=now,
    )


def post_write_on(*, post_id: UUID, now: datetime) -> BlogPost:
    """Have the draft written (or what failed tried again). Raises BlogPostUnknown, PostHandedOver."""
    post = _editable(post_id)
    post.is_writing, post.error, post.error_code, post.waits, post.due_at = True, "", "", 0, now
    if post.status == PostStatus.FAILED:
        post.status = PostStatus.OUTLINED if post.sections else PostStatus.BRIEF
    elif post.status in {PostStatus.DRAFTED, PostStatus.REVIEWED}:
        post.status, post.reviewed_by, post.reviewed_at = PostStatus.OUTLINED, None, None
        post.sections = [{**section, "paragraphs": []} for section in post.sections]
    post.updated_at = now
    post.save()
    return post


def post_update(*, post_id: UUID, changes: dict[str, Any], now: datetime) -> BlogPost:
    """Change the words of a post that is not in the shop yet; a reviewed one has to be read again.

    Headings of an outline are changed by `headings`. Raises BlogPostUnknown, PostHandedOver.
    """
    with transaction.atomic():
        post = _editable(post_id)
        for name in EDITABLE:
            if name in changes:
                value = changes[name]
                setattr(post, name, sanitised(value) if name == "body_html" else value)
        for place, heading in enumerate(changes.get("headings", [])[: len(post.sections)]):
            post.sections[place]["heading"] = visible(heading)[:150]
        if post.status == PostStatus.REVIEWED:
            post.status, post.reviewed_by, post.reviewed_at = PostStatus.DRAFTED, None, None
        if post.status in {PostStatus.BRIEF, PostStatus.OUTLINED, PostStatus.FAILED} and changes.get(
            "body_html"
        ):
            post.status, post.is_writing = PostStatus.DRAFTED, False
        post.updated_at = now
        post.save()
    return post


def post_review(*, post_id: UUID, user_id: UUID, now: datetime) -> BlogPost:
    """Note that a person has read the draft. Raises BlogPostUnknown, PostHandedOver, PostNotReady."""
    with transaction.atomic():
        post = _editable(post_id)
        if (
            post.status not in {PostStatus.DRAFTED, PostStatus.REVIEWED}
            or not post.body_html
            or not post.title
        ):
            raise PostNotReady
        post.status, post.reviewed_by, post.reviewed_at, post.updated_at = (
            PostStatus.REVIEWED,
            user_id,
            now,
            now,
        )
        post.save()
    return post


def post_publish(
    *, post_id: UUID, publish_at: datetime | None, store: StoreInfo, core: Core, now: datetime
) -> BlogPost:
    """Hand a reviewed post over to the shop, to go out at a time or now. Safe to repeat: one post comes of it.

    Raises BlogPostUnknown, PostHandedOver, NotReviewedYet, and ProductsGone when a linked product cannot be
    bought any more.
    """
    post = _editable(post_id)
    if post.status != PostStatus.REVIEWED:
        raise NotReviewedYet
    _require_products(post, store=store, core=core)
    at = publish_at or now
    made = core.post_create(
        store_id=store.id,
        post=_draft(post, publish_at=at),
        # The reference keeps the post single; the key only has to differ when the words or the time do.
        idempotency_key=f"blog-{post.pk.hex}-{post.updated_at.timestamp():.3f}-{at.timestamp():.3f}",
    )
    post.status = PostStatus.SCHEDULED if made.status == "SCHEDULED" else PostStatus.PUBLISHED
    post.core_post_id, post.url, post.publish_at, post.updated_at = made.id, made.url, at, now
    post.save(update_fields=["status", "core_post_id", "url", "publish_at", "updated_at"])
    return post


def _require_products(post: BlogPost, *, store: StoreInfo, core: Core) -> None:
    """Ask again whether what the text links to can be bought."""
    linked = [row for row in post.products if f'href="{row["path"]}"' in post.body_html]
    gone = []
    for row in linked:
        found = core.shop_products(store_id=store.id, search=row["title"], limit=24)
        if row["id"] not in {str(item.id) for item in found}:
            gone.append(row["title"])
    if gone:
        raise ProductsGone(gone)


def _draft(post: BlogPost, *, publish_at: datetime) -> PostDraft:
    linked = next(
        (UUID(row["id"]) for row in post.products if f'href="{row["path"]}"' in post.body_html), None
    )
    return PostDraft(
        external_reference=f"blog-post:{post.pk}",
        title=post.title,
        body_html=post.body_html,
        excerpt=post.excerpt,
        author=post.author,
        tags=tuple(post.tags),
        sources=tuple((row["title"], row["url"]) for row in post.sources),
        seo_title=post.seo_title,
        seo_description=post.seo_description,
        image_product_id=linked,
        writer_label=post.model,
        reviewed_by=str(post.reviewed_by),
        publish_at=publish_at,
    )


def post_delete(*, post_id: UUID) -> None:
    """Forget a post here; what is in the shop stays there. Raises BlogPostUnknown."""
    deleted, _ = BlogPost.objects.filter(pk=post_id).delete()
    if not deleted:
        raise BlogPostUnknown


def _editable(post_id: UUID) -> BlogPost:
    post = BlogPost.objects.filter(pk=post_id).first()
    if post is None:
        raise BlogPostUnknown
    if post.status in HANDED_OVER:
        raise PostHandedOver
    return post
