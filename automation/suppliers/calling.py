"""One guarded call of a supplier: limit, circuit breaker, timeouts, retries of reads, an answer that is JSON."""

import logging
import random
import time
from collections.abc import Callable
from functools import lru_cache
from typing import Any

import httpx
from django.conf import settings
from django.db import connection

from automation.suppliers.breaker import CircuitBreaker
from automation.suppliers.catalogue import SupplierAway, SupplierRateLimited
from automation.suppliers.limits import RateLimit

logger = logging.getLogger(__name__)

READ_TIMEOUT = httpx.Timeout(10.0, connect=3.0)
# Placing an order takes long at both suppliers; a task's hard limit is 60 s.
WRITE_TIMEOUT = httpx.Timeout(25.0, connect=3.0)
READ_ATTEMPTS = 3
# A supplier that names a longer pause is left alone: the caller comes back later.
LONGEST_PAUSE_SECONDS = 2.0
MAX_ANSWER_BYTES = 8 * 1024 * 1024
# These errors happen before anything is sent.
UNSENT = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout)


class SupplierCaller:
    """Calls one supplier for one account.

    `judge` reads the decoded answer and raises the supplier's errors; what it returns is returned. SupplierAway
    counts for the breaker, a refusal does not.
    """

    def __init__(
        self,
        *,
        name: str,
        base_url: str,
        transport: httpx.BaseTransport | None = None,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self.breaker = CircuitBreaker(name)
        self._sleep = sleep
        address = base_url.rstrip("/") + "/"
        self._http = _shared(address) if transport is None else _client(address, transport)

    def read(
        self,
        build: Callable[[httpx.Client], httpx.Request],
        judge: Callable[[Any], Any],
        *,
        limit: RateLimit,
        attempts: int = READ_ATTEMPTS,
    ) -> Any:
        """Ask; again after a short pause with jitter when the supplier is away or asks to slow down."""
        for attempt in range(1, attempts + 1):
            try:
                return self._once(build, judge, limit=limit, timeout=READ_TIMEOUT)
            except (SupplierAway, SupplierRateLimited) as error:
                wished = error.retry_after or 0.0
                if attempt == attempts or wished > LONGEST_PAUSE_SECONDS:
                    raise
                self._sleep(max(wished, random.uniform(0.1, 0.3 * 2**attempt)))
        raise AssertionError("unreachable")

    def write(
        self,
        build: Callable[[httpx.Client], httpx.Request],
        judge: Callable[[Any], Any],
        *,
        limit: RateLimit,
    ) -> Any:
        """Tell, once: whether to repeat is for the caller, who can ask what happened."""
        return self._once(build, judge, limit=limit, timeout=WRITE_TIMEOUT)

    def _once(
        self,
        build: Callable[[httpx.Client], httpx.Request],
        judge: Callable[[Any], Any],
        *,
        limit: RateLimit,
        timeout: httpx.Timeout,
    ) -> Any:
        if connection.in_atomic_block and not getattr(settings, "CORE_CALLS_IN_TRANSACTION", False):
            raise RuntimeError("a supplier is never called while a transaction is open")
        self.breaker.before_call()
        limit.wait(sleep=self._sleep)
        request = build(self._http)
        request.extensions["timeout"] = timeout.as_dict()
        try:
            answer = judge(self._decoded(request))
        except SupplierAway:
            self.breaker.failed()
            raise
        except Exception:
            # It answered: no reason to leave it alone.
            self.breaker.succeeded()
            raise
        self.breaker.succeeded()
        return answer

    def _decoded(self, request: httpx.Request) -> Any:
        try:
            response = self._http.send(request)
        except UNSENT as error:
            raise SupplierAway(is_sent=False) from error
        except httpx.HTTPError as error:
            logger.warning("supplier %s: %s", request.url.host, type(error).__name__)
            raise SupplierAway from error
        if response.status_code == 429:
            raise SupplierRateLimited(retry_after=_seconds(response.headers.get("Retry-After")) or 1.0)
        if len(response.content) > MAX_ANSWER_BYTES:
            raise SupplierAway("The supplier's answer was too large.")
        try:
            return response.json()
        except ValueError as error:
            raise SupplierAway("The supplier's answer was not understood.") from error


def _seconds(text: str | None) -> float | None:
    return float(text) if text and text.isdigit() else None


def _client(address: str, transport: httpx.BaseTransport | None = None) -> httpx.Client:
    return httpx.Client(
        base_url=address,
        limits=httpx.Limits(max_connections=20, max_keepalive_connections=10, keepalive_expiry=5.0),
        transport=transport,
        follow_redirects=False,
        headers={"User-Agent": "dropwright-automation"},
    )


@lru_cache(maxsize=8)
def _shared(address: str) -> httpx.Client:
    """One pool of connections a process."""
    return _client(address)
