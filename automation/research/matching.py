"""The same thing under several names: one candidate."""

import hashlib
import re
import unicodedata

WORD = re.compile(r"[a-z0-9]+")
# Words sellers put around the name of a thing; they tell nothing apart.
NOISE = frozenset(
    "new hot sale free shipping fashion high quality best cheap original official store 2024 2025 2026 pcs pc piece "
    "pieces set lot the a an and for with of to in on by from women men woman man home style".split()
)
ALIKE = 0.75


def words_of(title: str) -> frozenset[str]:
    """Return the words that name a thing: lower case, without accents, plurals and sellers' noise."""
    plain = unicodedata.normalize("NFKD", title).encode("ascii", "ignore").decode().lower()
    return frozenset(_singular(word) for word in WORD.findall(plain) if word not in NOISE)


def _singular(word: str) -> str:
    return word[:-1] if len(word) > 3 and word.endswith("s") and not word.endswith("ss") else word


def is_same_thing(one: frozenset[str], other: frozenset[str]) -> bool:
    """Say whether two sets of words name one thing: three quarters of all their words are in both."""
    return bool(one and other) and len(one & other) / len(one | other) >= ALIKE


def identity_of(words: frozenset[str]) -> str:
    """Return a stable name of a thing, for finding it again on another day."""
    return hashlib.sha256(" ".join(sorted(words)).encode()).hexdigest()[:32]
