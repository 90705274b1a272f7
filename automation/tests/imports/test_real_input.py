"""Real exports and real pages through the whole import. IMP-02, IMP-04.

They lie in the shared folder beside the repository, or where DROPWRIGHT_SHARED says.
"""

import csv
import gzip
import json
import os
import re
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from automation.imports import selectors
from automation.imports.models import ImportItem
from automation.imports.services.reading import job_read
from automation.tests.imports.working import products, start_csv, start_page, work

SHARED = Path(os.environ.get("DROPWRIGHT_SHARED") or Path(__file__).parents[4] / "shared") / "data"
PAGES = SHARED / "product-pages"
EXPORTS = SHARED / "shopify-csv"
UNCLEAN = re.compile(
    r"<(?:script|style|iframe|img|a|form|input|object)\b|https?://|<[^>]*\s(?:on\w+|style)=", re.I
)
NOT_HERE = "the shared data is not here (DROPWRIGHT_SHARED names its folder)"
TRUTH = json.loads((PAGES / "ground-truth.json").read_text()) if PAGES.is_dir() else {}

pytestmark = pytest.mark.django_db


def rows_of(name: str) -> dict[str, list[dict[str, str]]]:
    """Read the export on its own: the rows of each handle."""
    found: dict[str, list[dict[str, str]]] = {}
    with (EXPORTS / name).open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            found.setdefault(row["Handle"], []).append(row)
    return found


def variants_of(rows: list[dict[str, str]]) -> list[tuple[Any, ...]]:
    """What the export says of each variant: option values, SKU, price, compare-at price, grams, barcode."""
    return [
        (
            tuple(row[f"Option{n} Value"] for n in (1, 2, 3) if row[f"Option{n} Value"]),
            row["Variant SKU"],
            Decimal(row["Variant Price"]),
            Decimal(row["Variant Compare At Price"]) if row["Variant Compare At Price"] else None,
            int(Decimal(row["Variant Grams"])) if row["Variant Grams"] else None,
            row["Variant Barcode"].lstrip("'"),
        )
        for row in rows
        if row["Variant Price"]
    ]


@pytest.mark.skipif(not EXPORTS.is_dir(), reason=NOT_HERE)
@pytest.mark.parametrize("name", ["apparel.csv", "home-and-garden.csv"])
def test_imp_02_an_export_arrives_whole(in_store: Any, core: Any, fetched: list[str], name: str) -> None:
    wanted = rows_of(name)

    job = work(start_csv((EXPORTS / name).read_bytes(), name), in_store, core)

    assert (job.status, selectors.import_get(import_id=job.pk).errors) == ("SUCCEEDED", [])
    made = {product.draft.handle: product for product in products(core, in_store)}
    assert set(made) == set(wanted)
    for handle, rows in wanted.items():
        draft, first = made[handle].draft, rows[0]
        assert (draft.title, draft.vendor) == (first["Title"], first["Vendor"])
        assert draft.product_type == (first["Type"] or draft.product_type)
        assert list(draft.tags) == [tag.strip() for tag in first["Tags"].split(",") if tag.strip()]
        found = [
            (row.option_values, row.sku, row.price, row.compare_at_price, row.weight_grams, row.barcode)
            for row in draft.variants
        ]
        variants = variants_of(rows)
        if first["Option1 Value"] == "Default Title":
            assert draft.options == ()
            variants = [((), *row[1:]) for row in variants]
        else:
            names = [first[f"Option{n} Name"] for n in (1, 2, 3) if first[f"Option{n} Name"]]
            assert [option for option, _ in draft.options] == names
        assert found == variants
        pictures = [row["Image Src"] for row in rows if row["Image Src"]]
        assert {upload.source_url for upload in made[handle].uploads} == set(pictures)
        alts = {row["Image Src"]: row["Image Alt Text"] for row in rows if row["Image Src"]}
        assert {upload.source_url: upload.alt_text for upload in made[handle].uploads} == alts
        assert draft.external_reference == f"shopify-csv:{handle}"
    assert set(fetched) == {row["Image Src"] for rows in wanted.values() for row in rows if row["Image Src"]}


@pytest.mark.skipif(not EXPORTS.is_dir(), reason=NOT_HERE)
@pytest.mark.parametrize("name", ["apparel.csv", "home-and-garden.csv"])
def test_imp_03_the_same_export_again_adds_nothing(in_store: Any, core: Any, name: str) -> None:
    content = (EXPORTS / name).read_bytes()
    work(start_csv(content, name), in_store, core)
    made = {product.id for product in products(core, in_store)}

    again = work(start_csv(content, name), in_store, core)

    assert again.status == "SUCCEEDED"
    assert {product.id for product in products(core, in_store)} == made
    assert set(selectors.import_get(import_id=again.pk).product_ids) == made


@pytest.mark.skipif(not PAGES.is_dir(), reason=NOT_HERE)
@pytest.mark.slow
def test_every_saved_page_is_read_into_one_product(in_store: Any, core: Any) -> None:
    assert len(TRUTH) == 70
    titles = []
    for name, truth in TRUTH.items():
        html = gzip.decompress((PAGES / "html" / f"{name}.html.gz").read_bytes()).decode("utf-8")
        job = start_page(html, url=truth["url"])

        assert job_read(job_id=job.pk, now=job.created_at), truth["url"]

        (item,) = ImportItem.objects.filter(job=job)
        assert item.source["variants"], truth["url"]
        titles.append(item.title)
    assert ImportItem.objects.values("reference").distinct().count() == 70
    assert "Untitled product" not in titles


@pytest.mark.skipif(not PAGES.is_dir(), reason=NOT_HERE)
@pytest.mark.slow
def test_every_saved_page_becomes_a_clean_draft(in_store: Any, core: Any) -> None:
    for name, truth in list(TRUTH.items())[::5]:
        html = gzip.decompress((PAGES / "html" / f"{name}.html.gz").read_bytes()).decode("utf-8")

        job = work(start_page(html, url=truth["url"]), in_store, core)

        assert job.status == "SUCCEEDED", (truth["url"], job.errors)
    assert len(products(core, in_store)) == 14
    for product in products(core, in_store):
        assert product.draft.currency == in_store.currency
        assert not UNCLEAN.search(product.draft.description_html), product.draft.source_url
