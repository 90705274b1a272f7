"""What the supplier sells: products, their variants, prices and stock."""

import itertools
import json
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from pathlib import Path

from sandbox.claude.writer import slug
from sandbox.database import Json

FILE = Path(__file__).parent / "goods.json"
SCENES = ("single", "tilted", "close")


@dataclass(frozen=True)
class Variant:
    """One sellable choice. `hue` turns the picture's colours."""

    sku: str
    choices: tuple[tuple[str, str], ...]
    price: Decimal
    stock: int
    hue: int

    @property
    def label(self) -> str:
        """Return the choices as people write them."""
        return " / ".join(value for _, value in self.choices)


@dataclass(frozen=True)
class Good:
    """One product of the site."""

    handle: str
    language: str
    layout: str
    title: str
    brand: str
    sku: str
    gtin: str
    currency: str
    price: Decimal
    was: Decimal | None
    kind: tuple[str, ...]
    picture: str
    ground: str
    paragraphs: tuple[str, ...]
    facts: tuple[tuple[str, str], ...]
    options: tuple[tuple[str, tuple[str, ...]], ...]
    variants: tuple[Variant, ...]

    @property
    def in_stock(self) -> bool:
        """Tell whether any variant can be ordered."""
        return any(variant.stock for variant in self.variants)

    @property
    def pictures(self) -> list[str]:
        """Return the file names of its pictures, the main one first."""
        scenes = [f"{self.handle}-{scene}.jpg" for scene in SCENES]
        hues = sorted({variant.hue for variant in self.variants} - {0})
        return scenes + [f"{self.handle}-colour-{hue}.jpg" for hue in hues]


@cache
def goods() -> dict[str, Good]:
    """Return every product by handle, in the order of the file."""
    return {raw["handle"]: _good(raw) for raw in json.loads(FILE.read_text())}


def _good(raw: Json) -> Good:
    was = raw.get("was")
    return Good(
        handle=raw["handle"],
        language=raw["language"],
        layout=raw["layout"],
        title=raw["title"],
        brand=raw["brand"],
        sku=raw["sku"],
        gtin=raw.get("gtin", ""),
        currency=raw["currency"],
        price=Decimal(raw["price"]),
        was=Decimal(was) if was else None,
        kind=tuple(raw["kind"].split(" > ")),
        picture=raw["picture"],
        ground=raw["ground"],
        paragraphs=tuple(raw["paragraphs"]),
        facts=tuple(raw["facts"].items()),
        options=tuple(
            (option["name"], tuple(one["value"] for one in option["values"])) for option in raw["options"]
        ),
        variants=tuple(_variants(raw)),
    )


def _variants(raw: Json) -> list[Variant]:
    sold_out = {tuple(choice) for choice in raw.get("sold_out", [])}
    combinations = list(itertools.product(*(option["values"] for option in raw["options"])))
    names = [option["name"] for option in raw["options"]]
    variants = []
    for number, chosen in enumerate(combinations):
        values = tuple(one["value"] for one in chosen)
        ending = "".join(f"-{slug(value).upper()}" for value in values)
        surcharge = sum((Decimal(one.get("surcharge", "0")) for one in chosen), Decimal(0))
        share = max(raw["stock"] // len(combinations) - number, 1) if raw["stock"] else 0
        variants.append(
            Variant(
                sku=f"{raw['sku']}{ending}",
                choices=tuple(zip(names, values, strict=True)),
                price=Decimal(raw["price"]) + surcharge,
                stock=0 if values in sold_out else share,
                hue=sum(one.get("hue", 0) for one in chosen),
            )
        )
    return variants


def good_of_picture(file_name: str) -> tuple[Good, str, int] | None:
    """Return (product, scene, hue) of a picture's file name."""
    stem = file_name.removesuffix(".jpg")
    for good in goods().values():
        ending = stem.removeprefix(f"{good.handle}-")
        if ending in SCENES and f"{good.handle}-{ending}" == stem:
            return good, ending, 0
        if ending.startswith("colour-") and file_name in good.pictures:
            return good, "single", int(ending.removeprefix("colour-"))
    return None
