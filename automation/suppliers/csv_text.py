"""Uploaded CSV bytes to rows of cells: size, encoding, separator and broken quotes."""

from __future__ import annotations

import codecs
import csv
import io
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import IO, BinaryIO, cast

CHUNK = 256 * 1024
SEPARATORS = (",", ";", "\t", "|")

_ARCHIVES = {
    b"PK": "This is a ZIP or Excel file. Save the sheet as CSV (UTF-8) and choose that file.",
    b"\x1f\x8b": "This file is packed (gzip). Unpack it and choose the CSV file itself.",
    b"%PDF": "This is a PDF file, not a CSV file.",
    b"\xd0\xcf\x11\xe0": "This is an old Excel file. Save the sheet as CSV (UTF-8) and choose that file.",
    b"7z\xbc\xaf": "This file is packed (7z). Unpack it and choose the CSV file itself.",
    b"Rar!": "This file is packed (RAR). Unpack it and choose the CSV file itself.",
}


class FeedRefused(Exception):
    """The whole file cannot be read; `code` is stable, `message` is a sentence for a person."""

    def __init__(self, code: str, message: str) -> None:
        self.code, self.message = code, message
        super().__init__(message)


@dataclass(frozen=True, slots=True)
class CsvLimits:
    """How much of a file is read. Cell length is in characters, everything else in pieces."""

    max_bytes: int = 20 * 1024 * 1024
    max_rows: int = 200_000
    max_columns: int = 500
    max_cell: int = 200_000
    max_variants: int = 2_000
    max_images: int = 250


@dataclass(frozen=True, slots=True)
class Row:
    """One record: `number` counts records as a spreadsheet shows them (the header is 1)."""

    number: int
    cells: list[str]
    problem: str | None = None


class CsvText:
    """A checked copy of the file, readable more than once; close it to drop the copy."""

    def __init__(self, stream: BinaryIO, limits: CsvLimits) -> None:
        self.limits = limits
        self._file: IO[bytes] = tempfile.SpooledTemporaryFile(  # noqa: SIM115 - closed by close()
            max_size=1024 * 1024
        )
        try:
            self.encoding = self._copy(stream)
        except FeedRefused:
            self.close()
            raise
        self.separator = ","
        # The limit of the csv module belongs to the process; it is only ever raised.
        csv.field_size_limit(max(csv.field_size_limit(), limits.max_bytes))

    def close(self) -> None:
        """Drop the copy."""
        self._file.close()

    def _copy(self, stream: BinaryIO) -> str:
        """Copy within the limit; return the encoding found on the way."""
        size = 0
        guess: _EncodingGuess | None = None
        while chunk := stream.read(CHUNK):
            size += len(chunk)
            if size > self.limits.max_bytes:
                megabytes = self.limits.max_bytes // (1024 * 1024)
                raise FeedRefused("file_too_large", f"The file is larger than {megabytes} MB.")
            guess = guess or _EncodingGuess(chunk)
            guess.add(chunk)
            self._file.write(chunk)
        if guess is None:
            raise FeedRefused("file_empty", "The file is empty.")
        return guess.encoding()

    def header(self, known: Callable[[str], bool]) -> list[str]:
        """Return the column names; the separator is the one that gives the most known columns."""
        best: list[str] = []
        best_rank = (-1, -1)
        for separator in SEPARATORS:
            with self._text() as text:
                names = next(csv.reader(text, delimiter=separator), [])
            rank = (sum(known(name) for name in names), len(names))
            if rank > best_rank:
                best, best_rank, self.separator = names, rank, separator
        if len(best) > self.limits.max_columns:
            raise FeedRefused(
                "too_many_columns",
                f"The file has {len(best)} columns; at most {self.limits.max_columns} are read.",
            )
        return [name.strip().strip("\ufeff") for name in best]

    def rows(self) -> Iterator[Row]:
        """Yield the records after the header; a record that cannot be used carries its problem."""
        with self._text() as text:
            lines = _CountedLines(text)
            reader = csv.reader(lines, delimiter=self.separator)
            number = 0
            while True:
                number += 1
                try:
                    cells = next(reader)
                except StopIteration:
                    return
                except csv.Error:
                    yield Row(number, [], "This row cannot be read as CSV.")
                    continue
                if number > 1:
                    yield Row(number, cells, self._problem(cells, lines.take()))
                lines.take()

    def _problem(self, cells: list[str], seen: tuple[int, int]) -> str | None:
        quotes, count = seen
        if quotes % 2 and count > 1:
            return (
                "A quotation mark that opens in this row is never closed, so this row and the "
                f"{count - 1} lines after it cannot be read."
            )
        if any(len(cell) > self.limits.max_cell for cell in cells):
            return f"A cell in this row is longer than {self.limits.max_cell} characters."
        if any("\x00" in cell for cell in cells):
            return "This row contains NUL characters, so it is not text."
        return None

    def _text(self) -> io.TextIOWrapper:
        self._file.seek(0)
        errors = "strict" if self.encoding.startswith("utf-8") else "replace"
        return _Unclosing(self._file, self.encoding, errors)


class _Unclosing(io.TextIOWrapper):
    """A text view that leaves the file open when it is done."""

    def __init__(self, raw: IO[bytes], encoding: str, errors: str) -> None:
        super().__init__(cast("BinaryIO", raw), encoding=encoding, errors=errors, newline="")

    def close(self) -> None:
        if not self.closed:
            self.detach()

    def __exit__(self, *args: object) -> None:
        self.close()


class _CountedLines:
    """Passes lines on and counts lines and quotation marks, to find the one that never closes."""

    def __init__(self, text: io.TextIOWrapper) -> None:
        self._lines = iter(text)
        self._quotes = 0
        self._count = 0

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        line = next(self._lines)
        self._quotes += line.count('"')
        self._count += 1
        return line

    def take(self) -> tuple[int, int]:
        """Return `(quotation marks, lines)` since the last call and begin anew."""
        seen = self._quotes, self._count
        self._quotes = self._count = 0
        return seen


class _EncodingGuess:
    """Watches all bytes go by: byte order mark, NULs, valid UTF-8 to the end or not."""

    def __init__(self, head: bytes) -> None:
        for magic, sentence in _ARCHIVES.items():
            if head.startswith(magic):
                raise FeedRefused("file_not_csv", sentence)
        self._wide = _wide_encoding(head)
        self._utf8 = codecs.getincrementaldecoder("utf-8")()
        self._is_utf8 = True

    def add(self, chunk: bytes) -> None:
        if self._wide:
            return
        if b"\x00" in chunk:
            raise FeedRefused("file_not_text", "The file contains NUL bytes, so it is not a CSV text file.")
        if self._is_utf8:
            try:
                self._utf8.decode(chunk)
            except UnicodeDecodeError:
                self._is_utf8 = False

    def encoding(self) -> str:
        if self._wide:
            return self._wide
        if self._is_utf8:
            try:
                self._utf8.decode(b"", final=True)
            except UnicodeDecodeError:
                self._is_utf8 = False
        return "utf-8-sig" if self._is_utf8 else "windows-1252"


def _wide_encoding(head: bytes) -> str | None:
    """Return UTF-16 when a mark says so, or when every other byte of the header is NUL."""
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    sample = head[:64]
    if len(sample) >= 8 and not sample[1::2].strip(b"\x00") and b"\x00" not in sample[0::2]:
        return "utf-16-le"
    if len(sample) >= 8 and not sample[0::2].strip(b"\x00") and b"\x00" not in sample[1::2]:
        return "utf-16-be"
    return None
