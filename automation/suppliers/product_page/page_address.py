"""The page's own address: is this link us, and which identifiers does it carry?"""

from __future__ import annotations

import re
from urllib.parse import parse_qsl, unquote, urlsplit

from automation.suppliers.product_page.document import PageDocument

_EXTENSION = re.compile(r"\.(?:html?|php|aspx?|jsp|do|shtml)$", re.I)
_ID_PARAMS = frozenset(
    "sku pid productid product_id itemid item_id articleid article childsku variant variantid "
    "skuid artnr art_nr prodid prod_id pno itemno item_no goods_id goodsid".split()
)
_TOKEN = re.compile(r"[A-Za-z0-9]+(?:[._/-][A-Za-z0-9]+)*")


def same_page(document: PageDocument, link: str | None, *, exact: bool = False) -> bool:
    """Tell whether a link is the page itself; `exact` also compares the query (variants)."""
    resolved = document.absolute(link)
    if not resolved:
        return False
    own = [document.url, document.absolute(document.canonical_raw)]
    keys = {_key(address, exact=exact) for address in own if address}
    return _key(resolved, exact=exact) in keys


def _key(address: str, *, exact: bool) -> tuple[str, str, str]:
    parts = urlsplit(address)
    host = (parts.hostname or "").removeprefix("www.").removeprefix("m.")
    return host, unquote(parts.path).rstrip("/").lower(), parts.query if exact else ""


def address_ids(document: PageDocument) -> list[tuple[str, float]]:
    """Return identifiers in the page's address with a weight, surest first.

    Last path segment with digits (whole, or its trailing number), and query parameters whose name
    says that they identify a product.
    """
    found: dict[str, float] = {}
    addresses = [document.url, document.absolute(document.canonical_raw)]
    for position, address in enumerate(address for address in addresses if address):
        parts = urlsplit(address)
        for name, value in parse_qsl(parts.query)[:40]:
            if name.lower() in _ID_PARAMS and _is_id(value):
                found[value] = max(found.get(value, 0), 0.5)
        segments = [unquote(part) for part in parts.path.split("/") if part]
        for depth, segment in enumerate(reversed(segments[-4:])):
            for value, weight in _segment_ids(segment):
                score = weight - 0.08 * depth - 0.02 * position
                found[value] = max(found.get(value, 0), score)
    return sorted(found.items(), key=lambda entry: -entry[1])


def _segment_ids(segment: str) -> list[tuple[str, float]]:
    """Return the identifiers one path segment carries."""
    stem = _EXTENSION.sub("", segment)[:200]
    found: list[tuple[str, float]] = []
    if _is_id(stem) and (stem.count("-") <= 1 or stem.upper() == stem):
        found.append((stem, 0.5 if stem.isdigit() or not re.search(r"[a-z]{4}", stem) else 0.35))
    pieces = re.split(r"[-_,~.]", stem)
    if len(pieces) > 1:
        for piece, base in ((pieces[-1], 0.45), (pieces[0], 0.42)):
            bare = re.sub(r"^[a-z]{1,2}(?=\d{4})", "", piece, flags=re.I)
            weighed = ((piece, base), (bare, base - 0.02))
            found.extend(one for one in weighed if _is_id(one[0]) and len(one[0]) >= 5)
    return found


def _is_id(value: str) -> bool:
    """Tell an identifier from a word: it has digits and is of a plausible length."""
    digits = sum(character.isdigit() for character in value)
    return 4 <= len(value) <= 32 and digits >= 3 and bool(_TOKEN.fullmatch(value))
