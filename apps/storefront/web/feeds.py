"""Feeds: the blog as RSS, the goods for Google Merchant Center as XML and TSV (wire facts, 7). CON-01, SEO-12."""

import re
from collections.abc import Iterator
from email.utils import format_datetime
from xml.sax.saxutils import escape

from django.http import HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.urls import reverse

from apps.content.selectors import feed_items, search_settings_get, shop_newest_posts
from apps.content.types import FeedItem, ShopPost
from apps.storefront.web import errors
from apps.storefront.web.answers import public_page
from apps.storefront.web.requests import ShopRequest

PIECE = 200
# What XML 1.0 cannot hold.
FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
OWN_PATH = re.compile(r'(href|src)="/(?!/)')
AI = "trained_algorithmic_media"
COLUMNS = (
    *("id", "title", "structured_title", "description", "structured_description", "link", "image_link"),
    *("additional_image_link", "availability", "price", "condition", "brand", "gtin", "identifier_exists"),
    *("item_group_id", "product_type", "shipping_weight"),
)


def _text(value: str) -> str:
    return escape(FORBIDDEN.sub("", value))


@public_page()
def rss(request: ShopRequest) -> HttpResponseBase:
    """The twenty newest posts, whole."""
    store = request.store
    items = "".join(_rss_item(post, base=store.url) for post in shop_newest_posts())
    body = (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        '<rss version="2.0" xmlns:atom="http://www.w3.org/2005/Atom"'
        ' xmlns:content="http://purl.org/rss/1.0/modules/content/">\n<channel>'
        f"<title>{_text(store.name)}</title><link>{store.url}{reverse('storefront:blog')}</link>"
        f"<description>{_text(f'New posts from {store.name}')}</description>"
        f"<language>{_text(store.locale.replace('_', '-'))}</language>"
        f'<atom:link href="{store.url}{reverse("storefront:rss")}" rel="self" type="application/rss+xml"/>\n'
        f"{items}</channel></rss>\n"
    )
    return HttpResponse(body, content_type="application/rss+xml; charset=utf-8")


def _rss_item(post: ShopPost, *, base: str) -> str:
    link = base + reverse("storefront:post", args=[post.handle])
    body = OWN_PATH.sub(rf'\1="{base}/', post.body_html)
    categories = "".join(f"<category>{_text(tag)}</category>" for tag in post.tags)
    return (
        f"<item><title>{_text(post.title)}</title><link>{link}</link>"
        f'<guid isPermaLink="false">{post.id}</guid><pubDate>{format_datetime(post.published_at)}</pubDate>'
        f"{categories}<description>{_text(post.excerpt)}</description>"
        f"<content:encoded>{_text(body)}</content:encoded></item>\n"
    )


@public_page()
def google_xml(request: ShopRequest) -> HttpResponseBase:
    """Every complete variant as Google's XML; words a model wrote are declared as such. 404 when switched off."""
    if not search_settings_get().is_feed_open:
        return errors.not_found(request)
    head = (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        '<rss version="2.0" xmlns:g="http://base.google.com/ns/1.0">\n<channel>'
        f"<title>{_text(request.store.name)}</title><link>{request.store.url}/</link>"
        f"<description>{_text(request.store.name)}</description>\n"
    )
    rows = (_xml_item(item, base=request.store.url) for item in feed_items() if item.is_complete)
    body = _pieces(head, rows, "</channel></rss>\n")
    return StreamingHttpResponse(body, content_type="application/xml; charset=utf-8")


@public_page()
def google_tsv(request: ShopRequest) -> HttpResponseBase:
    """The same rows as a table."""
    if not search_settings_get().is_feed_open:
        return errors.not_found(request)
    rows = (_tsv_row(item, base=request.store.url) for item in feed_items() if item.is_complete)
    body = _pieces("\t".join(COLUMNS) + "\n", rows, "")
    return StreamingHttpResponse(body, content_type="text/tab-separated-values; charset=utf-8")


def _pieces(head: str, rows: Iterator[str], foot: str) -> Iterator[str]:
    lines = [head]
    for row in rows:
        lines.append(row)
        if len(lines) >= PIECE:
            yield "".join(lines)
            lines = []
    lines.append(foot)
    yield "".join(lines)


def _facts(item: FeedItem, *, base: str) -> dict[str, str]:
    """Return the plain attributes that have a value; title and description are not among them."""
    price = item.price.to_wire()
    facts = {
        "id": str(item.id),
        "link": base + item.path,
        "image_link": item.image_url,
        "availability": "in_stock" if item.is_available else "out_of_stock",
        "price": f"{price['amount']} {price['currency']}",
        "condition": "new",
        "brand": item.brand,
        "gtin": item.gtin,
        # Without a GTIN or a maker's number Google wants to hear that there is none.
        "identifier_exists": "" if item.gtin else "no",
        "item_group_id": str(item.group_id) if item.group_id else "",
        "product_type": item.product_type,
        "shipping_weight": f"{item.weight_grams} g" if item.weight_grams else "",
    }
    return {name: value for name, value in facts.items() if value}


def _xml_item(item: FeedItem, *, base: str) -> str:
    parts = [
        _xml_words("title", item.title, is_by_ai=item.is_title_by_ai),
        _xml_words("description", item.description, is_by_ai=item.is_description_by_ai),
        *(f"<g:{name}>{_text(value)}</g:{name}>" for name, value in _facts(item, base=base).items()),
        *(f"<g:additional_image_link>{_text(url)}</g:additional_image_link>" for url in item.more_image_urls),
    ]
    return f"<item>{''.join(parts)}</item>\n"


def _xml_words(name: str, text: str, *, is_by_ai: bool) -> str:
    if not is_by_ai:
        return f"<g:{name}>{_text(text)}</g:{name}>"
    return (
        f"<g:structured_{name}><g:digital_source_type>{AI}</g:digital_source_type>"
        f"<g:content>{_text(text)}</g:content></g:structured_{name}>"
    )


def _tsv_row(item: FeedItem, *, base: str) -> str:
    values = _facts(item, base=base) | {"additional_image_link": ",".join(item.more_image_urls)}
    for name, text, is_by_ai in (
        ("title", item.title, item.is_title_by_ai),
        ("description", item.description, item.is_description_by_ai),
    ):
        # A quotation mark would end the quoted text.
        quoted = text.replace('"', "”")
        values |= {f"structured_{name}": f'{AI}:"{quoted}"'} if is_by_ai else {name: text}
    cells = (" ".join(values.get(name, "").split()) for name in COLUMNS)
    return "\t".join(cells) + "\n"
