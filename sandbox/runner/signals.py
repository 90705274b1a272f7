"""Ctrl-C, SIGTERM and a closed terminal, turned into one exception at a safe moment."""

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType
from typing import Any, Self

STOPPING_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


class StopRequested(BaseException):
    """Somebody asked the runner to stop."""


class StopSignals:
    """Raises StopRequested once in the main thread; while ``held``, only when the held part is over."""

    def __init__(self) -> None:
        self._asked = False
        self._raised = False
        self._holds = 0
        self._previous: dict[int, Any] = {}

    def __enter__(self) -> Self:
        for number in STOPPING_SIGNALS:
            self._previous[number] = signal.signal(number, self._handle)
        return self

    def __exit__(self, *_: object) -> None:
        for number, handler in self._previous.items():
            signal.signal(number, handler)

    @contextmanager
    def held(self) -> Iterator[None]:
        """Let a part that must not be torn (a server's start) run to its end first."""
        self._holds += 1
        try:
            yield
        finally:
            self._holds -= 1
        self._raise_if_asked()

    def silence(self) -> None:
        """Ignore all further requests: the stop is already under way."""
        self._raised = True

    def _handle(self, _number: int, _frame: FrameType | None) -> None:
        self._asked = True
        self._raise_if_asked()

    def _raise_if_asked(self) -> None:
        if self._asked and not self._raised and not self._holds:
            self._raised = True
            raise StopRequested
