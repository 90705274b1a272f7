"""A platform of two small programs, a run folder for it, and ports that are free."""

import os
import socket
import subprocess
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import psutil
import pytest

from sandbox.runner.accounts import OPEN_ROOT
from tests.runner.observing import WAIT_SECONDS, Runner, processes_using


@pytest.fixture
def run_folder() -> Iterator[Path]:
    """A run folder in a place that every user of the machine may enter."""
    folder = OPEN_ROOT / f"dropwright-test-{os.getpid()}-{time.monotonic_ns()}"
    folder.mkdir(mode=0o755)
    yield folder / "run"
    for line in processes_using(folder):
        psutil.Process(int(line.split()[0])).kill()
    subprocess.run(["rm", "-rf", str(folder)], check=True)


@pytest.fixture
def start(run_folder: Path) -> Iterator[Callable[..., Runner]]:
    started: list[Runner] = []

    def _start(*arguments: str, **environment: str) -> Runner:
        started.append(Runner(run_folder, list(arguments), environment))
        return started[-1]

    yield _start
    for runner in started:
        if runner.child.poll() is None:
            runner.child.terminate()
            runner.child.wait(WAIT_SECONDS)


@pytest.fixture
def base_port() -> int:
    """A port that is free, and free again with an offset of 10."""
    for _ in range(50):
        with socket.socket() as one, socket.socket() as two:
            one.bind(("127.0.0.1", 0))
            port = one.getsockname()[1]
            try:
                two.bind(("127.0.0.1", port + 10))
            except OSError:
                continue
            return port
    raise AssertionError("no free pair of ports")
