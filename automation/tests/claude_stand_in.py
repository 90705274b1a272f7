"""The sandbox's Claude over real HTTP: the one that runs (TEST_SANDBOX_URL), or one started for these tests.

The sandbox is no part of this service: it is started as a program, from the repository, when it is there.
"""

import os
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx

REPOSITORY = Path(__file__).resolve().parents[2]
START_SECONDS = 60
STARTED = re.compile(r"sandbox on (http://\S+:\d+),")


@dataclass
class ClaudeStandIn:
    """Switches of the stand-in; everything lasts until `reset`."""

    url: str
    since: float = 0.0

    @property
    def base_url(self) -> str:
        return f"{self.url}/claude"

    def reset(self) -> None:
        self._post("/controls/reset", {"data": True})
        self.since = time.time()

    def mood(self, mode: str) -> None:
        self._post("/controls/claude/mode", {"mode": mode})

    def fault(self, **fault: Any) -> None:
        self._post("/controls/faults", {"service": "claude", **fault})

    def calls(self) -> int:
        """Return how often the Messages API was asked since the last reset."""
        answer = httpx.get(f"{self.url}/controls/calls", params={"service": "claude"}, trust_env=False)
        # A slow call of an earlier test is written down when it ends.
        return sum(call["at"] >= self.since for call in answer.raise_for_status().json()["calls"])

    def _post(self, path: str, body: dict[str, Any]) -> None:
        httpx.post(f"{self.url}{path}", json=body, trust_env=False).raise_for_status()


def sandbox_is_here() -> bool:
    return bool(os.environ.get("TEST_SANDBOX_URL")) or (REPOSITORY / "sandbox" / "web.py").is_file()


@contextmanager
def sandbox_running() -> Iterator[str]:
    """Yield the sandbox's address; of several given ones that of this worker, whose faults are nobody else's."""
    if given := os.environ.get("TEST_SANDBOX_URL", "").split():
        worker = int(os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw"))
        yield given[worker].rstrip("/")
        return
    with tempfile.TemporaryDirectory(prefix="dropwright-sandbox-") as data, _started(Path(data)) as url:
        yield url


@contextmanager
def _started(data: Path) -> Iterator[str]:
    log_path = data / "log"
    with log_path.open("w") as log:
        process = subprocess.Popen(
            [sys.executable, "-m", "sandbox.web", "--port", "0"],
            cwd=REPOSITORY,
            env={**os.environ, "SANDBOX_DATA": str(data)},
            stdout=log,
            stderr=log,
        )
    try:
        end = time.monotonic() + START_SECONDS
        while (found := STARTED.search(log_path.read_text())) is None:
            assert process.poll() is None, log_path.read_text()
            assert time.monotonic() < end, "the sandbox did not start in time"
            time.sleep(0.1)
        yield found[1]
    finally:
        process.terminate()
        process.wait(timeout=10)
