"""A ZIP written piece by piece: each file's bytes and SHA-256 are known when it is closed, the whole is bounded."""

import hashlib
from collections.abc import Iterable
from contextlib import nullcontext, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from types import TracebackType
from typing import IO, Self
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile, ZipInfo

from apps.analytics.types import ExportFailed

GIB = 1024**3
READABLE = 0o100644 << 16


@dataclass(frozen=True, slots=True)
class Packed:
    """One file of an archive; `lines` is how many pieces it was written in."""

    path: str
    lines: int
    bytes: int
    sha256: str


class Package:
    """A ZIP being written into an open file. Raises ExportFailed when it grows over `most` bytes.

    It is whole only after the `with` block has ended without an error.
    """

    def __init__(self, file: IO[bytes], *, now: datetime, most: int) -> None:
        self._file, self._most = file, most
        # A ZIP tells times without a zone: UTC, as the manifest says.
        self._date = now.astimezone(UTC).timetuple()[:6]
        self._zip = ZipFile(file, "w", allowZip64=True)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        # Also after an error, lest the interpreter tries it on a file that is closed by then.
        with nullcontext() if kind is None else suppress(OSError, ValueError):
            self._zip.close()
        if kind is None:
            self.room_check()

    def lines_add(self, path: str, lines: Iterable[bytes]) -> Packed:
        """Add a file line by line, compressed."""
        digest, count, size = hashlib.sha256(), 0, 0
        # How large it will be is not known at its beginning: room for 64 bits.
        with self._zip.open(self._entry(path, ZIP_DEFLATED), "w", force_zip64=True) as entry:
            for line in lines:
                entry.write(line)
                digest.update(line)
                size += len(line)
                count += 1
                self.room_check()
        return Packed(path, count, size, digest.hexdigest())

    def content_add(self, path: str, content: bytes) -> Packed:
        """Add a file as it is, without compressing what is compressed already."""
        self.room_check(len(content))
        self._zip.writestr(self._entry(path, ZIP_STORED), content)
        return Packed(path, 1, len(content), hashlib.sha256(content).hexdigest())

    def _entry(self, path: str, compress_type: int) -> ZipInfo:
        entry = ZipInfo(path, self._date)
        entry.compress_type = compress_type
        entry.external_attr = READABLE
        return entry

    def room_check(self, more: int = 0) -> None:
        """Raise ExportFailed when the archive, with so many bytes `more`, is larger than allowed."""
        if self._file.tell() + more > self._most:
            raise ExportFailed(
                f"Everything together is more than {size_words(self._most)}, the most one archive may hold."
                " Products, orders and customers can be exported one by one; write to support for the pictures."
            )


def size_words(size: int) -> str:
    """Return a bound in words: 5 GiB, 20 MiB, 900 bytes."""
    for unit, name in ((GIB, "GiB"), (1024**2, "MiB")):
        if size >= unit:
            return f"{size / unit:.1f}".removesuffix(".0") + f" {name}"
    return f"{size} bytes"
