"""Starting, watching and stopping the platform's processes."""

import os
import signal
import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from sandbox.runner.children import (
    POLL_SECONDS,
    child_start,
    describe_end,
    group_kill,
    group_signal,
    log_bound,
)
from sandbox.runner.folder import ProcessNote, note_of
from sandbox.runner.health import Observed
from sandbox.runner.processes import Process
from sandbox.runner.servers import log_tail

STOP_SECONDS = float(os.environ.get("DROPWRIGHT_STOP_SECONDS", "10"))
READY_SECONDS = 180
WATCH_SECONDS = 0.5
LOG_LIMIT_BYTES = 20_000_000


class ProcessFailed(RuntimeError):
    """A process ended, or never became ready; ``log`` is the end of what it said."""

    def __init__(self, name: str, reason: str, log_path: Path) -> None:
        super().__init__(f"{name} {reason}")
        self.log_path = log_path
        self.log = log_tail(log_path, lines=40)


@dataclass
class Running:
    """A started process."""

    process: Process
    child: subprocess.Popen[bytes]
    port: int | None
    log_path: Path
    started_at: float

    def problem(self) -> str:
        """Return why it is not ready yet, empty when it is."""
        age = time.monotonic() - self.started_at
        return self.process.health.problem(Observed(self.port, self.log_path, age))


class Supervisor:
    """The processes of one platform, in the order of their stages."""

    def __init__(
        self, *, root: Path, logs: Path, environment: Mapping[str, str], port_offset: int, reload: bool
    ) -> None:
        self._root = root
        self._logs = logs
        self._environment = environment
        self._offset = port_offset
        self._reload = reload
        self._running: list[Running] = []

    def log_paths(self) -> list[Path]:
        """Return the log file of each process."""
        return [one.log_path for one in self._running]

    def notes(self) -> list[ProcessNote]:
        """Return what is needed to find the processes again."""
        return [note_of(one.process.name, one.child.pid, one.port) for one in self._running]

    def start(self, processes: Sequence[Process]) -> None:
        """Start all, lowest stage first, without waiting in between. Raises ProcessFailed."""
        for process in sorted(processes, key=lambda process: process.stage):
            self._running.append(self._start(process))

    def wait_until_ready(self, on_wait: Callable[[list[str]], None] = lambda names: None) -> None:
        """Return when every process is ready. Raises ProcessFailed when one ends or the time is over.

        ``on_wait`` is told the names that are still waited for.
        """
        waiting = {one.process.name: one for one in self._running}
        deadline = time.monotonic() + READY_SECONDS
        while waiting:
            self.require_alive()
            for name, one in list(waiting.items()):
                problem = one.problem()
                if not problem:
                    del waiting[name]
                    on_wait(list(waiting))
                elif time.monotonic() > deadline:
                    reason = f"is not ready after {READY_SECONDS} s: {problem}"
                    raise ProcessFailed(name, reason, one.log_path)
            time.sleep(POLL_SECONDS * 4)

    def require_alive(self) -> list[str]:
        """Raise ProcessFailed when a process has ended; return those that asked for and got a restart."""
        restarted = []
        for position, one in enumerate(self._running):
            code = one.child.poll()
            if code is None:
                continue
            if code not in one.process.restart_codes:
                raise ProcessFailed(one.process.name, f"has ended ({describe_end(code)})", one.log_path)
            group_kill(one.child.pid)
            self._running[position] = self._start(one.process)
            restarted.append(one.process.name)
        return restarted

    def watch(self, on_restart: Callable[[list[str]], None], on_tick: Sequence[Callable[[], None]]) -> None:
        """Stay until a process ends, and keep the logs bounded. Raises ProcessFailed."""
        while True:
            restarted = self.require_alive()
            if restarted:
                on_restart(restarted)
            for one in self._running:
                log_bound(one.log_path, LOG_LIMIT_BYTES)
            for act in on_tick:
                act()
            time.sleep(WATCH_SECONDS)

    def stop(self) -> list[str]:
        """Stop all, highest stage first, each stage within a bound; return the names that had to be killed."""
        killed: list[str] = []
        for stage in sorted({one.process.stage for one in self._running}, reverse=True):
            killed += _stage_stop([one for one in self._running if one.process.stage == stage])
        self._running.clear()
        return killed

    def _start(self, process: Process) -> Running:
        port = None if process.port is None else process.port + self._offset
        command = process.reload_command if self._reload and process.reload_command else process.command
        command = tuple(part.replace("{port}", str(port)) for part in command)
        log_path = self._logs / f"{process.name}.log"
        if log_path.exists():
            log_path.replace(log_path.with_suffix(".log.1"))
        environment = {**self._environment, **process.environment, "PORT": str(port or "")}
        try:
            with log_path.open("ab") as log:
                folder = self._root / process.folder
                child = child_start(command, folder=folder, environment=environment, log=log)
        except OSError as error:
            raise ProcessFailed(process.name, f"could not be started: {error}", log_path) from None
        return Running(process, child, port, log_path, time.monotonic())


def _stage_stop(members: list[Running]) -> list[str]:
    for one in members:
        # The leader only: it ends its own children gracefully (gunicorn, celery); the group is for what is left.
        if one.child.poll() is None:
            one.child.send_signal(signal.SIGTERM)
    deadline = time.monotonic() + STOP_SECONDS
    while any(one.child.poll() is None for one in members) and time.monotonic() < deadline:
        time.sleep(POLL_SECONDS)
    killed = [one.process.name for one in members if one.child.poll() is None]
    for one in members:
        group_signal(one.child.pid, signal.SIGCONT)
        group_kill(one.child.pid)
        one.child.wait()
    return killed
