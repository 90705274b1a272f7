"""The demo shop's words, read from shop.json and turned into the catalog's inputs. Pure."""

import itertools
import json
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from functools import cache
from pathlib import Path
from typing import Any

from apps.catalog.types import OptionInput, ProductInput, VariantInput
from apps.money.types import Money

FOLDER = Path(__file__).parent
COST_SHARE = Decimal("0.42")


@dataclass(frozen=True, slots=True)
class DemoPicture:
    """A picture by the name of its file (without ending), and the option value it shows, if any."""

    file: str
    alt_text: str
    value: str


@dataclass(frozen=True, slots=True)
class DemoProduct:
    """One product ready for the catalog. `reference` makes seeding idempotent."""

    reference: str
    collection: str
    is_sold_out: bool
    data: ProductInput
    pictures: tuple[DemoPicture, ...]


@cache
def demo_content() -> dict[str, Any]:
    """Return shop.json as it is."""
    return dict(json.loads((FOLDER / "shop.json").read_text(encoding="utf-8")))


def demo_products() -> tuple[DemoProduct, ...]:
    """Return all products in the order in which they come into the shop: collections take turns.

    Sold-out ones come first, so that what is new can be bought.
    """
    content = demo_content()
    shelves: dict[str, list[dict[str, Any]]] = {}
    for row in content["products"]:
        shelves.setdefault(row["collection"], []).append(row)
    turns = itertools.zip_longest(*shelves.values())
    rows = [row for turn in turns for row in turn if row is not None]
    rows.sort(key=lambda row: row["stock"] > 0)
    numbers = {row["handle"]: number for number, row in enumerate(content["products"], start=101)}
    currency = content["store"]["currency"]
    return tuple(_product(row, number=numbers[row["handle"]], currency=currency) for row in rows)


def _product(row: dict[str, Any], *, number: int, currency: str) -> DemoProduct:
    options = tuple(OptionInput.of(option["name"], *option["values"]) for option in row.get("options", []))
    data = ProductInput(
        title=row["title"],
        handle=row["handle"],
        description_html=f"<p>{row['description']}</p>",
        status="ACTIVE",
        vendor=row["vendor"],
        product_type=row["product_type"],
        tags=tuple(row["tags"]),
        options=options,
        variants=tuple(_variants(row, number=number, currency=currency)),
    )
    pictures = tuple(
        DemoPicture(file=shot["file"], alt_text=_alt(row["title"], shot, place), value=shot.get("value", ""))
        for place, shot in enumerate(row["pictures"])
    )
    return DemoProduct(f"demo:{row['handle']}", row["collection"], not row["stock"], data, pictures)


def _alt(title: str, shot: dict[str, str], place: int) -> str:
    if "value" in shot:
        return f"{title} in {shot['value']}"
    return title if place == 0 else f"{title}, another view"


def _variants(row: dict[str, Any], *, number: int, currency: str) -> list[VariantInput]:
    """Return every combination that exists, its stock an even share; the sold-out ones have none."""
    combinations = [
        chosen
        for chosen in itertools.product(*(option["values"] for option in row.get("options", [])))
        if list(chosen) not in row.get("absent", [])
    ]
    share, rest = divmod(row["stock"], len(combinations))
    return [
        VariantInput(
            option_values=chosen,
            sku=f"HH-{number}" + (f"-{place}" if len(combinations) > 1 else ""),
            stock_quantity=0 if list(chosen) in row.get("sold_out", []) else share + (place <= rest),
            weight_grams=row["weight_grams"],
            **_prices(row, chosen=chosen, currency=currency),
        )
        for place, chosen in enumerate(combinations, start=1)
    ]


def _prices(row: dict[str, Any], *, chosen: tuple[str, ...], currency: str) -> dict[str, Any]:
    own = next((row["prices"][value] for value in chosen if value in row.get("prices", {})), row["price"])
    price = Money.parse(own, currency)
    cost = (price.amount_minor * COST_SHARE).to_integral_value(ROUND_HALF_UP)
    prices: dict[str, Any] = {"price": price, "cost": Money(int(cost), currency)}
    if "compare_at_price" in row:
        prices["compare_at_price"] = Money.parse(row["compare_at_price"], currency)
    return prices
