"""About 120 listings: every object once, popular ones by a second seller, with the traps real listings have."""

import itertools
import random
from dataclasses import dataclass
from decimal import Decimal
from functools import cache

from sandbox.pictures import GROUNDS, picture_names
from sandbox.wares.table import CATEGORIES, CHOICES, Category, Choice, Kind

FIRST_ID = 1005006000000101
COUNTRIES = {"China": "CN", "Poland": "PL", "United States": "US"}
SECOND_SELLERS = 10
SCENES = ("single", "tilted", "close")
# Every ninth listing is not sold to one country; the first of each is fixed for tests.
NOT_SOLD_TO = ("BR", "US", "DE")


@dataclass(frozen=True)
class Sku:
    """One buyable choice. Prices in US dollars; `stock` 0 is a dead one. `attr` is "" where there is no choice."""

    id: str
    attr: str
    choices: tuple[tuple[int, str, Choice], ...]
    price: Decimal
    list_price: Decimal
    stock: int
    ship_from: str
    hue: int


@dataclass(frozen=True)
class Ware:
    """One listing."""

    id: int
    number: int
    kind: Kind
    category: Category
    title: str
    ground: str
    rating: Decimal
    reviews: int
    orders: int
    skus: tuple[Sku, ...]
    not_sold_to: str
    sold_in_us_as: int | None
    store: str

    @property
    def orders_text(self) -> str:
        """Return the sales as listings write them: exact when few, "1000+" when many."""
        if self.orders < 1000:
            return str(self.orders)
        return f"{self.orders // 1000 * 1000}+"

    @property
    def pictures(self) -> list[str]:
        """Return the file names of the main pictures."""
        return [f"{self.kind.picture}-{self.ground}-{scene}-0.jpg" for scene in SCENES]

    def picture_of(self, hue: int) -> str:
        """Return the file name of the picture in one colour."""
        return f"{self.kind.picture}-{self.ground}-single-{hue}.jpg"

    @property
    def paragraphs(self) -> tuple[str, str]:
        """Return two sentences of description."""
        noun = self.kind.noun
        return (
            f"{noun}: {self.category.extras[self.number % 5].lower()}, made for everyday use.",
            f"Packed weight about {self.kind.grams} g. Please allow small differences by hand measurement.",
        )


@cache
def wares() -> dict[int, Ware]:
    """Return every listing by id, in a stable order."""
    kinds = [(category, kind) for category in CATEGORIES for kind in category.kinds]
    listed = [*kinds, *kinds[5 :: len(kinds) // SECOND_SELLERS]]
    made = [_ware(number, category, kind) for number, (category, kind) in enumerate(listed)]
    return {ware.id: ware for ware in made}


def _ware(number: int, category: Category, kind: Kind) -> Ware:
    chance = random.Random(f"ware {number}")
    adjective = ("New", "Classic", "Pro", "Mini", "Deluxe")[number % 5]
    return Ware(
        id=FIRST_ID + number * 7,
        number=number,
        kind=kind,
        category=category,
        title=f"{adjective} {kind.noun} {category.extras[chance.randrange(5)]}",
        ground=sorted(GROUNDS)[number % len(GROUNDS)],
        rating=Decimal(chance.randrange(36, 50)) / 10,
        reviews=chance.randrange(3, 4000),
        orders=int(10 ** chance.uniform(0.3, 4.6)),
        skus=_skus(number, kind, chance),
        not_sold_to=NOT_SOLD_TO[number // 9 % 3] if number % 9 == 4 else "",
        sold_in_us_as=FIRST_ID + (number + 1) * 7 if number % 31 == 7 else None,
        store=f"{('Bright', 'Hilltop', 'Nordway', 'Lotus', 'Maple')[number % 5]} Official Store",
    )


def _skus(number: int, kind: Kind, chance: random.Random) -> tuple[Sku, ...]:
    sets = CHOICES[kind.choices]
    combinations = list(itertools.product(*(choices for _, _, choices in sets)))
    factor = Decimal(100 + chance.randrange(-15, 25)) / 100
    discount = Decimal(chance.choice((60, 70, 80, 100))) / 100
    skus = []
    for index, chosen in enumerate(combinations):
        named = tuple((id_, name, choice) for (id_, name, _), choice in zip(sets, chosen, strict=True))
        cents = (kind.price + sum(choice[3] for choice in chosen)) * factor
        list_price = (cents / 100).quantize(Decimal("0.01"))
        skus.append(
            Sku(
                id=str(12000030000000000 + number * 1000 + index),
                attr=";".join(f"{id_}:{choice[0]}#{choice[1]}" for id_, _, choice in named),
                choices=named,
                price=(list_price * discount).quantize(Decimal("0.01")),
                list_price=list_price,
                stock=0 if index and (number + index) % 11 == 0 else chance.randrange(4, 900),
                ship_from=next((COUNTRIES[c[1]] for i, _, c in named if i == 200007763), "CN"),
                hue=sum(choice[2] for choice in chosen),
            )
        )
    return tuple(skus)


def picture_of(file_name: str) -> tuple[str, str, str, int] | None:
    """Return (object, ground, scene, hue) of a picture's file name, or None."""
    stem = file_name.removesuffix(".jpg")
    name, _, hue = stem.rpartition("-")
    name, _, scene = name.rpartition("-")
    name, _, ground = name.rpartition("-")
    if not hue.isdigit() or scene not in SCENES or ground not in GROUNDS or name not in picture_names():
        return None
    return name, ground, scene, int(hue) % 360
