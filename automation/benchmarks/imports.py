"""How fast a product CSV is read, against a bare csv parser in the same run, and how flat memory stays.

`make bench-import`. Each measurement runs in a process of its own, so that its peak memory is its own. What is
measured is everything an import does with a file up to the rows it stores: encoding, checks, products out of rows,
amounts, and the JSON of each row. The database is not part of it: it costs the same per product whatever reads.
"""

from __future__ import annotations

import csv
import io
import json
import resource
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from itertools import islice
from pathlib import Path
from tempfile import TemporaryDirectory

ROWS = (5_000, 50_000)
VARIANTS = 5
BATCH = 200
# The import may cost this many times a bare parser, and this much more memory for ten times the rows.
MOST_TIMES, MOST_GROWTH = 80.0, 1.25
HEADER = (
    "Handle,Title,Body (HTML),Vendor,Type,Tags,Option1 Name,Option1 Value,Variant SKU,Variant Price,"
    "Variant Compare At Price,Variant Inventory Qty,Variant Inventory Tracker,Image Src\n"
)


def file_write(path: Path, rows: int) -> None:
    """Write a CSV of `rows` rows, five variants a product."""
    with path.open("w", encoding="utf-8", newline="") as file:
        file.write(HEADER)
        for row in range(rows):
            product, variant = divmod(row, VARIANTS)
            words = f'Lamp {product},"<p>A lamp of oak, number {product}.</p>",Clay,Lamps,"oak, light"'
            own = words if variant == 0 else ",,,,"
            file.write(
                f"lamp-{product},{own},Size,{variant},L-{product}-{variant},{10 + variant}.90,"
                f"{20 + variant}.00,5,shopify,https://pictures.example/{product}-{variant}.jpg\n"
            )


def bare(path: Path) -> int:
    """Read the cells and nothing else; returns the number of rows."""
    with path.open(encoding="utf-8", newline="") as file:
        return sum(1 for _ in csv.reader(file)) - 1


def imported(path: Path) -> int:
    """Read the file as an import does, batch by batch; returns the number of rows."""
    from automation.imports.snapshots import source_dump
    from automation.suppliers.shopify_csv import shopify_csv_read
    from automation.suppliers.types import SourceProduct

    found = 0
    with path.open("rb") as file:
        products: Iterator[object] = shopify_csv_read(stream=file)
        while batch := list(islice(products, BATCH)):
            for product in batch:
                if isinstance(product, SourceProduct):
                    json.dumps(source_dump(product))
                    found += len(product.rows)
    return found


KINDS: dict[str, Callable[[Path], int]] = {"bare": bare, "import": imported}


def child(kind: str, path: Path) -> None:
    """Measure once and print it."""
    if kind == "import":
        imported(_warm(path))
    started = time.perf_counter()
    rows = KINDS[kind](path)
    seconds = time.perf_counter() - started
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(json.dumps({"rows": rows, "seconds": seconds, "peak_mb": peak}))


def _warm(path: Path) -> Path:
    """Return a small file beside the other: modules are imported before the clock runs."""
    small = path.with_suffix(".warm.csv")
    file_write(small, VARIANTS)
    return small


def measured(kind: str, path: Path) -> dict[str, float]:
    """Return rows, seconds and peak memory of one child, the faster of two."""
    runs = []
    for _ in range(2):
        answer = subprocess.run(
            [sys.executable, "-m", "automation.benchmarks.imports", kind, str(path)],
            check=True,
            capture_output=True,
            text=True,
        )
        runs.append(json.loads(answer.stdout.splitlines()[-1]))
    return min(runs, key=lambda run: float(run["seconds"]))


def report(found: dict[tuple[str, int], dict[str, float]]) -> tuple[str, bool]:
    """Return the table and whether the goals are held."""
    out = io.StringIO()
    for (kind, rows), run in found.items():
        rate = run["rows"] / run["seconds"]
        out.write(f"{kind:>7} {rows:>7,} rows  {rate:>12,.0f} rows/s  peak {run['peak_mb']:.1f} MB\n")
    small, large = ROWS
    times = found["import", large]["seconds"] / found["bare", large]["seconds"]
    growth = found["import", large]["peak_mb"] / found["import", small]["peak_mb"]
    out.write(f"import / bare parser: {times:.1f} times the time (goal: at most {MOST_TIMES:.0f})\n")
    out.write(f"memory at {large:,} rows / at {small:,}: {growth:.2f} (goal: at most {MOST_GROWTH})\n")
    return out.getvalue(), times <= MOST_TIMES and growth <= MOST_GROWTH


def main() -> int:
    """Run all measurements; returns the exit code."""
    if len(sys.argv) == 3:
        child(sys.argv[1], Path(sys.argv[2]))
        return 0
    found = {}
    with TemporaryDirectory(prefix="dropwright-bench-") as folder:
        for rows in ROWS:
            path = Path(folder) / f"{rows}.csv"
            file_write(path, rows)
            for kind in KINDS:
                found[kind, rows] = measured(kind, path)
    text, is_good = report(found)
    print(text, end="")
    return 0 if is_good else 1


if __name__ == "__main__":
    sys.exit(main())
