"""Fills a JSON schema from facts and finished copy."""

import re
from dataclasses import dataclass

from sandbox.claude.source import Facts, plain, strings_of
from sandbox.claude.writer import Copy, shorten, slug
from sandbox.database import Json

EMPTY_LISTS = ("warning", "missing", "unsupported", "issue", "problem", "claim", "error", "question")
NAMES = {
    "title": "title name heading headline product_title",
    "seo_title": "seo_title meta_title page_title",
    "seo_description": "seo_description meta_description search_description",
    "description_html": "description_html body_html html",
    "description": "description body text content copy",
    "summary": "summary excerpt short_description subtitle tagline lead",
    "bullets": "bullets bullet_points highlights features key_points selling_points benefits",
    "tags": "tags keywords",
    "handle": "handle slug",
    "alt": "alt alt_text image_alt image_alt_text",
    "language": "language lang locale language_code",
    "kind": "product_type category kind",
    "brand": "brand vendor manufacturer",
}
MEANINGS = {name: meaning for meaning, names in NAMES.items() for name in names.split()}
LIMIT_WORDS = re.compile(
    r"(?i)(?:maxLength[\"']?:\s*|at most |up to |no more than |max(?:imum)?\.?(?: of)? |≤\s*)(\d{1,4})"
    r"(?:\s*(?:characters|chars))?"
)
GROUPS = ("seo", "meta")


@dataclass(frozen=True)
class Filler:
    """Fills one schema; `root` holds its `$defs`."""

    facts: Facts
    copy: Copy
    root: Json

    def fill(self, schema: Json, key: str = "", given: object = None) -> object:
        """Return a value valid for `schema`, best for a property called `key`."""
        schema = self._resolved(schema)
        if "const" in schema:
            return schema["const"]
        if schema.get("enum"):
            return self._choice(schema["enum"], key, given)
        for word in ("anyOf", "oneOf", "allOf"):
            if schema.get(word):
                return self._variant(schema[word], key, given)
        return self._typed(schema, key, given)

    def _typed(self, schema: Json, key: str, given: object) -> object:
        type_ = schema.get("type")
        if isinstance(type_, list):
            type_ = next((name for name in type_ if name != "null"), "null")
        if type_ == "object" or "properties" in schema:
            return self._object(schema, key, given)
        if type_ == "array":
            return self._array(schema, key, given)
        if type_ == "string":
            return self._string(schema, key, given)
        if type_ in ("integer", "number"):
            return self._number(schema, key, given, whole=type_ == "integer")
        return given is True if type_ == "boolean" else None

    def _resolved(self, schema: Json) -> Json:
        while "$ref" in schema:
            target: object = self.root
            for step in str(schema["$ref"]).removeprefix("#/").split("/"):
                target = target[step] if isinstance(target, dict) else {}
            schema = target if isinstance(target, dict) else {}
        return schema

    def _choice(self, options: list[object], key: str, given: object) -> object:
        language = self.facts.language.lower()[:2]
        judged = self._judgement() if key == "judgement" else ""
        for wanted in (given, judged, self._said(key), language):
            if wanted in options and wanted not in (None, ""):
                return wanted
        return options[0]

    def _variant(self, variants: list[Json], key: str, given: object) -> object:
        real = [one for one in variants if one.get("type") != "null"]
        nullable = len(real) < len(variants)
        if nullable and given is None and MEANINGS.get(key) is None and key not in self.facts.raw:
            return None
        value = self.fill(real[0], key, given)
        return None if nullable and value in ("", []) else value

    def _object(self, schema: Json, key: str, given: object) -> Json:
        known = given if isinstance(given, dict) else {}
        answer: Json = {}
        for name, part in schema.get("properties", {}).items():
            inner = f"{key}_{name}" if key in GROUPS else name
            answer[name] = self.fill(part, inner, known.get(name, self._raw(name, known)))
        return answer

    def _raw(self, name: str, known: Json) -> object:
        return None if known else self.facts.raw.get(name)

    def _array(self, schema: Json, key: str, given: object) -> list[object]:
        items = schema.get("items", {"type": "string"})
        most = int(schema.get("maxItems", _limit_in(schema, "maxItems") or 12))
        if MEANINGS.get(key) in ("bullets", "tags"):
            texts = self.copy.bullets if MEANINGS[key] == "bullets" else self.copy.tags
            return [self.fill(items, "", text) for text in texts][:most]
        if any(word in key for word in EMPTY_LISTS):
            return []
        if key == "paragraphs":
            return [self.fill(items, "", text) for text in self.copy.paragraphs][:most]
        if key == "reasons" and given is None:
            given = self._reasons()
        if isinstance(given, dict):
            given = [{"name": name, "value": value} for name, value in given.items()]
        if isinstance(given, list):
            return [self.fill(items, "", one) for one in given][:most]
        least = int(schema.get("minItems", 0))
        return [self.fill(items, key) for _ in range(least)]

    def _reasons(self) -> list[object]:
        """Word each piece of evidence the source holds, citing its id."""
        found = self.facts.raw.get("evidence")
        rows = found if isinstance(found, list) else []
        return [
            {"evidence_id": row.get("id"), "sentence": f"{_capital(str(row['says']))}."}
            for row in rows
            if isinstance(row, dict) and row.get("says")
        ]

    def _judgement(self) -> str:
        score = self.facts.raw.get("score")
        if not isinstance(score, int):
            return "SKIP"
        return "BUY" if score >= 65 else "WATCH" if score >= 45 else "SKIP"

    def _string(self, schema: Json, key: str, given: object) -> str:
        text = self._text(schema, key, given)
        longest = schema.get("maxLength") or _limit_in(schema, "maxLength") or _limit_said(schema)
        if longest:
            text = shorten(text, int(longest), mark="" if "title" in key else "…")
        if schema.get("pattern") and not re.search(schema["pattern"], text):
            return slug(text)
        return text

    def _text(self, schema: Json, key: str, given: object) -> str:
        meaning = MEANINGS.get(key)
        if meaning == "description" and "html" in str(schema.get("description", "")).lower():
            meaning = "description_html"
        if meaning and not (key == "name" and given):
            said = self._said(key, meaning)
            if said:
                return said
        if isinstance(given, str):
            return plain(given).replace("\n", " ").strip()
        if given is not None:
            return ", ".join(strings_of(given)) or str(given)
        return "" if meaning else self.copy.title

    def _said(self, key: str, meaning: str | None = None) -> str:
        copy, facts = self.copy, self.facts
        texts = {
            "title": copy.title,
            "seo_title": copy.seo_title,
            "seo_description": copy.seo_description,
            "description": copy.description,
            "description_html": copy.description_html,
            "summary": copy.summary,
            "bullets": "\n".join(copy.bullets),
            "tags": ", ".join(copy.tags),
            "handle": slug(copy.title),
            "alt": copy.title,
            "language": facts.language,
            "kind": facts.kind,
            "brand": facts.brand,
        }
        return texts.get(meaning or MEANINGS.get(key, ""), "")

    def _number(self, schema: Json, key: str, given: object, *, whole: bool) -> float | int:
        value: float = 0.8 if "confidence" in key else 0
        if isinstance(given, int | float) and not isinstance(given, bool):
            value = given
        elif isinstance(given, str) and re.fullmatch(r"-?\d+(\.\d+)?", given):
            value = float(given)
        value = max(value, schema.get("minimum", value))
        value = min(value, schema.get("maximum", value))
        return int(value) if whole else value


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _limit_in(schema: Json, name: str) -> int | None:
    found = re.search(rf"{name}: (\d+)", str(schema.get("description", "")))
    return int(found[1]) if found else None


def _limit_said(schema: Json) -> int | None:
    found = LIMIT_WORDS.search(str(schema.get("description", "")))
    return int(found[1]) if found and int(found[1]) >= 10 else None
