"""JSON-LD, microdata and RDFa of a page, all as one kind of item."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from automation.suppliers.product_page.document import Element, PageDocument, squeeze
from automation.suppliers.product_page.json_text import json_read

MAX_ITEMS = 2_000
MAX_DEPTH = 30

_CONTENT_FIRST = frozenset(("meta", "data", "meter"))
_LINKS = {
    "a": "href",
    "link": "href",
    "area": "href",
    "img": "src",
    "source": "src",
    "video": "src",
    "embed": "src",
    "iframe": "src",
    "object": "data",
}


@dataclass(slots=True)
class Item:
    """One described thing: its types and its properties (lower-case names, all values)."""

    source: str
    types: frozenset[str]
    props: dict[str, list[Any]] = field(default_factory=dict)
    parent_property: str | None = None
    parent: Item | None = None
    element: Element | None = None
    value_elements: dict[str, list[Element]] = field(default_factory=dict)

    def values(self, *names: str) -> list[Any]:
        """Return all values of the named properties, in the order of the names."""
        return [value for name in names for value in self.props.get(name, ())]

    def items(self, *names: str) -> list[Item]:
        """Return the nested items among the values."""
        return [value for value in self.values(*names) if isinstance(value, Item)]

    def text(self, *names: str) -> str | None:
        """Return the first non-empty plain value; a nested item answers with its name or @id."""
        for value in self.values(*names):
            found = plain(value)
            if found:
                return found
        return None


def plain(value: Any) -> str | None:
    """Return a scalar as text: strings squeezed, numbers as written, nested items by name."""
    if isinstance(value, Item):
        return value.text("name", "@value", "value") if value.props else None
    if isinstance(value, str):
        return squeeze(value) or None
    if isinstance(value, int) and not isinstance(value, bool) and abs(value) < 10**30:
        return str(value)
    return None


def structured_items(document: PageDocument) -> list[Item]:
    """Return every item of the page, outer before inner, JSON-LD before microdata before RDFa."""
    found = [*jsonld_items(document), *markup_items(document, "microdata")]
    return [*found, *markup_items(document, "rdfa")][:MAX_ITEMS]


def jsonld_items(document: PageDocument) -> list[Item]:
    """Read each JSON-LD block on its own, so a broken one costs only itself."""
    found: list[Item] = []
    for attrs, text in document.scripts:
        if "ld+json" in attrs.get("type", "").lower():
            for item in _from_json(json_read(text), None, None, 0):
                found.append(item)
                if len(found) >= MAX_ITEMS:
                    return found
    return found


def _from_json(value: Any, parent: Item | None, name: str | None, depth: int) -> Iterator[Item]:
    """Yield the item made of a JSON value and, after it, every item nested in it."""
    if depth > MAX_DEPTH:
        return
    if isinstance(value, list):
        for member in value[:MAX_ITEMS]:
            yield from _from_json(member, parent, name, depth + 1)
    elif isinstance(value, dict):
        item = Item("json-ld", _types(value.get("@type")), parent_property=name, parent=parent)
        nested: list[Item] = []
        for key, content in value.items():
            _fill(item, key.rsplit("/", 1)[-1].lower(), content, nested, depth)
        yield item
        yield from nested


def _fill(item: Item, key: str, content: Any, nested: list[Item], depth: int) -> None:
    members = content if isinstance(content, list) else [content]
    for member in members[:MAX_ITEMS]:
        if isinstance(member, dict | list):
            inner = list(_from_json(member, item, key, depth + 1))
            nested.extend(inner)
            if inner and isinstance(member, dict):
                item.props.setdefault(key, []).append(inner[0])
            elif isinstance(member, list):
                direct = [one for one in inner if one.parent is item]
                item.props.setdefault(key, []).extend(direct)
        elif member is not None and key != "@type":
            item.props.setdefault(key, []).append(member)


def _types(value: Any) -> frozenset[str]:
    names = value if isinstance(value, list) else [value]
    return frozenset(_short(name) for name in names if isinstance(name, str))


def _short(name: str) -> str:
    return name.strip().rstrip("/").replace("#", "/").replace(":", "/").rsplit("/", 1)[-1].lower()


def markup_items(document: PageDocument, kind: str) -> list[Item]:
    """Read items written into the markup: `microdata` (itemprop) or `rdfa` (property)."""
    scope, of_type, prop = _ATTRIBUTES[kind]
    open_items: dict[int, Item] = {}
    found: list[Item] = []
    for element in document.elements:
        attrs = element.attrs
        owner = _owner(element, open_items)
        item = None
        if scope in attrs and (kind == "microdata" or attrs[scope]):
            types = frozenset(_short(name) for name in attrs.get(of_type, "").split())
            item = Item(kind, types, parent=owner, element=element)
            open_items[element.index] = item
            found.append(item)
        names = attrs.get(prop, "")
        if names and owner is not None:
            _add_markup_value(document, element, owner, item, names)
        if len(found) >= MAX_ITEMS:
            break
    return found


_ATTRIBUTES = {
    "microdata": ("itemscope", "itemtype", "itemprop"),
    "rdfa": ("typeof", "typeof", "property"),
}


def _owner(element: Element, open_items: dict[int, Item]) -> Item | None:
    if not open_items:
        return None
    for ancestor in element.ancestors():
        if ancestor.index in open_items:
            return open_items[ancestor.index]
    return None


def _add_markup_value(
    document: PageDocument, element: Element, owner: Item, item: Item | None, names: str
) -> None:
    value: Any = item if item is not None else _markup_value(document, element)
    for raw in names.split()[:10]:
        name = _short(raw)
        if item is not None:
            item.parent_property = name
        if value not in (None, ""):
            owner.props.setdefault(name, []).append(value)
            owner.value_elements.setdefault(name, []).append(element)


def _markup_value(document: PageDocument, element: Element) -> str | None:
    attrs = element.attrs
    if "content" in attrs and (attrs["content"].strip() or element.tag in _CONTENT_FIRST):
        return squeeze(attrs["content"])
    link = _LINKS.get(element.tag)
    if link and attrs.get(link):
        if element.tag == "a" and document.text(element, 200):
            return document.text(element, 200)
        return attrs[link].strip()
    if element.tag in ("data", "meter") and attrs.get("value"):
        return squeeze(attrs["value"])
    return document.text(element) or None
