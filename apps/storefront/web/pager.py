"""Links between the pages of a list."""

from dataclasses import dataclass
from typing import Protocol
from urllib.parse import urlencode

NEIGHBOURS = 1


class Paged(Protocol):
    """One page of a list, of products or posts."""

    @property
    def page(self) -> int: ...
    @property
    def per_page(self) -> int: ...
    @property
    def total(self) -> int: ...
    @property
    def has_next(self) -> bool: ...


@dataclass(frozen=True, slots=True)
class PageLink:
    number: int
    path: str
    is_current: bool
    is_gap: bool = False


@dataclass(frozen=True, slots=True)
class Pager:
    """Where a list stands. `links` has the first, the last and the near pages, with gaps between."""

    number: int
    pages_count: int
    previous: str
    next: str
    links: tuple[PageLink, ...]


def page_number(text: str) -> int:
    """Return the page a query asks for: 1 for everything that is no sane number."""
    return int(text) if text.isascii() and text.isdigit() and 0 < int(text[:6]) < 10_000 else 1


def page_path(path: str, query: dict[str, str], number: int) -> str:
    """Return the address of one page; the first page has no `page` key."""
    pairs = {key: value for key, value in query.items() if value}
    if number > 1:
        pairs["page"] = str(number)
    return f"{path}?{urlencode(pairs)}" if pairs else path


def pager(*, path: str, query: dict[str, str], products: Paged) -> Pager:
    """Return the links of a list at `path` that keep `query`."""
    count = max(-(-products.total // products.per_page), products.page + products.has_next, 1)
    numbers = sorted(
        {1, count}
        | {n for n in range(products.page - NEIGHBOURS, products.page + NEIGHBOURS + 1) if 1 <= n <= count}
    )
    links: list[PageLink] = []
    for number in numbers:
        if links and number - links[-1].number > 1:
            links.append(PageLink(number - 1, "", is_current=False, is_gap=True))
        links.append(PageLink(number, page_path(path, query, number), is_current=number == products.page))
    return Pager(
        number=products.page,
        pages_count=count,
        previous=page_path(path, query, products.page - 1) if products.page > 1 else "",
        next=page_path(path, query, products.page + 1) if products.has_next else "",
        links=tuple(links),
    )
