"""Handles: the readable part of an address, in ASCII from any script, without tables of whole languages."""

import re
import unicodedata

MAX_HANDLE = 100

_LATIN = str.maketrans(
    {"ß": "ss", "æ": "ae", "œ": "oe", "ø": "o", "ð": "d", "þ": "th", "đ": "d", "ł": "l", "ı": "i", "ħ": "h"}
)
_CYRILLIC = dict(
    zip(
        "абвгґдеёєжзиіїйклмнопрстуфхцчшщъыьэюяђјљњћџѓќўѕ",
        "a b v g g d e yo ye zh z i i yi y k l m n o p r s t u f kh ts ch sh shch - y - e yu ya dj j lj nj c dz"
        " g k u dz".replace("-", "~").split(),
        strict=True,
    )
)
_GREEK = dict(
    zip(
        "αβγδεζηθικλμνξοπρσςτυφχψω",
        "a v g d e z i th i k l m n x o p r s s t y f ch ps o".split(),
        strict=True,
    )
)
_LETTERS = {letter: latin.replace("~", "") for letter, latin in (_CYRILLIC | _GREEK).items()}
# Scripts whose Unicode names spell the sound: HANGUL SYLLABLE HAN, HIRAGANA LETTER KA.
_SPELLED = re.compile(r"^(?:HANGUL SYLLABLE|(?:HIRAGANA|KATAKANA) LETTER(?: SMALL)?) ([A-Z]+)$")


def _latin_of(letter: str) -> str:
    """Return ASCII for one lower-case letter, or a blank for what has no simple spelling."""
    if letter.isascii():
        return letter if letter.isalnum() else " "
    if letter in _LETTERS:
        return _LETTERS[letter]
    spelled = _SPELLED.match(unicodedata.name(letter, ""))
    if spelled:
        return spelled.group(1).lower()
    bare = "".join(part for part in unicodedata.normalize("NFKD", letter) if not unicodedata.combining(part))
    if bare == letter:
        return "" if unicodedata.combining(letter) else " "
    return "".join(_latin_of(part) for part in bare)


def slug(text: str) -> str:
    """Return lower-case ASCII words joined by single hyphens, at most 100 characters; "" when nothing remains.

    `slug(slug(text)) == slug(text)` for every text. Apostrophes join their word.
    """
    # Lower-casing first decomposes some capitals, so the text is composed again afterwards.
    lowered = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", text).lower()).translate(_LATIN)
    joined = lowered.replace("'", "").replace("’", "")
    ascii_text = "".join(map(_latin_of, joined))
    return cut("-".join(ascii_text.split()), MAX_HANDLE)


def cut(handle: str, length: int) -> str:
    """Shorten to `length` characters, at a hyphen when one stands in the second half."""
    if len(handle) <= length:
        return handle
    head = handle[: length + 1]
    whole, _, _ = head.rpartition("-")
    return (whole if len(whole) > length // 2 else handle[:length]).strip("-")
