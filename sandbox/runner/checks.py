"""``make check`` and ``make test``: what runs, in which order, and the table of results at the end."""

import os
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from threading import Event, Thread

from sandbox.runner import console
from sandbox.runner.children import Job, command_code, jobs_run
from sandbox.runner.databases import Servers, database_ensure
from sandbox.runner.environment import Addresses, environment_build
from sandbox.runner.folder import ROOT, RunFolder, State
from sandbox.runner.processes import AUTOMATION_ENVIRONMENT, CORE_ENVIRONMENT, PYTHON
from sandbox.runner.servers import log_tail
from sandbox.runner.signals import StopRequested, StopSignals

OK_RESULT, FAILED_RESULT, SKIPPED_RESULT = "ok", "failed", "skipped"
LOG_LINES = 80
REPEATED_LINES = 30
FOLLOW_SECONDS = 0.2
FOLDER = Path(".run") / "check"

type Row = tuple[str, float]  # how a check ended, and after how many seconds


@dataclass(frozen=True)
class Check:
    """One command that must end well. ``servers`` gives it empty databases and a Valkey of its own."""

    name: str
    command: tuple[str, ...]
    folder: str = "."
    environment: Mapping[str, str] = field(default_factory=dict)
    servers: bool = False
    streams: bool = False
    timeout: int = 900


def _module(*arguments: str) -> tuple[str, ...]:
    return (PYTHON, "-m", *arguments)


def _runner(*arguments: str) -> tuple[str, ...]:
    return _module("sandbox.runner", *arguments)


def _mypy(cache: str, *arguments: str) -> tuple[str, ...]:
    """Return a call of mypy with a cache of its own: each configuration invalidates the others'."""
    return _module("mypy", "--cache-dir", f".mypy_cache/{cache}", *arguments)


_MIGRATIONS = ("makemigrations", "--check", "--dry-run")

CHECKS = (
    Check("lint", _module("ruff", "check", "--output-format", "concise", ".")),
    Check("format", _module("ruff", "format", "--check", ".")),
    Check("types", _mypy("core", "--explicit-package-bases", "apps", "config", "sandbox", "tests")),
    Check("types-tenancy", _mypy("tenancy", "--config-file", "tenancy/pyproject.toml", "tenancy")),
    Check(
        "types-automation", _mypy("automation", "--config-file", "automation/pyproject.toml", "automation")
    ),
    Check("imports", (str(Path(PYTHON).with_name("lint-imports")),)),
    Check("django", (PYTHON, "manage.py", "check"), environment=CORE_ENVIRONMENT, servers=True),
    Check(
        "django-automation",
        _module("automation.manage", "check"),
        environment=AUTOMATION_ENVIRONMENT,
        servers=True,
    ),
    Check("migrations", (PYTHON, "manage.py", *_MIGRATIONS), environment=CORE_ENVIRONMENT, servers=True),
    Check(
        "migrations-automation",
        _module("automation.manage", *_MIGRATIONS),
        environment=AUTOMATION_ENVIRONMENT,
        servers=True,
    ),
    Check("schema", _runner("schema", "--check"), servers=True),
    Check("dashboard-lint", ("npm", "run", "--silent", "lint"), folder="dashboard"),
    Check("dashboard-types", ("npm", "run", "--silent", "typecheck"), folder="dashboard"),
    Check("manifests", _runner("manifests")),
)
# Two processes, a file each: every worker has databases of its own (tenancy.testing).
_IN_PARALLEL = ("-n", "2", "--dist", "loadfile")
TESTS = (
    Check(
        "pytest",
        _module("pytest", "tests", "--ignore", "tests/faults", "--ignore", "tests/runner", *_IN_PARALLEL),
        # Workers must collect the same tests in the same order, also those parametrized over a set.
        environment={"PYTHONHASHSEED": "0"},
        streams=True,
        timeout=2400,
    ),
    # They break a platform of their own and measure how fast it comes back: nothing runs beside them.
    Check("pytest-faults", _module("pytest", "tests/faults"), streams=True, timeout=1200),
    Check("pytest-runner", _module("pytest", "tests/runner")),
    Check("pytest-tenancy", _module("pytest", "-c", "tenancy/pyproject.toml", "tenancy/tests")),
    Check("pytest-automation", _runner("lift-out"), streams=True, timeout=1800),
    Check("dashboard-unit", ("npm", "test", "--silent"), folder="dashboard"),
    Check(
        "e2e",
        _runner("--run-dir", ".run/e2e", "with", "--fresh", "--", "npm", "--prefix", "tests/e2e", "test"),
        streams=True,
        timeout=1800,
    ),
)


def checks_run(checks: Sequence[Check], *, root: Path = ROOT) -> int:
    """Run all, also after one has failed; print what failed and the table of times; 1 when one failed."""
    started = time.monotonic()
    rows: dict[str, Row] = {check.name: (SKIPPED_RESULT, 0.0) for check in checks}
    with suppress(StopRequested), StopSignals() as signals, _environment(checks, root, signals) as prepared:
        _quiet_run([check for check in checks if not check.streams], root, prepared, rows)
        for check in checks:
            if check.streams:
                began = time.monotonic()
                passed = _stream_run(check, root, prepared)
                rows[check.name] = (OK_RESULT if passed else FAILED_RESULT, time.monotonic() - began)
    console.durations(rows, total=time.monotonic() - started)
    failed = [name for name, (result, _) in rows.items() if result != OK_RESULT]
    for check in checks:
        if check.streams and check.name in failed:  # it ended many lines ago
            log_path = _log_path(check, root)
            console.failure(check.name, log=log_tail(log_path, REPEATED_LINES), log_path=log_path)
    if failed:
        console.say(f"[bold red]Not passed:[/] {', '.join(failed)}")
        console.say(f"[dim]One alone: python -m sandbox.runner check {failed[0]}[/]")
    return 1 if failed else 0


@contextmanager
def _environment(checks: Sequence[Check], root: Path, signals: StopSignals) -> Iterator[dict[str, str]]:
    """Give the checks that need them empty databases and keys, thrown away afterwards."""
    if not any(check.servers for check in checks):
        yield {}
        return
    folder = RunFolder(root / FOLDER)
    folder.create()
    servers = Servers(folder, {}, durable=False)
    try:
        with signals.held():
            servers.start(State())
        urls = servers.urls(("core", "automation"))
        for url in (urls.core, urls.automation):
            database_ensure(url)
        addresses = Addresses(urls.core, urls.automation, urls.redis, 8000, 8001, 3000, 9000)
        yield dict(os.environ) | environment_build(folder, addresses, port_offset=0, given={})
    finally:
        signals.silence()
        servers.stop()


def _quiet_run(
    checks: Sequence[Check], root: Path, prepared: Mapping[str, str], rows: dict[str, Row]
) -> None:
    """Run checks that only say whether all is well, as many at once as there are processors."""
    jobs = [
        Job(
            title=check.name,
            command=check.command,
            folder=root / check.folder,
            environment=_variables(check, prepared),
            log_path=_log_path(check, root),
            timeout=check.timeout,
        )
        for check in checks
    ]

    def ended(job: Job, seconds: float, passed: bool) -> None:  # noqa: FBT001 - called by jobs_run
        rows[job.title] = (OK_RESULT if passed else FAILED_RESULT, seconds)
        console.ended(job.title, seconds, passed=passed)
        if not passed:
            console.failure(job.title, log=log_tail(job.log_path, LOG_LINES), log_path=job.log_path)

    jobs_run(jobs, ended, at_once=os.cpu_count(), keep_going=True)


def _stream_run(check: Check, root: Path, prepared: Mapping[str, str]) -> bool:
    """Run a check and show its output as it comes; the log keeps it, to repeat the end when it fails."""
    console.say(f"\n[bold]── {check.name} ──[/]")
    log_path = _log_path(check, root)
    log_path.parent.mkdir(parents=True, exist_ok=True)
    with log_path.open("wb") as log, _followed(log_path):
        code = command_code(
            check.command,
            folder=root / check.folder,
            environment=_variables(check, prepared),
            log=log,
            timeout=check.timeout,
        )
    return code == 0


@contextmanager
def _followed(log_path: Path) -> Iterator[None]:
    """Show what is written to a log while it is written."""
    ended = Event()

    def follow() -> None:
        with log_path.open("rb") as log:
            while True:
                is_last = ended.wait(FOLLOW_SECONDS)
                sys.stdout.buffer.write(log.read())
                sys.stdout.flush()
                if is_last:
                    return

    sys.stdout.flush()
    reader = Thread(target=follow)
    reader.start()
    try:
        yield
    finally:
        ended.set()
        reader.join()


def _log_path(check: Check, root: Path) -> Path:
    return root / FOLDER / "logs" / f"{check.name}.log"


def _variables(check: Check, prepared: Mapping[str, str]) -> dict[str, str]:
    inherited = prepared if check.servers else os.environ
    return {**inherited, **check.environment, "NEXT_TELEMETRY_DISABLED": "1"}


def checks_named(names: Sequence[str], known: Sequence[Check] = (*CHECKS, *TESTS)) -> list[Check]:
    """Return the checks of these names, in the order of the table. Raises KeyError naming an unknown one."""
    unknown = set(names) - {check.name for check in known}
    if unknown:
        raise KeyError(", ".join(sorted(unknown)))
    return [check for check in known if check.name in names]
