"""What the services take. UNSET means "not said": it stays as it is."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from apps.catalog.types.inputs import UNSET, Unset


@dataclass(frozen=True, slots=True, kw_only=True)
class PostInput:
    """A post's words. `sources` are (title, address or "") pairs shown below the text."""

    title: str | Unset = UNSET
    handle: str | Unset = UNSET
    body_html: str | Unset = UNSET
    excerpt: str | Unset = UNSET
    author: str | Unset = UNSET
    tags: tuple[str, ...] | Unset = UNSET
    sources: tuple[tuple[str, str], ...] | Unset = UNSET
    image_product_id: UUID | Unset | None = UNSET
    image_alt: str | Unset = UNSET
    seo_title: str | Unset = UNSET
    seo_description: str | Unset = UNSET


@dataclass(frozen=True, slots=True, kw_only=True)
class PageInput:
    """A page's words; `kind` counts only when it is created."""

    title: str | Unset = UNSET
    handle: str | Unset = UNSET
    body_html: str | Unset = UNSET
    seo_title: str | Unset = UNSET
    seo_description: str | Unset = UNSET
    is_published: bool | Unset = UNSET
    kind: str | Unset = UNSET


@dataclass(frozen=True, slots=True, kw_only=True)
class RedirectInput:
    """`target` is a path of the shop or an http(s) address; "" means gone for good (410)."""

    from_path: str | Unset = UNSET
    target: str | Unset = UNSET


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchSettingsInput:
    product_title_template: str | Unset = UNSET
    product_description_template: str | Unset = UNSET
    robots_disallow: tuple[str, ...] | Unset = UNSET
    is_open_to_search: bool | Unset = UNSET
    is_feed_open: bool | Unset = UNSET
    feed_brand: str | Unset = UNSET
