"""Pictures of the product: absolute addresses, each once, in its best resolution."""

from __future__ import annotations

import re
from collections.abc import Iterable
from urllib.parse import urlsplit

from automation.suppliers.product_page.document import Element, PageDocument
from automation.suppliers.product_page.evidence import Evidence
from automation.suppliers.product_page.layout import Layout

MAX_IMAGES = 40
_SOURCES = (
    "data-zoom-image", "data-zoom", "data-large_image", "data-large", "data-large-image", "data-full",
    "data-original", "data-hi-res", "data-old-hires", "data-magnify-src", "data-big", "data-image-large",
    "data-src", "data-lazy", "data-lazy-src", "data-image", "data-original-src", "src",
)  # fmt: skip
_SETS = ("data-srcset", "srcset", "data-lazy-srcset")
_GALLERY = frozenset(
    "gallery product main zoom media image images photo photos pdp carousel slider swiper slide fotorama "
    "thumb thumbs thumbnail thumbnails picture hero viewer lightbox fancybox galeria galerie".split()
)
_NOT_PRODUCT = re.compile(
    r"logo|icon|sprite|banner|badge|payment|placeholder|spacer|pixel|blank|loading|loader|avatar|flag|"
    r"rating|star|facebook|twitter|instagram|youtube|captcha|tracking|1x1|trust|seal|no[-_]?image|"
    r"swatch|transparent|grey[-_]pixel|beacon",
    re.I,
)
_PICTURE = re.compile(r"\.(?:jpe?g|png|webp|avif|gif)(?:$|\?|&|;)", re.I)
_SIZE_PARTS = re.compile(
    r"(?:[-_.](?:\d{2,4}x\d{0,4}|x\d{2,4}|\d{2,4}w|small|medium|large|thumb|thumbnail|compact|grande|"
    r"master|pico|icon|big|zoom|xl|xs|mini|original|full)(?=[-_.@/]|$)|\._[A-Z0-9_,]+_(?=\.))|@\dx",
    re.I,
)
_SIZE_FOLDERS = re.compile(
    r"^(?:\d{2,4}x\d{2,4}|w_?\d{2,4}|h_?\d{2,4}|\d{2,4}|small|medium|large|thumbs?|big|zoom|cache|[0-9a-f]{32}|"
    r"(?:[a-z]{1,2}_[\w.:]+,?)+|rs:[\w:]+)$",
    re.I,
)
_WIDTH = re.compile(r"(?<![0-9])(\d{2,4})(?:x\d{2,4}|w\b)|[?&,/_-](?:w|width|sw|wid)[=_-]?(\d{2,4})", re.I)
_LARGE = re.compile(r"zoom|large|big|original|full|hires|master|xl", re.I)
_SMALL = re.compile(r"thumb|small|mini|icon|_xs|tiny|swatch|preview", re.I)


def product_images(layout: Layout, claims: Iterable[Evidence]) -> tuple[tuple[str, ...], str | None]:
    """Return image addresses (declared ones first, then the gallery) and the deciding source."""
    document = layout.document
    found: dict[str, tuple[int, str]] = {}
    source: str | None = None
    for claim in claims:
        if claim.weight > 0.4 and _add(found, document, claim.value, 0):
            source = source or claim.source
    gallery = [one for one in document.elements if _is_gallery_image(layout, one)]
    for element in gallery:
        for link, width in _links(element):
            if _add(found, document, link, width):
                source = source or "gallery"
        if len(found) >= MAX_IMAGES:
            break
    return tuple(link for _, link in found.values())[:MAX_IMAGES], source


def _add(found: dict[str, tuple[int, str]], document: PageDocument, link: str, width: int) -> bool:
    """Add an address, or replace a smaller picture of the same name; tell whether it is new."""
    absolute = document.absolute(link)
    if not absolute or absolute.startswith("data:") or ".svg" in absolute.lower():
        return False
    if _NOT_PRODUCT.search(urlsplit(absolute).path.rsplit("/", 1)[-1]):
        return False
    key = image_key(absolute)
    size = max(width, image_width(absolute))
    known = found.get(key)
    if known is None:
        found[key] = (size, absolute)
        return True
    if size > known[0]:
        found[key] = (size, absolute)
    return False


def image_key(link: str) -> str:
    """Return what all sizes of one picture share: host and path without size marks."""
    parts = urlsplit(link)
    segments = [part for part in parts.path.split("/") if part and not _SIZE_FOLDERS.match(part)]
    if not segments:
        return link
    stem = _SIZE_PARTS.sub("", segments[-1])
    stem = re.sub(r"\.(?:jpe?g|png|webp|avif|gif)$", "", stem, flags=re.I)
    folder = segments[-2] if len(segments) > 1 else ""
    if not _PICTURE.search(segments[-1]):
        return f"{parts.hostname}/{'/'.join(segments)}?{parts.query if len(stem) < 6 else ''}"
    return f"{folder if len(stem) < 8 else ''}/{stem}".lower()


def image_width(link: str) -> int:
    """Guess the width from the address; 0 when it does not say."""
    widths = [int(one or two) for one, two in _WIDTH.findall(link[-300:])]
    if widths:
        return max(widths)
    name = urlsplit(link).path[-120:]
    return 900 if _LARGE.search(name) else 80 if _SMALL.search(name) else 300


def _is_gallery_image(layout: Layout, element: Element) -> bool:
    is_link = element.tag == "a" and bool(_PICTURE.search(element.attrs.get("href", "")))
    if element.tag not in ("img", "source") and not is_link:
        return False
    if layout.is_elsewhere(element):
        return False
    width = element.attrs.get("width", "")
    if width.isdigit() and int(width) < 40:
        return False
    named = " ".join(element.attrs.get(key, "") for key in ("class", "id", "alt"))
    if _NOT_PRODUCT.search(named):
        return False
    distance = layout.distance(element)
    if distance is not None and not -60 <= distance <= 60:
        return False
    return any(one.tokens & _GALLERY for one in (element, *element.ancestors(6)))


def _links(element: Element) -> list[tuple[str, int]]:
    attrs = element.attrs
    if element.tag == "a":
        return [(attrs["href"], 1_000)]
    best: list[tuple[str, int]] = []
    for name in _SETS:
        best.extend(srcset_links(attrs.get(name, "")))
    best.sort(key=lambda entry: -entry[1])
    for place, name in enumerate(_SOURCES):
        value = attrs.get(name, "").strip()
        if value and not value.startswith(("data:", "{", "[")):
            best.append((value, 950 if place < 12 else 0))
    return best[:3]


def srcset_links(written: str) -> list[tuple[str, int]]:
    """Read a `srcset`: addresses with their width (or density times 400)."""
    found = []
    for entry in re.split(r",\s+|,(?=https?:|//)", written[:8_000]):
        parts = entry.strip().split()
        if not parts:
            continue
        mark = parts[1].lower() if len(parts) > 1 else "1x"
        number = re.match(r"\d{1,5}(?:\.\d)?", mark)
        size = float(number.group()) if number else 1.0
        found.append((parts[0], int(size * 400) if mark.endswith("x") else int(size)))
    return found
