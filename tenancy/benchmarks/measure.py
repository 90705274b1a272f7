"""Figures, and how they are judged."""

import statistics
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass


@dataclass(frozen=True)
class Figure:
    """One measured value of a goal and its bound; `at_most` or `at_least` is given."""

    goal: int
    name: str
    value: float
    at_most: float | None = None
    at_least: float | None = None
    detail: str = ""

    @property
    def is_met(self) -> bool:
        """Whether the value is within its bound."""
        if self.at_most is not None and self.value > self.at_most:
            return False
        return self.at_least is None or self.value >= self.at_least

    def line(self) -> str:
        """Return the figure as a line for people."""
        bound = f"<= {self.at_most:g}" if self.at_most is not None else f">= {self.at_least:g}"
        mark = "met   " if self.is_met else "MISSED"
        return f"goal {self.goal}  {mark} {self.value:>12.4g}  {bound:<10} {self.name}  ({self.detail})"


def milliseconds(work: Callable[[], object]) -> float:
    """Return how long `work` takes."""
    start = time.perf_counter()
    work()
    return (time.perf_counter() - start) * 1000


def median(values: Iterable[float]) -> float:
    """Return the median."""
    return statistics.median(values)
