"""Measure a page and give it a score with reasons. Code decides every number; pure."""

import html
import re
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from typing import Any
from urllib.parse import unquote, urlsplit

from automation.core_client.content import CorePage

TITLE = (15, 65)
DESCRIPTION = (70, 160)
# Words under which a page says too little.
LEAST_WORDS = {"products": 40, "posts": 150, "pages": 30, "collections": 0}
MAX_LINKS = 100
TAGS = re.compile(r"<[^>]*>")
LINK = re.compile(r"""<a\s[^>]*?href=["']([^"']{1,500})["']""", re.IGNORECASE)
WORD = re.compile(r"\w+")
# Pages that every shop has without being listed.
ALWAYS = {"/", "/cart", "/search", "/blog", "/collections/all", "/checkout"}
# What a reason costs, and what it says. `{n}` is filled in.
REASONS: dict[str, tuple[int, str]] = {
    "title_long": (10, "The title has {n} characters; search results show about 60."),
    "title_short": (10, "The title has only {n} characters."),
    "title_double": (20, "{n} pages have this title."),
    "description_missing": (20, "There is no description for search results."),
    "description_short": (8, "The description has only {n} characters."),
    "description_long": (6, "The description has {n} characters; about 155 are shown."),
    "description_double": (12, "{n} pages have this description."),
    "content_thin": (20, "The page has only {n} words."),
    "alt_missing": (12, "{n} pictures have no alternative text."),
    "orphan": (12, "No collection leads to this product."),
    "collection_empty": (15, "There is nothing to buy in this collection."),
    "link_broken": (15, "{n} links lead to pages that are not there."),
}
TITLE_REASONS = {"title_long", "title_short", "title_double"}
DESCRIPTION_REASONS = {
    "description_missing",
    "description_short",
    "description_long",
    "description_double",
}


@dataclass(frozen=True, slots=True)
class Measured:
    """What is kept of a page between reading and scoring."""

    title_key: str
    description_key: str
    facts: dict[str, Any]


def plain_text(markup: str) -> str:
    """Return HTML as one line of text."""
    return " ".join(html.unescape(TAGS.sub(" ", markup)).split())


def search_title(page: CorePage, *, shop: str) -> str:
    """Return the title search results show: the page's own, else the usual one."""
    return page.seo_title or f"{page.title} – {shop}"


def page_measure(page: CorePage, *, shop: str) -> Measured:
    """Return what a score needs of a page: lengths, words, pictures without text, links within the shop."""
    title, text = search_title(page, shop=shop), plain_text(page.body_html)
    has_fields = page.kind != "collections"
    links = dict.fromkeys(path for href in LINK.findall(page.body_html) if (path := _own_path(href)))
    facts = {
        "title": len(title),
        "description": len(page.seo_description),
        "has_fields": has_fields,
        "words": len(WORD.findall(text)),
        "alt_missing": sum(not alt.strip() for _, alt in page.images),
        "is_linked": page.is_linked,
        "links": list(links)[:MAX_LINKS],
        "locked": list(page.locked_fields),
    }
    return Measured(_key(title), _key(page.seo_description), facts)


def page_score(
    *, kind: str, facts: dict[str, Any], titles: int, descriptions: int, paths: AbstractSet[str]
) -> tuple[int, list[dict[str, Any]]]:
    """Return 0–100 and the reasons for every lost point. `titles` and `descriptions` count the pages that share
    them, this one included; `paths` are all pages of the shop.
    """
    found = _title(facts["title"], titles)
    if facts["has_fields"]:
        found |= _description(facts["description"], descriptions)
    if facts["words"] < LEAST_WORDS.get(kind, 0):
        found["content_thin"] = facts["words"]
    if facts["alt_missing"]:
        found["alt_missing"] = facts["alt_missing"]
    if not facts["is_linked"]:
        found["orphan" if kind == "products" else "collection_empty"] = 1
    broken = [path for path in facts["links"] if path not in paths and path not in ALWAYS]
    if broken:
        found["link_broken"] = len(broken)
    reasons = [
        _reason(code, number, broken if code == "link_broken" else []) for code, number in found.items()
    ]
    return max(0, 100 - sum(reason["points"] for reason in reasons)), reasons


def _title(length: int, doubles: int) -> dict[str, int]:
    least, most = TITLE
    found = {"title_double": doubles} if doubles > 1 else {}
    if length > most:
        found["title_long"] = length
    if length < least:
        found["title_short"] = length
    return found


def _description(length: int, doubles: int) -> dict[str, int]:
    least, most = DESCRIPTION
    if length == 0:
        return {"description_missing": 1}
    found = {"description_double": doubles} if doubles > 1 else {}
    if length < least:
        found["description_short"] = length
    if length > most:
        found["description_long"] = length
    return found


def _reason(code: str, number: int, paths: list[str]) -> dict[str, Any]:
    points, words = REASONS[code]
    return {"code": code, "points": points, "message": words.format(n=number), "paths": paths[:10]}


def _key(text: str) -> str:
    return " ".join(text.casefold().split())[:300]


def _own_path(href: str) -> str:
    """Return the path of a link within the shop, "" for every other."""
    if not href.startswith("/") or href.startswith(("//", "/media/")):
        return ""
    return unquote(urlsplit(href).path).rstrip("/") or "/"
