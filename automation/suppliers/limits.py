"""Calls a second, counted in Valkey over all processes: a supplier's limit is kept, not found out."""

import random
import time
from collections.abc import Callable
from dataclasses import dataclass

from django.core.cache import caches
from redis.exceptions import RedisError

from automation.suppliers.catalogue import SupplierRateLimited

LONGEST_WAIT_SECONDS = 3.0


@dataclass(frozen=True)
class RateLimit:
    """At most `per_second` calls in a second for `name`, such as "CJ:account" or "ALIEXPRESS:method"."""

    name: str
    per_second: int

    def wait(
        self,
        *,
        longest: float = LONGEST_WAIT_SECONDS,
        clock: Callable[[], float] = time.time,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        """Wait for a turn. Raises SupplierRateLimited when none comes within `longest` seconds.

        Without Valkey nothing is counted: the supplier's own refusal is then what slows the caller down.
        """
        end = clock() + longest
        while not self._taken(int(clock())):
            pause = 1 - clock() % 1 + random.uniform(0.0, 0.2)
            if clock() + pause > end:
                raise SupplierRateLimited("Too many questions at once.", retry_after=pause)
            sleep(pause)

    def _taken(self, second: int) -> bool:
        cache, key = caches["shared"], f"supplier-rate:{self.name}:{second}"
        try:
            cache.add(key, 0, 5)
            return int(cache.incr(key)) <= self.per_second
        except (RedisError, OSError, ValueError):
            return True
