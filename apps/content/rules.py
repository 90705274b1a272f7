"""Check and clean what callers give. Every fault is named by its path, such as `tags.3`."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import fields, replace
from typing import Any
from urllib.parse import unquote, urlsplit

from apps.catalog.handles import slug
from apps.catalog.rules import Faults, line
from apps.content import html
from apps.content.types import UNSET, PageInput, PageKind, PostInput, SearchSettingsInput, Unset
from apps.content.types.statuses import MAX_BODY, MAX_MENU_ITEMS, MAX_PATH, MAX_SOURCES, MAX_TAGS

PATH = re.compile(r"^/[^\s\x00-\x1f\x7f?#\\]*$")
ROBOTS_PATH = re.compile(r"^/[A-Za-z0-9/_.*$?=&%~-]{0,199}$")
RESERVED_POST_HANDLES = {"tagged"}
_LIMITS = {
    "title": 255,
    "excerpt": 500,
    "author": 120,
    "image_alt": 250,
    "seo_title": 255,
    "seo_description": 1000,
}


def said(data: Any) -> dict[str, Any]:
    """Return the fields of an input that were said."""
    return {
        item.name: value for item in fields(data) if not isinstance(value := getattr(data, item.name), Unset)
    }


def post_cleaned(*, data: PostInput, is_new: bool) -> PostInput:
    """Return the post's words cleaned. Raises Invalid with every fault."""
    faults = Faults()
    changes = _texts(data, faults, is_new=is_new)
    if not isinstance(data.tags, Unset):
        changes["tags"] = _tags(data.tags, faults)
    if not isinstance(data.sources, Unset):
        changes["sources"] = _sources(data.sources, faults)
    faults.refuse()
    return replace(data, **changes)


def page_cleaned(*, data: PageInput, is_new: bool) -> PageInput:
    """Return the page's words cleaned. Raises Invalid with every fault."""
    faults = Faults()
    changes = _texts(data, faults, is_new=is_new)
    if not isinstance(data.kind, Unset) and data.kind not in PageKind.values:
        faults.add("kind", f"Choose one of: {', '.join(PageKind.values)}.")
    faults.refuse()
    return replace(data, **changes)


def _texts(data: PostInput | PageInput, faults: Faults, *, is_new: bool) -> dict[str, Any]:
    changes: dict[str, Any] = {}
    if is_new and isinstance(data.title, Unset):
        faults.add("title", "This may not be blank.")
    for name, limit in _LIMITS.items():
        value = getattr(data, name, UNSET)
        changes |= {name: line(value, name, faults, limit=limit, needed=name == "title")}
    changes = {name: value for name, value in changes.items() if hasattr(data, name)}
    changes["handle"] = _handle(data.handle, faults)
    changes["body_html"] = _body(data.body_html, faults)
    return changes


def _handle(value: str | Unset, faults: Faults) -> str | Unset:
    if isinstance(value, Unset) or not value.strip():
        return UNSET
    made = slug(value[:1000])
    if not made or made in RESERVED_POST_HANDLES:
        faults.add("handle", "Use letters a–z, digits and hyphens.")
    return made


def _body(value: str | Unset, faults: Faults) -> str | Unset:
    if isinstance(value, Unset):
        return value
    if len(value) > MAX_BODY:
        faults.add("body_html", f"At most {MAX_BODY} characters.")
    elif value.count("<") > html.MAX_TAGS:
        faults.add("body_html", f"At most {html.MAX_TAGS} tags.")
    elif any(unicodedata.category(letter) == "Cs" for letter in value):
        faults.add("body_html", "This is not valid text.")
    else:
        return html.sanitised(value)
    return UNSET


def _tags(values: tuple[str, ...], faults: Faults) -> tuple[str, ...]:
    if len(values) > MAX_TAGS:
        faults.add("tags", f"At most {MAX_TAGS} tags.")
        return ()
    cleaned = [line(tag, f"tags.{index}", faults, limit=60) for index, tag in enumerate(values)]
    return tuple(dict.fromkeys(tag for tag in cleaned if isinstance(tag, str) and tag))


def _sources(values: tuple[tuple[str, str], ...], faults: Faults) -> tuple[tuple[str, str], ...]:
    if len(values) > MAX_SOURCES:
        faults.add("sources", f"At most {MAX_SOURCES} sources.")
        return ()
    found = []
    for index, (title, url) in enumerate(values):
        name = line(title, f"sources.{index}.title", faults, limit=200, needed=True)
        if url and not (is_path(url) or is_address(url)):
            faults.add(f"sources.{index}.url", "Give a path of the shop or an http(s) address.")
        found.append((str(name), url))
    return tuple(found)


def is_path(text: str) -> bool:
    """Say whether `text` is a path of the shop: begins with one slash, no query."""
    return bool(PATH.match(text)) and not text.startswith("//") and len(text) <= MAX_PATH


def is_address(text: str) -> bool:
    """Say whether `text` is a whole http(s) address."""
    try:
        parts = urlsplit(text)
    except ValueError:
        return False
    is_clean = not any(letter.isspace() or letter in "<>\"'\\" for letter in text)
    return parts.scheme in {"http", "https"} and bool(parts.hostname) and is_clean and len(text) <= 2000


def path_folded(text: str) -> str:
    """Return a path in its one form: decoded, without a trailing slash, query or fragment."""
    path = unquote(text.split("?", 1)[0].split("#", 1)[0])
    return path.rstrip("/") or "/"


def from_path_checked(value: str, faults: Faults) -> str:
    """Return the address a redirect begins at. The home page cannot be one."""
    folded = path_folded(value.strip())
    if not is_path(folded) or folded == "/":
        faults.add("from_path", "Give a path of this shop that begins with /, without ? or #.")
    return folded


def target_checked(value: str, faults: Faults) -> str:
    """Return where a redirect leads: a path, an address, or "" for gone."""
    given = value.strip()
    if not given or is_address(given):
        return given
    if not is_path(given.split("?", 1)[0].split("#", 1)[0]):
        faults.add("target", "Give a path of this shop, or an http(s) address.")
    return given if "?" in given else path_folded(given)


def menu_items_checked(items: Sequence[tuple[str, str]]) -> list[dict[str, str]]:
    """Return the links of a menu as they are stored. Raises Invalid with every fault."""
    faults = Faults()
    if len(items) > MAX_MENU_ITEMS:
        faults.add("items", f"At most {MAX_MENU_ITEMS} links.")
    rows = []
    for index, (title, path) in enumerate(items[:MAX_MENU_ITEMS]):
        name = line(title, f"items.{index}.title", faults, limit=60, needed=True)
        if not (is_path(path.split("?", 1)[0]) or is_address(path)):
            faults.add(f"items.{index}.path", "Give a path of the shop or an http(s) address.")
        rows.append({"title": str(name), "path": path})
    faults.refuse()
    return rows


def search_settings_cleaned(*, data: SearchSettingsInput) -> SearchSettingsInput:
    """Return the settings cleaned. Raises Invalid with every fault."""
    faults = Faults()
    template = line(data.product_title_template, "product_title_template", faults, limit=120, needed=True)
    if isinstance(template, str) and not _template_is_good(template):
        faults.add(
            "product_title_template", "Use {title}, and if you like {shop} and {vendor}; no other braces."
        )
    described = _description_template(data.product_description_template, faults)
    brand = line(data.feed_brand, "feed_brand", faults, limit=70)
    if not isinstance(data.robots_disallow, Unset):
        if len(data.robots_disallow) > 50:
            faults.add("robots_disallow", "At most 50 paths.")
        for index, path in enumerate(data.robots_disallow[:50]):
            if not ROBOTS_PATH.match(path) or path in {"/", "/*"}:
                sentence = "Give a path such as /collections/old. To close the whole shop, switch search off."
                faults.add(f"robots_disallow.{index}", sentence)
    faults.refuse()
    return replace(
        data, product_title_template=template, product_description_template=described, feed_brand=brand
    )


def _description_template(value: str | Unset, faults: Faults) -> str | Unset:
    template = line(value, "product_description_template", faults, limit=300, needed=True)
    if isinstance(template, str) and template:
        names = "{description}" in template or "{title}" in template
        if not names or not _marks_are_known(template, ("{description}", "{title}", "{shop}", "{vendor}")):
            sentence = "Use {description} or {title}, and if you like {shop} and {vendor}; no other braces."
            faults.add("product_description_template", sentence)
    return template


def _template_is_good(template: str) -> bool:
    return "{title}" in template and _marks_are_known(template, ("{title}", "{shop}", "{vendor}"))


def _marks_are_known(template: str, marks: tuple[str, ...]) -> bool:
    """Say whether each mark stands at most once, and no other braces do."""
    left = template
    for mark in marks:
        left = left.replace(mark, "", 1)
    return "{" not in left and "}" not in left
