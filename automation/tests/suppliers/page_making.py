"""What pages for tests are made of, and what a careful reader would say about one."""

import json
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Page:
    """A page and what a careful reader would say about it."""

    name: str
    url: str
    html: str
    title: str
    price: str | None
    currency: str | None
    sku: str | None
    availability: str = "InStock"
    brand: str | None = None
    compare_at: str | None = None
    gtin: str | None = None
    variants: int = 0


def page(body: str, *, head: str = "", lang: str = "en", title: str = "Shop") -> str:
    return (
        f'<!doctype html><html lang="{lang}"><head><meta charset="utf-8"><title>{title}</title>{head}</head>'
        f"<body>{body}</body></html>"
    )


def ld(value: object) -> str:
    return f'<script type="application/ld+json">{json.dumps(value, ensure_ascii=False)}</script>'


RELATED = (
    '<section class="related-products"><h2>You may also like</h2><ul>'
    + "".join(
        f'<li class="card"><a href="/p/{n}"><h3>Other thing {n}</h3><span class="price">$ {n}9.00</span></a>'
        '<button class="add-to-cart">Add to cart</button></li>'
        for n in range(1, 5)
    )
    + "</ul></section>"
)
