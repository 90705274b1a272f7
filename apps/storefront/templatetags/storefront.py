"""What the theme's templates need beyond Django's tags: money, pictures, data for search engines."""

import json
from collections.abc import Iterable
from typing import Any

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

from apps.catalog.types import ImageInfo, RenditionInfo
from apps.money.types import Money, money_format

register = template.Library()

FORMATS = (("AVIF", "image/avif"), ("WEBP", "image/webp"))
JSON_ESCAPES = {
    ord(">"): "\\u003E",
    ord("<"): "\\u003C",
    ord("&"): "\\u0026",
    0x2028: "\\u2028",
    0x2029: "\\u2029",
}
EMPTY_PICTURE = mark_safe(
    '<span class="picture picture-empty"><svg class="icon" viewBox="0 0 24 24" aria-hidden="true">'
    '<rect x="4" y="5" width="16" height="14" rx="2"/><circle cx="9" cy="10" r="1.6"/>'
    '<path d="m4.5 17 5-4.5 3.5 3 2.5-2.2 4 3.7"/></svg></span>'
)


@register.simple_tag(takes_context=True)
def money(context: dict[str, Any], amount: Money) -> str:
    """Write an amount as the shop's locale does."""
    return money_format(amount, context["shop"].locale)


@register.simple_tag
def saving_percent(now: Money, before: Money) -> str:
    """Return "−19 %" for a reduced price, rounded down so that it never promises more than is true."""
    percent = (
        (before.amount_minor - now.amount_minor) * 100 // before.amount_minor if before.amount_minor else 0
    )
    return f"−{percent} %" if percent >= 1 else "Sale"


@register.simple_tag
def json_ld(data: dict[str, Any]) -> SafeString:
    """Return a JSON-LD data block; no text in it can end the element (escaped as json_script does)."""
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":")).translate(JSON_ESCAPES)
    return format_html('<script type="application/ld+json">{}</script>', mark_safe(text))  # noqa: S308 - escaped


@register.simple_tag
def picture(
    image: ImageInfo | None,
    *,
    sizes: str,
    alt: str | None = None,
    is_eager: bool = False,
    is_first: bool = False,
) -> SafeString:
    """Return a <picture> with AVIF and WebP sources, its size, and lazy loading unless `is_eager`."""
    if image is None:
        return EMPTY_PICTURE
    sources = format_html_join(
        "",
        '<source type="{}" srcset="{}" sizes="{}">',
        ((mime, _srcset(rows), sizes) for mime, rows in _by_format(image.renditions)),
    )
    loading = format_html(' fetchpriority="{}"', "high") if is_first else ""
    loading = loading if is_eager else format_html(' loading="{}"', "lazy")
    return format_html(
        '<picture class="picture">{}<img src="{}" width="{}" height="{}" alt="{}" decoding="async"{}></picture>',
        sources,
        image.url,
        image.width,
        image.height,
        image.alt_text if alt is None else alt,
        loading,
    )


@register.simple_tag
def preload_picture(image: ImageInfo | None, *, sizes: str) -> str | SafeString:
    """Return a preload link for the first format of a picture; "" when there is none to preload."""
    found = _by_format(image.renditions) if image else []
    if not found:
        return ""
    mime, rows = found[0]
    return format_html(
        '<link rel="preload" as="image" type="{}" imagesrcset="{}" imagesizes="{}" fetchpriority="high">',
        mime,
        _srcset(rows),
        sizes,
    )


def _by_format(renditions: Iterable[RenditionInfo]) -> list[tuple[str, list[RenditionInfo]]]:
    rows = list(renditions)
    found = ((mime, [row for row in rows if row.format == name]) for name, mime in FORMATS)
    return [(mime, group) for mime, group in found if group]


def _srcset(rows: Iterable[RenditionInfo]) -> str:
    return ", ".join(f"{row.url} {row.width}w" for row in sorted(rows, key=lambda row: row.width))
