"""Sitemap index and its files, streamed: memory does not grow with the shop. SEO-01."""

from collections.abc import Iterator
from datetime import datetime
from xml.sax.saxutils import escape

from django.http import HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.urls import reverse

from apps.content.selectors import search_settings_get, sitemap_children, sitemap_entries
from apps.content.types import SitemapEntry
from apps.storefront.web import errors
from apps.storefront.web.answers import public_page
from apps.storefront.web.requests import ShopRequest

XML = "application/xml; charset=utf-8"
HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n'
NAMESPACE = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'
LINES = 500


@public_page()
def index(request: ShopRequest) -> HttpResponseBase:
    """Name every sitemap file that has addresses; nothing in a shop that is closed to search engines."""
    if not search_settings_get().is_open_to_search:
        return errors.not_found(request)
    rows = [
        f"<sitemap><loc>{request.store.url}{reverse('storefront:sitemap_child', args=[kind, number])}</loc>"
        f"{_changed(changed_at)}</sitemap>\n"
        for kind, number, changed_at in sitemap_children()
    ]
    body = f"{HEAD}<sitemapindex {NAMESPACE}>\n{''.join(rows)}</sitemapindex>\n"
    return HttpResponse(body, content_type=XML)


@public_page()
def child(request: ShopRequest, kind: str, number: int) -> HttpResponseBase:
    """One file of addresses."""
    known = {(name, place) for name, place, _ in sitemap_children()}
    if (kind, number) not in known or not search_settings_get().is_open_to_search:
        return errors.not_found(request)
    entries = sitemap_entries(kind=kind, number=number)
    return StreamingHttpResponse(_stream(entries, base=request.store.url), content_type=XML)


def _stream(entries: Iterator[SitemapEntry], *, base: str) -> Iterator[str]:
    """Yield the file in pieces of some hundred lines: a piece costs more than a line."""
    lines = [f"{HEAD}<urlset {NAMESPACE}>\n"]
    for entry in entries:
        lines.append(f"<url><loc>{escape(base + entry.path)}</loc>{_changed(entry.changed_at)}</url>\n")
        if len(lines) >= LINES:
            yield "".join(lines)
            lines = []
    lines.append("</urlset>\n")
    yield "".join(lines)


def _changed(at: datetime | None) -> str:
    return f"<lastmod>{at.isoformat(timespec='seconds')}</lastmod>" if at else ""
