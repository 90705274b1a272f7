"""The facts inside a prompt, and the sentences worth keeping."""

import html
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from sandbox.database import Json

SOURCE = re.compile(r"<source>(.*)</source>", re.DOTALL)
BLOCK_TAGS = re.compile(r"(?i)</?(p|br|li|ul|ol|div|h[1-6]|tr|table|section)\b[^>]*>")
SILENT_TAGS = re.compile(r"(?is)<(script|style|template)\b.*?(</\1\s*>|$)")
TAGS = re.compile(r"<[^>]*>")
SYMBOLS = re.compile(
    "[\U0001f000-\U0001faff\u2190-\u21ff\u2300-\u23ff\u2500-\u27bf\u2900-\u2bff\ufe0f\u200d]+"
)
ORDERS = re.compile(
    r"(?i)\b(ignore|disregard|forget)\b.{0,40}\b(instruction|prompt|rule|above|previous|everything)"
    r"|\b(system prompt|you are now|as an ai|ai (model|assistant|system)s?\b|language model)"
    r"|\b(set|change|make) the (price|title|description|tag)\b"
    r"|\b(respond|reply|answer|output) (only )?with\b"
    r"|\b(ignoriere|ignorez|ignora)\b.{0,40}\b(anweisung|instruction|istruzion)"
)
NOISE = re.compile(
    r"(?i)https?://|www\.|@\w+\.\w|\b(add to cart|buy now|click (here|below)|order (now|today)"
    r"|free shipping|worldwide shipping|money[- ]back|customer service|contact us|feedback"
    r"|hot sale|dear (customer|friend)|all rights reserved|monitor|best price|limited offer"
    r"|jetzt (kaufen|bestellen)|kostenloser versand|gratisversand|in den warenkorb"
    r"|livraison gratuite|ajouter au panier|commandez|acheter maintenant)\b"
)
SPECIFICATION = re.compile(r"^([^:.,!?]{2,28}):\s*(\S.{0,60}?)\.?$")
MOST_SPECIFICATION_WORDS = 9

TITLE_KEYS = ("title", "name", "product_title", "heading", "headline")
TEXT_KEYS = (
    "description",
    "description_text",
    "description_html",
    "body_html",
    "body",
    "text",
    "details",
    "summary",
)
LANGUAGE_KEYS = ("language", "lang", "locale", "target_language")
KIND_KEYS = ("product_type", "type", "category", "categories", "collection")
LIST_KEYS = ("features", "bullets", "highlights", "bullet_points")
ATTRIBUTE_KEYS = ("attributes", "specifications", "specs", "properties", "details")


@dataclass
class Facts:
    """What the source says, cleaned; `raw` is the JSON as given."""

    raw: Json
    title: str = ""
    sentences: list[str] = field(default_factory=list)
    specifications: list[tuple[str, str]] = field(default_factory=list)
    language: str = ""
    brand: str = ""
    kind: str = ""
    orders: list[str] = field(default_factory=list)


def facts_from(text: str) -> Facts:
    """Return the facts of a prompt's source block (or of the whole text without one)."""
    found = SOURCE.search(text)
    raw = _parsed(found[1] if found else text)
    facts = Facts(raw=raw)
    facts.title = title_clean(_first_text(raw, TITLE_KEYS))
    facts.language = _first_text(raw, LANGUAGE_KEYS)
    facts.brand = _first_text(raw, ("brand", "vendor", "manufacturer"))
    facts.kind = _first_text(raw, KIND_KEYS)
    for text_of_source in strings_of(raw):
        facts.orders.extend(line for line in lines_of(text_of_source) if ORDERS.search(line))
    _read_texts(raw, facts)
    _read_attributes(raw, facts)
    return facts


def _parsed(text: str) -> Json:
    try:
        parsed = json.loads(text)
    except ValueError:
        return {"description": text.strip()}
    return parsed if isinstance(parsed, dict) else {"description": text.strip()}


def _first_text(raw: Json, keys: tuple[str, ...]) -> str:
    for key in keys:
        value = raw.get(key)
        if isinstance(value, dict):
            value = value.get("name")
        if isinstance(value, list) and value:
            value = value[-1]
        if isinstance(value, str) and value.strip():
            return value.strip()
    return ""


def strings_of(value: object) -> Iterator[str]:
    """Yield every string at any depth."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for item in value.values():
            yield from strings_of(item)
    elif isinstance(value, list):
        for item in value:
            yield from strings_of(item)


def plain(text: str) -> str:
    """Turn HTML into text with one line per block."""
    text = SILENT_TAGS.sub(" ", text)
    text = html.unescape(TAGS.sub("", BLOCK_TAGS.sub("\n", text)))
    text = SYMBOLS.sub(" ", text.replace("\xa0", " "))
    return "\n".join(re.sub(r"\s+", " ", line).strip(" •*-–·") for line in text.splitlines())


def lines_of(text: str) -> list[str]:
    """Cut text into sentences; each line of the source ends one."""
    sentences = []
    for line in plain(text).splitlines():
        sentences.extend(re.split(r"(?<=[.!?])\s+(?=[^\W\d_a-z]|\d|[\"'«„])", line))
    return [sentence.strip() for sentence in sentences if sentence.strip()]


def _read_texts(raw: Json, facts: Facts) -> None:
    seen: set[str] = {_shape(facts.title)}
    for key in (*TEXT_KEYS, *LIST_KEYS):
        value = raw.get(key)
        for text in strings_of(value) if not isinstance(value, dict) else ():
            for line in lines_of(text):
                shape = _shape(line)
                if not shape or shape in seen or ORDERS.search(line) or NOISE.search(line):
                    continue
                seen.add(shape)
                _keep(line, facts)


def _keep(line: str, facts: Facts) -> None:
    specification = SPECIFICATION.match(line)
    if specification and len(line.split()) <= MOST_SPECIFICATION_WORDS:
        facts.specifications.append((specification[1].strip(), specification[2].strip(" .")))
    elif len(line.split()) >= 3:
        facts.sentences.append(calm(line))


def _read_attributes(raw: Json, facts: Facts) -> None:
    known = {name.lower() for name, _ in facts.specifications}
    for key in (*ATTRIBUTE_KEYS, "options"):
        for name, value in _pairs(raw.get(key)):
            clean = ORDERS.search(value) is None and NOISE.search(value) is None
            if clean and name.lower() not in known:
                known.add(name.lower())
                facts.specifications.append((plain(name), plain(value)))


def _pairs(value: object) -> Iterator[tuple[str, str]]:
    if isinstance(value, dict):
        for name, content in value.items():
            yield str(name), _joined(content)
    elif isinstance(value, list):
        for item in value:
            if isinstance(item, dict) and "name" in item:
                yield str(item["name"]), _joined(item.get("values", item.get("value", "")))


def _joined(content: object) -> str:
    return ", ".join(strings_of(content)) if not isinstance(content, str) else content


def _shape(text: str) -> str:
    return re.sub(r"\W+", "", text).lower()


def calm(sentence: str) -> str:
    """Lower shouting, keep one end mark."""
    letters = [char for char in sentence if char.isalpha()]
    if letters and sum(char.isupper() for char in letters) > 0.6 * len(letters) > 6:
        sentence = sentence.capitalize()
    sentence = re.sub(r"[!?.\s]+$", "", sentence)
    return f"{sentence[:1].upper()}{sentence[1:]}."


HYPE = re.compile(
    r"(?i)\b(new arrival|new|hot sale|hot|best ?seller|best|sale|\d{1,2}% off|free shipping"
    r"|top quality|high quality|20[12]\d|fashion|wholesale|dropshipping|buy|neu|angebot|promo"
    r"|soldes|nouveau|kostenloser versand|livraison gratuite)\b[!:,\s-]*"
)


def title_clean(title: str) -> str:
    """Return a calm title: no hype, no shop suffix, no shouting, no doubled words."""
    title = plain(title).replace("\n", " ").strip()
    title = re.split(r"\s[|»]\s", title)[0]
    without = HYPE.sub("", title).strip(" -–,!.:/")
    title = without if len(without) >= 8 or len(without) > len(title) * 0.4 else title
    words: list[str] = []
    for word in title.split():
        if word.lower().strip(",") not in {kept.lower().strip(",") for kept in words} or len(word) < 4:
            words.append(word.capitalize() if word.isalpha() and word.isupper() and len(word) > 3 else word)
    text = " ".join(words).strip(" ,;-–")
    return f"{text[:1].upper()}{text[1:]}"
