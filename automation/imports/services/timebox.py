"""How much of a task's time is left. A task is cut off at 60 s (asked to end at 50 s): nothing may be begun that
could be still under way then, and what is done is stored, so that the next message goes on behind it.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass, field

from automation.ai.client import MAX_SECONDS as ASKING_SECONDS
from automation.core_client.client import WRITE_SECONDS
from automation.imports.types import OutOfTime
from automation.suppliers.fetch import MAX_SECONDS as FETCHING_SECONDS

# Below the soft limit, with room for the last statements.
TASK_SECONDS = 46.0
MARGIN_SECONDS = 3.0
# What a single thing may take at most.
ASK_SECONDS = ASKING_SECONDS + MARGIN_SECONDS
FETCH_SECONDS = FETCHING_SECONDS + MARGIN_SECONDS
CORE_SECONDS = WRITE_SECONDS + MARGIN_SECONDS
ROWS_SECONDS = 10.0
# A product is begun only when its dearest thing fits in.
ITEM_SECONDS = max(ASK_SECONDS, FETCH_SECONDS, CORE_SECONDS)


@dataclass(frozen=True, slots=True)
class TimeBox:
    """The time of one task, counted from here."""

    seconds: float = TASK_SECONDS
    clock: Callable[[], float] = time.monotonic
    _begun: list[float] = field(default_factory=list, init=False, repr=False)

    def __post_init__(self) -> None:
        self._begun.append(self.clock())

    def fits(self, seconds: float) -> bool:
        """Say whether something that takes `seconds` at most may begin now."""
        return self.clock() - self._begun[0] + seconds <= self.seconds

    def require(self, seconds: float) -> None:
        """Raise OutOfTime unless something that takes `seconds` at most may begin now."""
        if not self.fits(seconds):
            raise OutOfTime
