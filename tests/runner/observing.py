"""Running the real runner in a process of its own, and seeing what it leaves behind."""

import json
import os
import signal
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable
from pathlib import Path

import psutil

ROOT = Path(__file__).resolve().parent.parent.parent
SCRIPT = Path(__file__).with_name("small_platform.py")
WAIT_SECONDS = 30
GIVEN_SERVERS = {"DATABASE_URL", "AUTOMATION_DATABASE_URL", "REDIS_URL", "PORT_OFFSET"}


def _environment_outside_tests() -> dict[str, str]:
    """The environment without the servers that the test session has started for itself."""
    return {name: value for name, value in os.environ.items() if name not in GIVEN_SERVERS}


class Runner:
    """A started runner: its output, its state file and what it left behind."""

    def __init__(self, folder: Path, arguments: list[str], environment: dict[str, str]) -> None:
        self.folder = folder
        self.output_path = folder.with_name(f"{folder.name}-{time.monotonic_ns()}.out")
        with self.output_path.open("wb") as output:
            self.child = subprocess.Popen(
                [sys.executable, str(SCRIPT), str(folder), *arguments],
                stdout=output,
                stderr=subprocess.STDOUT,
                stdin=subprocess.DEVNULL,
                env={**_environment_outside_tests(), "PYTHONPATH": str(ROOT), **environment},
                cwd=ROOT,
                start_new_session=True,
            )

    @property
    def output(self) -> str:
        return self.output_path.read_text()

    def state(self) -> dict:
        try:
            return json.loads((self.folder / "state.json").read_text())
        except (OSError, ValueError):
            return {}

    def wait_ready(self) -> dict:
        wait_for(lambda: self._is_ready() or self.child.poll() is not None)
        assert self.child.poll() is None, self.output
        return self.state()

    def _is_ready(self) -> bool:
        state = self.state()
        return state.get("status") == "ready" and (state["runner"] or {}).get("pid") == self.child.pid

    def wait_end(self) -> int:
        return self.child.wait(WAIT_SECONDS)

    def interrupt(self, number: int = signal.SIGINT) -> int:
        self.child.send_signal(number)
        return self.wait_end()


def wait_for(condition: Callable[[], bool]) -> None:
    deadline = time.monotonic() + WAIT_SECONDS
    while not condition():
        assert time.monotonic() < deadline, "waited too long"
        time.sleep(0.05)


def answers(port: int) -> bool:
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/", timeout=2) as answer:
            return answer.status == 200
    except OSError:
        return False


def processes_using(folder: Path) -> list[str]:
    """Every live process that works in the folder or names it: what a stopped runner must not leave."""
    found = []
    for process in psutil.process_iter():
        try:
            if process.status() == psutil.STATUS_ZOMBIE or process.pid == os.getpid():
                continue
            words = [process.cwd(), *process.cmdline(), process.environ().get("RUN_DIR", "")]
            if any(str(folder) in word for word in words):
                found.append(f"{process.pid} {words[1:3]}")
        except psutil.Error:
            continue
    return found
