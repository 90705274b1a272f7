"""Words of a model (or typed over them) that may stand in a search result or a post: plain, visible, supported."""

import re
from collections.abc import Iterable

from automation.ai.product_text import CONTROL, INVISIBLE, SUSPICIOUS

NUMBER = re.compile(r"\d+(?:[.,]\d+)*")
WORD = re.compile(r"[^\W\d_]{4,}")
# Promises that only the merchant can make, in the languages the shops mostly speak.
PROMISE = re.compile(
    r"(?i)\b(free (?:express )?(?:shipping|delivery)|gratis|kostenlos\w*|livraison gratuite"
    r"|lifetime (?:warranty|guarantee)|money[- ]back|certified|fda"
    r"|clinically|guaranteed?|best price|discount|% off|rabatt)\b"
)


def visible(text: str) -> str:
    """Return `text` without control and invisible characters, inner white space single."""
    return " ".join(INVISIBLE.sub("", CONTROL.sub(" ", text)).split())


def is_plain(text: str) -> bool:
    """Say whether `text` holds neither markup nor addresses."""
    return not SUSPICIOUS.search(text)


def is_supported(text: str, *, source: str) -> bool:
    """Say whether every number and promise in `text` stands in `source`, and whether it is about the same thing."""
    known = source.casefold()
    numbers = set(NUMBER.findall(known))
    if any(number not in numbers for number in NUMBER.findall(text.casefold())):
        return False
    if any(match.casefold() not in known for match in PROMISE.findall(text)):
        return False
    words = set(WORD.findall(known))
    return not words or bool(words & set(WORD.findall(text.casefold())))


def shortened(text: str, longest: int) -> str:
    """Return `text` cut at a word to `longest` characters: the API knows no lengths."""
    if len(text) <= longest:
        return text
    return text[: longest + 1].rpartition(" ")[0].rstrip(" ,;:-–") or text[:longest]


def all_plain(texts: Iterable[str]) -> bool:
    """Say whether every text is plain."""
    return all(is_plain(text) for text in texts)
