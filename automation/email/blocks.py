"""The blocks a template is made of: their schema, the variables they may name, and what is wrong with them."""

import re
from collections.abc import Iterator
from typing import Any

import nh3
from jsonschema import Draft202012Validator

from automation.email.types import Json, Problem

# {{ customer.first_name | "there" }}: a name, and a default for who has none.
VARIABLE = re.compile(r"\{\{\s*([a-z_]+(?:\.[a-z_]+)?)\s*(?:\|\s*\"([^\"{}]*)\"\s*)?\}\}")
BRACES = re.compile(r"\{\{|\}\}|\{%|%\}")
VARIABLES: dict[str, str] = {
    "customer.first_name": "The first word of the person's name",
    "customer.name": "The person's name",
    "customer.email": "The person's address",
    "store.name": "Your store's name",
    "store.url": "Your store's address",
    "cart.url": "The link that brings the cart back",
    "cart.total": "What the cart costs today",
    "cart.items_count": "How many pieces are in the cart",
    "cart.first_title": "The first thing in the cart",
    "order.number": "The order's number",
    "order.url": "The order's page",
    "order.total": "What the order cost",
    "product.title": "The thing that costs less or is back",
    "product.url": "That thing's page",
    "product.price": "What it costs today",
    "product.price_before": "What it cost before the price dropped",
    "discount.code": "The code of this step, when it has one",
}
ADDRESSES = {"store.url", "cart.url", "order.url", "product.url"}
TEXT_TAGS = {"p", "br", "strong", "em", "a", "ul", "ol", "li"}
WEB_ADDRESS = re.compile(r"^https?://[^\s<>\"']+$")


def _block(kind: str, required: list[str], **properties: Any) -> Json:
    return {
        "type": "object",
        "properties": {"id": {"type": "string", "maxLength": 40}, "type": {"const": kind}, **properties},
        "required": ["type", *required],
        "additionalProperties": False,
    }


SHORT, LONG, LINK = ({"type": "string", "maxLength": length} for length in (200, 5000, 2000))
BLOCKS: dict[str, Json] = {
    "heading": _block("heading", ["text"], text=SHORT),
    "text": _block("text", ["html"], html=LONG),
    "button": _block("button", ["label", "url"], label=SHORT, url=LINK),
    "image": _block("image", ["url", "alt"], url=LINK, alt=SHORT, link=LINK),
    "products": _block("products", ["source"], source={"enum": ["cart", "product"]}),
    "code": _block("code", ["label"], label=SHORT),
    "divider": _block("divider", []),
    "spacer": _block("spacer", ["height"], height={"type": "integer", "minimum": 4, "maximum": 80}),
}
BLOCKS_SCHEMA: Json = {
    "$schema": "https://json-schema.org/draft/2020-12/schema",
    "type": "array",
    "maxItems": 50,
    "items": {"type": "object", "properties": {"type": {"enum": list(BLOCKS)}}, "required": ["type"]},
}
_ALL = Draft202012Validator(BLOCKS_SCHEMA)
_EACH = {kind: Draft202012Validator(schema) for kind, schema in BLOCKS.items()}


def blocks_clean(blocks: list[Json]) -> list[Json]:
    """Return blocks whose rich text holds only what a mail may hold."""
    return [
        block | ({"html": text_clean(block["html"])} if block["type"] == "text" else {}) for block in blocks
    ]


def text_clean(html: str) -> str:
    """Return paragraphs, emphasis, links and lists; a link's address may be a variable."""
    return nh3.clean(
        html,
        tags=TEXT_TAGS,
        attributes={"a": {"href"}},
        url_schemes={"http", "https", "mailto"},
        link_rel=None,
        attribute_filter=_link_filter,
    )


def _link_filter(_tag: str, name: str, value: str) -> str | None:
    if name != "href":
        return None
    return value if is_address(value) or value.startswith("mailto:") else None


def is_address(value: str) -> bool:
    """Say whether a link is a web address or one variable that holds one."""
    match = VARIABLE.fullmatch(value.strip())
    return match[1] in ADDRESSES if match else bool(WEB_ADDRESS.match(value))


def template_problems(*, subject: str, preheader: str, blocks: Any) -> list[Problem]:
    """Return what is wrong with a template: shape, unknown variables, addresses that are none."""
    problems = [
        Problem("shape", error.message[:200], "/".join(str(part) for part in error.path))
        for error in _ALL.iter_errors(blocks)
    ]
    if problems:
        return problems[:20]
    for number, block in enumerate(blocks):
        errors = _EACH[block["type"]].iter_errors(block)
        problems += [Problem("shape", error.message[:200], str(number)) for error in errors]
    return problems or [*_texts_problems(subject, preheader), *_blocks_problems(blocks)]


def _texts_problems(subject: str, preheader: str) -> Iterator[Problem]:
    if not subject.strip():
        yield Problem("subject_empty", "A mail needs a subject.", field="subject")
    for field, text in (("subject", subject), ("preheader", preheader)):
        for message in variable_problems(text):
            yield Problem("variable_unknown", message, field=field)


def _blocks_problems(blocks: list[Json]) -> Iterator[Problem]:
    for number, block in enumerate(blocks):
        for field in ("text", "html", "label", "url", "link", "alt"):
            for message in variable_problems(str(block.get(field, ""))):
                yield Problem("variable_unknown", message, str(number), field)
        for field in ("url", "link"):
            if block.get(field) and not is_address(block[field]):
                yield Problem("address_invalid", "An address begins with https://.", str(number), field)
        if block["type"] in {"button", "image"} and not block["url"]:
            yield Problem("address_invalid", "Say where it leads.", str(number), "url")


def variable_problems(text: str) -> list[str]:
    """Return what is wrong with the variables of one text."""
    unknown = [match[1] for match in VARIABLE.finditer(text) if match[1] not in VARIABLES]
    problems = [f"There is no variable {name}." for name in unknown]
    if BRACES.search(VARIABLE.sub("", text)):
        problems.append('A variable is written {{ name }} or {{ name | "default" }}.')
    return problems
