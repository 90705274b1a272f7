"""Bounded loads: a few threads that ask again and again, and note how long each answer took."""

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field

import httpx


@dataclass
class Answers:
    """What came back: one (began, seconds, status) per request; status 0 is no answer at all."""

    rows: list[tuple[float, float, int]] = field(default_factory=list)
    without_pause: int = 0  # 503 that did not say when to come back

    def ask(self, request: Callable[[], httpx.Response]) -> httpx.Response | None:
        began = time.monotonic()
        try:
            answer = request()
        except httpx.HTTPError:
            self.rows.append((began, time.monotonic() - began, 0))
            return None
        self.rows.append((began, time.monotonic() - began, answer.status_code))
        self.without_pause += answer.status_code == 503 and not answer.headers.get("Retry-After")
        return answer

    @property
    def failed(self) -> list[int]:
        return [status for _, _, status in self.rows if status == 0 or status >= 500]

    def percentile(self, share: float) -> float:
        seconds = sorted(taken for _, taken, _ in self.rows)
        return seconds[min(len(seconds) - 1, int(len(seconds) * share))]

    def first_good_after(self, moment: float) -> float:
        """Return when the first good answer that was asked for or came after `moment` was there."""
        return min(
            began + taken
            for began, taken, status in self.rows
            if 200 <= status < 400 and began + taken > moment
        )


class Load:
    """Runs each of `work` in a thread of its own until the block ends; their exceptions are raised there."""

    def __init__(self, *work: Callable[[], None]) -> None:
        self._stop = threading.Event()
        self._errors: list[BaseException] = []
        self._threads = [threading.Thread(target=self._repeat, args=(one,), daemon=True) for one in work]

    def _repeat(self, work: Callable[[], None]) -> None:
        try:
            while not self._stop.is_set():
                work()
        except BaseException as error:
            self._errors.append(error)

    def __enter__(self) -> "Load":
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stop.set()
        for thread in self._threads:
            thread.join(60)
        if self._errors:
            raise self._errors[0]
