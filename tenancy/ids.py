"""UUID version 7 (RFC 9562, section 5.7): time-ordered ids, so that new rows land together in an index."""

import secrets
import threading
import time
import uuid

_lock = threading.Lock()
_last = 0


def uuid7() -> uuid.UUID:
    """Return a UUIDv7: 48 bits of Unix milliseconds, 12 of their fraction, then 62 random bits.

    Ids of one process sort in the order of their making, also within a millisecond (RFC 9562, section 6.2, method
    3): rows written one after another are read in that order by their keys.
    """
    random = secrets.randbits(62)
    ticks = _ticks()
    return uuid.UUID(int=ticks >> 12 << 80 | 0x7 << 76 | (ticks & 0xFFF) << 64 | 0b10 << 62 | random)


def _ticks() -> int:
    """Return 1/4096 milliseconds since 1970; always more than the time before, also when the clock stands or steps."""
    global _last
    with _lock:
        _last = max((time.time_ns() << 12) // 1_000_000 & (1 << 60) - 1, _last + 1)
        return _last
