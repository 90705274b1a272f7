"""Child processes in groups of their own: started with a log file, ended with everything they started."""

import contextlib
import os
import signal
import subprocess
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO

import psutil

from sandbox.runner.folder import ProcessNote
from sandbox.runner.servers import log_tail

LOG_KEEP_BYTES = 200_000
GRACE_SECONDS = 10
NOT_STARTED = 127  # as a shell says it
POLL_SECONDS = 0.05


class CommandFailed(RuntimeError):
    """A command that should end well did not."""

    def __init__(self, title: str, reason: str, log_path: Path) -> None:
        super().__init__(f"{title}: {reason}")
        self.title, self.reason, self.log_path = title, reason, log_path

    @property
    def log(self) -> str:
        """The end of the command's output."""
        return log_tail(self.log_path, lines=40)


def child_start(
    command: Sequence[str], *, folder: Path, environment: Mapping[str, str], log: IO[bytes] | None
) -> subprocess.Popen[bytes]:
    """Start a command as the leader of a new process group, so that Ctrl-C reaches the runner only.

    Without a log it prints to the runner's own output.
    """
    return subprocess.Popen(
        list(command),
        cwd=folder,
        env=dict(environment),
        stdin=subprocess.DEVNULL,
        stdout=log,
        stderr=subprocess.STDOUT,
        start_new_session=True,
    )


@dataclass(frozen=True, eq=False)
class Job:
    """A command that should end well, its output going to a log."""

    title: str
    command: Sequence[str]
    folder: Path
    environment: Mapping[str, str]
    log_path: Path
    timeout: float


def job_run(job: Job) -> None:
    """Run one job to its end. Raises CommandFailed."""
    jobs_run([job])


def jobs_run(
    jobs: Sequence[Job],
    on_end: Callable[[Job, float, bool], None] = lambda *_: None,
    *,
    at_once: int | None = None,
    keep_going: bool = False,
) -> None:
    """Run jobs side by side (`at_once` of them) to their ends; tell seconds and success of each as it ends.

    When one fails or overruns, or we are stopped, the groups of all others are ended too. Raises CommandFailed.
    With `keep_going` a failure is only told; a program that is missing is raised all the same.
    """
    waiting = list(jobs)
    running: dict[Job, tuple[subprocess.Popen[bytes], float]] = {}
    try:
        while waiting or running:
            while waiting and len(running) < (at_once or len(jobs)):
                job = waiting.pop(0)
                running[job] = (_job_start(job), time.monotonic())
            for job, (child, started) in list(running.items()):
                age = time.monotonic() - started
                failure = _job_failure(job, child, age)
                if failure is None:
                    continue
                on_end(job, age, not failure)
                if failure and not keep_going:
                    raise CommandFailed(job.title, failure, job.log_path)
                group_kill(child.pid)
                del running[job]
            time.sleep(POLL_SECONDS)
    finally:
        for child, _ in running.values():
            group_end(child)


def _job_start(job: Job) -> subprocess.Popen[bytes]:
    job.log_path.parent.mkdir(parents=True, exist_ok=True)
    try:
        with job.log_path.open("wb") as log:
            return child_start(job.command, folder=job.folder, environment=job.environment, log=log)
    except OSError as error:
        raise CommandFailed(job.title, f"could not be started: {error}", job.log_path) from None


def _job_failure(job: Job, child: subprocess.Popen[bytes], age: float) -> str | None:
    """Return None while it runs, an empty string when it ended well, else what went wrong."""
    code = child.poll()
    if code is None:
        return None if age < job.timeout else f"did not end within {job.timeout:.0f} s"
    return f"ended with {describe_end(code)}" if code else ""


def command_code(
    command: Sequence[str],
    *,
    folder: Path,
    environment: Mapping[str, str],
    log: IO[bytes] | None,
    timeout: float,
) -> int | None:
    """Run a command to its end and return its exit code, None when it overran; without a log it prints to ours."""
    try:
        child = child_start(command, folder=folder, environment=environment, log=log)
    except OSError as error:
        if log is not None:
            log.write(f"{command[0]} could not be started: {error}\n".encode())
        return NOT_STARTED
    try:
        return child.wait(timeout)
    except subprocess.TimeoutExpired:
        return None
    finally:
        group_end(child)


def group_end(child: subprocess.Popen[bytes]) -> None:
    """End a command's group: Ctrl-C first, so that a test run takes down the servers it has started."""
    if child.poll() is None:
        group_signal(child.pid, signal.SIGINT)
        with contextlib.suppress(subprocess.TimeoutExpired):
            child.wait(GRACE_SECONDS)
    group_kill(child.pid)
    child.wait()


def group_signal(leader: int, number: int) -> None:
    """Send a signal to a process group; nothing happens when it is gone."""
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(leader, number)


def group_kill(leader: int) -> None:
    """End what is left of a process group at once."""
    group_signal(leader, signal.SIGKILL)


def leftovers_end(notes: Iterable[ProcessNote], *, seconds: float) -> list[str]:
    """End processes that outlived their runner: ask, wait, then kill their groups. Returns their names."""
    alive = [note for note in notes if note.is_alive()]
    for note in alive:
        group_signal(note.pid, signal.SIGTERM)
    deadline = time.monotonic() + seconds
    while any(note.is_alive() for note in alive) and time.monotonic() < deadline:
        time.sleep(POLL_SECONDS)
    for note in alive:
        group_kill(note.pid)
    return [note.name for note in alive]


def log_bound(path: Path, limit: int) -> None:
    """Cut a log that its process still appends to down to its last part once it is over the limit."""
    with contextlib.suppress(OSError):
        if path.stat().st_size <= limit:
            return
        with path.open("r+b") as log:
            log.seek(-LOG_KEEP_BYTES, os.SEEK_END)
            kept = log.read()
            log.seek(0)
            log.truncate()
            log.write(kept)


def describe_end(code: int) -> str:
    """Say how a process ended: its exit code or the signal that killed it."""
    if code >= 0:
        return f"exit code {code}"
    try:
        return f"killed by {signal.Signals(-code).name}"
    except ValueError:
        return f"killed by signal {-code}"


def memory_of(pid: int) -> int:
    """Return the resident bytes of a process and all below it; 0 when it is gone."""
    try:
        process = psutil.Process(pid)
        family = [process, *process.children(recursive=True)]
        return sum(member.memory_info().rss for member in family)
    except psutil.Error:
        return 0
