"""What selectors return: plain frozen data."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from apps.catalog.types import ImageInfo
from apps.content.types.statuses import CLOSED_TO_ROBOTS
from apps.money.types import Money


@dataclass(frozen=True, slots=True, kw_only=True)
class Author:
    """Who saved something: a kind of AuthorKind and a name to show."""

    kind: str
    label: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    title: str
    url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PostDetail:
    """A post as staff see it. `published_at` is in the future while SCHEDULED."""

    id: UUID
    title: str
    handle: str
    status: str
    body_html: str
    excerpt: str
    author: str
    tags: tuple[str, ...]
    sources: tuple[Source, ...]
    image_product_id: UUID | None
    image_url: str
    image_alt: str
    seo_title: str
    seo_description: str
    origin: str
    external_reference: str | None
    published_at: datetime | None
    created_at: datetime
    updated_at: datetime
    url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PageDetail:
    id: UUID
    kind: str
    title: str
    handle: str
    body_html: str
    seo_title: str
    seo_description: str
    is_published: bool
    created_at: datetime
    updated_at: datetime
    url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RevisionDetail:
    """One save. `changes` compares it with the save before: field, old and new value, lines of a unified diff."""

    id: UUID
    number: int
    author_kind: str
    author_label: str
    note: str
    created_at: datetime
    snapshot: dict[str, Any]
    changes: tuple[dict[str, Any], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class RedirectDetail:
    id: UUID
    from_path: str
    target: str
    is_gone: bool
    kind: str
    hits: int
    last_hit_at: datetime | None
    created_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class LogEntry:
    """An address shoppers asked for that is not there, with addresses that could be meant."""

    id: UUID
    path: str
    hits: int
    referrer: str
    first_seen_at: datetime
    last_seen_at: datetime
    proposals: tuple[ShopLinkItem, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ShopLinkItem:
    title: str
    path: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MenuItem:
    title: str
    path: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ShopLinks:
    """What surrounds every page. `main` is None while the header shows the collections."""

    main: tuple[MenuItem, ...] | None
    footer: tuple[MenuItem, ...]
    has_blog: bool
    search: SearchSettingsDetail


@dataclass(frozen=True, slots=True, kw_only=True)
class MenuDetail:
    id: UUID
    place: str
    items: tuple[MenuItem, ...]
    updated_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class PolicyGap:
    """A policy that is not out, or is out with gaps of its template."""

    kind: str
    is_published: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchSettingsDetail:
    product_title_template: str
    product_description_template: str
    robots_disallow: tuple[str, ...]
    is_open_to_search: bool
    is_feed_open: bool
    feed_brand: str

    @property
    def always_closed(self) -> tuple[str, ...]:
        """What robots.txt closes in every shop."""
        return CLOSED_TO_ROBOTS


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What to do for an address that no page has: go to `target` (301), or say it is gone (410)."""

    target: str
    is_gone: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ShopPostCard:
    title: str
    handle: str
    excerpt: str
    author: str
    tags: tuple[str, ...]
    published_at: datetime
    image: ImageInfo | None
    image_alt: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ShopPost:
    """A post's page. `changed_at` is the last real change of its content."""

    id: UUID
    title: str
    handle: str
    excerpt: str
    author: str
    tags: tuple[str, ...]
    published_at: datetime
    image: ImageInfo | None
    image_alt: str
    body_html: str
    sources: tuple[Source, ...]
    seo_title: str
    seo_description: str
    changed_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class ShopPosts:
    """One page of a list of posts; `products`-like names are those of the pager."""

    cards: tuple[ShopPostCard, ...]
    page: int
    per_page: int
    total: int
    has_next: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ShopPageView:
    kind: str
    title: str
    handle: str
    body_html: str
    seo_title: str
    seo_description: str
    changed_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class SitemapEntry:
    """An address; `changed_at` is None where nothing of its own can change."""

    path: str
    changed_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedItem:
    """One variant as Google's product feed wants it. `price` is what the page asks. Paths are relative to the host."""

    id: UUID
    group_id: UUID | None
    title: str
    description: str
    is_title_by_ai: bool
    is_description_by_ai: bool
    path: str
    image_url: str
    more_image_urls: tuple[str, ...]
    price: Money
    is_available: bool
    brand: str
    gtin: str
    sku: str
    product_type: str
    weight_grams: int | None
    problems: tuple[FeedProblem, ...]

    @property
    def is_complete(self) -> bool:
        """Whether every required field is there, so that it goes into the feed."""
        return not any(problem.is_blocking for problem in self.problems)


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedProblem:
    """`code` is stable; a blocking one keeps the item out of the feed."""

    code: str
    message: str
    is_blocking: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedAddress:
    name: str
    url: str
    about: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedCount:
    code: str
    message: str
    is_blocking: bool
    count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedExample:
    title: str
    path: str
    code: str
    message: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedsOverview:
    """Where the store's feeds are, and what the product feed would send now. At most 100 examples."""

    addresses: tuple[FeedAddress, ...]
    items: int
    left_out: int
    ai_written: int
    problems: tuple[FeedCount, ...]
    examples: tuple[FeedExample, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditPage:
    """A page with the words search engines see. `images` are (id, alternative text).

    `is_linked`: a product is in a shown collection, a collection has products. `locked_fields` were edited by a
    person; machines leave them.
    """

    kind: str
    id: UUID
    path: str
    title: str
    body_html: str
    changed_at: datetime
    seo_title: str = ""
    seo_description: str = ""
    images: tuple[tuple[UUID, str], ...] = ()
    locked_fields: tuple[str, ...] = ()
    is_linked: bool = True
    about: str = ""
