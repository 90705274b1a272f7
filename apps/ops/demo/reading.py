"""The demo shop's blog and policies, read from reading.json. Seeding can be repeated; what is there stays."""

import json
import re
from datetime import datetime, timedelta
from functools import cache
from html import escape
from typing import Any
from uuid import UUID

from apps.content.selectors import page_list
from apps.content.services import page_create, post_hand_over
from apps.content.types import Author, AuthorKind, PageInput, PostInput
from apps.ops.demo.content import FOLDER

LINK = re.compile(r"\[([^\]]+)\]\((/[a-z0-9/-]+)\)")
AUTHOR = Author(kind=AuthorKind.PLATFORM, label="demo")


@cache
def demo_reading() -> dict[str, Any]:
    """Return reading.json as it is."""
    return dict(json.loads((FOLDER / "reading.json").read_text(encoding="utf-8")))


def reading_fill(*, products: dict[str, UUID], now: datetime) -> int:
    """Publish the demo's posts and pages in the current store; returns how many are new.

    `products` maps handles to ids, for the pictures that head posts.
    """
    return sum(_post(row, products=products, now=now) for row in demo_reading()["posts"]) + _pages()


def _post(row: dict[str, Any], *, products: dict[str, UUID], now: datetime) -> int:
    data = PostInput(
        title=row["title"],
        handle=row["handle"],
        body_html=html_of(row["body"]),
        excerpt=row["excerpt"],
        author=row["author"],
        tags=tuple(row["tags"]),
        image_product_id=products.get(row["cover"]),
        seo_description=row["seo_description"],
    )
    _, is_new = post_hand_over(
        data=data,
        external_reference=row["reference"],
        author=AUTHOR,
        reviewed_by="demo",
        publish_at=now - timedelta(days=row["days_ago"]),
        now=now - timedelta(days=row["days_ago"]),
    )
    return int(is_new)


def _pages() -> int:
    there = set(page_list().values_list("kind", flat=True))
    wanted = [row for row in demo_reading()["pages"] if row["kind"] not in there]
    for row in wanted:
        data = PageInput(
            kind=row["kind"],
            title=row["title"],
            handle=row["handle"],
            body_html=html_of(row["body"]),
            is_published=True,
        )
        page_create(data=data, author=AUTHOR)
    return len(wanted)


def html_of(blocks: list[str]) -> str:
    """Return blocks of text as HTML: `# ` begins a heading, `- ` a list, `[words](/path)` is a link."""
    return "\n".join(_block(block) for block in blocks)


def _block(text: str) -> str:
    if text.startswith("- "):
        items = "".join(f"<li>{_words(line.removeprefix('- '))}</li>" for line in text.splitlines())
        return f"<ul>{items}</ul>"
    return f"<h2>{_words(text[2:])}</h2>" if text.startswith("# ") else f"<p>{_words(text)}</p>"


def _words(text: str) -> str:
    return LINK.sub(r'<a href="\2">\1</a>', escape(text, quote=False))
