"""Liveness of a program that loops (beat, relay, feed): `python progress.py`.

Each of them sleeps and wakes at least every five seconds, as leader and as stand-by, also while database or broker
are away. The kernel counts how often its main thread went to sleep by itself; a thread that hangs in a lock, in a
call without a time limit or in an endless loop no longer adds to that count. Two readings must differ.
"""

import sys
from pathlib import Path

PROCESS = Path("/proc/1/task/1/status")
SEEN = Path("/tmp/progress")  # noqa: S108 - the pod's own memory, no other program writes there
COUNTER = "voluntary_ctxt_switches:"


def switches_read(status: Path) -> int:
    """Return how often the main thread has gone to sleep by itself."""
    lines = status.read_text(encoding="ascii").splitlines()
    return next(int(line.removeprefix(COUNTER)) for line in lines if line.startswith(COUNTER))


def has_progressed(*, status: Path, seen: Path) -> bool:
    """Return whether the thread has slept and woken since the last call; the first call says yes."""
    now = switches_read(status)
    before = int(seen.read_text(encoding="ascii")) if seen.exists() else None
    seen.write_text(str(now), encoding="ascii")
    return now != before


if __name__ == "__main__":
    sys.exit(not has_progressed(status=PROCESS, seen=SEEN))
