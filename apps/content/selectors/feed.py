"""The product feed for Google Merchant Center: rows, what they lack, and a report (SEO-12, wire facts 7 and D6)."""

from __future__ import annotations

import html
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace

from django.utils.html import strip_tags

from apps.catalog.selectors.search_engines import feed_stream
from apps.catalog.types.search_engines import FeedRow
from apps.content.gtin import gtin_or_none
from apps.content.selectors.menus import search_settings_get
from apps.content.types import (
    FeedAddress,
    FeedCount,
    FeedExample,
    FeedItem,
    FeedProblem,
    FeedsOverview,
)
from apps.tenants.selectors import store_current

TITLE_LENGTH = 150
DESCRIPTION_LENGTH = 5_000
BRAND_LENGTH = 70
MAX_EXAMPLES = 100
PROBLEMS = {
    problem.code: problem
    for problem in (
        FeedProblem(code="image_missing", message="There is no picture.", is_blocking=True),
        FeedProblem(code="description_missing", message="There is no description.", is_blocking=True),
        FeedProblem(code="price_missing", message="The price is not above zero.", is_blocking=True),
        FeedProblem(code="brand_missing", message="There is no brand (vendor).", is_blocking=False),
        FeedProblem(code="title_cut", message="The title was cut to 150 characters.", is_blocking=False),
        FeedProblem(
            code="gtin_invalid", message="The barcode is no valid GTIN and is left out.", is_blocking=False
        ),
        FeedProblem(code="gtin_missing", message="There is no GTIN (barcode).", is_blocking=False),
    )
}
ADDRESSES = (
    ("Sitemap", "/sitemap.xml", "Hand this to Google Search Console."),
    ("Product feed (XML)", "/feeds/google.xml", "For Google Merchant Center, fetched on a schedule."),
    ("Product feed (TSV)", "/feeds/google.tsv", "The same rows as a table."),
    ("Blog (RSS)", "/blog/feed.xml", "The newest posts for readers and services."),
)
_SPACES = re.compile(r"\s+")


def feed_items() -> Iterator[FeedItem]:
    """Yield every variant that shoppers can see, complete or not; one statement, and one per 500 products."""
    brand = search_settings_get().feed_brand
    for row in feed_stream():
        yield _item(row if row.vendor else replace(row, vendor=brand))


def feeds_overview() -> FeedsOverview:
    """Return where the feeds are, and go through the whole product feed to say what it lacks.

    Memory stays flat; one statement per 500 products.
    """
    items = left_out = ai_written = 0
    counts: Counter[str] = Counter()
    examples: list[FeedExample] = []
    for item in feed_items():
        items += item.is_complete
        left_out += not item.is_complete
        ai_written += item.is_title_by_ai or item.is_description_by_ai
        for problem in item.problems:
            counts[problem.code] += 1
            if len(examples) < MAX_EXAMPLES:
                examples.append(
                    FeedExample(title=item.title, path=item.path, code=problem.code, message=problem.message)
                )
    ordered = sorted(counts, key=lambda code: (not PROBLEMS[code].is_blocking, -counts[code], code))
    base = store_current().url
    return FeedsOverview(
        addresses=tuple(
            FeedAddress(name=name, url=base + path, about=about) for name, path, about in ADDRESSES
        ),
        items=items,
        left_out=left_out,
        ai_written=ai_written,
        problems=tuple(_count(PROBLEMS[code], counts[code]) for code in ordered),
        examples=tuple(examples),
    )


def _count(problem: FeedProblem, count: int) -> FeedCount:
    return FeedCount(code=problem.code, message=problem.message, is_blocking=problem.is_blocking, count=count)


def _item(row: FeedRow) -> FeedItem:
    title = row.title if row.is_only_variant else f"{row.title} – {' / '.join(row.option_values)}"
    description = _plain(row.description_html)[:DESCRIPTION_LENGTH]
    query = "" if row.is_only_variant else f"?variant={row.variant_id}"
    return FeedItem(
        id=row.variant_id,
        group_id=None if row.is_only_variant else row.product_id,
        title=title[:TITLE_LENGTH],
        description=description,
        is_title_by_ai=row.is_title_by_ai,
        is_description_by_ai=row.is_description_by_ai,
        path=f"/products/{row.handle}{query}",
        image_url=row.image_urls[0] if row.image_urls else "",
        more_image_urls=row.image_urls[1:],
        price=row.price,
        is_available=row.is_available,
        brand=row.vendor[:BRAND_LENGTH],
        gtin=gtin_or_none(row.barcode) or "",
        sku=row.sku,
        product_type=row.product_type,
        weight_grams=row.weight_grams,
        problems=tuple(PROBLEMS[code] for code in _lacking(row, title=title, description=description)),
    )


def _lacking(row: FeedRow, *, title: str, description: str) -> Iterator[str]:
    if not row.image_urls:
        yield "image_missing"
    if not description:
        yield "description_missing"
    if row.price.amount_minor <= 0:
        yield "price_missing"
    if not row.vendor:
        yield "brand_missing"
    if len(title) > TITLE_LENGTH:
        yield "title_cut"
    if not gtin_or_none(row.barcode):
        yield "gtin_invalid" if row.barcode else "gtin_missing"


def _plain(markup: str) -> str:
    return _SPACES.sub(" ", html.unescape(strip_tags(markup.replace("<", " <")))).strip()
