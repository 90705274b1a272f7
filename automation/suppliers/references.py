"""Which product of which supplier a person means: an address of any country site, or an id."""

import re
from dataclasses import dataclass
from urllib.parse import parse_qs, urlsplit

ALIEXPRESS_HOST = re.compile(r"(^|\.)aliexpress\.(com|us|ru)$")
CJ_HOST = re.compile(r"(^|\.)cjdropshipping\.(com|cn)$")
ALIEXPRESS_PATH = re.compile(r"/(?:item|i|store/product)/(?:[^/]*/)?(\d{6,20})(?:\.html)?$")
CJ_PATH = re.compile(r"-p-([0-9A-Za-z-]{8,40})\.html$")
ALIEXPRESS_ID = re.compile(r"\d{8,20}$")
CJ_ID = re.compile(r"[0-9A-Fa-f]{8}-[0-9A-Fa-f]{4}-[0-9A-Fa-f]{4}-[0-9A-Fa-f]{4}-[0-9A-Fa-f]{12}$")


@dataclass(frozen=True, slots=True)
class ProductReference:
    """A product of a supplier."""

    provider: str
    product_id: str


def reference_of(text: str) -> ProductReference | None:
    """Return the product that an address or an id names, or None.

    Understands `de.aliexpress.com/item/1005….html?spm=…`, `m.aliexpress.com/i/…`, `…?productId=…`, bare ids, and
    CJ's `…-p-<id>.html`.
    """
    text = text.strip()
    if ALIEXPRESS_ID.match(text):
        return ProductReference("ALIEXPRESS", text)
    if CJ_ID.match(text):
        return ProductReference("CJ", text.upper())
    parts = urlsplit(text if "//" in text else f"https://{text}")
    host = (parts.hostname or "").lower()
    if ALIEXPRESS_HOST.search(host):
        found = ALIEXPRESS_PATH.search(parts.path)
        named = parse_qs(parts.query).get("productId", [""])[0]
        product_id = found[1] if found else named if ALIEXPRESS_ID.match(named) else ""
        return ProductReference("ALIEXPRESS", product_id) if product_id else None
    found = CJ_PATH.search(parts.path) if CJ_HOST.search(host) else None
    return ProductReference("CJ", found[1].upper()) if found else None
