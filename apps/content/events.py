"""Facts about posts and pages. All are published with the store's id."""

from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from apps.outbox.types import Event


@dataclass(frozen=True, kw_only=True)
class PostPublished(Event):
    """Readers see the post from now on."""

    name: ClassVar[str] = "post.published"
    post_id: UUID


@dataclass(frozen=True, kw_only=True)
class PostUnpublished(Event):
    """Readers no longer see the post (a draft again, or deleted)."""

    name: ClassVar[str] = "post.unpublished"
    post_id: UUID
