"""The real exports, counted independently with the csv module."""

from __future__ import annotations

import csv
import os
from decimal import Decimal
from pathlib import Path

import pytest

from automation.suppliers.shopify_csv import shopify_csv_read
from automation.suppliers.types import SourceProduct

SHARED = Path(os.environ.get("DROPWRIGHT_SHARED") or Path(__file__).parents[4] / "shared")
FOLDER = SHARED / "data" / "shopify-csv"

pytestmark = pytest.mark.skipif(not FOLDER.is_dir(), reason="the shared data is not here")


def raw_rows(name: str) -> list[dict[str, str]]:
    with (FOLDER / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.mark.parametrize("name", ["apparel.csv", "home-and-garden.csv"])
def test_imp_02_no_row_variant_option_image_or_compare_at_price_is_lost(name: str) -> None:
    rows = raw_rows(name)
    with (FOLDER / name).open("rb") as stream:
        products = list(shopify_csv_read(stream=stream))

    assert all(isinstance(product, SourceProduct) for product in products)
    found = [product for product in products if isinstance(product, SourceProduct)]
    assert [product.handle for product in found] == list(dict.fromkeys(row["Handle"] for row in rows))
    assert sorted(number for product in found for number in product.rows) == list(range(2, len(rows) + 2))
    for product in found:
        mine = [row for row in rows if row["Handle"] == product.handle]
        sold = [row for row in mine if row["Variant Price"]]
        assert len(product.variants) == len(sold)
        assert [one.price for one in product.variants] == [Decimal(row["Variant Price"]) for row in sold]
        compare = [row["Variant Compare At Price"] for row in sold]
        assert [one.compare_at_price for one in product.variants] == [
            Decimal(value) if value else None for value in compare
        ]
        assert {one.url for one in product.images} == {row["Image Src"] for row in mine if row["Image Src"]}
        assert product.title == mine[0]["Title"]
        assert product.body_html == mine[0]["Body (HTML)"]
        if mine[0]["Option1 Value"] == "Default Title":
            assert product.options == ()
        else:
            values = tuple(row["Option1 Value"] for row in sold)
            assert product.options == ((mine[0]["Option1 Name"], values),)
            assert [one.option_values for one in product.variants] == [(value,) for value in values]
