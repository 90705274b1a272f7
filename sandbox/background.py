"""What happens by itself: events are delivered, sessions expire, payments settle."""

import logging
import threading
import time
from collections.abc import Callable

logger = logging.getLogger(__name__)

LONGEST_SLEEP = 30.0
SHORTEST_SLEEP = 0.02
Job = Callable[[float], float | None]


class Background:
    """Runs each job on its own thread when it is due and sleeps in between.

    A job takes the time (Unix seconds), does everything due and returns the time of its
    next work, or None when it has none. `wake` makes every job look again at once.
    """

    def __init__(self) -> None:
        self._jobs: list[tuple[Job, threading.Event]] = []

    def add(self, job: Job) -> None:
        """Register a job; call before `start`."""
        self._jobs.append((job, threading.Event()))

    def wake(self) -> None:
        """Look for due work now."""
        for _, event in self._jobs:
            event.set()

    def start(self) -> None:
        """Start the threads; they end with the process."""
        for job, event in self._jobs:
            threading.Thread(target=self._loop, args=(job, event), daemon=True).start()

    def _loop(self, job: Job, event: threading.Event) -> None:
        while True:
            event.clear()
            event.wait(timeout=pause_after(job))


def pause_after(job: Job) -> float:
    """Run a job once and return the seconds to sleep. A failing job is logged, not fatal."""
    try:
        due = job(time.time())
    except Exception:
        logger.exception("background job failed")
        due = time.time() + 1
    if due is None:
        return LONGEST_SLEEP
    return min(max(due - time.time(), SHORTEST_SLEEP), LONGEST_SLEEP)
