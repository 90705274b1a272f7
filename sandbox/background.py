"""One thread that does what is due: deliver events, expire sessions, settle payments."""

import logging
import threading
import time
from collections.abc import Callable

logger = logging.getLogger(__name__)

LONGEST_SLEEP = 30.0
Job = Callable[[float], float | None]


class Background:
    """Runs jobs when they are due and sleeps in between.

    A job takes the time (Unix seconds), does everything due and returns the time of its
    next work, or None when it has none. `wake` makes the thread look again at once.
    """

    def __init__(self) -> None:
        self._jobs: list[Job] = []
        self._wake = threading.Event()

    def add(self, job: Job) -> None:
        """Register a job; call before `start`."""
        self._jobs.append(job)

    def wake(self) -> None:
        """Look for due work now."""
        self._wake.set()

    def start(self) -> None:
        """Start the thread; it ends with the process."""
        threading.Thread(target=self._loop, name="background", daemon=True).start()

    def _loop(self) -> None:
        while True:
            self._wake.clear()
            pause = self.run_once(time.time())
            self._wake.wait(timeout=pause)

    def run_once(self, now: float) -> float:
        """Run every job and return the seconds to sleep. A failing job is logged, not fatal."""
        following = []
        for job in self._jobs:
            try:
                due = job(now)
            except Exception:
                logger.exception("background job failed")
                due = now + 1
            if due is not None:
                following.append(due)
        pause = min(following, default=now + LONGEST_SLEEP) - time.time()
        return min(max(pause, 0.02), LONGEST_SLEEP)
