"""Reads a body piece by piece and unpacks it itself, so that no bomb is ever whole in memory."""

from __future__ import annotations

import time
import zlib
from typing import Protocol

from automation.suppliers.fetch_errors import FetchTooLarge, FetchUnsupported
from automation.suppliers.fetch_transport import DeadlinePassed

CHUNK = 32 * 1024


class RawBody(Protocol):
    """The part of urllib3's response that is used: one read returns what has arrived."""

    def read1(self, amt: int | None = None, decode_content: bool | None = None) -> bytes: ...  # noqa: FBT001


def body_read(raw: RawBody, encoding: str, max_bytes: int, deadline: float) -> bytes:
    """Return the unpacked body; `identity`, `gzip` and `deflate` are read.

    Raises FetchTooLarge as soon as more than `max_bytes` came in or out of the unpacker,
    FetchUnsupported for other packings or broken ones, DeadlinePassed after the deadline.
    """
    unpacker = _Unpacker(encoding.strip().lower(), max_bytes)
    received = 0
    while True:
        if time.monotonic() >= deadline:
            raise DeadlinePassed
        chunk = raw.read1(CHUNK, decode_content=False)
        if not chunk:
            return unpacker.finished()
        received += len(chunk)
        if received > max_bytes:
            raise FetchTooLarge
        unpacker.add(chunk)


class _Unpacker:
    """Collects the unpacked bytes and never holds more than the limit and one."""

    def __init__(self, encoding: str, max_bytes: int) -> None:
        if encoding not in ("", "identity", "gzip", "x-gzip", "deflate"):
            raise FetchUnsupported
        self._encoding = encoding.removeprefix("x-") if encoding != "identity" else ""
        self._limit = max_bytes
        self._parts: list[bytes] = []
        self._size = 0
        self._has_begun = False
        self._stream = None if self._encoding == "" else self._new_stream(b"")

    def _new_stream(self, head: bytes) -> zlib._Decompress:
        if self._encoding == "gzip":
            return zlib.decompressobj(16 + zlib.MAX_WBITS)
        # Some servers send deflate without the zlib header.
        is_bare = len(head) > 1 and (head[0] & 0x0F != 8 or (head[0] * 256 + head[1]) % 31 != 0)
        return zlib.decompressobj(-zlib.MAX_WBITS if is_bare else zlib.MAX_WBITS)

    def add(self, chunk: bytes) -> None:
        if self._stream is None:
            self._keep(chunk)
            return
        if self._encoding == "deflate" and not self._has_begun:
            self._stream = self._new_stream(chunk)
        self._has_begun = True
        pending = chunk
        while pending:
            pending = self._unpack(pending)

    def _unpack(self, packed: bytes) -> bytes:
        """Unpack as much as the limit allows; return what is left of the input."""
        stream = self._stream
        if stream is None:
            return b""
        try:
            self._keep(stream.decompress(packed, self._limit - self._size + 1))
        except zlib.error:
            raise FetchUnsupported("The document is packed in a way that cannot be read.") from None
        if stream.eof and stream.unused_data and self._encoding == "gzip":
            self._stream = self._new_stream(b"")
            return stream.unused_data
        return b"" if stream.eof else stream.unconsumed_tail

    def _keep(self, data: bytes) -> None:
        self._size += len(data)
        if self._size > self._limit:
            raise FetchTooLarge
        if data:
            self._parts.append(data)

    def finished(self) -> bytes:
        if self._stream is not None and self._has_begun and not self._stream.eof:
            raise FetchUnsupported("The document ended before it was complete.")
        return b"".join(self._parts)
