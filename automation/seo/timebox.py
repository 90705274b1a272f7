"""How much of a task's time is left: what is done is stored, and the next message goes on behind it."""

import time
from dataclasses import dataclass, field

from automation.ai.client import MAX_SECONDS as ASKING_SECONDS
from automation.core_client.client import WRITE_SECONDS

# Below the soft limit of 50 s, with room for the last statements.
TASK_SECONDS = 44.0
ASK_SECONDS = ASKING_SECONDS + 3.0
CORE_SECONDS = WRITE_SECONDS + 3.0


@dataclass(frozen=True, slots=True)
class TimeBox:
    seconds: float = TASK_SECONDS
    begun: float = field(default_factory=time.monotonic)

    def fits(self, seconds: float) -> bool:
        """Say whether something that takes `seconds` at most may begin now."""
        return time.monotonic() - self.begun + seconds <= self.seconds
