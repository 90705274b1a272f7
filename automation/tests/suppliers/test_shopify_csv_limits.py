"""Files that are no export, too large or very long: refused with a sentence, read in flat memory. IMP-02, E8."""

from __future__ import annotations

import gzip
import io
import tracemalloc
import zipfile
from collections.abc import Iterator

import pytest

from automation.suppliers.shopify_csv import CsvLimits, shopify_csv_read
from automation.suppliers.types import SourceProduct
from automation.tests.suppliers.sheets import SHIRT, errors, read, refused, sheet


def zipped() -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        archive.writestr("products.csv", sheet(*SHIRT))
    return target.getvalue()


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "file_empty"),
        (zipped(), "file_not_csv"),
        (gzip.compress(b"Handle,Title\n", mtime=0), "file_not_csv"),
        (b"%PDF-1.7 ...", "file_not_csv"),
        (b"Handle,Title\na,\x00A\n", "file_not_text"),
        (b"\x00\x01\x02\x03" * 100, "file_not_text"),
        (b"Handel,Title\na,A\n", "missing_column"),
        (b"id,price\n1,2\n", "missing_column"),
        (b"<html><body>Not found</body></html>", "missing_column"),
        (b"Handle,Title,handle\na,A,b\n", "duplicate_column"),
        (b"Handle,Title,Variant SKU,SKU\na,A,1,2\n", "duplicate_column"),
        (",".join(["Handle", "Title", *(f"c{n}" for n in range(600))]).encode(), "too_many_columns"),
    ],
)
def test_e8_a_file_that_is_no_export_is_refused_with_a_sentence(content: bytes, code: str) -> None:
    assert refused(content).code == code


def test_e8_limits_on_size_rows_cells_variants_and_images() -> None:
    assert refused(sheet(*SHIRT).encode(), CsvLimits(max_bytes=500)).code == "file_too_large"
    many = sheet(*({"Handle": f"p{n}", "Title": "P"} for n in range(50)))
    found = read(many, CsvLimits(max_rows=20))
    assert errors(found) == [(22, "too_many_rows")]
    assert sum(isinstance(item, SourceProduct) for item in found) == 20
    long = sheet({"Handle": "a", "Title": "A"}, {"Handle": "b", "Title": "x" * 5_000})
    assert errors(read(long, CsvLimits(max_cell=1_000))) == [(3, "row_unreadable")]
    sizes = [
        {"Handle": "a", "Title": "A", "Option1 Name": "Size", "Option1 Value": str(n), "Variant Price": "1",
         "Image Src": f"https://cdn.example.com/{n}.jpg"}
        for n in range(9)
    ]  # fmt: skip
    found = read(sheet(*sizes), CsvLimits(max_variants=7, max_images=8))
    assert errors(found) == [(9, "too_many_variants"), (10, "too_many_variants"), (10, "too_many_images")]


class Rows(io.RawIOBase):
    """An export of any length that is made while it is read."""

    def __init__(self, count: int) -> None:
        self._lines = self._make(count)
        self._rest = b""

    def _make(self, count: int) -> Iterator[bytes]:
        yield b"Handle,Title,Body (HTML),Option1 Name,Option1 Value,Variant Price\r\n"
        for number in range(count):
            product, variant = divmod(number, 2)
            yield f"p{product},P,{'text ' * 20},Size,{variant},{number}.50\r\n".encode()

    def readable(self) -> bool:
        return True

    def read(self, size: int = -1) -> bytes:
        while len(self._rest) < size and (line := next(self._lines, b"")):
            self._rest += line
        chunk, self._rest = self._rest[:size], self._rest[size:]
        return chunk


def peak_memory(count: int) -> int:
    tracemalloc.start()
    products = 0
    for item in shopify_csv_read(stream=Rows(count)):  # type: ignore[arg-type]
        products += isinstance(item, SourceProduct)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert products == count // 2
    return peak


@pytest.mark.slow
def test_memory_stays_flat_for_fifty_thousand_rows() -> None:
    small = peak_memory(5_000)
    large = peak_memory(50_000)
    # Only the set that notices handles standing apart grows: a few bytes for each product.
    assert large - small < 4 * 1024 * 1024
