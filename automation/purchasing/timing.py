"""How long a task may go on: it stops itself well before it would be killed in the middle of a purchase."""

import time

# A task is killed after 60 s; placing takes 28 s at most, its question before and its report after some more.
WORK_SECONDS = 15.0


class WorkTime:
    """Time left to begin something new."""

    def __init__(self, seconds: float = WORK_SECONDS) -> None:
        self._end = time.monotonic() + seconds

    def is_left(self) -> bool:
        """Return whether something new may begin."""
        return time.monotonic() < self._end
