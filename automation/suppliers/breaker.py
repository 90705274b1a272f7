"""A circuit breaker per provider and account, shared by all processes in Valkey.

After some failures in a row within a minute the remote is no longer called. When the pause is over one caller
probes; its success closes the circuit, its failure doubles the pause. Without Valkey every call is let through.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.core.cache import caches
from redis.exceptions import RedisError

from automation.suppliers.catalogue import SupplierAway

FAILURES, WINDOW_SECONDS = 5, 60
FIRST_PAUSE_SECONDS, LONGEST_PAUSE_SECONDS = 30.0, 300.0
# How long a probe may take before another caller may try.
PROBE_SECONDS = 40
FORGET_SECONDS = 1800


@dataclass(frozen=True)
class CircuitState:
    """What a person sees: whether calls are held back, and until when (Unix seconds)."""

    is_open: bool
    until: float | None = None


class CircuitBreaker:
    """Guards the calls of one remote. `name` is "provider:account"."""

    def __init__(self, name: str, *, clock: Callable[[], float] = time.time) -> None:
        self._clock = clock
        self._failures, self._open, self._probe = (
            f"breaker:{name}:{part}" for part in ("failures", "open", "probe")
        )

    def before_call(self) -> None:
        """Let the call through, or raise SupplierAway (nothing sent) while the circuit is open."""
        try:
            until = self._until()
            if until is None:
                return
            pause = until - self._clock()
            if pause > 0:
                raise SupplierAway(
                    "The supplier failed several times in a row and is left alone for a moment.",
                    retry_after=pause,
                    is_sent=False,
                )
            if not self._cache.add(self._probe, 1, PROBE_SECONDS):
                raise SupplierAway("The supplier is being tried again.", retry_after=2.0, is_sent=False)
        except (RedisError, OSError):
            return

    def succeeded(self) -> None:
        """Close the circuit."""
        try:
            self._cache.delete_many([self._failures, self._open, self._probe])
        except (RedisError, OSError):
            return

    def failed(self) -> None:
        """Count a failure; the fifth in a row, or a failed probe, opens the circuit."""
        try:
            known = self._cache.get(self._open)
            self._cache.add(self._failures, 0, WINDOW_SECONDS)
            count = self._cache.incr(self._failures)
            if known is None and count < FAILURES:
                return
            pause = min(known[1] * 2, LONGEST_PAUSE_SECONDS) if known else FIRST_PAUSE_SECONDS
            self._cache.set(self._open, [self._clock() + pause, pause], FORGET_SECONDS)
            self._cache.delete(self._probe)
        except (RedisError, OSError, ValueError):
            return

    def state(self) -> CircuitState:
        """Return whether calls are held back now."""
        try:
            until = self._until()
        except (RedisError, OSError):
            until = None
        return CircuitState(is_open=until is not None and until > self._clock(), until=until)

    @property
    def _cache(self) -> Any:
        return caches["shared"]

    def _until(self) -> float | None:
        known = self._cache.get(self._open)
        return float(known[0]) if known else None
