"""Words for full-text search: the same folding for what is stored and what is asked."""

import re
import unicodedata
from collections.abc import Iterable

MAX_WORDS = 12
MAX_WORD = 64
# PostgreSQL refuses a vector over one megabyte; three such texts stay below.
MAX_STORED_BYTES = 200_000

_WORD = re.compile(r"[^\W_]+")


def folded(text: str) -> str:
    """Return `text` as lower-case words without accents, separated by blanks."""
    plain = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", text).casefold())
    bare = "".join(part for part in plain if not unicodedata.combining(part))
    return " ".join(_WORD.findall(bare))


def folded_all(texts: Iterable[str]) -> str:
    """Return the folded words of all texts, each word once, in order, as far as a search vector holds them."""
    words = " ".join(dict.fromkeys(word for text in texts for word in folded(text).split()))
    return words.encode()[:MAX_STORED_BYTES].decode(errors="ignore")


def query_of(text: str) -> str | None:
    """Return a `to_tsquery` text: all words must match, the last one as a beginning. None without a word.

    Only folded letters and digits enter it, so nothing a caller types is syntax.
    """
    words = [word[:MAX_WORD] for word in folded(text).split()[:MAX_WORDS]]
    if not words:
        return None
    return " & ".join(f"'{word}'" for word in words) + ":*"
