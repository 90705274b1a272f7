"""Posts queued events to their endpoints, with retries and growing pauses."""

import logging
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import requests

from sandbox.addresses import loopback
from sandbox.database import Database
from sandbox.stripe.events import signature_header

logger = logging.getLogger(__name__)

TIMEOUT_SECONDS = 20
AT_ONCE = 4
USER_AGENT = "Stripe/1.0 (+https://stripe.com/docs/webhooks)"


@dataclass(frozen=True)
class Delivery:
    """One attempt to make."""

    seq: int
    url: str
    secret: str
    payload: str
    signature: str
    rank: int
    attempts: int


class Deliverer:
    """Background job over `stripe_deliveries`; survives kill -9 at any point (at least once)."""

    def __init__(
        self, database: Database, retry_seconds: tuple[float, ...], wake: Callable[[], None]
    ) -> None:
        self._database = database
        self._wake = wake
        self._retry_seconds = retry_seconds
        self._pool = ThreadPoolExecutor(max_workers=AT_ONCE, thread_name_prefix="stripe-webhook")
        with database.transaction() as connection:
            connection.execute("UPDATE stripe_deliveries SET state = 'waiting' WHERE state = 'sending'")

    def run(self, now: float) -> float | None:
        """Send what is due; return when the next delivery is due."""
        due = self._claim(now)
        for delivery in due:
            if delivery.rank:
                self._attempt(delivery)
            else:
                self._pool.submit(self._attempt, delivery)
        return self._next_due()

    def _claim(self, now: float) -> list[Delivery]:
        with self._database.transaction() as connection:
            rows = connection.execute(
                "SELECT seq, url, secret, payload, signature, rank, attempts"
                " FROM stripe_deliveries WHERE state = 'waiting' AND due_at <= ?"
                " ORDER BY due_at, rank, seq",
                (now,),
            ).fetchall()
            connection.executemany(
                "UPDATE stripe_deliveries SET state = 'sending' WHERE seq = ?",
                [(row["seq"],) for row in rows],
            )
        return [Delivery(**dict(row)) for row in rows]

    def _next_due(self) -> float | None:
        with self._database.transaction() as connection:
            row = connection.execute(
                "SELECT min(due_at) AS due FROM stripe_deliveries WHERE state = 'waiting'"
            ).fetchone()
        return None if row["due"] is None else float(row["due"])

    def _attempt(self, delivery: Delivery) -> None:
        answer, delivered = post_signed(delivery)
        attempts = delivery.attempts + 1
        state, due_at = "delivered", 0.0
        if not delivered:
            state, due_at = self._after_failure(delivery, attempts)
            logger.info("webhook to %s failed (%s), attempt %d", delivery.url, answer, attempts)
        with self._database.transaction() as connection:
            connection.execute(
                "UPDATE stripe_deliveries SET state = ?, due_at = ?, attempts = ?,"
                " last_answer = ? WHERE seq = ?",
                (state, due_at, attempts, answer, delivery.seq),
            )
        self._wake()

    def _after_failure(self, delivery: Delivery, attempts: int) -> tuple[str, float]:
        if delivery.signature != "good" or attempts > len(self._retry_seconds):
            return "failed", 0.0
        return "waiting", time.time() + self._retry_seconds[attempts - 1]


def post_signed(delivery: Delivery) -> tuple[str, bool]:
    """Post once; return what came back in words, and whether it counts as received (2xx)."""
    header = signature_header(
        delivery.payload, delivery.secret, signature=delivery.signature, now=int(time.time())
    )
    url, host = loopback(delivery.url)
    headers = {
        "Content-Type": "application/json; charset=utf-8",
        "User-Agent": USER_AGENT,
        "Stripe-Signature": header,
        "Host": host,
    }
    try:
        with requests.Session() as session:
            session.trust_env = False
            response = session.post(
                url,
                data=delivery.payload.encode(),
                headers=headers,
                timeout=TIMEOUT_SECONDS,
                allow_redirects=False,
            )
    except requests.RequestException as error:
        return type(error).__name__, False
    return f"HTTP {response.status_code}", 200 <= response.status_code < 300
