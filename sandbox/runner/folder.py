"""The run folder (``.run/``): everything a running platform writes, and the note of what runs."""

import fcntl
import json
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

import psutil

ROOT = Path(__file__).resolve().parent.parent.parent
STARTING, READY, STOPPING = "starting", "ready", "stopping"


class AlreadyRunning(RuntimeError):
    """Another runner holds this run folder."""


@dataclass(frozen=True)
class ProcessNote:
    """A started process, so that a later runner finds it again (a number alone may be recycled)."""

    name: str
    pid: int
    created_at: float
    port: int | None = None

    def is_alive(self) -> bool:
        """Tell whether that very process still runs."""
        try:
            process = psutil.Process(self.pid)
            same = abs(process.create_time() - self.created_at) < 1
            return same and process.status() != psutil.STATUS_ZOMBIE
        except psutil.Error:
            return False


@dataclass
class State:
    """What ``status`` and a second ``up`` need to know; kept in ``state.json``."""

    mode: str = "up"
    status: str = STARTING
    port_offset: int = 0
    postgres_port: int = 0
    valkey_port: int = 0
    runner: ProcessNote | None = None
    processes: list[ProcessNote] = field(default_factory=list)


def note_of(name: str, pid: int, port: int | None = None) -> ProcessNote:
    """Return the note of a process that runs now; one that has just ended gets no creation time."""
    try:
        return ProcessNote(name, pid, psutil.Process(pid).create_time(), port)
    except psutil.Error:
        return ProcessNote(name, pid, 0.0, port)


class RunFolder:
    """Paths inside a run folder, its lock and its state."""

    def __init__(self, path: Path) -> None:
        self.path = path.absolute()
        self.logs = self.path / "logs"
        self.keys = self.path / "keys"
        self.media = self.path / "media"
        self.environment_path = self.path / "env"
        self.demo_path = self.path / "demo.json"
        self._state_path = self.path / "state.json"
        self._lock_path = self.path / "lock"

    def create(self) -> None:
        """Make the folders; keys are closed to others, the rest can be entered (PostgreSQL has its own user)."""
        for folder in (self.path, self.logs, self.media):
            folder.mkdir(parents=True, exist_ok=True)
        self.keys.mkdir(mode=0o700, exist_ok=True)

    @contextmanager
    def locked(self) -> Iterator[None]:
        """Hold the folder for one runner; the kernel lets go of it however the runner ends.

        Raises AlreadyRunning.
        """
        self.path.mkdir(parents=True, exist_ok=True)
        # Children must not inherit the lock, or it would outlive the runner: Python closes it on exec.
        with self._lock_path.open("w") as lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                raise AlreadyRunning from None
            yield

    def is_in_use(self) -> bool:
        """Tell whether a runner is at work here."""
        runner = self.state().runner
        return runner is not None and runner.is_alive()

    def state(self) -> State:
        """Read the state; an empty one when there is none or it is damaged."""
        try:
            raw = json.loads(self._state_path.read_text())
            return _state_from(raw)
        except (OSError, ValueError, TypeError, KeyError):
            return State()

    def state_write(self, state: State) -> None:
        """Replace the state in one step."""
        write_private(self._state_path, json.dumps(asdict(state), indent=1) + "\n")

    def state_write_stopped(self) -> None:
        """Note that nothing runs any more; the ports are kept for the next start."""
        if self._state_path.exists():
            state = self.state()
            state.runner, state.processes = None, []
            self.state_write(state)

    def destroy(self) -> None:
        """Delete the folder and all data in it."""
        shutil.rmtree(self.path, ignore_errors=True)


def _state_from(raw: dict[str, Any]) -> State:
    runner = ProcessNote(**raw["runner"]) if raw.get("runner") else None
    processes = [ProcessNote(**entry) for entry in raw.get("processes", [])]
    return State(**(raw | {"runner": runner, "processes": processes}))


def write_private(path: Path, text: str) -> None:
    """Replace a file in one step, readable by its owner only from its first byte on."""
    partial = path.with_name(f".{path.name}.{os.getpid()}")
    partial.unlink(missing_ok=True)
    with os.fdopen(os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        file.write(text)
    partial.replace(path)
