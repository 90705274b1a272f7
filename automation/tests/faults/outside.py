"""The outside world as it fails: a door in front of the sandbox that can be shut, and the sandbox's own faults."""

import select
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

import httpx
import pytest

FAULTS = ("slow", "wrong body", "rate limited", "broken", "refused")
# Longer than the tests' own timeouts, short enough to wait for.
SLOW_SECONDS = 0.3
TIMEOUT_SECONDS = 0.1
RETRY_AFTER_SECONDS = 90
HEARD_SECONDS = 10
SWITCHES: dict[str, dict[str, Any]] = {
    "slow": {"kind": "timeout", "seconds": SLOW_SECONDS},
    "wrong body": {"kind": "garbage"},
    "rate limited": {"kind": "status", "status": 429, "retry_after": RETRY_AFTER_SECONDS},
    "broken": {"kind": "status", "status": 500},
}


@contextmanager
def impatient(settings: Any) -> Iterator[None]:
    """Timeouts of a moment instead of ten seconds, while the block runs."""
    short = httpx.Timeout(TIMEOUT_SECONDS)
    places = {
        "suppliers.calling.READ_TIMEOUT": short,
        "suppliers.calling.WRITE_TIMEOUT": short,
        "research.reddit.TIMEOUT": short,
        "research.trends.TIMEOUT": short,
        "ai.client.MAX_SECONDS": TIMEOUT_SECONDS,
        "ai.client.SHORTEST_TRY_SECONDS": TIMEOUT_SECONDS,
        "suppliers.fetch.READ_SECONDS": TIMEOUT_SECONDS,
        "suppliers.fetch.CONNECT_SECONDS": TIMEOUT_SECONDS,
    }
    usual = settings.ANYMAIL
    settings.ANYMAIL = usual | {"REQUESTS_TIMEOUT": (TIMEOUT_SECONDS, TIMEOUT_SECONDS)}
    with pytest.MonkeyPatch.context() as patch:
        for place, value in places.items():
            patch.setattr(f"automation.{place}", value)
        yield
    settings.ANYMAIL = usual


class Door:
    """A port of its own that leads to `target`; shut, it refuses connections as a dead host does."""

    def __init__(self, target: str) -> None:
        to = urlsplit(target)
        self._target = (to.hostname, to.port)
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        self._listening: socket.socket | None = None
        self._pairs: set[socket.socket] = set()
        self.open()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def open(self) -> None:
        """Let callers in."""
        if self._listening is None:
            self._listening = socket.create_server(("127.0.0.1", self.port))
            threading.Thread(target=self._welcome, args=(self._listening,), daemon=True).start()

    def shut(self) -> None:
        """Refuse everybody and cut off who is inside."""
        if self._listening is not None:
            with suppress(OSError):
                self._listening.shutdown(socket.SHUT_RDWR)
            self._listening.close()
            self._listening = None
        for one in list(self._pairs):
            with suppress(OSError):
                one.shutdown(socket.SHUT_RDWR)

    def _welcome(self, listening: socket.socket) -> None:
        with suppress(OSError):
            while True:
                caller, _ = listening.accept()
                threading.Thread(target=self._lead, args=(caller,), daemon=True).start()

    def _lead(self, caller: socket.socket) -> None:
        with caller, suppress(OSError), socket.create_connection(self._target) as inside:
            self._pairs |= {caller, inside}
            try:
                while True:
                    ready, _, _ = select.select([caller, inside], [], [])
                    for one in ready:
                        data = one.recv(65536)
                        if not data:
                            return
                        (inside if one is caller else caller).sendall(data)
            finally:
                self._pairs -= {caller, inside}


@dataclass
class Outside:
    """One provider behind its door: `service` is its name at the sandbox."""

    door: Door
    sandbox_url: str
    service: str

    def fail(self, fault: str) -> None:
        """Let a fault begin; it lasts until `heal`."""
        if fault == "refused":
            self.door.shut()
        elif fault in SWITCHES:
            self._post("/controls/faults", service=self.service, **SWITCHES[fault])

    def heal(self) -> None:
        """Let the provider work again."""
        self._post("/controls/faults/clear", service=self.service)
        self.door.open()

    def calls(self) -> int:
        """Return how many requests have reached the provider."""
        found = httpx.get(
            f"{self.sandbox_url}/controls/calls", params={"service": self.service}, trust_env=False
        )
        return len(found.raise_for_status().json()["calls"])

    def calls_after(self, before: int, *, is_heard: bool) -> int:
        """Return how many have reached it since; one that was left hanging is written down when it ends."""
        end = time.monotonic() + HEARD_SECONDS
        while is_heard and self.calls() == before and time.monotonic() < end:
            time.sleep(0.1)
        return self.calls() - before

    def _post(self, path: str, **body: Any) -> None:
        httpx.post(f"{self.sandbox_url}{path}", json=body, trust_env=False).raise_for_status()
