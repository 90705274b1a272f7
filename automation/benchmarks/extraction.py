"""Measures product-page extraction on real pages with checked answers.

    python -m automation.benchmarks.extraction [--json FILE] [--misses] [--halves]

The pages lie in the shared folder beside the repository, or where DROPWRIGHT_SHARED says. Exit code
0: all goals reached; 1: below a goal; 2: the pages are not here.
"""

from __future__ import annotations

import argparse
import gzip
import hashlib
import json
import os
import statistics
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from automation.suppliers.product_page import ExtractedProduct, page_extract
from automation.suppliers.product_page.money import currency_fits, sign_currency

GOALS = {"price": 0.90, "sku": 0.85, "availability": 0.96}
# From the data set's README: the same 70 pages, 2021.
NAMED_SYSTEMS = {
    "Zyte (2021)": {"price": 0.868, "sku": 0.833, "availability": 0.957, "OutOfStock": 0.571},
    "Diffbot (2021)": {"price": 0.815, "sku": 0.824, "availability": 0.943, "OutOfStock": 0.333},
    "extruct + price-parser": {"price": 0.569, "sku": 0.571, "availability": 0.608, "OutOfStock": 0.0},
}
SHOWN = ("price", "sku", "availability", "OutOfStock", "currency", "brand", "gtin", "mpn")


@dataclass(slots=True)
class Tally:
    """True positives, false positives and false negatives of one attribute."""

    hits: int = 0
    wrong: int = 0
    missed: int = 0

    @property
    def f1(self) -> float:
        total = 2 * self.hits + self.wrong + self.missed
        return 2 * self.hits / total if total else 0.0

    def add(self, *, predicted: bool, expected: bool, equal: bool) -> None:
        if equal:
            self.hits += 1
            return
        self.wrong += predicted
        self.missed += expected


@dataclass(slots=True)
class Report:
    """All tallies over a set of pages, the misses, and how long each page took."""

    tallies: dict[str, Tally] = field(default_factory=lambda: {name: Tally() for name in SHOWN})
    misses: list[str] = field(default_factory=list)
    seconds: list[float] = field(default_factory=list)
    misread: int = 0


def shared_folder() -> Path:
    """Return the folder of shared data."""
    given = os.environ.get("DROPWRIGHT_SHARED")
    return Path(given) if given else Path(__file__).resolve().parents[3] / "shared"


def pages_folder() -> Path | None:
    """Return the folder of the pages, None when it is not on this machine."""
    folder = shared_folder() / "data" / "product-pages"
    return folder if (folder / "ground-truth.json").is_file() else None


def same_amount(predicted: str, accepted: Sequence[str]) -> bool:
    """Compare as decimal numbers."""
    try:
        return any(Decimal(value.strip()) == Decimal(predicted) for value in accepted)
    except InvalidOperation:
        return False


def is_misread(product: ExtractedProduct, accepted: Sequence[str]) -> bool:
    """Tell answers whose grouping mark was read as the decimal mark (`$24.990` as 24.99).

    They count as misses all the same; they are only named.
    """
    if product.price is None:
        return False
    amount = product.price.amount
    return amount >= 1000 and same_amount(str(amount / 1000), accepted)


def measure(pages: dict[str, Any], folder: Path) -> Report:
    """Extract every page and compare it with the checked answers."""
    report = Report()
    for key, truth in sorted(pages.items(), key=lambda entry: entry[1]["url"]):
        html = gzip.decompress((folder / "html" / f"{key}.html.gz").read_bytes())
        started = time.perf_counter()
        product = page_extract(html=html, url=truth["url"])
        report.seconds.append(time.perf_counter() - started)
        _compare(report, key, truth, product)
    return report


def _compare(report: Report, key: str, truth: dict[str, Any], product: ExtractedProduct) -> None:
    price = product.price
    answers: dict[str, tuple[str | None, Callable[[str, Sequence[str]], bool]]] = {
        "price": (str(price.amount) if price else None, same_amount),
        "sku": (product.sku, lambda one, all_: one in [value.strip() for value in all_]),
        "availability": (product.availability, lambda one, all_: one in all_),
        "currency": (price.currency if price else None, _same_currency),
        "brand": (product.brand, _same_words),
        "gtin": (product.gtin, lambda one, all_: one.lstrip("0") in [v.lstrip("0") for v in all_]),
        "mpn": (product.mpn, _same_words),
    }
    for name, (predicted, is_equal) in answers.items():
        expected = truth.get(name) or []
        if name == "currency" and not (expected and predicted):
            continue
        equal = predicted is not None and is_equal(predicted, expected)
        report.tallies[name].add(predicted=predicted is not None, expected=bool(expected), equal=equal)
        if name in GOALS and not equal and (predicted or expected):
            report.misses.append(_miss(key, truth["url"], name, predicted, expected, product))
    out = product.availability == "OutOfStock"
    expected_out = "OutOfStock" in truth.get("availability", [])
    report.tallies["OutOfStock"].add(predicted=out, expected=expected_out, equal=out and expected_out)
    if not _compare_prices(truth, product) and is_misread(product, truth.get("price") or []):
        report.misread += 1


def _compare_prices(truth: dict[str, Any], product: ExtractedProduct) -> bool:
    return product.price is not None and same_amount(str(product.price.amount), truth.get("price") or [])


def _same_currency(predicted: str, accepted: Sequence[str]) -> bool:
    return any(currency_fits(sign, predicted) or sign_currency(sign, None) == predicted for sign in accepted)


def _same_words(predicted: str, accepted: Sequence[str]) -> bool:
    return predicted.strip().lower() in [value.strip().lower() for value in accepted]


def _miss(
    key: str, url: str, name: str, predicted: str | None, expected: list[str], product: ExtractedProduct
) -> str:
    source = product.confidence.get(name)
    why = f"{source.source} {source.value:.2f}" if source else "nothing found"
    return f"{key[:8]}  {name:12} said {predicted!r}, answer {expected!r}  ({why})  {url[:90]}"


def shop_of(url: str) -> str:
    """Return the shop's own part of the host name, the same for all its country sites."""
    parts = (urlsplit(url).hostname or "").split(".")
    names = [part for part in parts[:-1] if part not in ("co", "com", "www")]
    return names[-1] if names else ""


def halves(pages: dict[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    """Split by shop, so that rules can be made on one half and measured on the other."""
    shops = sorted({shop_of(page["url"]) for page in pages.values()}, key=_digest)
    first = set(shops[::2])
    one = {key: page for key, page in pages.items() if shop_of(page["url"]) in first}
    return one, {key: page for key, page in pages.items() if key not in one}


def _digest(name: str) -> str:
    return hashlib.sha256(name.encode()).hexdigest()


def table(report: Report) -> str:
    """Return the figures as text, next to those of the named systems."""
    columns = ("price", "sku", "availability", "OutOfStock")
    lines = [
        f"{'F1 on ' + str(len(report.seconds)) + ' pages':26}" + "".join(f"{name:>14}" for name in columns)
    ]
    ours = {name: report.tallies[name].f1 for name in columns}
    rows = {"Dropwright": ours, "goal": GOALS, **NAMED_SYSTEMS}
    for system, figures in rows.items():
        cells = "".join(f"{figures[name]:>14.3f}" if name in figures else f"{'-':>14}" for name in columns)
        lines.append(f"{system:26}{cells}")
    others = ", ".join(
        f"{name} {report.tallies[name].f1:.3f}" for name in ("currency", "brand", "gtin", "mpn")
    )
    median = statistics.median(report.seconds) * 1000
    lines.append(f"also (F1): {others}")
    lines.append(f"time per page: median {median:.0f} ms, longest {max(report.seconds) * 1000:.0f} ms")
    if report.misread:
        lines.append(
            f"{report.misread} price answers of the set read a grouping mark as a decimal mark "
            "($24.990 as 24.99); they count as misses here."
        )
    return "\n".join(lines)


def figures(report: Report) -> dict[str, Any]:
    """Return the figures for machines."""
    return {
        "pages": len(report.seconds),
        "f1": {name: round(tally.f1, 4) for name, tally in report.tallies.items()},
        "counts": {name: [tally.hits, tally.wrong, tally.missed] for name, tally in report.tallies.items()},
        "goals": GOALS,
        "median_ms": round(statistics.median(report.seconds) * 1000, 1),
        "longest_ms": round(max(report.seconds) * 1000, 1),
        "misread_answers": report.misread,
        "misses": report.misses,
    }


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the benchmark; returns the exit code."""
    parser = argparse.ArgumentParser(description="Measure product-page extraction on real pages.")
    parser.add_argument("--json", type=Path, metavar="FILE", help="also write the figures to a file")
    parser.add_argument("--misses", action="store_true", help="list every page that was read wrongly")
    parser.add_argument("--halves", action="store_true", help="also measure the two halves of the shops")
    options = parser.parse_args(arguments)
    folder = pages_folder()
    if folder is None:
        print(
            f"The pages are not here: {shared_folder() / 'data' / 'product-pages'} does not exist. "
            "Set DROPWRIGHT_SHARED to the folder that holds `data`.",
            file=sys.stderr,
        )
        return 2
    pages = json.loads((folder / "ground-truth.json").read_text())
    report = measure(pages, folder)
    print(table(report))
    if options.halves:
        for number, half in enumerate(filter(None, halves(pages)), 1):
            print(f"\nhalf {number} of the shops")
            print(table(measure(half, folder)))
    if options.misses:
        print("\n" + "\n".join(report.misses))
    if options.json:
        options.json.write_text(json.dumps(figures(report), indent=2, ensure_ascii=False) + "\n")
    below = [name for name, goal in GOALS.items() if report.tallies[name].f1 < goal]
    if below:
        print(f"below the goal: {', '.join(below)}", file=sys.stderr)
    return 1 if below else 0


if __name__ == "__main__":
    sys.exit(main())
