"""What surrounds every page of a shop: the frame's data, what search engines read, and rendering."""

import html
import re
from dataclasses import dataclass, field, replace
from typing import Any

from django.http import HttpResponse
from django.template.loader import render_to_string
from django.utils.html import strip_tags

from apps.catalog.selectors import shop_menu
from apps.catalog.types import ShopLink
from apps.content.selectors import shop_links
from apps.content.types import ShopLinks
from apps.storefront.selectors import theme_current
from apps.storefront.types import ThemeValues
from apps.storefront.web.requests import ShopRequest

SPACES = re.compile(r"\s+")
PRIVATE = "private, no-store"


@dataclass(frozen=True, slots=True)
class ShopFrame:
    """The shop as header and footer show it."""

    name: str
    logo: str
    url: str
    language: str
    locale: str
    currency: str
    country: str
    contact_email: str
    theme: ThemeValues
    navigation: tuple[ShopLink, ...]
    links: ShopLinks


@dataclass(frozen=True, slots=True)
class Seo:
    """A page as search engines and previews see it. `canonical` is absolute."""

    title: str
    canonical: str
    description: str = ""
    image: str = ""
    og_type: str = "website"
    is_indexed: bool = True
    previous_page: str = ""
    next_page: str = ""
    properties: tuple[tuple[str, str], ...] = ()
    json_ld: list[dict[str, Any]] = field(default_factory=list)

    @property
    def og_title(self) -> str:
        return self.title


@dataclass(frozen=True, slots=True)
class Crumb:
    """One step of the way from the home page; `path` is relative to the host."""

    title: str
    path: str


def shop_frame(request: ShopRequest) -> ShopFrame:
    """Return the frame of the request's store. Three queries: theme, shelves, links."""
    store, theme = request.store, theme_current()
    return ShopFrame(
        name=store.name,
        logo=theme.logo_text or store.name,
        url=store.url,
        language=store.locale.replace("_", "-"),
        locale=store.locale,
        currency=store.currency,
        country=store.country,
        contact_email=store.contact_email,
        theme=theme,
        navigation=shop_menu(),
        links=shop_links(),
    )


def page_render(
    request: ShopRequest,
    *,
    name: str,
    seo: Seo,
    context: dict[str, Any],
    status: int = 200,
    frame: ShopFrame | None = None,
) -> HttpResponse:
    """Render a page of the theme inside the shop's frame."""
    frame = frame or shop_frame(request)
    if not frame.links.search.is_open_to_search:
        seo = replace(seo, is_indexed=False)
    content = {"page": name, "seo": seo, "shop": frame, **context}
    body = render_to_string(f"default/templates/{name}.html", content, request=request)
    response = HttpResponse(body, status=status)
    if not seo.is_indexed:
        response["X-Robots-Tag"] = "noindex"
    return response


def text_of(markup: str, *, limit: int = 155) -> str:
    """Return HTML as one line of plain text, cut at a word to `limit` characters."""
    text = SPACES.sub(" ", html.unescape(strip_tags(markup.replace("<", " <")))).strip()
    text = re.sub(r"\s+([.,;:!?])", r"\1", text)
    if len(text) <= limit:
        return text
    return text[: limit - 1].rsplit(" ", 1)[0].rstrip(",;:–- ") + "…"
